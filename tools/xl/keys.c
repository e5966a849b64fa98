// SPDX-License-Identifier: GPL-2.0-only
/* The table of configuration keys, and what each does. */
#include "keys.h"
#include "specs.h"

#include <limits.h>
#include <stddef.h>

#define BUILD(field)	 offsetof(libxl_domain_config, b_info.field)
#define CREATE(field)	 offsetof(libxl_domain_config, c_info.field)
#define TOP(field)	 offsetof(libxl_domain_config, field)
#define HVM_AT(field)	 offsetof(libxl_domain_config, b_info.u.hvm.field)
#define PV_AT(field)	 offsetof(libxl_domain_config, b_info.u.pv.field)
#define PVH_AT(field)	 offsetof(libxl_domain_config, b_info.u.pvh.field)
#define AT(type, d, key) ((type *)((char *)(d) + (key)->offset))

/* --- plain ones --- */

static int set_string(XLU_Config *cfg, const struct key *k,
		      libxl_domain_config *d)
{
	return xlu_cfg_replace_string(cfg, k->name, AT(char *, d, k), 0);
}

static int set_int(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	long l;
	int rc = xlu_cfg_get_bounded_long(cfg, k->name, k->min, k->max, &l, 0);

	if (!rc)
		*AT(int, d, k) = l;
	return rc;
}

static int set_u32(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	long l;
	int rc = xlu_cfg_get_bounded_long(cfg, k->name, k->min, k->max, &l, 0);

	if (!rc)
		*AT(uint32_t, d, k) = l;
	return rc;
}

static int set_defbool(XLU_Config *cfg, const struct key *k,
		       libxl_domain_config *d)
{
	return xlu_cfg_get_defbool(cfg, k->name, AT(libxl_defbool, d, k), 0);
}

/* Megabytes in the file, KiB in the structure. */
static int set_mem(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	long l;
	int rc = xlu_cfg_get_bounded_long(cfg, k->name, 1, 1L << 30, &l, 0);

	if (!rc)
		*AT(uint64_t, d, k) = (uint64_t)l << 10;
	return rc;
}

/* memory= alone is also the most that it may have; maxmem= comes later. */
static int set_memory(XLU_Config *cfg, const struct key *k,
		      libxl_domain_config *d)
{
	int rc = set_mem(cfg, k, d);

	d->b_info.max_memkb = d->b_info.target_memkb;
	return rc;
}

/* Words of a string, where a list is the newer form. */
static int set_words(XLU_Config *cfg, const struct key *k,
		     libxl_domain_config *d)
{
	libxl_string_list *list = AT(libxl_string_list, d, k);
	const char *s;
	char *copy, *p, *tok;
	int n = 0;

	if (!xlu_cfg_get_list_as_string_list(cfg, k->name, list, 1))
		return 0;
	if (xlu_cfg_get_string(cfg, k->name, &s, 0))
		return EINVAL;
	p = copy = xstrdup(s);
	*list = xmalloc((strlen(s) / 2 + 2) * sizeof(**list));
	while ((tok = strsep(&p, " \t\n")))
		if (*tok)
			(*list)[n++] = xstrdup(tok);
	free(copy);
	return 0;
}

/* --- words that stand for numbers: libxl's own, by its functions --- */

static int bad_word(XLU_Config *cfg, const struct key *k, const char *s,
		    const char *choice)
{
	xlu_cfg_report(cfg, k->name, "'%s' is no value of '%s': %s", s, k->name,
		       choice);
	return EINVAL;
}

#define WORD(fn, type, from, field, choice)                       \
	static int fn(XLU_Config *cfg, const struct key *k,       \
		      libxl_domain_config *d)                     \
	{                                                         \
		const char *s;                                    \
		type v;                                           \
		int rc = xlu_cfg_get_string(cfg, k->name, &s, 0); \
                                                                  \
		if (rc)                                           \
			return rc;                                \
		if (from(s, &v))                                  \
			return bad_word(cfg, k, s, choice);       \
		d->field = v;                                     \
		return 0;                                         \
	}
WORD(set_gic, libxl_gic_version, libxl_gic_version_from_string,
     b_info.arch_arm.gic_version, "default, v2 or v3")
WORD(set_vuart, libxl_vuart_type, libxl_vuart_type_from_string,
     b_info.arch_arm.vuart, "sbsa_uart")
WORD(set_tee, libxl_tee_type, libxl_tee_type_from_string, b_info.tee,
     "none or optee")
WORD(set_passthrough_word, libxl_passthrough, libxl_passthrough_from_string,
     c_info.passthrough, "disabled, enabled, sync_pt or share_pt")
WORD(set_bios, libxl_bios_type, libxl_bios_type_from_string, b_info.u.hvm.bios,
     "rombios, seabios or ovmf")
WORD(set_hdtype, libxl_hdtype, libxl_hdtype_from_string, b_info.u.hvm.hdtype,
     "ide or ahci")
WORD(set_vendor_device, libxl_vendor_device, libxl_vendor_device_from_string,
     b_info.u.hvm.vendor_device, "none or xenserver")

/* Applied while the type of the guest is found out, before all others. */
static int done_before(XLU_Config *cfg, const struct key *k,
		       libxl_domain_config *d)
{
	return 0;
}

/* --- those with a syntax of their own --- */

/* 0 and 1, as older files have them, too. */
static int set_passthrough(XLU_Config *cfg, const struct key *k,
			   libxl_domain_config *d)
{
	long l;

	if (xlu_cfg_get_long(cfg, k->name, &l, 1))
		return set_passthrough_word(cfg, k, d);
	if (l != 0 && l != 1)
		return bad_word(cfg, k, "that number", "0 or 1");
	d->c_info.passthrough =
		l ? LIBXL_PASSTHROUGH_ENABLED : LIBXL_PASSTHROUGH_DISABLED;
	return 0;
}

static int set_uuid(XLU_Config *cfg, const struct key *k,
		    libxl_domain_config *d)
{
	const char *s;
	int rc = xlu_cfg_get_string(cfg, k->name, &s, 0);

	if (!rc && libxl_uuid_from_string(&d->c_info.uuid, s)) {
		xlu_cfg_report(cfg, k->name, "'%s' is no UUID", s);
		rc = EINVAL;
	}
	return rc;
}

