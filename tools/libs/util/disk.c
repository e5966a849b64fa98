// SPDX-License-Identifier: GPL-2.0-only
/*
 * xl-disk-configuration(5): comma-separated parameters, positional
 * (target, format, vdev, access) until the first key=value or flag.
 * "target=" takes the whole rest, commas and all.  Old prefixes ("phy:",
 * "file:", "tap:aio:", "qcow2:", ...) stand before a positional target, and
 * then there is no positional format.
 */
#include "private.h"

struct disk_parser {
	XLU_Config *cfg;
	libxl_device_disk *disk;
	const char *spec; /* all of it, for messages */
	int positional;	  /* how many so far */
	bool named;	  /* a named one came: no more of them */
	bool had_prefix;
	bool access_set;
};

static int bad(struct disk_parser *d, const char *why, const char *what)
{
	xlu_report_at(d->cfg, d->cfg->default_source, 0, 0,
		      "disk '%s': %s%s%s%s", d->spec, why, what ? " '" : "",
		      what ? what : "", what ? "'" : "");
	return EINVAL;
}

static int set_string(struct disk_parser *d, char **to, const char *what,
		      const char *v)
{
	if (*to)
		return bad(d, "given twice:", what);
	*to = strdup(v);
	return *to ? 0 : ENOMEM;
}

static int set_format(struct disk_parser *d, const char *v)
{
	static const struct {
		const char *name;
		libxl_disk_format f;
	} t[] = {
		{ "", LIBXL_DISK_FORMAT_UNKNOWN },
		{ "raw", LIBXL_DISK_FORMAT_RAW },
		{ "qcow", LIBXL_DISK_FORMAT_QCOW },
		{ "qcow2", LIBXL_DISK_FORMAT_QCOW2 },
		{ "vhd", LIBXL_DISK_FORMAT_VHD },
		{ "qed", LIBXL_DISK_FORMAT_QED },
		{ "empty", LIBXL_DISK_FORMAT_EMPTY },
	};
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		if (!strcmp(v, t[i].name)) {
			d->disk->format = t[i].f;
			return 0;
		}
	return bad(d, "unknown format (raw, qcow, qcow2, qed, vhd, empty):", v);
}

static int set_access(struct disk_parser *d, const char *v)
{
	if (!strcmp(v, "rw") || !strcmp(v, "w"))
		d->disk->readwrite = 1;
	else if (!strcmp(v, "ro") || !strcmp(v, "r") || !strcmp(v, ""))
		d->disk->readwrite = *v ? 0 : d->disk->readwrite;
	else
		return bad(d, "unknown access (r, ro, w, rw):", v);
	d->access_set = true;
	return 0;
}

static int set_devtype(struct disk_parser *d, const char *v)
{
	if (!strcmp(v, "cdrom")) {
		d->disk->is_cdrom = 1;
		d->disk->removable = 1;
		d->disk->readwrite = 0;
		if (!d->disk->format)
			d->disk->format = LIBXL_DISK_FORMAT_RAW;
	} else if (!strcmp(v, "disk")) {
		d->disk->is_cdrom = 0;
	} else {
		return bad(d, "unknown devtype (disk, cdrom):", v);
	}
	return 0;
}

static int set_vdev(struct disk_parser *d, char *v)
{
	char *colon = strchr(v, ':');
	int rc = 0;

	if (colon) {
		*colon = 0;
		rc = set_devtype(d, colon + 1);
	}
	return rc ? rc : set_string(d, &d->disk->vdev, "vdev", v);
}

static int set_backendtype(struct disk_parser *d, const char *v)
{
	static const struct {
		const char *name;
		libxl_disk_backend b;
	} t[] = {
		{ "phy", LIBXL_DISK_BACKEND_PHY },
		{ "tap", LIBXL_DISK_BACKEND_TAP },
		{ "qdisk", LIBXL_DISK_BACKEND_QDISK },
		{ "standalone", LIBXL_DISK_BACKEND_STANDALONE },
		{ "other", LIBXL_DISK_BACKEND_STANDALONE },
	};
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		if (!strcmp(v, t[i].name)) {
			d->disk->backend = t[i].b;
			return 0;
		}
	return bad(d, "unknown backendtype (phy, tap, qdisk, standalone):", v);
}

/* Strip old prefixes off a target. */
static int set_target(struct disk_parser *d, const char *v)
{
	static const struct {
		const char *prefix;
		libxl_disk_format format;
	} t[] = {
		{ "raw:", LIBXL_DISK_FORMAT_RAW },
		{ "qcow:", LIBXL_DISK_FORMAT_QCOW },
		{ "qcow2:", LIBXL_DISK_FORMAT_QCOW2 },
		{ "vhd:", LIBXL_DISK_FORMAT_VHD },
		{ "phy:", LIBXL_DISK_FORMAT_RAW },
		{ "file:", LIBXL_DISK_FORMAT_RAW },
		{ "tap:", 0 },
		{ "tap2:", 0 },
		{ "aio:", 0 },
		{ "ioemu:", 0 },
		{ "tapdisk:", 0 },
	};
	size_t i;
again:
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		if (strncmp(v, t[i].prefix, strlen(t[i].prefix)))
			continue;
		d->had_prefix = true;
		if (t[i].format)
			d->disk->format = t[i].format;
		v += strlen(t[i].prefix);
		goto again;
	}
	return *v ? set_string(d, &d->disk->pdev_path, "target", v) : 0;
}

