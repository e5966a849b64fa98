// SPDX-License-Identifier: GPL-2.0-only
/* xl.conf(5): how xl itself behaves. */
#include "xl.h"

struct xl_conf conf = {
	.autoballoon = -1,
	.run_hotplug_scripts = true,
	.claim_mode = true,
	.max_grant_frames = LIBXL_MAX_GRANT_DEFAULT,
	.max_maptrack_frames = LIBXL_MAX_GRANT_DEFAULT,
	.max_grant_version = LIBXL_MAX_GRANT_VERSION_DEFAULT,
};

/* Known, but what they are for is not there. */
static const char *const ignored[] = {
	"remus.default.netbufscript",
	"colo.default.proxyscript",
	"domid_policy",
};

/* Of old, with other names now. */
static const struct {
	const char *old, *now;
} renamed[] = {
	{ "vifscript", "vif.default.script" },
	{ "defaultbridge", "vif.default.bridge" },
};

static const char *const known[] = {
	"autoballoon",	     "run_hotplug_scripts", "lockfile",
	"claim_mode",	     "max_grant_frames",    "max_maptrack_frames",
	"max_grant_version", "output_format",	    "blkdev_start",
	"vm.cpumask",	     "vm.hvm.cpumask",	    "vm.pv.cpumask",
};

static bool in_list(const char *const *list, size_t nr, const char *name)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (!strcmp(list[i], name))
			return true;
	return false;
}

/* KIND.default.KEY: kept for the devices that come. */
static int keep_default(XLU_Config *cfg, const char *name, const char *kind,
			size_t kind_len, const char *key)
{
	struct device_default *d;
	const char *value;

	if (xlu_cfg_get_string(cfg, name, &value, 0))
		return 0;
	d = xmalloc(sizeof(*d));
	d->kind = xasprintf("%.*s", (int)kind_len, kind);
	d->key = xstrdup(key);
	d->value = xstrdup(value);
	d->next = conf.defaults;
	conf.defaults = d;
	return 0;
}

static int check_key(const XLU_Config *ccfg, const char *name,
		     const XLU_ConfigValue *v, void *arg)
{
	XLU_Config *cfg = (XLU_Config *)ccfg;
	const char *now = name, *dot;
	size_t i;

	if (in_list(known, sizeof(known) / sizeof(known[0]), name) ||
	    in_list(ignored, sizeof(ignored) / sizeof(ignored[0]), name))
		return 0;
	for (i = 0; i < sizeof(renamed) / sizeof(renamed[0]); i++)
		if (!strcmp(renamed[i].old, name)) {
			now = renamed[i].now;
			xlu_cfg_report(cfg, name,
				       "warning: '%s' is old, use '%s'", name,
				       now);
		}
	dot = strstr(now, ".default.");
	if (dot)
		return keep_default(cfg, name, now, dot - now,
				    dot + strlen(".default."));
	xlu_cfg_report(cfg, name, "warning: unknown key '%s' is ignored", name);
	return 0;
}

static void get_bool(XLU_Config *cfg, const char *key, bool *b)
{
	long l;

	if (!xlu_cfg_get_long(cfg, key, &l, 0))
		*b = l;
}

static void get_u32(XLU_Config *cfg, const char *key, uint32_t *v)
{
	long l;

	if (!xlu_cfg_get_bounded_long(cfg, key, 0, INT32_MAX, &l, 0))
		*v = l;
}

static void get_autoballoon(XLU_Config *cfg)
{
	const char *s;

	if (xlu_cfg_get_string(cfg, "autoballoon", &s, 0))
		return;
	if (!strcmp(s, "auto"))
		conf.autoballoon = -1;
	else if (!strcmp(s, "on") || !strcmp(s, "1"))
		conf.autoballoon = 1;
	else if (!strcmp(s, "off") || !strcmp(s, "0"))
		conf.autoballoon = 0;
	else
		xlu_cfg_report(cfg, "autoballoon",
			       "autoballoon is 'auto', 'on' or 'off', not '%s'",
			       s);
}

static void get_output_format(XLU_Config *cfg)
{
	const char *s;

	if (!xlu_cfg_get_string(cfg, "output_format", &s, 0) &&
	    strcmp(s, "json"))
		xlu_cfg_report(cfg, "output_format",
			       "warning: the only output_format is json, not "
			       "'%s'",
			       s);
}

static int fill(XLU_Config *cfg)
{
	uint32_t version;

	xlu_cfg_foreach(cfg, check_key, NULL);
	get_autoballoon(cfg);
	get_output_format(cfg);
	get_bool(cfg, "run_hotplug_scripts", &conf.run_hotplug_scripts);
	get_bool(cfg, "claim_mode", &conf.claim_mode);
	xlu_cfg_replace_string(cfg, "lockfile", &conf.lockfile, 0);
	xlu_cfg_replace_string(cfg, "blkdev_start", &conf.blkdev_start, 0);
	xlu_cfg_replace_string(cfg, "vm.cpumask", &conf.cpumask, 0);
	xlu_cfg_replace_string(cfg, "vm.hvm.cpumask", &conf.hvm_cpumask, 0);
	xlu_cfg_replace_string(cfg, "vm.pv.cpumask", &conf.pv_cpumask, 0);
	get_u32(cfg, "max_grant_frames", &conf.max_grant_frames);
	get_u32(cfg, "max_maptrack_frames", &conf.max_maptrack_frames);
	version = conf.max_grant_version;
	get_u32(cfg, "max_grant_version", &version);
	conf.max_grant_version = version;
	return 0;
}

int xl_conf_read(const char *path)
{
	XLU_Config *cfg = xlu_cfg_init(stderr, path);
	void *data = NULL;
	int len, rc;

	if (!cfg)
		return -1;
	rc = libxl_read_file_contents(NULL, path, &data, &len);
	if (rc == ENOENT)
		rc = 0;
	else if (rc)
		complain("%s: %s", path, strerror(rc));
	else
		rc = xlu_cfg_readdata(cfg, data, len);
	if (!rc)
		rc = fill(cfg);
	free(data);
	xlu_cfg_destroy(cfg);
	return rc ? -1 : 0;
}
