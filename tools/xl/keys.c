// SPDX-License-Identifier: GPL-2.0-only
/* The table of configuration keys, and what each does. */
#include "keys.h"

#include <limits.h>
#include <stddef.h>

#define BUILD(field)	 offsetof(libxl_domain_config, b_info.field)
#define CREATE(field)	 offsetof(libxl_domain_config, c_info.field)
#define TOP(field)	 offsetof(libxl_domain_config, field)
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

/* Applied while the type of the guest is found out, before all others. */
static int done_before(XLU_Config *cfg, const struct key *k,
		       libxl_domain_config *d)
{
	return 0;
}

/* --- those with a syntax of their own --- */

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
	libxl_bitmap_alloc(ctx, map, 4096);
	if (!parse_cpus(s, map) && !libxl_bitmap_is_empty(map))
		return 0;
	xlu_cfg_report(cfg, k->name,
		       "'%s' is no list of CPUs like \"0-3,^2\" or \"nodes:0\"",
		       s);
	return EINVAL;
}

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
	*maps = xmalloc(n * sizeof(**maps));
	*nr = n;
	for (i = 0; i < n && !rc; i++) {
		if (list)
			s = xlu_cfg_get_listitem(list,
						 i < entries ? i : entries - 1);
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

static int set_cpuid(XLU_Config *cfg, const struct key *k,
		     libxl_domain_config *d)
{
	const char *s, *why[] = {
		"",
		"is no feature that is known here",
		"has no value",
		"has an impossible value",
	};
	char *copy, *p, *tok;
	int rc = xlu_cfg_get_string(cfg, k->name, &s, 0);

	if (rc)
		return rc;
	p = copy = xstrdup(s);
	tok = strsep(&p, ",");
	if (strcmp(tok, "host")) {
		xlu_cfg_report(cfg, k->name,
			       "the first word must be 'host', not '%s'", tok);
		rc = EINVAL;
	}
	while (!rc && (tok = strsep(&p, ","))) {
		rc = libxl_cpuid_parse_config(&d->b_info.cpuid, tok);
		if (rc)
			xlu_cfg_report(cfg, k->name, "'%s' %s", tok,
				       why[rc & 3]);
	}
	free(copy);
	return rc;
}

static int set_pool(XLU_Config *cfg, const struct key *k,
		    libxl_domain_config *d)
{
	const char *s;
	int rc = xlu_cfg_get_string(cfg, k->name, &s, 0);

	if (!rc && libxl_name_to_cpupoolid(ctx, s, &d->c_info.poolid)) {
		xlu_cfg_report(
			cfg, k->name,
			"there is no CPU pool '%s' (see 'xl cpupool-list')", s);
		rc = EINVAL;
	}
	return rc;
}

/* Lists of devices: one string each. */
static int set_disks(XLU_Config *cfg, const struct key *k,
		     libxl_domain_config *d)
{
	XLU_ConfigList *list;
	const char *s;
	int i, nr, rc = xlu_cfg_get_list(cfg, k->name, &list, &nr, 0);

	if (rc)
		return rc;
	d->disks = xmalloc(nr * sizeof(*d->disks));
	for (i = 0; i < nr && !rc; i++) {
		s = xlu_cfg_get_listitem(list, i);
		libxl_device_disk_init(&d->disks[d->num_disks++]);
		rc = s ? xlu_disk_parse(cfg, 1, &s, &d->disks[i]) : EINVAL;
		if (rc)
			xlu_cfg_report(cfg, k->name,
				       "entry %d of '%s' is not understood",
				       i + 1, k->name);
	}
	return rc;
}

static int set_nics(XLU_Config *cfg, const struct key *k,
		    libxl_domain_config *d)
{
	XLU_ConfigList *list;
	const char *s;
	int i, nr, rc = xlu_cfg_get_list(cfg, k->name, &list, &nr, 0);

	if (rc)
		return rc;
	d->nics = xmalloc(nr * sizeof(*d->nics));
	for (i = 0; i < nr && !rc; i++) {
		s = xlu_cfg_get_listitem(list, i);
		libxl_device_nic_init(&d->nics[d->num_nics++]);
		d->nics[i].devid = i;
		rc = s ? parse_nic(cfg, s, &d->nics[i]) : EINVAL;
		if (rc)
			xlu_cfg_report(cfg, k->name,
				       "entry %d of '%s' is not understood",
				       i + 1, k->name);
	}
	return rc;
}

/* --- the table --- */

#define STR(n, f, h)                                            \
	{                                                       \
		n, KEY_STRING, KEY_ACTS, h, set_string, f, 0, 0 \
	}
#define INT(n, f, lo, hi, h)                                   \
	{                                                      \
		n, KEY_NUMBER, KEY_ACTS, h, set_int, f, lo, hi \
	}
#define U32(n, f, hi, h)                                      \
	{                                                     \
		n, KEY_NUMBER, KEY_ACTS, h, set_u32, f, 0, hi \
	}
#define BOOL(n, f, h)                                          \
	{                                                      \
		n, KEY_BOOL, KEY_ACTS, h, set_defbool, f, 0, 0 \
	}
#define OWN(n, kind, fn, f, h)                    \
	{                                         \
		n, kind, KEY_ACTS, h, fn, f, 0, 0 \
	}
#define HVM(n, kind)                                  \
	{                                             \
		n, kind, KEY_HVM, NULL, NULL, 0, 0, 0 \
	}
#define LATER(n, kind, h)                            \
	{                                            \
		n, kind, KEY_LATER, h, NULL, 0, 0, 0 \
	}
#define OLD(n, h)                                     \
	{                                             \
		n, KEY_ANY, KEY_OLD, h, NULL, 0, 0, 0 \
	}

const struct key keys[] = {
	/* General */
	STR("name", CREATE(name), "Name of the domain; must be unique."),
	OWN("type", KEY_STRING, done_before, 0,
	    "Kind of guest: \"pv\", \"pvh\" or \"hvm\"."),
	OWN("builder", KEY_STRING, done_before, 0,
	    "Older form of type: \"generic\" (pv) or \"hvm\"."),
	OWN("uuid", KEY_STRING, set_uuid, 0,
	    "UUID of the domain; random if it is not given."),
	OWN("pool", KEY_STRING, set_pool, 0,
	    "CPU pool in which the domain runs."),
	/* CPUs; max_vcpus before the affinities that go by it */
	OWN("vcpus", KEY_NUMBER, set_vcpus, 0,
	    "Number of vCPUs online at the start."),
	OWN("maxvcpus", KEY_NUMBER, set_vcpus, 0,
	    "Number of vCPUs that can be brought online."),
	OWN("cpus", KEY_ANY, set_affinity, 0,
	    "Physical CPUs on which vCPUs may run (hard affinity)."),
	OWN("cpus_soft", KEY_ANY, set_affinity, 0,
	    "Physical CPUs on which vCPUs should run (soft affinity)."),
	INT("cpu_weight", BUILD(sched_params.weight), 1, 65535,
	    "Share of CPU time in relation to other domains' (256)."),
	INT("cap", BUILD(sched_params.cap), 0, INT_MAX,
	    "Most CPU time, in percent of one CPU; 0 is no limit."),
	OWN("cpuid", KEY_STRING, set_cpuid, 0,
	    "Changes to what CPUID says: \"host,NAME=VALUE,...\"."),
	OWN("tsc_mode", KEY_STRING, set_tsc_mode, 0,
	    "How the time stamp counter is presented."),
	/* Memory */
	OWN("memory", KEY_NUMBER, set_mem, BUILD(target_memkb),
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

	LATER("driver_domain", KEY_BOOL, "It serves devices of other domains."),
	LATER("init_seclabel", KEY_STRING, "XSM label during the build."),
	LATER("seclabel", KEY_STRING, "XSM label."),
	LATER("blkdev_start", KEY_STRING, "First name of attached disks."),
	LATER("bootloader", KEY_STRING, "Program that finds the kernel."),
	LATER("bootloader_args", KEY_ANY, "Arguments of the boot loader."),
	LATER("vtpm", KEY_LIST, "Virtual TPMs."),
	LATER("p9", KEY_LIST, "9pfs shares."),
	LATER("pvcalls", KEY_LIST, "PV sockets."),
	LATER("vfb", KEY_LIST, "PV framebuffers."),
	LATER("vkb", KEY_LIST, "PV keyboards."),
	LATER("channel", KEY_LIST, "Message channels."),
	LATER("vdispl", KEY_LIST, "PV displays."),
	LATER("vsnd", KEY_LIST, "PV sound cards."),
	LATER("pci", KEY_LIST, "PCI devices passed through."),
	LATER("rdm", KEY_STRING, "Reserved device memory."),
	LATER("dtdev", KEY_LIST, "Device tree devices."),
	LATER("ioports", KEY_LIST, "I/O ports passed through."),
	LATER("irqs", KEY_LIST, "Interrupts passed through."),
	LATER("iomem", KEY_LIST, "I/O memory passed through."),
	LATER("usbctrl", KEY_LIST, "PV USB controllers."),
	LATER("usbdev", KEY_LIST, "USB devices passed through."),
	LATER("vnuma", KEY_LIST, "Virtual NUMA nodes."),
	LATER("device_tree", KEY_STRING, "Device tree of ARM guests."),
	LATER("e820_host", KEY_BOOL, "Memory map like the host's."),
	LATER("vmtrace_buf_kb", KEY_NUMBER, "Processor trace buffers."),
	LATER("vpmu", KEY_BOOL, "Virtual performance counters."),
	LATER("msr_relaxed", KEY_BOOL, "Reads of unknown MSRs give 0."),
	LATER("passthrough", KEY_STRING, "IOMMU use."),
	LATER("xend_suspend_evtchn_compat", KEY_BOOL, "Old suspend channel."),
	LATER("gic_version", KEY_STRING, "ARM only."),
	LATER("vuart", KEY_STRING, "ARM only."),
	LATER("tee", KEY_STRING, "ARM only."),
	LATER("suppress_spurious_page_faults", KEY_BOOL, "Old Windows."),
	LATER("device_model_stubdomain_seclabel", KEY_STRING, "XSM label."),

	HVM("acpi", KEY_BOOL),
	HVM("acpi_firmware", KEY_STRING),
	HVM("acpi_laptop_slate", KEY_BOOL),
	HVM("acpi_s3", KEY_BOOL),
	HVM("acpi_s4", KEY_BOOL),
	HVM("altp2m", KEY_STRING),
	HVM("altp2mhvm", KEY_BOOL),
	HVM("apic", KEY_BOOL),
	HVM("bios", KEY_STRING),
	HVM("bios_path_override", KEY_STRING),
	HVM("boot", KEY_STRING),
	HVM("device_model_args", KEY_LIST),
	HVM("device_model_args_hvm", KEY_LIST),
	HVM("device_model_args_pv", KEY_LIST),
	HVM("device_model_machine", KEY_STRING),
	HVM("device_model_override", KEY_STRING),
	HVM("device_model_stubdomain_override", KEY_BOOL),
	HVM("device_model_user", KEY_STRING),
	HVM("device_model_version", KEY_STRING),
	HVM("dm_restrict", KEY_BOOL),
	HVM("firmware", KEY_STRING),
	HVM("firmware_override", KEY_STRING),
	HVM("gfx_passthru", KEY_ANY),
	HVM("hap", KEY_BOOL),
	HVM("hdtype", KEY_STRING),
	HVM("hpet", KEY_BOOL),
	HVM("keymap", KEY_STRING),
	HVM("loader", KEY_STRING),
	HVM("mca_caps", KEY_LIST),
	HVM("mmio_hole", KEY_NUMBER),
	HVM("ms_vm_genid", KEY_STRING),
	HVM("nestedhvm", KEY_BOOL),
	HVM("nographic", KEY_BOOL),
	HVM("nx", KEY_BOOL),
	HVM("oos", KEY_BOOL),
	HVM("pae", KEY_BOOL),
	HVM("parallel", KEY_ANY),
	HVM("pci_msitranslate", KEY_BOOL),
	HVM("pci_permissive", KEY_BOOL),
	HVM("pci_power_mgmt", KEY_BOOL),
	HVM("pci_seize", KEY_BOOL),
	HVM("pvshim", KEY_BOOL),
	HVM("pvshim_cmdline", KEY_STRING),
	HVM("pvshim_extra", KEY_STRING),
	HVM("pvshim_path", KEY_STRING),
	HVM("rdm_mem_boundary", KEY_NUMBER),
	HVM("opengl", KEY_BOOL),
	HVM("sdl", KEY_BOOL),
	HVM("serial", KEY_ANY),
	HVM("shadow_memory", KEY_NUMBER),
	HVM("smbios_firmware", KEY_STRING),
	HVM("soundhw", KEY_STRING),
	HVM("spice", KEY_BOOL),
	HVM("spice_clipboard_sharing", KEY_BOOL),
	HVM("spice_image_compression", KEY_STRING),
	HVM("spice_streaming_video", KEY_STRING),
	HVM("spiceagent_mouse", KEY_BOOL),
	HVM("spicedisable_ticketing", KEY_BOOL),
	HVM("spicehost", KEY_STRING),
	HVM("spicepasswd", KEY_STRING),
	HVM("spiceport", KEY_NUMBER),
	HVM("spicetls_port", KEY_NUMBER),
	HVM("spiceusbredirection", KEY_NUMBER),
	HVM("spicevdagent", KEY_BOOL),
	HVM("stdvga", KEY_BOOL),
	HVM("stubdomain_cmdline", KEY_STRING),
	HVM("stubdomain_kernel", KEY_STRING),
	HVM("stubdomain_memory", KEY_NUMBER),
	HVM("stubdomain_ramdisk", KEY_STRING),
	HVM("system_firmware", KEY_STRING),
	HVM("timer_mode", KEY_ANY),
	HVM("usb", KEY_BOOL),
	HVM("usbdevice", KEY_ANY),
	HVM("usbversion", KEY_NUMBER),
	HVM("vendor_device", KEY_STRING),
	HVM("vga", KEY_STRING),
	HVM("videoram", KEY_NUMBER),
	HVM("viridian", KEY_ANY),
	HVM("vkb_device", KEY_BOOL),
	HVM("vnc", KEY_BOOL),
	HVM("vncdisplay", KEY_NUMBER),
	HVM("vnclisten", KEY_STRING),
	HVM("vncpasswd", KEY_STRING),
	HVM("vncunused", KEY_BOOL),
	HVM("vncviewer", KEY_BOOL),
	HVM("vpt_align", KEY_BOOL),
	HVM("xen_platform_pci", KEY_BOOL),
	HVM("xauthority", KEY_STRING),
	HVM("display", KEY_STRING),

	OLD("vif_rate", "rate= in vif"),
	OLD("nics", "vif"),
	OLD("device_model", "device_model_override"),
	OLD("on_xend_start", "an init script"),
	OLD("on_xend_stop", "an init script"),
	OLD("vfsys", "nothing"),
	OLD("tsc_native", "tsc_mode"),
};
const unsigned int nr_keys = sizeof(keys) / sizeof(keys[0]);
