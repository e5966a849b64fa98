// SPDX-License-Identifier: GPL-2.0-only
/* From the text of a configuration to a libxl_domain_config. */
#include "keys.h"

/* --- network cards --- */

static int nic_bad(XLU_Config *cfg, const char *what, const char *v)
{
	xlu_cfg_report(cfg, NULL, "vif: %s '%s'", what, v);
	return EINVAL;
}

static int nic_set(XLU_Config *cfg, libxl_device_nic *nic, const char *k,
		   const char *v)
{
	const struct {
		const char *key;
		char **to;
	} texts[] = {
		{ "model", &nic->model },
		{ "bridge", &nic->bridge },
		{ "ip", &nic->ip },
		{ "script", &nic->script },
		{ "vifname", &nic->ifname },
		{ "backend", &nic->backend_domname },
		{ "gatewaydev", &nic->gatewaydev },
		{ "netdev", &nic->gatewaydev },
	};
	uint8_t *m = nic->mac;
	size_t i;
	int n = 0;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!strcmp(k, texts[i].key)) {
			free(*texts[i].to);
			*texts[i].to = xstrdup(v);
			return 0;
		}
	if (!strcmp(k, "mac")) {
		if (sscanf(v, LIBXL_MAC_FMT "%n", &m[0], &m[1], &m[2], &m[3],
			   &m[4], &m[5], &n) != 6 ||
		    v[n])
			return nic_bad(cfg, "this is no MAC address:", v);
		return 0;
	}
	if (!strcmp(k, "type")) {
		if (!strcmp(v, "ioemu"))
			nic->nictype = LIBXL_NIC_TYPE_VIF_IOEMU;
		else if (!strcmp(v, "vif") || !strcmp(v, "netfront"))
			nic->nictype = LIBXL_NIC_TYPE_VIF;
		else
			return nic_bad(cfg, "unknown type (vif, ioemu):", v);
		return 0;
	}
	if (!strcmp(k, "rate"))
		return xlu_vif_parse_rate(cfg, v, nic);
	if (!strcmp(k, "devid")) {
		nic->devid = atoi(v);
		return 0;
	}
	if (!strcmp(k, "mtu")) {
		nic->mtu = atoi(v);
		return nic->mtu >= 68 && nic->mtu <= 65535
			       ? 0
			       : nic_bad(cfg, "this MTU is impossible:", v);
	}
	if (!strcmp(k, "trusted")) {
		libxl_defbool_set(&nic->trusted, atoi(v));
		return 0;
	}
	if (!strcmp(k, "accel") || !strncmp(k, "colo", 4) ||
	    !strcmp(k, "forwarddev")) {
		xlu_cfg_report(cfg, NULL, "warning: vif: '%s' is ignored", k);
		return 0;
	}
	return nic_bad(cfg, "unknown parameter", k);
}

int parse_nic(XLU_Config *cfg, const char *spec, libxl_device_nic *nic)
{
	char *copy = xstrdup(spec), *p = copy, *tok, *eq;
	const struct device_default *def;
	int rc = 0;

	for (def = conf.defaults; def && !rc; def = def->next)
		if (!strcmp(def->kind, "vif"))
			rc = nic_set(cfg, nic, def->key, def->value);
	while (!rc && (tok = strsep(&p, ","))) {
		while (*tok == ' ')
			tok++;
		if (!*tok)
			continue;
		eq = strchr(tok, '=');
		if (!eq) {
			if (!strcmp(tok, "trusted") ||
			    !strcmp(tok, "untrusted"))
				libxl_defbool_set(&nic->trusted, tok[0] == 't');
			else
				rc = nic_bad(cfg, "'=' is missing in", tok);
			continue;
		}
		*eq = 0;
		rc = nic_set(cfg, nic, tok, eq + 1);
	}
	free(copy);
	return rc;
}

/* --- keys --- */

