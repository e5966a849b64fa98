// SPDX-License-Identifier: GPL-2.0-only
/* Virtual disks: names and numbers, checks, attaching, listing. */
#include "internal.h"

#include <sys/stat.h>

int xl_disk_setdefault(struct gc *gc, libxl_device_disk *d)
{
	if (d->format == LIBXL_DISK_FORMAT_UNKNOWN)
		d->format = LIBXL_DISK_FORMAT_RAW;
	if (d->backend == LIBXL_DISK_BACKEND_UNKNOWN)
		d->backend = d->format == LIBXL_DISK_FORMAT_RAW
				     ? LIBXL_DISK_BACKEND_PHY
				     : LIBXL_DISK_BACKEND_QDISK;
	libxl_defbool_setdefault(&d->discard_enable, !!d->readwrite);
	libxl_defbool_setdefault(&d->trusted, true);
	libxl_defbool_setdefault(&d->colo_enable, false);
	libxl_defbool_setdefault(&d->colo_restore_enable, false);
	if (d->specification == LIBXL_DISK_SPECIFICATION_UNKNOWN)
		d->specification = LIBXL_DISK_SPECIFICATION_XEN;
	return 0;
}

int xl_disk_check(struct gc *gc, const libxl_device_disk *d)
{
	libxl_ctx *ctx = gc->ctx;
	struct stat st;

	if (!d->vdev || xl_vdev_to_devid(d->vdev) < 0) {
		XL_ERROR(ctx,
			 "disk: '%s' is no name of a virtual disk (xvda, sdb2, "
			 "hdc, d5p1, ...)",
			 d->vdev ? d->vdev : "");
		return ERROR_INVAL;
	}
	if (d->backend != LIBXL_DISK_BACKEND_PHY) {
		XL_ERROR(ctx,
			 "disk %s: backend %s with format %s is not supported "
			 "yet: use a raw file or block device",
			 d->vdev, libxl_disk_backend_to_string(d->backend),
			 libxl_disk_format_to_string(d->format));
		return ERROR_NI;
	}
	if (d->is_cdrom) {
		XL_ERROR(ctx,
			 "disk %s: PV guests have no CD drive: leave out "
			 "'cdrom' and attach it read-only",
			 d->vdev);
		return ERROR_INVAL;
	}
	if (!d->pdev_path || !*d->pdev_path) {
		XL_ERROR(ctx, "disk %s: the target is missing", d->vdev);
		return ERROR_INVAL;
	}
	/* A target of another domain or of a script is for them to judge. */
	if (d->backend_domid || d->backend_domname || d->script)
		return 0;
	if (stat(d->pdev_path, &st)) {
		XL_ERROR(ctx, "disk %s: %s: %s", d->vdev, d->pdev_path,
			 strerror(errno));
		return ERROR_INVAL;
	}
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode)) {
		XL_ERROR(ctx,
			 "disk %s: %s is neither a file nor a block device",
			 d->vdev, d->pdev_path);
		return ERROR_INVAL;
	}
	if (S_ISREG(st.st_mode) && st.st_size < 512) {
		XL_ERROR(ctx, "disk %s: %s is smaller than a sector", d->vdev,
			 d->pdev_path);
		return ERROR_INVAL;
	}
	return 0;
}

static char *script_path(struct gc *gc, const char *script, const char *dflt)
{
	if (!script || !*script)
		script = dflt;
	return script[0] == '/' ? gc_strdup(gc, script)
				: gc_sprintf(gc, XL_SCRIPT_DIR "/%s", script);
}

static int backend_domid(struct gc *gc, const char *name, uint32_t *domid)
{
	if (!name)
		return 0;
	if (libxl_domain_qualifier_to_domid(gc->ctx, name, domid)) {
		XL_ERROR(gc->ctx, "there is no backend domain %s", name);
		return ERROR_INVAL;
	}
	return 0;
}

int xl_disk_attach(struct gc *gc, uint32_t domid, libxl_device_disk *disk)
{
	struct xl_device dev = { .kind = "vbd", .domid = domid };
	struct stat st;
	bool file;
	int rc = backend_domid(gc, disk->backend_domname, &disk->backend_domid);

	if (rc)
		return rc;
	dev.backend_domid = disk->backend_domid;
	dev.devid = xl_vdev_to_devid(disk->vdev);
	file = !disk->script && !stat(disk->pdev_path, &st) &&
	       S_ISREG(st.st_mode);
	{
		const struct xl_kv front[] = {
			{ "virtual-device", gc_sprintf(gc, "%d", dev.devid) },
			{ "device-type", "disk" },
			{ "trusted", libxl_defbool_val(disk->trusted) ?
				     "1" : "0" },
			{ NULL, NULL },
		}, back[] = {
			{ "params", disk->pdev_path },
			{ "script", script_path(gc, disk->script, "block") },
			/* What the script goes by. */
			{ "type", file ? "file" : "phy" },
			{ "bootable", "1" },
			{ "removable", disk->removable ? "1" : "0" },
			{ "dev", disk->vdev },
			{ "mode", disk->readwrite ? "w" : "r" },
			{ "device-type", "disk" },
			{ "discard-enable",
			  libxl_defbool_val(disk->discard_enable) ?
			  "1" : "0" },
			{ "direct-io-safe", disk->direct_io_safe ? "1" : NULL },
			{ "specification", "xen" },
			{ "trusted", libxl_defbool_val(disk->trusted) ?
				     "1" : "0" },
			{ NULL, NULL },
		};

		rc = xl_device_write(gc, &dev, front, back);
	}
	return rc ? rc : xl_device_connect(gc, &dev);
}