static int set_vcpus(XLU_Config *cfg, const struct key *k,
		     libxl_domain_config *d)
{
	long on = 1, max;
	int i, rc;

	rc = xlu_cfg_get_bounded_long(cfg, "vcpus", 1, 512, &on, 0);
	if (rc && rc != ESRCH)
		return rc;
	max = on;
	rc = xlu_cfg_get_bounded_long(cfg, "maxvcpus", 1, 512, &max, 0);
	if (rc && rc != ESRCH)
		return rc;
	if (max < on) {
		xlu_cfg_report(cfg, "maxvcpus",
			       "maxvcpus (%ld) is less than vcpus (%ld)", max,
			       on);
		return EINVAL;
	}
	d->b_info.max_vcpus = max;
	libxl_bitmap_dispose(&d->b_info.avail_vcpus);
	libxl_bitmap_alloc(ctx, &d->b_info.avail_vcpus, max);
	for (i = 0; i < on; i++)
		libxl_bitmap_set(&d->b_info.avail_vcpus, i);
	return 0;
}

static int cpu_map(XLU_Config *cfg, const struct key *k, const char *s,
		   libxl_bitmap *map)
{
	if (libxl_cpu_bitmap_alloc(ctx, map, 0))
		return ENOMEM;
	if (!parse_cpus(s, map) && !libxl_bitmap_is_empty(map))
		return 0;
	xlu_cfg_report(cfg, k->name,
		       "'%s' is no list of CPUs like \"0-3,^2\" or \"nodes:0\"",
		       s);
	return EINVAL;
}

/* One string for all vCPUs, or a list with one entry for each. */
static int set_affinity(XLU_Config *cfg, const struct key *k,
			libxl_domain_config *d)
{
	bool hard = !strcmp(k->name, "cpus");
	libxl_bitmap **maps = hard ? &d->b_info.vcpu_hard_affinity
				   : &d->b_info.vcpu_soft_affinity;
	int *nr = hard ? &d->b_info.num_vcpu_hard_affinity
		       : &d->b_info.num_vcpu_soft_affinity;
	int i, n = d->b_info.max_vcpus > 0 ? d->b_info.max_vcpus : 1, rc = 0;
	XLU_ConfigList *list = NULL;
	const char *s = NULL;
	int entries = 0;

	if (xlu_cfg_get_list(cfg, k->name, &list, &entries, 1))
		rc = xlu_cfg_get_string(cfg, k->name, &s, 0);
	else if (entries < n)
		n = entries;
	/* Who chooses CPUs wants no help with nodes. */
	if (list || !hard)
		libxl_defbool_set(&d->b_info.numa_placement, false);
	*maps = xmalloc(n * sizeof(**maps));
	*nr = n;
	for (i = 0; i < n && !rc; i++) {
		if (list)
			s = xlu_cfg_get_listitem(list, i);
		if (!s)
			return EINVAL;
		rc = cpu_map(cfg, k, s, &(*maps)[i]);
	}
	return rc;
}

static const struct {
	const char *name;
	libxl_action_on_shutdown action;
} actions[] = {
	{ "destroy", LIBXL_ACTION_ON_SHUTDOWN_DESTROY },
	{ "restart", LIBXL_ACTION_ON_SHUTDOWN_RESTART },
	{ "rename-restart", LIBXL_ACTION_ON_SHUTDOWN_RESTART_RENAME },
	{ "preserve", LIBXL_ACTION_ON_SHUTDOWN_PRESERVE },
	{ "coredump-destroy", LIBXL_ACTION_ON_SHUTDOWN_COREDUMP_DESTROY },
	{ "coredump-restart", LIBXL_ACTION_ON_SHUTDOWN_COREDUMP_RESTART },
	{ "soft-reset", LIBXL_ACTION_ON_SHUTDOWN_SOFT_RESET },
};

const char *action_name(libxl_action_on_shutdown a)
{
	size_t i;

	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (actions[i].action == a)
			return actions[i].name;
	return "?";
}

static int set_action(XLU_Config *cfg, const struct key *k,
		      libxl_domain_config *d)
{
	const char *s;
	size_t i;
	int rc = xlu_cfg_get_string(cfg, k->name, &s, 0);

	if (rc)
		return rc;
	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (!strcmp(actions[i].name, s)) {
			*AT(libxl_action_on_shutdown, d, k) = actions[i].action;
			return 0;
		}
	xlu_cfg_report(cfg, k->name,
		       "'%s' is no action: destroy, restart, rename-restart, "
		       "preserve, coredump-destroy or coredump-restart",
		       s);
	return EINVAL;
}

/* cmdline= is all of it; else root= and extra= make it. */
static int set_cmdline(XLU_Config *cfg, const struct key *k,
		       libxl_domain_config *d)
{
	const char *line, *root = NULL, *extra = NULL;

	free(d->b_info.cmdline);
	d->b_info.cmdline = NULL;
	xlu_cfg_get_string(cfg, "root", &root, 0);
	xlu_cfg_get_string(cfg, "extra", &extra, 0);
	if (!xlu_cfg_get_string(cfg, "cmdline", &line, 1)) {
		if ((root || extra) && strcmp(k->name, "cmdline"))
			xlu_cfg_report(cfg, k->name,
				       "warning: '%s' is ignored because "
				       "cmdline= is given",
				       k->name);
		d->b_info.cmdline = xstrdup(line);
	} else if (root) {
		d->b_info.cmdline =
			xasprintf("root=%s%s%s", root, extra ? " " : "",
				  extra ? extra : "");
	} else if (extra) {
		d->b_info.cmdline = xstrdup(extra);
	}
	return 0;
}