static const struct key *find_key(const char *name)
{
	unsigned int i;

	for (i = 0; i < nr_keys; i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

static const char *key_name(unsigned int i)
{
	return i < nr_keys ? keys[i].name : NULL;
}

/* Does it ask for anything?  0, "" and [] do not. */
static bool wants(XLU_Config *cfg, const char *name,
		  const XLU_ConfigValue *value)
{
	const char *s;
	int nr;

	if (xlu_cfg_value_type(value) == XLU_LIST)
		return !xlu_cfg_get_list(cfg, name, NULL, &nr, 1) && nr;
	return !xlu_cfg_get_string(cfg, name, &s, 1) && *s && strcmp(s, "0");
}

struct check {
	libxl_domain_config *d;
	bool dryrun; /* what comes later is no error */
	int errors;
};

static bool fits(const struct key *k, const libxl_domain_config *d)
{
	static const unsigned int types[] = {
		[LIBXL_DOMAIN_TYPE_HVM] = TYPE_HVM,
		[LIBXL_DOMAIN_TYPE_PV] = TYPE_PV,
		[LIBXL_DOMAIN_TYPE_PVH] = TYPE_PVH,
	};

	return k->types & types[d->c_info.type];
}

static int check_key(const XLU_Config *ccfg, const char *name,
		     const XLU_ConfigValue *value, void *arg)
{
	XLU_Config *cfg = (XLU_Config *)ccfg;
	struct check *c = arg;
	const struct key *k = find_key(name);
	const char *near;

	if (!k) {
		near = nearest(name, key_name);
		if (near)
			xlu_cfg_report(cfg, name,
				       "unknown key '%s': did you mean '%s'?",
				       name, near);
		else
			xlu_cfg_report(
				cfg, name,
				"unknown key '%s' (xl.cfg(5) has the list)",
				name);
		c->errors++;
	} else if (!fits(k, c->d)) {
		xlu_cfg_report(cfg, name,
			       "warning: '%s' is not for %s guests, ignored",
			       name,
			       libxl_domain_type_to_string(c->d->c_info.type));
	} else if (k->class == KEY_LATER && !c->dryrun &&
		   wants(cfg, name, value)) {
		xlu_cfg_report(cfg, name,
			       "'%s' is not supported yet: remove it", name);
		c->errors++;
	} else if (k->class == KEY_OLD) {
		xlu_cfg_report(cfg, name,
			       "warning: '%s' is obsolete and ignored, use %s",
			       name, k->help);
	}
	return 0;
}

static int find_type(XLU_Config *cfg, libxl_domain_config *d)
{
	const char *s;
	libxl_domain_type t = LIBXL_DOMAIN_TYPE_PV;

	if (!xlu_cfg_get_string(cfg, "builder", &s, 0))
		t = !strcmp(s, "hvm") ? LIBXL_DOMAIN_TYPE_HVM
				      : LIBXL_DOMAIN_TYPE_PV;
	if (!xlu_cfg_get_string(cfg, "type", &s, 0) &&
	    (libxl_domain_type_from_string(s, &t) ||
	     t == LIBXL_DOMAIN_TYPE_INVALID)) {
		xlu_cfg_report(cfg, "type",
			       "'%s' is no type of guest: pv, pvh or hvm", s);
		return EINVAL;
	}
	d->c_info.type = t;
	libxl_domain_build_info_init_type(&d->b_info, t);
	return 0;
}

static void defaults(libxl_domain_config *d)
{
	d->on_poweroff = LIBXL_ACTION_ON_SHUTDOWN_DESTROY;
	d->on_reboot = LIBXL_ACTION_ON_SHUTDOWN_RESTART;
	d->on_watchdog = LIBXL_ACTION_ON_SHUTDOWN_DESTROY;
	d->on_crash = LIBXL_ACTION_ON_SHUTDOWN_DESTROY;
	d->on_soft_reset = LIBXL_ACTION_ON_SHUTDOWN_SOFT_RESET;
	d->b_info.max_grant_frames = conf.max_grant_frames;
	d->b_info.max_maptrack_frames = conf.max_maptrack_frames;
	d->b_info.max_grant_version = conf.max_grant_version;
	if (conf.blkdev_start)
		d->b_info.blkdev_start = xstrdup(conf.blkdev_start);
	libxl_defbool_set(&d->b_info.claim_mode, conf.claim_mode);
	libxl_defbool_set(&d->c_info.run_hotplug_scripts,
			  conf.run_hotplug_scripts);
}

/* --- xl.conf's masks of CPUs --- */

static int and_mask(const char *text, const char *what, libxl_bitmap *maps,
		    int nr)
{
	libxl_bitmap mask;
	int i, bit, rc;

	if (!text)
		return 0;
	if (libxl_cpu_bitmap_alloc(ctx, &mask, 0))
		return ENOMEM;
	rc = parse_cpus(text, &mask);
	if (rc)
		complain("xl.conf: %s: '%s' is no list of CPUs", what, text);
	for (i = 0; i < nr && !rc; i++) {
		for (bit = 0; bit < (int)maps[i].size * 8; bit++)
			if (!libxl_bitmap_test(&mask, bit))
				libxl_bitmap_reset(&maps[i], bit);
		if (libxl_bitmap_is_empty(&maps[i])) {
			complain("no CPU is left for vCPU %d by %s of xl.conf "
				 "(--ignore-global-affinity-masks leaves it "
				 "aside)",
				 i, what);
			rc = EINVAL;
		}
	}
	libxl_bitmap_dispose(&mask);
	return rc;
}

static const char *type_mask(libxl_domain_type type)
{
	return type == LIBXL_DOMAIN_TYPE_PV ? conf.pv_cpumask
					    : conf.hvm_cpumask;
}

int apply_cpumasks(libxl_domain_type type, libxl_bitmap *maps, int nr)
{
	int rc = and_mask(conf.cpumask, "vm.cpumask", maps, nr);

	if (rc)
		return rc;
	return and_mask(type_mask(type),
			type == LIBXL_DOMAIN_TYPE_PV ? "vm.pv.cpumask"
						     : "vm.hvm.cpumask",
			maps, nr);
}

/* vCPUs without an affinity of their own may run everywhere at first. */
int apply_config_cpumasks(libxl_domain_config *d)
{
	libxl_domain_build_info *b = &d->b_info;
	int i, n = b->max_vcpus > 0 ? b->max_vcpus : 1;
	libxl_bitmap *maps;

	if (!conf.cpumask && !type_mask(d->c_info.type))
		return 0;
	maps = realloc(b->vcpu_hard_affinity, n * sizeof(*maps));
	if (!maps)
		die("out of memory");
	b->vcpu_hard_affinity = maps;
	for (i = b->num_vcpu_hard_affinity; i < n; i++) {
		if (libxl_cpu_bitmap_alloc(ctx, &maps[i], 0))
			return ENOMEM;
		libxl_bitmap_set_any(&maps[i]);
		b->num_vcpu_hard_affinity = i + 1;
	}
	return apply_cpumasks(d->c_info.type, maps, b->num_vcpu_hard_affinity);
}

static int apply(XLU_Config *cfg, libxl_domain_config *d, bool dryrun)
{
	struct check c = { .d = d, .dryrun = dryrun };
	unsigned int i;
	int rc;

	rc = find_type(cfg, d);
	if (rc)
		return rc;
	xlu_cfg_foreach(cfg, check_key, &c);
	defaults(d);
	for (i = 0; i < nr_keys; i++) {
		if (!keys[i].apply || !fits(&keys[i], d))
			continue;
		/* Reports by itself; ESRCH: not given. */
		rc = xlu_cfg_get_list(cfg, keys[i].name, NULL, NULL, 1);
		if (rc == ESRCH)
			continue;
		if (keys[i].apply(cfg, &keys[i], d))
			c.errors++;
	}
	return c.errors ? EINVAL : 0;
}

int parse_config(const char *source, const char *data, int len,
		 libxl_domain_config *d, bool dryrun)
{
	XLU_Config *cfg = xlu_cfg_init(stderr, source);
	int rc;

	if (!cfg)
		return ENOMEM;
	rc = xlu_cfg_readdata(cfg, data, len);
	if (!rc)
		rc = apply(cfg, d, dryrun);
	xlu_cfg_destroy(cfg);
	return rc;
}
