// SPDX-License-Identifier: GPL-2.0-only
/* Virtual network cards. */
#include "internal.h"

#include <sys/random.h>

int xl_nic_setdefault(struct gc *gc, uint32_t domid, libxl_device_nic *nic)
{
	static const libxl_mac none;
	unsigned int nr, i;
	int *ids;

	if (nic->devid < 0) {
		nic->devid = 0;
		xl_device_ids(gc, domid, "vif", &ids, &nr);
		for (i = 0; i < nr; i++)
			if (ids[i] >= nic->devid)
				nic->devid = ids[i] + 1;
	}
	if (!memcmp(nic->mac, none, sizeof(none))) {
		if (getrandom(nic->mac, sizeof(nic->mac), 0) < 0)
			return ERROR_FAIL;
		/* Xen's own range. */
		nic->mac[0] = 0x00;
		nic->mac[1] = 0x16;
		nic->mac[2] = 0x3e;
		nic->mac[3] &= 0x7f;
	}
	if (!nic->script)
		nic->script = libxl__strdup_opt("vif-bridge");
	if (!nic->bridge && strstr(nic->script, "vif-bridge"))
		nic->bridge = libxl__strdup_opt("xenbr0");
	if (nic->nictype == LIBXL_NIC_TYPE_UNKNOWN)
		nic->nictype = LIBXL_NIC_TYPE_VIF;
	libxl_defbool_setdefault(&nic->trusted, true);
	return 0;
}

int xl_nic_check(struct gc *gc, const libxl_device_nic *nic)
{
	char *dir;

	if (nic->nictype == LIBXL_NIC_TYPE_VIF_IOEMU) {
		XL_ERROR(gc->ctx,
			 "vif: type=ioemu is for HVM guests: leave it out");
		return ERROR_INVAL;
	}
	if (nic->mac[0] & 1) {
		XL_ERROR(gc->ctx,
			 "vif: " LIBXL_MAC_FMT " is a multicast address",
			 LIBXL_MAC_BYTES(nic->mac));
		return ERROR_INVAL;
	}
	if (nic->backend_domid || nic->backend_domname ||
	    !strstr(nic->script, "vif-bridge"))
		return 0;
	if (strchr(nic->bridge, '/'))
		return ERROR_INVAL;
	dir = gc_sprintf(gc, "/sys/class/net/%s/bridge", nic->bridge);
	/* An Open vSwitch bridge has no such directory. */
	if (access(dir, F_OK) &&
	    access(gc_sprintf(gc, "/sys/class/net/%s/tun_flags", nic->bridge),
		   F_OK)) {
		XL_ERROR(gc->ctx,
			 "vif: there is no bridge %s: make it (ip link add %s "
			 "type bridge; ip link set %s up) or name another with "
			 "bridge=",
			 nic->bridge, nic->bridge, nic->bridge);
		return ERROR_INVAL;
	}
	return 0;
}

int xl_nic_attach(struct gc *gc, uint32_t domid, libxl_device_nic *nic)
{
	struct xl_device dev = { .kind = "vif", .domid = domid };
	char *mac = gc_sprintf(gc, LIBXL_MAC_FMT, LIBXL_MAC_BYTES(nic->mac));
	char *handle = gc_sprintf(gc, "%d", nic->devid);
	char *script =
		nic->script[0] == '/'
			? nic->script
			: gc_sprintf(gc, XL_SCRIPT_DIR "/%s", nic->script);
	char *mtu = nic->mtu ? gc_sprintf(gc, "%d", nic->mtu) : NULL;
	int rc;

	if (nic->backend_domname &&
	    libxl_domain_qualifier_to_domid(gc->ctx, nic->backend_domname,
					    &nic->backend_domid)) {
		XL_ERROR(gc->ctx, "there is no backend domain %s",
			 nic->backend_domname);
		return ERROR_INVAL;
	}
	dev.backend_domid = nic->backend_domid;
	dev.devid = nic->devid;
	{
		const struct xl_kv front[] = {
			{ "handle", handle },
			{ "mac", mac },
			{ "mtu", mtu },
			{ "trusted", libxl_defbool_val(nic->trusted) ?
				     "1" : "0" },
			{ NULL, NULL },
		}, back[] = {
			{ "script", script },
			{ "mac", mac },
			{ "ip", nic->ip },
			{ "mtu", mtu },
			{ "rate", nic->rate_interval_usecs > 0 ?
			  gc_sprintf(gc, "%llu,%u", (unsigned long long)
				     nic->rate_bytes_per_interval,
				     nic->rate_interval_usecs) : NULL },
			{ "bridge", nic->bridge },
			{ "gatewaydev", nic->gatewaydev },
			{ "vifname", nic->ifname },
			{ "handle", handle },
			{ "type", "vif" },
			{ "trusted", libxl_defbool_val(nic->trusted) ?
				     "1" : "0" },
			{ NULL, NULL },
		};

		rc = xl_device_write(gc, &dev, front, back);
	}
	return rc ? rc : xl_device_connect(gc, &dev);
}

int libxl_device_nic_add(libxl_ctx *ctx, uint32_t domid, libxl_device_nic *nic,
			 const libxl_asyncop_how *ao_how)
{
	GC(gc, ctx);
	int rc = libxl_domain_info(ctx, NULL, domid);

	if (!rc)
		rc = xl_nic_setdefault(&gc, domid, nic);
	if (!rc)
		rc = xl_nic_check(&gc, nic);
	if (!rc)
		rc = xl_nic_attach(&gc, domid, nic);
	return xl_ao_done(ctx, ao_how, rc);
}