static int set_tsc_mode(XLU_Config *cfg, const struct key *k,
			libxl_domain_config *d)
{
	const char *s;
	char *end;
	long l;
	int rc = xlu_cfg_get_string(cfg, k->name, &s, 0);

	if (rc)
		return rc;
	l = strtol(s, &end, 0);
	if (*s && !*end && l >= 0 && l <= 3)
		d->b_info.tsc_mode = l;
	else if (libxl_tsc_mode_from_string(s, &d->b_info.tsc_mode)) {
		xlu_cfg_report(cfg, k->name,
			       "'%s' is no tsc_mode: default, always_emulate, "
			       "native or native_paravirt",
			       s);
		return EINVAL;
	}
	return 0;
}

/* "NAME=VALUE", "+NAME", "-NAME" */
static int cpuid_word(XLU_Config *cfg, const char *name,
		      libxl_cpuid_policy_list *list, const char *word)
{
	static const char *const why[] = {
		"",
		"is no feature that is known here",
		"has no value",
		"has an impossible value",
	};
	char *spelt = NULL;
	int rc;

	if (*word == '+' || *word == '-')
		spelt = xasprintf("%s=%d", word + 1, *word == '+');
	rc = libxl_cpuid_parse_config(list, spelt ? spelt : word);
	free(spelt);
	if (rc)
		xlu_cfg_report(cfg, name, "'%s' %s", word, why[rc & 3]);
	return rc;
}

static const char *model_name(unsigned int i)
{
	uint32_t words[LIBXL_CPUID_WORDS];
	const char *name;

	return libxl_cpuid_model_words(i, &name, words) ? name : NULL;
}

int parse_cpuid(XLU_Config *cfg, const char *name, const char *s,
		libxl_cpuid_policy_list *list)
{
	char *copy = xstrdup(s), *p = copy, *tok = strsep(&p, ",");
	const char *near;
	int rc = 0;

	if (strcmp(tok, "host") && libxl_cpuid_parse_model(list, tok)) {
		near = nearest(tok, model_name);
		xlu_cfg_report(cfg, name,
			       "the first word must be 'host' or a CPU model, "
			       "not '%s'%s%s%s",
			       tok, near ? ": did you mean '" : "",
			       near ? near : " ('xl cpuid-show -l' has a list)",
			       near ? "'?" : "");
		rc = EINVAL;
	}
	while (!rc && (tok = strsep(&p, ",")))
		rc = cpuid_word(cfg, name, list, tok);
	free(copy);
	return rc;
}

static int set_cpuid(XLU_Config *cfg, const struct key *k,
		     libxl_domain_config *d)
{
	static const char *const why[] = {
		"",
		"bad leaf",
		"bad subleaf",
		"':' is missing",
		"bad register",
		"32 characters 0, 1, x, k or s are needed",
		"',' is missing",
	};
	XLU_ConfigList *list;
	const char *s;
	int i, nr, rc = 0;

	if (xlu_cfg_get_list(cfg, k->name, &list, &nr, 1)) {
		rc = xlu_cfg_get_string(cfg, k->name, &s, 0);
		return rc ? rc : parse_cpuid(cfg, k->name, s, &d->b_info.cpuid);
	}
	for (i = 0; i < nr && !rc; i++) {
		s = xlu_cfg_get_listitem(list, i);
		rc = s ? libxl_cpuid_parse_config_xend(&d->b_info.cpuid, s) : 1;
		if (rc)
			xlu_cfg_report(cfg, k->name, "'%s': %s", s ? s : "",
				       why[rc]);
	}
	return rc;
}

/* Of PV guests only. */
static int set_e820_host(XLU_Config *cfg, const struct key *k,
			 libxl_domain_config *d)
{
	libxl_defbool b = { 0 };
	int rc = xlu_cfg_get_defbool(cfg, k->name, &b, 0);

	if (!rc && d->c_info.type == LIBXL_DOMAIN_TYPE_PV)
		d->b_info.u.pv.e820_host = b;
	return rc;
}

/* Beside init_seclabel it is for the time after the build. */
static int set_seclabel(XLU_Config *cfg, const struct key *k,
			libxl_domain_config *d)
{
	return xlu_cfg_replace_string(cfg, k->name,
				      d->c_info.ssid_label
					      ? &d->b_info.exec_ssid_label
					      : &d->c_info.ssid_label,
				      0);
}

/* --- HVM --- */

/* firmware= names a BIOS or, with uefi and bios, what is usual. */
static int set_firmware(XLU_Config *cfg, const struct key *k,
			libxl_domain_config *d)
{
	const char *s;
	int rc = xlu_cfg_get_string(cfg, k->name, &s, 0);

	if (rc)
		return rc;
	if (!strcmp(s, "uefi"))
		d->b_info.u.hvm.bios = LIBXL_BIOS_TYPE_OVMF;
	else if (!strcmp(s, "bios"))
		d->b_info.u.hvm.bios = LIBXL_BIOS_TYPE_SEABIOS;
	else if (strcmp(s, "pvgrub32") && strcmp(s, "pvgrub64"))
		return set_bios(cfg, k, d);
	return 0;
}

static int set_timer_mode(XLU_Config *cfg, const struct key *k,
			  libxl_domain_config *d)
{
	const char *s;
	long l;

	if (!xlu_cfg_get_long(cfg, k->name, &l, 1)) {
		if (l < LIBXL_TIMER_MODE_DELAY_FOR_MISSED_TICKS ||
		    l > LIBXL_TIMER_MODE_ONE_MISSED_TICK_PENDING)
			return bad_word(cfg, k, "that number", "0 to 3");
		d->b_info.timer_mode = l;
		return 0;
	}
	if (xlu_cfg_get_string(cfg, k->name, &s, 0))
		return EINVAL;
	if (libxl_timer_mode_from_string(s, &d->b_info.timer_mode))
		return bad_word(cfg, k, s,
				"delay_for_missed_ticks, "
				"no_delay_for_missed_ticks, "
				"no_missed_ticks_pending or "
				"one_missed_tick_pending");
	return 0;
}

static const char altp2m_words[] = "disabled, mixed, external or limited";

