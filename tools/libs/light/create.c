// SPDX-License-Identifier: GPL-2.0-only
/*
 * Creating a domain.  All that can be wrong in the configuration or in the
 * machine is looked for first; only then a domain is made, its memory is
 * claimed, its nodes are written, its contents are built, its devices are
 * attached.  Any failure takes all of it away again; so does the guard.
 */
#include "internal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

/* Beside the guest's own memory: page tables, vCPUs, grant and event tables. */
#define DOMAIN_OVERHEAD_KB 2048
#define VCPU_OVERHEAD_KB   32
#define MAXMEM_SLACK_KB	   1024

uint64_t xl_need_memkb(const libxl_domain_build_info *b)
{
	return b->target_memkb + DOMAIN_OVERHEAD_KB +
	       (uint64_t)b->max_vcpus * VCPU_OVERHEAD_KB;
}

/* --- defaults and checks --- */

static int check_name(struct gc *gc, const char *name)
{
	uint32_t other;

	if (!name || !*name) {
		XL_ERROR(gc->ctx, "the domain has no name: set name=");
		return ERROR_INVAL;
	}
	if (name[strspn(name, "0123456789")] == 0 || strchr(name, '/')) {
		XL_ERROR(gc->ctx,
			 "'%s' cannot be a domain's name: it must not be a "
			 "number nor contain '/'",
			 name);
		return ERROR_INVAL;
	}
	if (!libxl_name_to_domid(gc->ctx, name, &other)) {
		XL_ERROR(gc->ctx,
			 "domain %u is already called %s: choose another name= "
			 "or remove it with 'xl destroy %s'",
			 other, name, name);
		return ERROR_INVAL;
	}
	return 0;
}

static int check_uuid(struct gc *gc, const libxl_uuid *uuid)
{
	libxl_vminfo *list;
	int i, nr = 0, rc = 0;

	list = libxl_list_vm(gc->ctx, &nr);
	if (!list)
		return ERROR_FAIL;
	for (i = 0; i < nr && !rc; i++)
		if (!libxl_uuid_compare(&list[i].uuid, uuid)) {
			XL_ERROR(gc->ctx,
				 "domain %u has this UUID already: choose "
				 "another uuid= or leave it out",
				 list[i].domid);
			rc = ERROR_INVAL;
		}
	libxl_vminfo_list_free(list, nr);
	return rc;
}

static int check_unsupported(struct gc *gc, const libxl_domain_config *c)
{
	const struct {
		int nr;
		const char *what;
	} lists[] = {
		{ c->num_pcidevs, "pci" },
		{ c->num_vfbs, "vfb" },
		{ c->num_vkbs, "vkb" },
		{ c->num_vtpms, "vtpm" },
		{ c->num_p9s, "p9" },
		{ c->num_pvcallsifs, "pvcalls" },
		{ c->num_vdispls, "vdispl" },
		{ c->num_vsnds, "vsnd" },
		{ c->num_channels, "channel" },
		{ c->num_usbctrls, "usbctrl" },
		{ c->num_usbdevs, "usbdev" },
		{ c->num_rdms, "rdm" },
		{ c->b_info.num_vnuma_nodes, "vnuma" },
	};
	unsigned int i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (lists[i].nr) {
			XL_ERROR(gc->ctx, "%s is not supported yet",
				 lists[i].what);
			return ERROR_NI;
		}
	if (c->c_info.type != LIBXL_DOMAIN_TYPE_PV) {
		XL_ERROR(gc->ctx,
			 "guests of type %s are not supported yet: use "
			 "type=\"pv\"",
			 libxl_domain_type_to_string(c->c_info.type));
		return ERROR_NI;
	}
	if (c->b_info.bootloader || c->b_info.u.pv.bootloader) {
		XL_ERROR(gc->ctx, "bootloader is not supported yet: give "
				  "kernel= and ramdisk=");
		return ERROR_NI;
	}
	return 0;
}