int libxl_device_disk_add(libxl_ctx *ctx, uint32_t domid,
			  libxl_device_disk *disk,
			  const libxl_asyncop_how *ao_how)
{
	GC(gc, ctx);
	int rc = libxl_domain_info(ctx, NULL, domid);

	if (!rc)
		rc = xl_disk_setdefault(&gc, disk);
	if (!rc)
		rc = xl_disk_check(&gc, disk);
	if (!rc)
		rc = xl_disk_attach(&gc, domid, disk);
	return xl_ao_done(ctx, ao_how, rc);
}

static int remove_disk(libxl_ctx *ctx, uint32_t domid, libxl_device_disk *disk,
		       bool force, const libxl_asyncop_how *ao_how)
{
	GC(gc, ctx);
	struct xl_device dev = {
		"vbd",
		domid,
		disk->backend_domid,
		xl_vdev_to_devid(disk->vdev),
	};

	return xl_ao_done(ctx, ao_how, xl_device_remove(&gc, &dev, force));
}

int libxl_device_disk_remove(libxl_ctx *ctx, uint32_t domid,
			     libxl_device_disk *disk,
			     const libxl_asyncop_how *ao_how)
{
	return remove_disk(ctx, domid, disk, false, ao_how);
}

int libxl_device_disk_destroy(libxl_ctx *ctx, uint32_t domid,
			      libxl_device_disk *disk,
			      const libxl_asyncop_how *ao_how)
{
	return remove_disk(ctx, domid, disk, true, ao_how);
}

/* --- listing --- */

static char *node(struct gc *gc, const char *dir, const char *name)
{
	return xs_get(gc, XBT_NULL, gc_sprintf(gc, "%s/%s", dir, name));
}

static void read_disk(struct gc *gc, const struct xl_device *dev,
		      libxl_device_disk *d)
{
	char *lx = xl_device_libxl_path(gc, dev), *s;

	libxl_device_disk_init(d);
	s = node(gc, lx, "backend");
	if (s)
		sscanf(s, "/local/domain/%u/", &d->backend_domid);
	d->pdev_path = libxl__strdup_opt(node(gc, lx, "params"));
	d->vdev = libxl__strdup_opt(node(gc, lx, "dev"));
	d->backend = LIBXL_DISK_BACKEND_PHY;
	d->format = LIBXL_DISK_FORMAT_RAW;
	s = node(gc, lx, "mode");
	d->readwrite = s && !strcmp(s, "w");
	s = node(gc, lx, "removable");
	d->removable = s && atoi(s);
}

libxl_device_disk *libxl_device_disk_list(libxl_ctx *ctx, uint32_t domid,
					  int *num)
{
	GC(gc, ctx);
	struct xl_device dev = { .kind = "vbd", .domid = domid };
	libxl_device_disk *list;
	unsigned int i, nr;
	int *ids;

	xl_device_ids(&gc, domid, "vbd", &ids, &nr);
	list = libxl__array_alloc(nr, sizeof(*list));
	for (i = 0; i < nr; i++) {
		dev.devid = ids[i];
		read_disk(&gc, &dev, &list[i]);
	}
	*num = nr;
	return list;
}

void libxl_device_disk_list_free(libxl_device_disk *list, int num)
{
	int i;

	for (i = 0; i < num; i++)
		libxl_device_disk_dispose(&list[i]);
	free(list);
}

int libxl_vdev_to_device_disk(libxl_ctx *ctx, uint32_t domid, const char *vdev,
			      libxl_device_disk *disk)
{
	GC(gc, ctx);
	struct xl_device dev = {
		.kind = "vbd",
		.domid = domid,
		.devid = xl_vdev_to_devid(vdev),
	};
	unsigned int nr;

	if (dev.devid < 0 ||
	    !xs_list(&gc, XBT_NULL, xl_device_libxl_path(&gc, &dev), &nr))
		return ERROR_INVAL;
	read_disk(&gc, &dev, disk);
	return 0;
}

int libxl_device_disk_getinfo(libxl_ctx *ctx, uint32_t domid,
			      const libxl_device_disk *disk,
			      libxl_diskinfo *info)
{
	GC(gc, ctx);
	struct xl_device dev = {
		"vbd",
		domid,
		disk->backend_domid,
		xl_vdev_to_devid(disk->vdev),
	};
	char *fe = xl_frontend_path(&gc, &dev);

	libxl_diskinfo_init(info);
	info->frontend = libxl__strdup_opt(fe);
	info->frontend_id = domid;
	info->backend = libxl__strdup_opt(xl_backend_path(&gc, &dev));
	info->backend_id = disk->backend_domid;
	info->devid = dev.devid;
	info->state = xs_get_int(&gc, gc_sprintf(&gc, "%s/state", fe), -1);
	info->evtch =
		xs_get_int(&gc, gc_sprintf(&gc, "%s/event-channel", fe), -1);
	info->rref = xs_get_int(&gc, gc_sprintf(&gc, "%s/ring-ref", fe), -1);
	return 0;
}