static int set_altp2m(XLU_Config *cfg, const struct key *k,
		      libxl_domain_config *d)
{
	const char *s;
	long l;

	if (!xlu_cfg_get_long(cfg, k->name, &l, 1)) {
		if (l < LIBXL_ALTP2M_MODE_DISABLED ||
		    l > LIBXL_ALTP2M_MODE_LIMITED)
			return bad_word(cfg, k, "that number", altp2m_words);
		d->b_info.altp2m = l;
		return 0;
	}
	if (xlu_cfg_get_string(cfg, k->name, &s, 0))
		return EINVAL;
	if (libxl_altp2m_mode_from_string(s, &d->b_info.altp2m))
		return bad_word(cfg, k, s, altp2m_words);
	return 0;
}

/* Sets a group, or all of them, in the map of wanted or unwanted ones. */
static int viridian_group(XLU_Config *cfg, const struct key *k,
			  libxl_domain_config *d, const char *s)
{
	libxl_bitmap *map = &d->b_info.u.hvm.viridian_enable;
	libxl_viridian_enlightenment v;
	int i;

	if (*s == '!') {
		map = &d->b_info.u.hvm.viridian_disable;
		s++;
	}
	if (!map->size)
		libxl_bitmap_alloc(ctx, map, 64);
	if (!strcmp(s, "all")) {
		for (i = 0; libxl_viridian_enlightenment_to_string(i); i++)
			libxl_bitmap_set(map, i);
		return 0;
	}
	if (!strcmp(s, "defaults")) {
		libxl_bitmap_set(map, LIBXL_VIRIDIAN_ENLIGHTENMENT_BASE);
		libxl_bitmap_set(map, LIBXL_VIRIDIAN_ENLIGHTENMENT_FREQ);
		libxl_bitmap_set(map,
				 LIBXL_VIRIDIAN_ENLIGHTENMENT_TIME_REF_COUNT);
		libxl_bitmap_set(map, LIBXL_VIRIDIAN_ENLIGHTENMENT_APIC_ASSIST);
		libxl_bitmap_set(map, LIBXL_VIRIDIAN_ENLIGHTENMENT_CRASH_CTL);
		return 0;
	}
	if (libxl_viridian_enlightenment_from_string(s, &v))
		return bad_word(cfg, k, s, "groups are in xl.cfg(5)");
	libxl_bitmap_set(map, v);
	return 0;
}

static int set_viridian(XLU_Config *cfg, const struct key *k,
			libxl_domain_config *d)
{
	XLU_ConfigList *list;
	const char *s;
	int i, nr, rc = 0;

	if (xlu_cfg_get_list(cfg, k->name, &list, &nr, 1))
		return xlu_cfg_get_defbool(cfg, k->name,
					   &d->b_info.u.hvm.viridian, 0);
	for (i = 0; i < nr && !rc; i++) {
		s = xlu_cfg_get_listitem(list, i);
		rc = s ? viridian_group(cfg, k, d, s) : EINVAL;
	}
	return rc;
}

/* vga= goes before stdvga=. */
static int set_vga(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	libxl_vga_interface_type *kind = &d->b_info.u.hvm.vga.kind;
	static const char *const names[] = { "cirrus", "stdvga", "none",
					     "qxl" };
	const char *s;
	size_t i;
	int rc = xlu_cfg_get_string(cfg, k->name, &s, 0);

	if (rc)
		return rc;
	for (i = 0; i < 4; i++)
		if (!strcmp(s, names[i])) {
			*kind = LIBXL_VGA_INTERFACE_TYPE_CIRRUS + i;
			return 0;
		}
	return bad_word(cfg, k, s, "cirrus, stdvga, none or qxl");
}

static int set_stdvga(XLU_Config *cfg, const struct key *k,
		      libxl_domain_config *d)
{
	long l;
	int rc = xlu_cfg_get_long(cfg, k->name, &l, 0);

	if (!rc && !d->b_info.u.hvm.vga.kind)
		d->b_info.u.hvm.vga.kind = l ? LIBXL_VGA_INTERFACE_TYPE_STD
					     : LIBXL_VGA_INTERFACE_TYPE_CIRRUS;
	return rc;
}

/* One string, or a list: they go to different places. */
static int set_one_or_more(XLU_Config *cfg, const struct key *k, char **one,
			   libxl_string_list *more)
{
	if (!xlu_cfg_get_list_as_string_list(cfg, k->name, more, 1))
		return 0;
	return xlu_cfg_replace_string(cfg, k->name, one, 0);
}

static int set_serial(XLU_Config *cfg, const struct key *k,
		      libxl_domain_config *d)
{
	return set_one_or_more(cfg, k, &d->b_info.u.hvm.serial,
			       &d->b_info.u.hvm.serial_list);
}

static int set_usbdevice(XLU_Config *cfg, const struct key *k,
			 libxl_domain_config *d)
{
	return set_one_or_more(cfg, k, &d->b_info.u.hvm.usbdevice,
			       &d->b_info.u.hvm.usbdevice_list);
}

static int set_gfx_passthru(XLU_Config *cfg, const struct key *k,
			    libxl_domain_config *d)
{
	const char *s;
	long l;

	if (!xlu_cfg_get_long(cfg, k->name, &l, 1)) {
		libxl_defbool_set(&d->b_info.u.hvm.gfx_passthru, l);
		return 0;
	}
	if (xlu_cfg_get_string(cfg, k->name, &s, 0))
		return EINVAL;
	if (libxl_gfx_passthru_kind_from_string(
		    s, &d->b_info.u.hvm.gfx_passthru_kind))
		return bad_word(cfg, k, s, "0, 1, default or igd");
	libxl_defbool_set(&d->b_info.u.hvm.gfx_passthru, true);
	return 0;
}

static int set_genid(XLU_Config *cfg, const struct key *k,
		     libxl_domain_config *d)
{
	const char *s;
	libxl_uuid random;
	int rc = xlu_cfg_get_string(cfg, k->name, &s, 0);

	if (rc || !strcmp(s, "none"))
		return rc;
	if (strcmp(s, "generate"))
		return bad_word(cfg, k, s, "generate or none");
	libxl_uuid_generate(&random);
	memcpy(d->b_info.u.hvm.ms_vm_genid.bytes, random.uuid,
	       sizeof(random.uuid));
	return 0;
}