int xl_config_setdefault(struct gc *gc, libxl_domain_config *cfg)
{
	libxl_domain_create_info *c = &cfg->c_info;
	libxl_domain_build_info *b = &cfg->b_info;
	int i, j, rc = 0;

	if (libxl_uuid_is_nil(&c->uuid))
		libxl_uuid_generate(&c->uuid);
	libxl_defbool_setdefault(&c->run_hotplug_scripts, true);
	libxl_defbool_setdefault(&c->driver_domain, false);
	if (b->type == LIBXL_DOMAIN_TYPE_INVALID)
		libxl_domain_build_info_init_type(b, c->type);
	if (b->max_vcpus <= 0)
		b->max_vcpus = 1;
	if (!b->avail_vcpus.size) {
		libxl_bitmap_alloc(gc->ctx, &b->avail_vcpus, b->max_vcpus);
		for (i = 0; i < b->max_vcpus; i++)
			libxl_bitmap_set(&b->avail_vcpus, i);
	}
	if (b->max_memkb == LIBXL_MEMKB_DEFAULT)
		b->max_memkb = b->target_memkb != LIBXL_MEMKB_DEFAULT
				       ? b->target_memkb
				       : 32 * 1024;
	if (b->target_memkb == LIBXL_MEMKB_DEFAULT)
		b->target_memkb = b->max_memkb;
	if (!b->event_channels)
		b->event_channels = 1023;
	libxl_defbool_setdefault(&b->claim_mode, true);
	libxl_defbool_setdefault(&b->localtime, false);
	libxl_defbool_setdefault(&b->disable_migrate, false);
	for (i = 0; i < cfg->num_disks && !rc; i++)
		rc = xl_disk_setdefault(gc, &cfg->disks[i]);
	for (i = 0; i < cfg->num_nics && !rc; i++) {
		if (cfg->nics[i].devid < 0) {
			cfg->nics[i].devid = i;
			for (j = 0; j < i; j++)
				if (cfg->nics[j].devid >= cfg->nics[i].devid)
					cfg->nics[i].devid =
						cfg->nics[j].devid + 1;
		}
		rc = xl_nic_setdefault(gc, 0, &cfg->nics[i]);
	}
	return rc;
}

static int find_pool(struct gc *gc, libxl_domain_create_info *c)
{
	if (!c->pool_name || !libxl_cpupool_qualifier_to_cpupoolid(
				     gc->ctx, c->pool_name, &c->poolid, NULL))
		return 0;
	XL_ERROR(gc->ctx, "there is no CPU pool '%s' (see 'xl cpupool-list')",
		 c->pool_name);
	return ERROR_INVAL;
}

static int check_devices(struct gc *gc, const libxl_domain_config *cfg)
{
	int i, j, rc = 0;

	for (i = 0; i < cfg->num_disks && !rc; i++) {
		rc = xl_disk_check(gc, &cfg->disks[i]);
		for (j = 0; j < i && !rc; j++)
			if (xl_vdev_to_devid(cfg->disks[i].vdev) ==
			    xl_vdev_to_devid(cfg->disks[j].vdev)) {
				XL_ERROR(gc->ctx, "two disks are called %s",
					 cfg->disks[i].vdev);
				rc = ERROR_INVAL;
			}
	}
	for (i = 0; i < cfg->num_nics && !rc; i++)
		rc = xl_nic_check(gc, &cfg->nics[i]);
	return rc;
}

static int check_memory(struct gc *gc, const libxl_domain_config *cfg)
{
	const libxl_domain_build_info *b = &cfg->b_info;
	uint64_t need = xl_need_memkb(b), have;
	int rc;

	if (b->max_memkb < b->target_memkb) {
		XL_ERROR(gc->ctx,
			 "maxmem (%llu MiB) is less than memory (%llu MiB)",
			 (unsigned long long)b->max_memkb >> 10,
			 (unsigned long long)b->target_memkb >> 10);
		return ERROR_INVAL;
	}
	rc = libxl_get_free_memory(gc->ctx, &have);
	if (rc)
		return rc;
	if (need > have) {
		XL_ERROR(gc->ctx,
			 "not enough memory: the domain needs %llu MiB (%llu "
			 "MiB of its own), %llu MiB are free: lower memory=, "
			 "destroy a domain, or shrink dom0 with 'xl mem-set 0 "
			 "SIZE'",
			 (unsigned long long)(need + 1023) >> 10,
			 (unsigned long long)b->target_memkb >> 10,
			 (unsigned long long)have >> 10);
		return ERROR_NOMEM;
	}
	return 0;
}

