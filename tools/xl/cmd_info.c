// SPDX-License-Identifier: GPL-2.0-only
/* info, dmesg, debug-keys, set-parameters. */
#include "xl.h"

#include <sys/utsname.h>

static void print_uname(void)
{
	struct utsname u;

	if (uname(&u))
		return;
	printf("host                   : %s\n", u.nodename);
	printf("release                : %s\n", u.release);
	printf("version                : %s\n", u.version);
	printf("machine                : %s\n", u.machine);
}

static int print_machine(void)
{
	libxl_physinfo p;
	unsigned int i;

	if (libxl_get_physinfo(ctx, &p))
		return 1;
	printf("nr_cpus                : %d\n", p.nr_cpus);
	printf("max_cpu_id             : %d\n", p.max_cpu_id);
	printf("nr_nodes               : %d\n", p.nr_nodes);
	printf("cores_per_socket       : %d\n", p.cores_per_socket);
	printf("threads_per_core       : %d\n", p.threads_per_core);
	printf("cpu_mhz                : %d.%03d\n", p.cpu_khz / 1000,
	       p.cpu_khz % 1000);
	printf("hw_caps                :");
	for (i = 0; i < 8; i++)
		printf("%c%08x", i ? ':' : ' ', p.hw_cap[i]);
	printf("\nvirt_caps              :%s%s%s%s%s%s%s%s%s%s\n",
	       p.cap_pv ? " pv" : "", p.cap_hvm ? " hvm" : "",
	       p.cap_hvm && p.cap_hvm_directio ? " hvm_directio" : "",
	       p.cap_pv && p.cap_hvm_directio ? " pv_directio" : "",
	       p.cap_hap ? " hap" : "", p.cap_shadow ? " shadow" : "",
	       p.cap_iommu_hap_pt_share ? " iommu_hap_pt_share" : "",
	       p.cap_vmtrace ? " vmtrace" : "",
	       p.cap_gnttab_v1 ? " gnttab-v1" : "",
	       p.cap_gnttab_v2 ? " gnttab-v2" : "");
	printf("total_memory           : %" PRIu64 "\n", p.total_pages / 256);
	printf("free_memory            : %" PRIu64 "\n",
	       (p.free_pages - p.outstanding_pages) / 256);
	printf("sharing_freed_memory   : %" PRIu64 "\n",
	       p.sharing_freed_pages / 256);
	printf("sharing_used_memory    : %" PRIu64 "\n",
	       p.sharing_used_frames / 256);
	printf("outstanding_claims     : %" PRIu64 "\n",
	       p.outstanding_pages / 256);
	libxl_physinfo_dispose(&p);
	return 0;
}

static void print_free_cpus(void)
{
	libxl_bitmap map = { 0 };

	if (!libxl_get_freecpus(ctx, &map))
		printf("free_cpus              : %d\n",
		       libxl_bitmap_count_set(&map));
	libxl_bitmap_dispose(&map);
}

static void print_xen(void)
{
	const libxl_version_info *v = libxl_get_version_info(ctx);

	if (!v)
		return;
	printf("xen_major              : %d\n", v->xen_version_major);
	printf("xen_minor              : %d\n", v->xen_version_minor);
	printf("xen_extra              : %s\n", v->xen_version_extra);
	printf("xen_version            : %d.%d%s\n", v->xen_version_major,
	       v->xen_version_minor, v->xen_version_extra);
	printf("xen_caps               : %s\n", v->capabilities);
	printf("xen_scheduler          : %s\n",
	       libxl_scheduler_to_string(libxl_get_scheduler(ctx)));
	printf("xen_pagesize           : %u\n", v->pagesize);
	printf("platform_params        : virt_start=0x%" PRIx64 "\n",
	       v->virt_start);
	printf("xen_changeset          : %s\n", v->changeset);
	printf("xen_commandline        : %s\n", v->commandline);
	printf("cc_compiler            : %s\n", v->compiler);
	printf("cc_compile_by          : %s\n", v->compile_by);
	printf("cc_compile_domain      : %s\n", v->compile_domain);
	printf("cc_compile_date        : %s\n", v->compile_date);
	printf("build_id               : %s\n", v->build_id);
}

static void print_topology(void)
{
	libxl_cputopology *t;
	libxl_numainfo *n;
	int i, j, nr;

	t = libxl_get_cpu_topology(ctx, &nr);
	if (!t)
		return;
	printf("cpu_topology           :\ncpu:    core    socket     node\n");
	for (i = 0; i < nr; i++)
		if (t[i].core != LIBXL_CPUTOPOLOGY_INVALID_ENTRY)
			printf("%3d:    %4d     %4d     %4d\n", i, t[i].core,
			       t[i].socket, t[i].node);
	libxl_cputopology_list_free(t, nr);
	n = libxl_get_numainfo(ctx, &nr);
	if (!n)
		return;
	printf("numa_info              :\nnode:    memsize    memfree    "
	       "distances\n");
	for (i = 0; i < nr; i++) {
		printf("%4d:    %6" PRIu64 "     %6" PRIu64 "      ", i,
		       n[i].size >> 20, n[i].free >> 20);
		for (j = 0; j < n[i].num_dists; j++)
			printf("%s%d", j ? "," : "", n[i].dists[j]);
		putchar('\n');
	}
	libxl_numainfo_list_free(n, nr);
}

COMMAND(info)
{
	static const struct option longs[] = {
		{ "numa", 0, 0, 'n' },
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	bool numa = false;
	int opt, rc;

	while ((opt = next_option(argc, argv, "nh", longs, 0)) != -1)
		numa |= opt == 'n';
	/* One value alone: "xl info free_memory". */
	if (optind < argc) {
		complain("'xl info' takes no argument but -n");
		return 2;
	}
	print_uname();
	rc = print_machine();
	print_free_cpus();
	if (numa)
		print_topology();
	print_xen();
	printf("xend_config_format     : 4\n");
	return rc;
}

COMMAND(dmesg)
{
	static const struct option longs[] = {
		{ "clear", 0, 0, 'c' },
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	libxl_xen_console_reader *r;
	bool clear = false;
	char *line;
	int opt;

	while ((opt = next_option(argc, argv, "ch", longs, 0)) != -1)
		clear |= opt == 'c';
	r = libxl_xen_console_read_start(ctx, clear);
	if (!r)
		return 1;
	while (libxl_xen_console_read_line(ctx, r, &line) > 0)
		puts(line);
	libxl_xen_console_read_finish(ctx, r);
	return 0;
}

COMMAND(debug_keys)
{
	next_option(argc, argv, "h", NULL, 1);
	if (libxl_send_debug_keys(ctx, argv[optind])) {
		fprintf(stderr, "cannot send debug keys: %s\n", argv[optind]);
		return 1;
	}
	return 0;
}

COMMAND(set_parameters)
{
	next_option(argc, argv, "h", NULL, 1);
	if (libxl_set_parameters(ctx, argv[optind])) {
		fprintf(stderr, "cannot set parameters: %s\n", argv[optind]);
		return 1;
	}
	return 0;
}