static int remove_nic(libxl_ctx *ctx, uint32_t domid, libxl_device_nic *nic,
		      bool force, const libxl_asyncop_how *ao_how)
{
	GC(gc, ctx);
	struct xl_device dev = {
		"vif",
		domid,
		nic->backend_domid,
		nic->devid,
	};

	return xl_ao_done(ctx, ao_how, xl_device_remove(&gc, &dev, force));
}

int libxl_device_nic_remove(libxl_ctx *ctx, uint32_t domid,
			    libxl_device_nic *nic,
			    const libxl_asyncop_how *ao_how)
{
	return remove_nic(ctx, domid, nic, false, ao_how);
}

int libxl_device_nic_destroy(libxl_ctx *ctx, uint32_t domid,
			     libxl_device_nic *nic,
			     const libxl_asyncop_how *ao_how)
{
	return remove_nic(ctx, domid, nic, true, ao_how);
}

static void read_nic(struct gc *gc, const struct xl_device *dev,
		     libxl_device_nic *n)
{
	char *lx = xl_device_libxl_path(gc, dev), *s;
	uint8_t *m;

#define NODE(name) xs_get(gc, XBT_NULL, gc_sprintf(gc, "%s/%s", lx, name))
	libxl_device_nic_init(n);
	n->devid = dev->devid;
	s = NODE("backend");
	if (s)
		sscanf(s, "/local/domain/%u/", &n->backend_domid);
	s = NODE("mac");
	m = n->mac;
	if (s)
		sscanf(s, LIBXL_MAC_FMT, &m[0], &m[1], &m[2], &m[3], &m[4],
		       &m[5]);
	n->ip = libxl__strdup_opt(NODE("ip"));
	n->bridge = libxl__strdup_opt(NODE("bridge"));
	n->script = libxl__strdup_opt(NODE("script"));
	n->ifname = libxl__strdup_opt(NODE("vifname"));
	n->nictype = LIBXL_NIC_TYPE_VIF;
#undef NODE
}

libxl_device_nic *libxl_device_nic_list(libxl_ctx *ctx, uint32_t domid,
					int *num)
{
	GC(gc, ctx);
	struct xl_device dev = { .kind = "vif", .domid = domid };
	libxl_device_nic *list;
	unsigned int i, nr;
	int *ids;

	xl_device_ids(&gc, domid, "vif", &ids, &nr);
	list = libxl__array_alloc(nr, sizeof(*list));
	for (i = 0; i < nr; i++) {
		dev.devid = ids[i];
		read_nic(&gc, &dev, &list[i]);
	}
	*num = nr;
	return list;
}

void libxl_device_nic_list_free(libxl_device_nic *list, int num)
{
	int i;

	for (i = 0; i < num; i++)
		libxl_device_nic_dispose(&list[i]);
	free(list);
}

static int find_nic(libxl_ctx *ctx, uint32_t domid, const char *mac, int devid,
		    libxl_device_nic *nic)
{
	libxl_device_nic *list;
	libxl_mac m;
	int i, num, rc = ERROR_INVAL;

	if (mac && sscanf(mac, LIBXL_MAC_FMT, &m[0], &m[1], &m[2], &m[3], &m[4],
			  &m[5]) != 6)
		return ERROR_INVAL;
	list = libxl_device_nic_list(ctx, domid, &num);
	for (i = 0; i < num && rc; i++)
		if (mac ? !memcmp(list[i].mac, m, sizeof(m))
			: list[i].devid == devid) {
			libxl_device_nic_copy(ctx, nic, &list[i]);
			rc = 0;
		}
	libxl_device_nic_list_free(list, num);
	return rc;
}

int libxl_mac_to_device_nic(libxl_ctx *ctx, uint32_t domid, const char *mac,
			    libxl_device_nic *nic)
{
	return find_nic(ctx, domid, mac, -1, nic);
}

int libxl_devid_to_device_nic(libxl_ctx *ctx, uint32_t domid, int devid,
			      libxl_device_nic *nic)
{
	return find_nic(ctx, domid, NULL, devid, nic);
}

int libxl_device_nic_getinfo(libxl_ctx *ctx, uint32_t domid,
			     const libxl_device_nic *nic, libxl_nicinfo *info)
{
	GC(gc, ctx);
	struct xl_device dev = {
		"vif",
		domid,
		nic->backend_domid,
		nic->devid,
	};
	char *fe = xl_frontend_path(&gc, &dev);

	libxl_nicinfo_init(info);
	info->frontend = libxl__strdup_opt(fe);
	info->frontend_id = domid;
	info->backend = libxl__strdup_opt(xl_backend_path(&gc, &dev));
	info->backend_id = nic->backend_domid;
	info->devid = nic->devid;
#define NUM(name) xs_get_int(&gc, gc_sprintf(&gc, "%s/" name, fe), -1)
	info->state = NUM("state");
	info->evtch = NUM("event-channel");
	if (info->evtch < 0)
		info->evtch = NUM("event-channel-tx");
	info->rref_tx = NUM("tx-ring-ref");
	info->rref_rx = NUM("rx-ring-ref");
#undef NUM
	return 0;
}