/* --- making it --- */

struct create {
	libxl_domain_config *cfg;
	uint32_t domid;
	int grant_version;
};

static int make_domain(struct gc *gc, struct create *c)
{
	libxl_domain_config *cfg = c->cfg;
	libxl_domain_build_info *b = &cfg->b_info;
	libxl_ctx *ctx = gc->ctx;
	struct xen_domctl_createdomain cd = {
		.max_vcpus = b->max_vcpus,
		.max_evtchn_port = b->event_channels,
		.max_grant_frames =
			b->max_grant_frames == LIBXL_MAX_GRANT_DEFAULT
				? -1
				: (int)b->max_grant_frames,
		.max_maptrack_frames =
			b->max_maptrack_frames == LIBXL_MAX_GRANT_DEFAULT
				? -1
				: (int)b->max_maptrack_frames,
		.cpupool_id = cfg->c_info.poolid,
		.ssidref = cfg->c_info.ssidref,
	};
	xc_physinfo_t phys;

	if (b->max_grant_version < 0 && !xc_physinfo(ctx->xch, &phys))
		b->max_grant_version =
			phys.capabilities & XEN_SYSCTL_PHYSCAP_gnttab_v2 ? 2
									 : 1;
	cd.grant_opts = XEN_DOMCTL_GRANT_version(b->max_grant_version);
	memcpy(cd.handle, cfg->c_info.uuid.uuid, sizeof(cd.handle));
	/* 0: any */
	c->domid = libxl_domid_valid_guest(cfg->c_info.domid)
			   ? cfg->c_info.domid
			   : 0;
	if (xc_domain_create(ctx->xch, &c->domid, &cd)) {
		XL_ERRNO(ctx, "the hypervisor does not create the domain");
		return errno == ENOMEM ? ERROR_NOMEM : ERROR_FAIL;
	}
	if (xc_domain_max_vcpus(ctx->xch, c->domid, b->max_vcpus)) {
		XL_ERRNO(ctx, "cannot make %d vCPUs", b->max_vcpus);
		return ERROR_FAIL;
	}
	if (xc_domain_setmaxmem(ctx->xch, c->domid,
				b->max_memkb + MAXMEM_SLACK_KB)) {
		XL_ERRNO(ctx, "cannot set the domain's maximum memory");
		return ERROR_FAIL;
	}
	/* From here on the memory is ours or the create is over. */
	if (libxl_defbool_val(b->claim_mode) &&
	    xc_domain_claim_pages(ctx->xch, c->domid, b->target_memkb / 4) &&
	    errno != ENOSYS && errno != EOPNOTSUPP) {
		XL_ERRNO(ctx, "cannot reserve %llu MiB for the domain",
			 (unsigned long long)b->target_memkb >> 10);
		return ERROR_NOMEM;
	}
	return 0;
}

static int set_affinity(struct gc *gc, struct create *c)
{
	libxl_domain_build_info *b = &c->cfg->b_info;
	libxl_bitmap *hard, *soft;
	int i, rc = 0;

	if (b->nodemap.size &&
	    xc_domain_node_setaffinity(gc->ctx->xch, c->domid, b->nodemap.map))
		XL_LOG(gc->ctx, WARN, "cannot set the node affinity");
	for (i = 0; i < b->max_vcpus && !rc; i++) {
		hard = i < b->num_vcpu_hard_affinity ? &b->vcpu_hard_affinity[i]
		       : b->cpumap.size		     ? &b->cpumap
						     : NULL;
		soft = i < b->num_vcpu_soft_affinity ? &b->vcpu_soft_affinity[i]
						     : NULL;
		if ((hard && hard->size) || (soft && soft->size))
			rc = libxl_set_vcpuaffinity(gc->ctx, c->domid, i, hard,
						    soft);
	}
	return rc;
}