static int set_mca_caps(XLU_Config *cfg, const struct key *k,
			libxl_domain_config *d)
{
	XLU_ConfigList *list;
	const char *s;
	int i, nr, rc = xlu_cfg_get_list(cfg, k->name, &list, &nr, 0);

	for (i = 0; i < nr && !rc; i++) {
		s = xlu_cfg_get_listitem(list, i);
		if (!s || strcmp(s, "lmce"))
			rc = bad_word(cfg, k, s ? s : "a list", "lmce");
		d->b_info.u.hvm.mca_caps |= 1; /* LMCE */
	}
	return rc;
}

static int set_dm_version(XLU_Config *cfg, const struct key *k,
			  libxl_domain_config *d)
{
	const char *s;
	int rc = xlu_cfg_get_string(cfg, k->name, &s, 0);

	if (rc)
		return rc;
	if (!strcmp(s, "qemu-xen"))
		d->b_info.device_model_version =
			LIBXL_DEVICE_MODEL_VERSION_QEMU_XEN;
	else if (!strcmp(s, "qemu-xen-traditional"))
		d->b_info.device_model_version =
			LIBXL_DEVICE_MODEL_VERSION_QEMU_XEN_TRADITIONAL;
	else
		return bad_word(cfg, k, s, "qemu-xen or qemu-xen-traditional");
	return 0;
}

/* --- the table --- */

/*
 * A row: ROW(name, kind, help, function, offset, min, max).  The words before
 * it say what comes of the key: nothing (it acts), LATER (parsed, but a create
 * refuses it), HVM or PVH (of such guests only, which come later, too).
 */
#define ROW(types, class, n, kind, h, fn, off, lo, hi)    \
	{                                                 \
		n, kind, class, types, h, fn, off, lo, hi \
	}
#define STR(n, f, h) \
	ROW(TYPE_ALL, KEY_ACTS, n, KEY_STRING, h, set_string, f, 0, 0)
#define INT(n, f, lo, hi, h) \
	ROW(TYPE_ALL, KEY_ACTS, n, KEY_NUMBER, h, set_int, f, lo, hi)
#define U32(n, f, hi, h) \
	ROW(TYPE_ALL, KEY_ACTS, n, KEY_NUMBER, h, set_u32, f, 0, hi)
#define BOOL(n, f, h) \
	ROW(TYPE_ALL, KEY_ACTS, n, KEY_BOOL, h, set_defbool, f, 0, 0)
#define OWN(n, kind, fn, f, h) ROW(TYPE_ALL, KEY_ACTS, n, kind, h, fn, f, 0, 0)

#define LATER_STR(n, f, h) \
	ROW(TYPE_ALL, KEY_LATER, n, KEY_STRING, h, set_string, f, 0, 0)
#define LATER_INT(n, f, lo, hi, h) \
	ROW(TYPE_ALL, KEY_LATER, n, KEY_NUMBER, h, set_int, f, lo, hi)
#define LATER_BOOL(n, f, h) \
	ROW(TYPE_ALL, KEY_LATER, n, KEY_BOOL, h, set_defbool, f, 0, 0)
#define LATER_OWN(n, kind, fn, f, h) \
	ROW(TYPE_ALL, KEY_LATER, n, kind, h, fn, f, 0, 0)

#define HVM_STR(n, f, h) \
	ROW(TYPE_HVM, KEY_LATER, n, KEY_STRING, h, set_string, f, 0, 0)
#define HVM_INT(n, f, lo, hi, h) \
	ROW(TYPE_HVM, KEY_LATER, n, KEY_NUMBER, h, set_int, f, lo, hi)
#define HVM_BOOL(n, f, h) \
	ROW(TYPE_HVM, KEY_LATER, n, KEY_BOOL, h, set_defbool, f, 0, 0)
#define HVM_OWN(n, kind, fn, f, h) \
	ROW(TYPE_HVM, KEY_LATER, n, kind, h, fn, f, 0, 0)
#define NOTPV_BOOL(n, f, h)                                                    \
	ROW(TYPE_HVM | TYPE_PVH, KEY_LATER, n, KEY_BOOL, h, set_defbool, f, 0, \
	    0)
#define NOTPV_OWN(n, kind, fn, f, h) \
	ROW(TYPE_HVM | TYPE_PVH, KEY_LATER, n, kind, h, fn, f, 0, 0)
#define PVH_STR(n, f, h) \
	ROW(TYPE_PVH, KEY_LATER, n, KEY_STRING, h, set_string, f, 0, 0)
#define PVH_BOOL(n, f, h) \
	ROW(TYPE_PVH, KEY_LATER, n, KEY_BOOL, h, set_defbool, f, 0, 0)

#define OLD(n, h) ROW(TYPE_ALL, KEY_OLD, n, KEY_ANY, h, NULL, 0, 0, 0)

