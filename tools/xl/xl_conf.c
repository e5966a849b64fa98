// SPDX-License-Identifier: GPL-2.0-only
/* xl.conf(5): how xl itself behaves. */
#include "xl.h"

struct xl_conf conf = {
	.autoballoon = -1,
	.run_hotplug_scripts = true,
	.claim_mode = true,
	.max_grant_frames = LIBXL_MAX_GRANT_DEFAULT,
	.max_maptrack_frames = LIBXL_MAX_GRANT_DEFAULT,
};

/* Known, but nothing that xl does so far depends on them. */
static const char *const ignored[] = {
	"output_format",
	"blkdev_start",
	"vif.default.backend",
	"remus.default.netbufscript",
	"colo.default.proxyscript",
	"vm.cpumask",
	"vm.hvm.cpumask",
	"vm.pv.cpumask",
	"max_grant_version",
};

static int check_key(const XLU_Config *cfg, const char *name,
		     const XLU_ConfigValue *v, void *arg)
{
	static const char *const known[] = {
		"autoballoon",
		"run_hotplug_scripts",
		"lockfile",
		"vif.default.bridge",
		"vif.default.script",
		"vif.default.gatewaydev",
		"vifscript",
		"defaultbridge",
		"claim_mode",
		"max_grant_frames",
		"max_maptrack_frames",
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(name, known[i]))
			return 0;
	for (i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		if (!strcmp(name, ignored[i]))
			return 0;
	xlu_cfg_report(cfg, name, "warning: unknown key '%s' is ignored", name);
	return 0;
}

static void get_bool(XLU_Config *cfg, const char *key, bool *b)
{
	long l;

	if (!xlu_cfg_get_long(cfg, key, &l, 0))
		*b = l;
}

static int fill(XLU_Config *cfg)
{
	const char *s;
	long l;

	xlu_cfg_foreach(cfg, check_key, NULL);
	if (!xlu_cfg_get_string(cfg, "autoballoon", &s, 0)) {
		if (!strcmp(s, "auto"))
			conf.autoballoon = -1;
		else if (!strcmp(s, "on") || !strcmp(s, "1"))
			conf.autoballoon = 1;
		else if (!strcmp(s, "off") || !strcmp(s, "0"))
			conf.autoballoon = 0;
		else
			xlu_cfg_report(cfg, "autoballoon",
				       "autoballoon is 'auto', 'on' or 'off', "
				       "not '%s'",
				       s);
	}
	get_bool(cfg, "run_hotplug_scripts", &conf.run_hotplug_scripts);
	get_bool(cfg, "claim_mode", &conf.claim_mode);
	xlu_cfg_replace_string(cfg, "lockfile", &conf.lockfile, 0);
	xlu_cfg_replace_string(cfg, "vif.default.bridge", &conf.vif_bridge, 0);
	xlu_cfg_replace_string(cfg, "vif.default.script", &conf.vif_script, 0);
	xlu_cfg_replace_string(cfg, "vif.default.gatewaydev",
			       &conf.vif_gatewaydev, 0);
	if (!xlu_cfg_get_bounded_long(cfg, "max_grant_frames", 0, INT32_MAX, &l,
				      0))
		conf.max_grant_frames = l;
	if (!xlu_cfg_get_bounded_long(cfg, "max_maptrack_frames", 0, INT32_MAX,
				      &l, 0))
		conf.max_maptrack_frames = l;
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