struct node {
	const char *path;
	bool guest_writes;
};

/* Directories of a new domain: the guest's own, or to be read by it. */
static const struct node dirs[] = {
	{ "cpu", false },
	{ "memory", false },
	{ "device", false },
	{ "control", false },
	{ "store", false },
	{ "console", false },
	{ "control/shutdown", true },
	{ "control/feature-poweroff", true },
	{ "control/feature-reboot", true },
	{ "control/feature-suspend", true },
	{ "control/sysrq", true },
	{ "device/suspend/event-channel", true },
	{ "data", true },
	{ "drivers", true },
	{ "feature", true },
	{ "attr", true },
	{ "error", true },
};

static int write_dirs(struct gc *gc, xs_transaction_t t, const char *dom,
		      uint32_t domid)
{
	unsigned int i;
	int rc = xs_make_dir(gc, t, dom, 0, domid);

	for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]) && !rc; i++)
		rc = xs_make_dir(gc, t,
				 gc_sprintf(gc, "%s/%s", dom, dirs[i].path),
				 dirs[i].guest_writes ? domid : 0,
				 dirs[i].guest_writes ? 0 : domid);
	return rc;
}

static int write_console(struct gc *gc, xs_transaction_t t, const char *dom,
			 uint32_t domid)
{
	char *fe = gc_sprintf(gc, "%s/console", dom);
	char *be =
		gc_sprintf(gc, "/local/domain/0/backend/console/%u/0", domid);
	const struct {
		const char *dir, *key, *value;
	} kv[] = {
		{ fe, "backend", be },
		{ fe, "backend-id", "0" },
		{ fe, "limit", "1048576" },
		{ fe, "type", "xenconsoled" },
		{ fe, "output", "pty" },
		{ fe, "tty", "" },
		{ be, "frontend", fe },
		{ be, "frontend-id", gc_sprintf(gc, "%u", domid) },
		{ be, "online", "1" },
		{ be, "state", "1" },
		{ be, "protocol", "vt100" },
	};
	unsigned int i;
	int rc = xs_make_dir(gc, t, be, 0, domid);

	for (i = 0; i < sizeof(kv) / sizeof(kv[0]) && !rc; i++)
		rc = xs_put(gc, t,
			    gc_sprintf(gc, "%s/%s", kv[i].dir, kv[i].key), "%s",
			    kv[i].value);
	return rc;
}

static int write_vm(struct gc *gc, xs_transaction_t t, const char *vm,
		    libxl_domain_config *cfg, const char *uuid)
{
	libxl_domain_build_info *b = &cfg->b_info;
	struct timespec now;
	int rc;

	clock_gettime(CLOCK_REALTIME, &now);
	rc = xs_make_dir(gc, t, vm, 0, 0);
	if (!rc)
		rc = xs_put(gc, t, gc_sprintf(gc, "%s/uuid", vm), "%s", uuid);
	if (!rc)
		rc = xs_put(gc, t, gc_sprintf(gc, "%s/name", vm), "%s",
			    cfg->c_info.name);
	if (!rc)
		rc = xs_put(gc, t, gc_sprintf(gc, "%s/image/ostype", vm),
			    "linux");
	if (!rc && b->kernel)
		rc = xs_put(gc, t, gc_sprintf(gc, "%s/image/kernel", vm), "%s",
			    b->kernel);
	if (!rc && b->ramdisk)
		rc = xs_put(gc, t, gc_sprintf(gc, "%s/image/ramdisk", vm), "%s",
			    b->ramdisk);
	if (!rc && b->cmdline)
		rc = xs_put(gc, t, gc_sprintf(gc, "%s/image/cmdline", vm), "%s",
			    b->cmdline);
	if (!rc)
		rc = xs_put(gc, t, gc_sprintf(gc, "%s/start_time", vm),
			    "%lld.%02d", (long long)now.tv_sec,
			    (int)(now.tv_nsec / 10000000));
	return rc;
}