const struct key keys[] = {
	/* General */
	STR("name", CREATE(name), "Name of the domain; must be unique."),
	OWN("type", KEY_STRING, done_before, 0,
	    "Kind of guest: \"pv\", \"pvh\" or \"hvm\"."),
	OWN("builder", KEY_STRING, done_before, 0,
	    "Older form of type: \"generic\" (pv) or \"hvm\"."),
	OWN("uuid", KEY_STRING, set_uuid, 0,
	    "UUID of the domain; random if it is not given."),
	STR("pool", CREATE(pool_name),
	    "CPU pool in which the domain runs: a name or a number."),
	/* CPUs; max_vcpus before the affinities that go by it */
	OWN("vcpus", KEY_NUMBER, set_vcpus, 0,
	    "Number of vCPUs online at the start."),
	OWN("maxvcpus", KEY_NUMBER, set_vcpus, 0,
	    "Number of vCPUs that can be brought online."),
	OWN("cpus", KEY_ANY, set_affinity, 0,
	    "Physical CPUs on which vCPUs may run (hard affinity): a string "
	    "for all, or a list with one for each."),
	OWN("cpus_soft", KEY_ANY, set_affinity, 0,
	    "Physical CPUs on which vCPUs should run (soft affinity)."),
	INT("cpu_weight", BUILD(sched_params.weight), 1, 65535,
	    "Share of CPU time in relation to other domains' (256)."),
	INT("cap", BUILD(sched_params.cap), 0, INT_MAX,
	    "Most CPU time, in percent of one CPU; 0 is no limit."),
	INT("period", BUILD(sched_params.period), 1, INT_MAX,
	    "With the scheduler rtds: period in us."),
	INT("budget", BUILD(sched_params.budget), 1, INT_MAX,
	    "With the scheduler rtds: CPU time in each period in us."),
	INT("extratime", BUILD(sched_params.extratime), 0, 1,
	    "With the scheduler rtds: may use time that is left over."),
	INT("latency", BUILD(sched_params.latency), 0, INT_MAX,
	    "Of a scheduler that is gone; kept, not used."),
	INT("slice", BUILD(sched_params.slice), 0, INT_MAX,
	    "Of a scheduler that is gone; kept, not used."),
	OWN("cpuid", KEY_ANY, set_cpuid, 0, "What CPUID says, see below."),
	OWN("tsc_mode", KEY_STRING, set_tsc_mode, 0,
	    "How the time stamp counter is presented."),
	/* Memory; memory before maxmem */
	OWN("memory", KEY_NUMBER, set_memory, BUILD(target_memkb),
	    "MiB with which the domain starts."),
	OWN("maxmem", KEY_NUMBER, set_mem, BUILD(max_memkb),
	    "MiB that it may ever have."),
	/* What it runs */
	STR("kernel", BUILD(kernel), "File with the kernel."),
	STR("ramdisk", BUILD(ramdisk), "File with the initial ramdisk."),
	OWN("cmdline", KEY_STRING, set_cmdline, 0,
	    "Command line of the kernel."),
	OWN("root", KEY_STRING, set_cmdline, 0,
	    "Adds root=VALUE to the command line."),
	OWN("extra", KEY_STRING, set_cmdline, 0,
	    "More words for the command line."),
	/* Events */
	OWN("on_poweroff", KEY_STRING, set_action, TOP(on_poweroff),
	    "What to do when it powers off (destroy)."),
	OWN("on_reboot", KEY_STRING, set_action, TOP(on_reboot),
	    "What to do when it reboots (restart)."),
	OWN("on_watchdog", KEY_STRING, set_action, TOP(on_watchdog),
	    "What to do when its watchdog fires (destroy)."),
	OWN("on_crash", KEY_STRING, set_action, TOP(on_crash),
	    "What to do when it crashes (destroy)."),
	OWN("on_soft_reset", KEY_STRING, set_action, TOP(on_soft_reset),
	    "What to do when it asks for a soft reset."),
	/* Devices */
	OWN("disk", KEY_LIST, set_disks, 0,
	    "Virtual disks, see xl-disk-configuration(5)."),
	OWN("vif", KEY_LIST, set_nics, 0,
	    "Virtual network cards, see xl-network-configuration(5)."),
	/* Limits */
	U32("event_channels", BUILD(event_channels), INT_MAX,
	    "Highest event channel of the domain (1023)."),
	U32("max_event_channels", BUILD(event_channels), INT_MAX,
	    "Older name of event_channels."),
	U32("max_grant_frames", BUILD(max_grant_frames), INT_MAX,
	    "Most pages of its grant table."),
	U32("max_maptrack_frames", BUILD(max_maptrack_frames), INT_MAX,
	    "Most pages of its table of grant mappings."),
	INT("max_grant_version", BUILD(max_grant_version), 0, 2,
	    "Newest grant table version that it may use."),
	BOOL("localtime", BUILD(localtime), "Clock in local time."),
	U32("rtc_timeoffset", BUILD(rtc_timeoffset), INT_MAX,
	    "Seconds by which its clock is set forward."),
	BOOL("nomigrate", BUILD(disable_migrate),
	     "It will never migrate, so it may see host features."),

	LATER_BOOL("driver_domain", CREATE(driver_domain),
		   "It serves devices of other domains."),
	LATER_STR("init_seclabel", CREATE(ssid_label),
		  "XSM label during the build."),
	LATER_OWN("seclabel", KEY_STRING, set_seclabel, 0, "XSM label."),
	LATER_STR("device_model_stubdomain_seclabel",
		  BUILD(device_model_ssid_label),
		  "XSM label of the device model's domain."),
	LATER_STR("bootloader", BUILD(bootloader),
		  "Program that finds the kernel."),
	LATER_OWN("bootloader_args", KEY_ANY, set_words, BUILD(bootloader_args),
		  "Arguments of the boot loader."),
	LATER_OWN("vtpm", KEY_LIST, set_vtpms, 0, "Virtual TPMs."),
	LATER_OWN("p9", KEY_LIST, set_p9s, 0, "9pfs shares."),
	LATER_OWN("pvcalls", KEY_LIST, set_pvcalls, 0, "PV sockets."),
	LATER_OWN("vfb", KEY_LIST, set_vfbs, 0, "PV framebuffers."),
	LATER_OWN("vkb", KEY_LIST, set_vkbs, 0, "PV keyboards."),
	LATER_OWN("channel", KEY_LIST, set_channels, 0, "Message channels."),
	LATER_OWN("vdispl", KEY_LIST, set_vdispls, 0, "PV displays."),
	LATER_OWN("vsnd", KEY_LIST, set_vsnds, 0, "PV sound cards."),
	LATER_OWN("rdm", KEY_STRING, set_rdm, 0, "Reserved device memory."),
	LATER_OWN("pci", KEY_LIST, set_pcis, 0, "PCI devices passed through."),
	LATER_OWN("pci_msitranslate", KEY_BOOL, done_before, 0,
		  "Default of msitranslate= in pci."),
	LATER_OWN("pci_power_mgmt", KEY_BOOL, done_before, 0,
		  "Default of power_mgmt= in pci."),
	LATER_OWN("pci_permissive", KEY_BOOL, done_before, 0,
		  "Default of permissive= in pci."),
	LATER_OWN("pci_seize", KEY_BOOL, done_before, 0,
		  "Default of seize= in pci."),
	LATER_OWN("dtdev", KEY_LIST, set_dtdevs, 0, "Device tree devices."),
	LATER_OWN("ioports", KEY_LIST, set_ioports, 0,
		  "I/O ports passed through."),
	LATER_OWN("irqs", KEY_LIST, set_irqs, 0, "Interrupts passed through."),
	LATER_OWN("iomem", KEY_LIST, set_iomem, 0,
		  "I/O memory passed through."),
	LATER_OWN("usbctrl", KEY_LIST, set_usbctrls, 0, "USB controllers."),
	LATER_OWN("usbdev", KEY_LIST, set_usbdevs, 0,
		  "USB devices passed through."),
	LATER_OWN("vnuma", KEY_LIST, set_vnuma, 0, "Virtual NUMA nodes."),
	LATER_STR("device_tree", BUILD(device_tree),
		  "Device tree of ARM guests."),
	LATER_OWN("e820_host", KEY_BOOL, set_e820_host, 0,
		  "Memory map like the host's."),
	LATER_INT("vmtrace_buf_kb", BUILD(vmtrace_buf_kb), 0, INT_MAX,
		  "Processor trace buffers."),
	LATER_BOOL("vpmu", BUILD(vpmu), "Virtual performance counters."),
	LATER_BOOL("msr_relaxed", BUILD(arch_x86.msr_relaxed),
		   "Reads of unknown MSRs give 0."),
	LATER_OWN("passthrough", KEY_STRING, set_passthrough, 0, "IOMMU use."),
	LATER_BOOL("xend_suspend_evtchn_compat",
		   CREATE(xend_suspend_evtchn_compat), "Old suspend channel."),
	LATER_OWN("gic_version", KEY_STRING, set_gic, 0, "ARM only."),
	LATER_OWN("vuart", KEY_STRING, set_vuart, 0, "ARM only."),
	LATER_OWN("tee", KEY_STRING, set_tee, 0, "ARM only."),
	LATER_OWN("suppress_spurious_page_faults", KEY_BOOL, done_before, 0,
		  "Old Windows."),
	LATER_OWN("shadow_memory", KEY_NUMBER, set_mem, BUILD(shadow_memkb),
		  "MiB for the hypervisor's page tables of it."),

	NOTPV_BOOL("hap", CREATE(hap), "Nested paging of the CPU is used."),
	NOTPV_BOOL("nestedhvm", BUILD(nested_hvm),
		   "It may run a hypervisor itself."),
	NOTPV_BOOL("apic", BUILD(apic), "It has local APICs."),
	NOTPV_BOOL("acpi", BUILD(acpi), "It has ACPI tables."),
	NOTPV_OWN("timer_mode", KEY_ANY, set_timer_mode, 0,
		  "What happens to timer ticks that it misses."),
	NOTPV_OWN("altp2m", KEY_ANY, set_altp2m, 0, "Alternate p2m."),

	HVM_STR("firmware_override", HVM_AT(firmware),
		"File instead of hvmloader."),
	HVM_OWN("firmware", KEY_STRING, set_firmware, 0, "uefi or bios."),
	HVM_OWN("bios", KEY_STRING, set_bios, 0, "rombios, seabios or ovmf."),
	HVM_STR("system_firmware", HVM_AT(system_firmware),
		"File with its firmware."),
	HVM_STR("bios_path_override", HVM_AT(system_firmware),
		"Older name of system_firmware."),
	HVM_STR("smbios_firmware", HVM_AT(smbios_firmware),
		"File with SMBIOS structures."),
	HVM_STR("acpi_firmware", HVM_AT(acpi_firmware),
		"File with ACPI tables."),
	HVM_STR("boot", HVM_AT(boot), "Order: c disk, d CD, n network."),
	HVM_OWN("hdtype", KEY_STRING, set_hdtype, 0, "ide or ahci."),
	HVM_BOOL("pae", HVM_AT(pae), "32-bit PAE."),
	HVM_BOOL("acpi_s3", HVM_AT(acpi_s3), "It can sleep."),
	HVM_BOOL("acpi_s4", HVM_AT(acpi_s4), "It can hibernate."),
	HVM_BOOL("acpi_laptop_slate", HVM_AT(acpi_laptop_slate),
		 "It has the button of a laptop."),
	HVM_BOOL("nx", HVM_AT(nx), "No-execute."),
	HVM_BOOL("oos", CREATE(oos), "Shadow page tables may lag behind."),
	HVM_BOOL("hpet", HVM_AT(hpet), "It has an HPET."),
	HVM_BOOL("vpt_align", HVM_AT(vpt_align), "Timers tick together."),
	HVM_BOOL("altp2mhvm", HVM_AT(altp2m), "Older form of altp2m."),
	HVM_BOOL("nographic", HVM_AT(nographic), "No display."),
	HVM_BOOL("usb", HVM_AT(usb), "It has a USB controller."),
	HVM_BOOL("vkb_device", HVM_AT(vkb_device), "It has a PV keyboard."),
	HVM_BOOL("xen_platform_pci", HVM_AT(xen_platform_pci),
		 "It has the PCI device for PV drivers."),
	HVM_OWN("viridian", KEY_ANY, set_viridian, 0,
		"Interfaces of Hyper-V: 1, or a list of groups."),
	HVM_OWN("videoram", KEY_NUMBER, set_mem, BUILD(video_memkb),
		"MiB of the display."),
	HVM_OWN("mmio_hole", KEY_NUMBER, set_mem, HVM_AT(mmio_hole_memkb),
		"MiB below 4 GiB that are no RAM."),
	HVM_OWN("rdm_mem_boundary", KEY_NUMBER, set_mem,
		HVM_AT(rdm_mem_boundary_memkb),
		"MiB below which RAM may give way to devices."),
	HVM_BOOL("vnc", HVM_AT(vnc.enable), "Display by VNC."),
	HVM_STR("vnclisten", HVM_AT(vnc.listen), "Address of VNC."),
	HVM_STR("vncpasswd", HVM_AT(vnc.passwd), "Password of VNC."),
	HVM_INT("vncdisplay", HVM_AT(vnc.display), 0, 65535 - 5900,
		"Number of the VNC display."),
	HVM_BOOL("vncunused", HVM_AT(vnc.findunused),
		 "Take a free number for VNC."),
	HVM_OWN("vncviewer", KEY_BOOL, done_before, 0, "Obsolete: see xl -V."),
	HVM_STR("keymap", HVM_AT(keymap), "Keyboard layout."),
	HVM_BOOL("sdl", HVM_AT(sdl.enable), "Display by SDL."),
	HVM_BOOL("opengl", HVM_AT(sdl.opengl), "OpenGL in SDL."),
	HVM_STR("display", HVM_AT(sdl.display), "X display of SDL."),
	HVM_STR("xauthority", HVM_AT(sdl.xauthority), "X authority of SDL."),
	HVM_BOOL("spice", HVM_AT(spice.enable), "Display by SPICE."),
	HVM_INT("spiceport", HVM_AT(spice.port), 0, 65535, "Port of SPICE."),
	HVM_INT("spicetls_port", HVM_AT(spice.tls_port), 0, 65535,
		"TLS port of SPICE."),
	HVM_STR("spicehost", HVM_AT(spice.host), "Address of SPICE."),
	HVM_BOOL("spicedisable_ticketing", HVM_AT(spice.disable_ticketing),
		 "SPICE without a password."),
	HVM_STR("spicepasswd", HVM_AT(spice.passwd), "Password of SPICE."),
	HVM_BOOL("spiceagent_mouse", HVM_AT(spice.agent_mouse),
		 "Mouse by SPICE's agent."),
	HVM_BOOL("spicevdagent", HVM_AT(spice.vdagent), "SPICE's agent."),
	HVM_BOOL("spice_clipboard_sharing", HVM_AT(spice.clipboard_sharing),
		 "Clipboard by SPICE's agent."),
	HVM_INT("spiceusbredirection", HVM_AT(spice.usbredirection), 0, 4,
		"USB channels of SPICE."),
	HVM_STR("spice_image_compression", HVM_AT(spice.image_compression),
		"How SPICE packs images."),
	HVM_STR("spice_streaming_video", HVM_AT(spice.streaming_video),
		"What SPICE takes for video."),
	HVM_OWN("vga", KEY_STRING, set_vga, 0, "cirrus, stdvga, none or qxl."),
	HVM_OWN("stdvga", KEY_BOOL, set_stdvga, 0, "Older form of vga."),
	HVM_OWN("gfx_passthru", KEY_ANY, set_gfx_passthru, 0,
		"A graphics card is passed through."),
	HVM_OWN("serial", KEY_ANY, set_serial, 0, "Serial ports."),
	HVM_OWN("parallel", KEY_ANY, done_before, 0, "Not in use any more."),
	HVM_STR("soundhw", HVM_AT(soundhw), "Sound card."),
	HVM_INT("usbversion", HVM_AT(usbversion), 1, 3,
		"Version of the USB controller."),
	HVM_OWN("usbdevice", KEY_ANY, set_usbdevice, 0, "USB devices."),
	HVM_OWN("vendor_device", KEY_STRING, set_vendor_device, 0,
		"PCI device for a vendor's drivers."),
	HVM_OWN("ms_vm_genid", KEY_STRING, set_genid, 0,
		"Generation id: generate or none."),
	HVM_OWN("mca_caps", KEY_LIST, set_mca_caps, 0,
		"Machine check features."),
	HVM_OWN("device_model_version", KEY_STRING, set_dm_version, 0,
		"qemu-xen."),
	HVM_STR("device_model_override", BUILD(device_model), "QEMU's path."),
	HVM_BOOL("device_model_stubdomain_override",
		 BUILD(device_model_stubdomain), "QEMU in a domain."),
	HVM_STR("device_model_user", BUILD(device_model_user), "QEMU's user."),
	HVM_OWN("device_model_args", KEY_ANY, set_words, BUILD(extra),
		"More arguments of QEMU."),
	HVM_OWN("device_model_args_pv", KEY_ANY, set_words, BUILD(extra_pv),
		"The same, of PV guests."),
	HVM_OWN("device_model_args_hvm", KEY_ANY, set_words, BUILD(extra_hvm),
		"The same, of HVM guests."),
	HVM_STR("stubdomain_kernel", BUILD(stubdomain_kernel),
		"Kernel of QEMU's domain."),
	HVM_STR("stubdomain_ramdisk", BUILD(stubdomain_ramdisk),
		"Ramdisk of QEMU's domain."),
	HVM_STR("stubdomain_cmdline", BUILD(stubdomain_cmdline),
		"Command line of QEMU's domain."),
	HVM_OWN("stubdomain_memory", KEY_NUMBER, set_mem,
		BUILD(stubdomain_memkb), "MiB of QEMU's domain."),
	HVM_BOOL("dm_restrict", BUILD(dm_restrict),
		 "QEMU gives up its rights."),
	HVM_OWN("device_model_machine", KEY_STRING, done_before, 0,
		"Not in 4.17."),
	HVM_OWN("loader", KEY_STRING, done_before, 0, "Not in use any more."),

	PVH_BOOL("pvshim", PVH_AT(pvshim), "A PV kernel in a shim."),
	PVH_STR("pvshim_path", PVH_AT(pvshim_path), "The shim's file."),
	PVH_STR("pvshim_cmdline", PVH_AT(pvshim_cmdline),
		"The shim's command line."),
	PVH_STR("pvshim_extra", PVH_AT(pvshim_extra),
		"More words for the shim's command line."),

	OLD("vif_rate", "rate= in vif"),
	OLD("nics", "vif"),
	OLD("device_model", "device_model_override"),
	OLD("on_xend_start", "an init script"),
	OLD("on_xend_stop", "an init script"),
	OLD("vfsys", "nothing"),
	OLD("vif2", "vif"),
	OLD("tsc_native", "tsc_mode"),
};
const unsigned int nr_keys = sizeof(keys) / sizeof(keys[0]);
