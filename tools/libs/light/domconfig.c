// SPDX-License-Identifier: GPL-2.0-only
/*
 * The configuration of a domain as it is now: what it was made with, and what
 * has changed since: its name, its memory, its disks and network cards.
 */
#include "internal.h"

static int read_json(struct gc *gc, uint32_t domid, libxl_domain_config *cfg)
{
	uint8_t *data = NULL;
	int len, rc;

	rc = libxl_userdata_retrieve(gc->ctx, domid, "libxl-json", &data, &len);
	if (!rc && !data)
		rc = ERROR_JSON_CONFIG_EMPTY;
	if (!rc)
		rc = libxl_domain_config_from_json(gc->ctx, cfg, (char *)data);
	free(data);
	return rc;
}

static void update_name(struct gc *gc, uint32_t domid, libxl_domain_config *cfg)
{
	char *name = libxl_domid_to_name(gc->ctx, domid);

	if (!name)
		return;
	free(cfg->c_info.name);
	cfg->c_info.name = name;
}

static void update_memory(struct gc *gc, uint32_t domid,
			  libxl_domain_config *cfg)
{
	char *dom = xl_dompath(gc, domid), *s;

	s = xs_get(gc, XBT_NULL, gc_sprintf(gc, "%s/memory/target", dom));
	if (s && atoll(s) > 0)
		cfg->b_info.target_memkb = atoll(s);
	s = xs_get(gc, XBT_NULL, gc_sprintf(gc, "%s/memory/static-max", dom));
	if (s && atoll(s) > 0)
		cfg->b_info.max_memkb = atoll(s);
}

static bool same_disk(const libxl_device_disk *a, const libxl_device_disk *b)
{
	return a->vdev && b->vdev &&
	       xl_vdev_to_devid(a->vdev) == xl_vdev_to_devid(b->vdev);
}

static bool same_nic(const libxl_device_nic *a, const libxl_device_nic *b)
{
	return a->devid == b->devid;
}

/*
 * cfg's list becomes what xenstore has; an entry that was there before keeps
 * what xenstore does not say.
 */
#define UPDATE(gc, domid, cfg, kind, field, nr)                                \
	do {                                                                   \
		libxl_device_##kind *now, *all;                                \
		int i_, j_, n_ = 0;                                            \
                                                                               \
		now = libxl_device_##kind##_list((gc)->ctx, domid, &n_);       \
		all = libxl__array_alloc(n_, sizeof(*all));                    \
		for (i_ = 0; i_ < n_; i_++) {                                  \
			for (j_ = 0; j_ < (cfg)->nr; j_++)                     \
				if (same_##kind(&now[i_], &(cfg)->field[j_]))  \
					break;                                 \
			libxl_device_##kind##_init(&all[i_]);                  \
			libxl_device_##kind##_copy((gc)->ctx, &all[i_],        \
						   j_ < (cfg)->nr              \
							   ? &(cfg)->field[j_] \
							   : &now[i_]);        \
		}                                                              \
		libxl_device_##kind##_list_free(now, n_);                      \
		for (j_ = 0; j_ < (cfg)->nr; j_++)                             \
			libxl_device_##kind##_dispose(&(cfg)->field[j_]);      \
		free((cfg)->field);                                            \
		(cfg)->field = all;                                            \
		(cfg)->nr = n_;                                                \
	} while (0)

int libxl_retrieve_domain_configuration(libxl_ctx *ctx, uint32_t domid,
					libxl_domain_config *d_config,
					const libxl_asyncop_how *ao_how)
{
	GC(gc, ctx);
	int rc = read_json(&gc, domid, d_config);

	if (!rc) {
		update_name(&gc, domid, d_config);
		update_memory(&gc, domid, d_config);
		UPDATE(&gc, domid, d_config, disk, disks, num_disks);
		UPDATE(&gc, domid, d_config, nic, nics, num_nics);
	}
	return xl_ao_done(ctx, ao_how, rc);
}