static int write_nodes(struct gc *gc, xs_transaction_t t, void *arg)
{
	struct create *c = arg;
	libxl_domain_config *cfg = c->cfg;
	libxl_domain_build_info *b = &cfg->b_info;
	char *dom = xl_dompath(gc, c->domid), *lx = xl_libxl_path(gc, c->domid);
	char *uuid = gc_sprintf(gc, LIBXL_UUID_FMT,
				LIBXL_UUID_BYTES(cfg->c_info.uuid));
	char *vm = gc_sprintf(gc, "/vm/%s", uuid), **kv;
	int i, rc;

	/* A domain id is new: what is there is of somebody who is dead. */
	rc = xs_remove(gc, t, dom);
	if (!rc)
		rc = xs_remove(gc, t, lx);
	if (!rc)
		rc = write_dirs(gc, t, dom, c->domid);
	if (!rc)
		rc = xs_make_dir(gc, t, lx, 0, 0);
	if (!rc)
		rc = write_vm(gc, t, vm, cfg, uuid);
	if (!rc)
		rc = write_console(gc, t, dom, c->domid);
#define PUT(dir, key, ...) \
	if (!rc)           \
	rc = xs_put(gc, t, gc_sprintf(gc, "%s/" key, dir), __VA_ARGS__)
	PUT(dom, "vm", "%s", vm);
	PUT(dom, "name", "%s", cfg->c_info.name);
	PUT(dom, "domid", "%u", c->domid);
	PUT(dom, "memory/static-max", "%llu", (unsigned long long)b->max_memkb);
	PUT(dom, "memory/target", "%llu", (unsigned long long)b->target_memkb);
	PUT(dom, "memory/videoram", "0");
	PUT(dom, "control/platform-feature-multiprocessor-suspend", "1");
	PUT(dom, "control/platform-feature-xs_reset_watches", "1");
	PUT(lx, "type", "pv");
	PUT(lx, "dm-version", "qemu_xen");
#undef PUT
	for (i = 0; i < b->max_vcpus && !rc; i++)
		rc = xs_put(gc, t,
			    gc_sprintf(gc, "%s/cpu/%d/availability", dom, i),
			    "%s",
			    libxl_bitmap_test(&b->avail_vcpus, i) ? "online"
								  : "offline");
	for (kv = cfg->c_info.xsdata; kv && *kv && !rc; kv += 2)
		rc = xs_put(gc, t, gc_sprintf(gc, "%s/vm-data/%s", dom, kv[0]),
			    "%s", kv[1] ? kv[1] : "");
	return rc;
}

static int attach_devices(struct gc *gc, struct create *c)
{
	libxl_domain_config *cfg = c->cfg;
	int i, rc = 0;

	for (i = 0; i < cfg->num_disks && !rc; i++) {
		rc = xl_disk_attach(gc, c->domid, &cfg->disks[i]);
		XL_STEP(gc->ctx, "disk %s: nodes, backend, script",
			cfg->disks[i].vdev);
	}
	for (i = 0; i < cfg->num_nics && !rc; i++) {
		rc = xl_nic_attach(gc, c->domid, &cfg->nics[i]);
		XL_STEP(gc->ctx, "network card %d: nodes, backend, script",
			cfg->nics[i].devid);
	}
	return rc;
}

static int save_config(struct gc *gc, struct create *c)
{
	char *json = gc_keep(gc, libxl_domain_config_to_json(gc->ctx, c->cfg));

	if (!json)
		return ERROR_FAIL;
	return libxl_userdata_store(gc->ctx, c->domid, "libxl-json",
				    (uint8_t *)json, strlen(json));
}