static int named(struct disk_parser *d, const char *key, char *v)
{
	if (!strcmp(key, "format"))
		return set_format(d, v);
	if (!strcmp(key, "vdev"))
		return set_vdev(d, v);
	if (!strcmp(key, "access"))
		return set_access(d, v);
	if (!strcmp(key, "devtype"))
		return set_devtype(d, v);
	if (!strcmp(key, "backendtype"))
		return set_backendtype(d, v);
	if (!strcmp(key, "backend"))
		return set_string(d, &d->disk->backend_domname, key, v);
	if (!strcmp(key, "script"))
		return set_string(d, &d->disk->script, key, v);
	if (!strcmp(key, "trusted")) {
		libxl_defbool_set(&d->disk->trusted, atoi(v));
		return 0;
	}
	if (!strcmp(key, "specification")) {
		if (libxl_disk_specification_from_string(
			    v, &d->disk->specification))
			return bad(d, "unknown specification:", v);
		return 0;
	}
	return bad(d, "unknown parameter", key);
}

static int flag(struct disk_parser *d, const char *f)
{
	if (!strcmp(f, "cdrom"))
		return set_devtype(d, f);
	if (!strcmp(f, "direct-io-safe"))
		d->disk->direct_io_safe = true;
	else if (!strcmp(f, "discard"))
		libxl_defbool_set(&d->disk->discard_enable, true);
	else if (!strcmp(f, "no-discard"))
		libxl_defbool_set(&d->disk->discard_enable, false);
	else if (!strcmp(f, "trusted"))
		libxl_defbool_set(&d->disk->trusted, true);
	else if (!strcmp(f, "untrusted"))
		libxl_defbool_set(&d->disk->trusted, false);
	else
		return ENOENT;
	return 0;
}

static int positional(struct disk_parser *d, char *v)
{
	if (d->named)
		return bad(d, "without a name after named parameters:", v);
	if (d->positional == 1 && d->had_prefix)
		d->positional = 2;
	switch (d->positional++) {
	case 0:
		return set_target(d, v);
	case 1:
		return set_format(d, v);
	case 2:
		return *v ? set_vdev(d, v) : 0;
	case 3:
		return set_access(d, v);
	default:
		return bad(d, "too many parameters:", v);
	}
}

static int parse_spec(struct disk_parser *d, char *s)
{
	char *comma, *eq;
	size_t klen;
	int rc = 0;

	while (s && !rc) {
		while (*s == ' ' || *s == '\t')
			s++;
		if (!strncmp(s, "target=", 7))
			return set_string(d, &d->disk->pdev_path, "target",
					  s + 7);
		comma = strchr(s, ',');
		if (comma)
			*comma = 0;
		eq = strchr(s, '=');
		klen = strspn(s, "abcdefghijklmnopqrstuvwxyz-");
		if (eq && (size_t)(eq - s) == klen) {
			*eq = 0;
			d->named = true;
			rc = named(d, s, eq + 1);
		} else {
			rc = flag(d, s);
			if (!rc)
				d->named = true;
			else if (rc == ENOENT)
				rc = positional(d, s);
		}
		s = comma ? comma + 1 : NULL;
	}
	return rc;
}

int xlu_disk_parse(XLU_Config *cfg, int nspecs, const char *const *specs,
		   libxl_device_disk *disk)
{
	struct disk_parser d = { .cfg = cfg, .disk = disk };
	char *copy;
	int i, rc = 0;

	disk->readwrite = 1;
	for (i = 0; i < nspecs && !rc; i++) {
		d.spec = specs[i];
		copy = strdup(specs[i]);
		rc = copy ? parse_spec(&d, copy) : ENOMEM;
		free(copy);
	}
	if (rc)
		return rc;
	if (disk->format == LIBXL_DISK_FORMAT_EMPTY || disk->is_cdrom) {
		disk->readwrite = 0;
		if (!disk->pdev_path)
			disk->format = LIBXL_DISK_FORMAT_EMPTY;
	} else if (!disk->pdev_path) {
		return bad(&d, "the target is missing", NULL);
	}
	if (!disk->format)
		disk->format = LIBXL_DISK_FORMAT_RAW;
	if (!disk->vdev)
		return bad(&d, "the virtual device (vdev) is missing", NULL);
	return 0;
}