static int apply_sched(struct gc *gc, struct create *c)
{
	libxl_domain_sched_params *p = &c->cfg->b_info.sched_params;

	if (p->weight < 0 && p->cap < 0)
		return 0;
	p->sched = libxl_get_scheduler(gc->ctx);
	return libxl_domain_sched_params_set(gc->ctx, c->domid, p);
}

static int set_clock(struct gc *gc, struct create *c)
{
	libxl_domain_build_info *b = &c->cfg->b_info;
	int32_t offset = b->rtc_timeoffset;
	time_t now = time(NULL);
	struct tm tm;

	if (libxl_defbool_val(b->localtime) && localtime_r(&now, &tm))
		offset += tm.tm_gmtoff;
	if (offset &&
	    xc_domain_set_time_offset(gc->ctx->xch, c->domid, offset)) {
		XL_ERRNO(gc->ctx, "cannot set the domain's clock");
		return ERROR_FAIL;
	}
	return 0;
}

static int fill_domain(struct gc *gc, struct create *c, struct xl_build *b)
{
	libxl_domain_build_info *info = &c->cfg->b_info;
	int rc;

	rc = set_affinity(gc, c);
	if (!rc)
		rc = apply_sched(gc, c);
	/* A stream has both, or asks for them. */
	if (!rc && b->restore_fd < 0)
		rc = xl_set_cpuid(gc, c->domid, info);
	if (!rc && b->restore_fd < 0 &&
	    info->tsc_mode != LIBXL_TSC_MODE_DEFAULT &&
	    xc_domain_set_tsc_info(gc->ctx->xch, c->domid, info->tsc_mode, 0, 0,
				   0)) {
		XL_ERRNO(gc->ctx, "cannot set tsc_mode");
		rc = ERROR_FAIL;
	}
	if (!rc)
		rc = set_clock(gc, c);
	if (!rc)
		XL_STEP(gc->ctx, "affinity, scheduler, CPUID, clock set");
	if (!rc)
		rc = xl_build_run(gc, c->cfg, b, c->domid);
	if (!rc)
		rc = attach_devices(gc, c);
	if (!rc)
		rc = save_config(gc, c);
	if (!rc)
		XL_STEP(gc->ctx, "configuration kept: the domain is complete");
	return rc;
}

/* One create at a time looks for its name and memory and takes them. */
static int lock_creates(struct gc *gc)
{
	int fd;

	mkdir(XL_RUN_DIR, 0755);
	fd = open(XL_RUN_DIR "/libxl-create.lock", O_RDWR | O_CREAT | O_CLOEXEC,
		  0600);
	if (fd < 0 || flock(fd, LOCK_EX)) {
		XL_ERRNO(gc->ctx,
			 "cannot lock " XL_RUN_DIR "/libxl-create.lock");
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static int take_place(struct gc *gc, struct create *c, struct xl_guard *g,
		      bool restore)
{
	int rc, lock = lock_creates(gc);

	if (lock < 0)
		return ERROR_LOCK_FAIL;
	rc = check_name(gc, c->cfg->c_info.name);
	/* A guest that moves within this host is there already. */
	if (!rc && !restore)
		rc = check_uuid(gc, &c->cfg->c_info.uuid);
	if (!rc)
		rc = check_memory(gc, c->cfg);
	if (!rc)
		rc = xl_guard_start(gc, g, &c->cfg->c_info.uuid);
	if (!rc)
		rc = make_domain(gc, c);
	if (!rc)
		rc = xs_transact(gc, write_nodes, c);
	close(lock);
	return rc;
}

static void warn_xenconsoled(struct gc *gc)
{
	char *text = NULL;
	bool runs = false;
	int len;

	if (!libxl_read_file_contents(gc->ctx, "/run/xenconsoled.pid",
				      (void **)&text, &len))
		runs = atoi(text) > 0 &&
		       !access(gc_sprintf(gc, "/proc/%d", atoi(text)), F_OK);
	free(text);
	if (!runs)
		XL_LOG(gc->ctx, WARN,
		       "xenconsoled does not run: the domain has no console "
		       "until it is started");
}

/* What is needed from files, before there is a domain. */
static int prepare(struct gc *gc, libxl_domain_config *cfg, struct xl_build *b,
		   int restore_fd)
{
	int rc = check_unsupported(gc, cfg);

	if (!rc)
		rc = xl_config_setdefault(gc, cfg);
	if (!rc)
		rc = check_name(gc, cfg->c_info.name);
	if (!rc)
		rc = find_pool(gc, &cfg->c_info);
	if (!rc)
		rc = check_devices(gc, cfg);
	if (!rc)
		XL_STEP(gc->ctx, "configuration checked");
	if (!rc && restore_fd < 0)
		rc = xl_build_prepare(gc, cfg, b);
	b->restore_fd = restore_fd;
	return rc;
}

static int create(libxl_ctx *ctx, libxl_domain_config *d_config,
		  uint32_t *domid, int restore_fd,
		  const libxl_asyncprogress_how *aop_console_how)
{
	GC(gc, ctx);
	struct create c = { .cfg = d_config, .domid = INVALID_DOMID };
	struct xl_guard guard = { .fd = -1 };
	struct xl_build build = { .ramdisk_fd = -1 };
	int rc;

	xl_guard_sweep(&gc);
	rc = prepare(&gc, d_config, &build, restore_fd);
	if (rc)
		return rc;
	if (restore_fd < 0)
		XL_STEP(ctx, "kernel (%s, %s) and ramdisk read, layout made",
			build.kernel->container, build.kernel->compression);
	warn_xenconsoled(&gc);

	rc = take_place(&gc, &c, &guard, restore_fd >= 0);
	if (!rc)
		XL_STEP(ctx, "domain %u made, %llu MiB reserved, nodes written",
			c.domid,
			(unsigned long long)d_config->b_info.target_memkb >>
				10);
	if (!rc)
		rc = fill_domain(&gc, &c, &build);
	/* A guest that had given memory back has not used all of the claim. */
	if (!rc && restore_fd >= 0 &&
	    xc_domain_claim_pages(ctx->xch, c.domid, 0) && errno != ENOSYS &&
	    errno != EOPNOTSUPP)
		XL_LOG(ctx, WARN, "cannot return unused memory: %s",
		       strerror(errno));
	if (rc && c.domid != (uint32_t)INVALID_DOMID && c.domid)
		xl_domain_teardown(&gc, c.domid);
	if (!rc && restore_fd >= 0)
		xl_guard_hold(&gc, &guard, c.domid);
	else
		xl_guard_done(&gc, &guard);
	xl_build_dispose(&build);
	if (rc)
		return rc;
	*domid = c.domid;
	if (aop_console_how && aop_console_how->callback)
		aop_console_how->callback(ctx, NULL,
					  aop_console_how->for_callback);
	return 0;
}

int libxl_domain_create_new(libxl_ctx *ctx, libxl_domain_config *d_config,
			    uint32_t *domid, const libxl_asyncop_how *ao_how,
			    const libxl_asyncprogress_how *aop_console_how)
{
	return xl_ao_done(ctx, ao_how,
			  create(ctx, d_config, domid, -1, aop_console_how));
}

int libxl_domain_create_restore(libxl_ctx *ctx, libxl_domain_config *d_config,
				uint32_t *domid, int restore_fd,
				int send_back_fd,
				const libxl_domain_restore_params *params,
				const libxl_asyncop_how *ao_how,
				const libxl_asyncprogress_how *aop_console_how)
{
	int rc = ERROR_NI;

	if (params && params->checkpointed_stream)
		XL_ERROR(ctx, "checkpointed streams (Remus, COLO) are not "
			      "supported");
	else if (params && params->stream_version != 2)
		XL_ERROR(ctx,
			 "streams of version %u are not supported: that "
			 "image is of Xen 4.5 or older; convert it with "
			 "Xen's convert-legacy-stream",
			 params->stream_version);
	else
		rc = create(ctx, d_config, domid, restore_fd, aop_console_how);
	return xl_ao_done(ctx, ao_how, rc);
}
