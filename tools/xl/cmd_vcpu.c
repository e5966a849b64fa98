// SPDX-License-Identifier: GPL-2.0-only
/* vcpu-list, vcpu-pin, vcpu-set. */
#include "xl.h"

static void print_vcpu(const char *name, uint32_t domid,
		       const libxl_vcpuinfo *v, int nr_cpus)
{
	printf("%-32s %5u %5u", name ? name : "", domid, v->vcpuid);
	if (!v->online) {
		printf("%5c %3c%cp ", '-', '-', '-');
	} else {
		printf("%5u %3c%c- ", v->cpu, v->running ? 'r' : '-',
		       v->blocked ? 'b' : '-');
	}
	printf("%9.1f  ", (float)v->vcpu_time / 1e9);
	print_bitmap(&v->cpumap, nr_cpus, stdout);
	printf(" / ");
	print_bitmap(&v->cpumap_soft, nr_cpus, stdout);
	putchar('\n');
}

static int list_domain(uint32_t domid)
{
	int i, nr, cpus;
	libxl_vcpuinfo *list = libxl_list_vcpu(ctx, domid, &nr, &cpus);
	char *name = libxl_domid_to_name(ctx, domid);

	if (!list) {
		fprintf(stderr, "libxl_list_vcpu failed for domain %u.\n",
			domid);
		free(name);
		return 1;
	}
	for (i = 0; i < nr; i++)
		print_vcpu(name, domid, &list[i], cpus);
	libxl_vcpuinfo_list_free(list, nr);
	free(name);
	return 0;
}

COMMAND(vcpu_list)
{
	libxl_dominfo *list;
	int i, nr, rc = 0;

	next_option(argc, argv, "h", NULL, 0);
	printf("%-32s %5s %5s %5s %5s %9s %s\n", "Name", "ID", "VCPU", "CPU",
	       "State", "Time(s)", "Affinity (Hard / Soft)");
	for (i = optind; i < argc; i++)
		rc |= list_domain(find_domain(argv[i]));
	if (optind < argc)
		return rc;
	list = libxl_list_domain(ctx, &nr);
	if (!list)
		return 1;
	for (i = 0; i < nr; i++)
		rc |= list_domain(list[i].domid);
	libxl_dominfo_list_free(list, nr);
	return rc;
}

/* "-": leave as it is. */
static int parse_pin(const char *s, libxl_bitmap *map, bool *given)
{
	*given = strcmp(s, "-") != 0;
	if (!*given)
		return 0;
	if (libxl_cpu_bitmap_alloc(ctx, map, 0))
		return -1;
	if (!parse_cpus(s, map) && !libxl_bitmap_is_empty(map))
		return 0;
	complain("'%s' is no list of this machine's CPUs", s);
	return -1;
}

COMMAND(vcpu_pin)
{
	static const struct option longs[] = {
		{ "force", 0, 0, 'f' },
		{ "ignore-global-affinity-masks", 0, 0, 'i' },
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	libxl_bitmap hard = { 0 }, soft = { 0 };
	bool force = false, ignore = false, have_hard, have_soft = false;
	libxl_dominfo info;
	uint32_t domid;
	long vcpu = -1;
	char *end;
	int opt, rc;

	while ((opt = next_option(argc, argv, "fh", longs, 3)) != -1) {
		force |= opt == 'f';
		ignore |= opt == 'i';
	}
	domid = find_domain(argv[optind]);
	if (strcmp(argv[optind + 1], "all")) {
		vcpu = strtol(argv[optind + 1], &end, 10);
		if (*end || vcpu < 0) {
			fprintf(stderr, "Error: Invalid argument %s as VCPU.\n",
				argv[optind + 1]);
			return 1;
		}
	}
	if (parse_pin(argv[optind + 2], &hard, &have_hard) ||
	    (argc > optind + 3 &&
	     parse_pin(argv[optind + 3], &soft, &have_soft)))
		return 1;
	if (!have_hard && !have_soft)
		return 0;
	if (libxl_domain_info(ctx, &info, domid) ||
	    (have_hard && domid && !ignore &&
	     apply_cpumasks(info.domain_type, &hard, 1)))
		return 1;
	if (vcpu >= 0)
		rc = (force ? libxl_set_vcpuaffinity_force
			    : libxl_set_vcpuaffinity)(ctx, domid, vcpu,
						      have_hard ? &hard : NULL,
						      have_soft ? &soft : NULL);
	else
		rc = libxl_set_vcpuaffinity_all(
			ctx, domid, info.vcpu_max_id + 1,
			have_hard ? &hard : NULL, have_soft ? &soft : NULL);
	libxl_bitmap_dispose(&hard);
	libxl_bitmap_dispose(&soft);
	return rc ? 1 : 0;
}

COMMAND(vcpu_set)
{
	static const struct option longs[] = {
		{ "ignore-host", 0, 0, 'i' },
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	libxl_bitmap map = { 0 };
	bool ignore = false;
	uint32_t domid;
	char *end;
	long n;
	int opt, i, rc, host;

	while ((opt = next_option(argc, argv, "ih", longs, 2)) != -1)
		ignore |= opt == 'i';
	domid = find_domain(argv[optind]);
	n = strtol(argv[optind + 1], &end, 10);
	if (*end || n < 1 || n > 512) {
		fprintf(stderr, "Error: Invalid argument %s.\n",
			argv[optind + 1]);
		return 1;
	}
	host = libxl_get_online_cpus(ctx);
	if (!ignore && n > host) {
		fprintf(stderr,
			"You are overcommmitting! You have %d physical CPUs "
			"and want %ld vCPUs! Use --ignore-host to override\n",
			host, n);
		return 1;
	}
	libxl_bitmap_alloc(ctx, &map, n);
	for (i = 0; i < n; i++)
		libxl_bitmap_set(&map, i);
	rc = libxl_set_vcpuonline(ctx, domid, &map, NULL);
	if (rc)
		fprintf(stderr,
			"libxl_set_vcpuonline failed domid=%u vcpus=%ld\n",
			domid, n);
	libxl_bitmap_dispose(&map);
	return rc ? 1 : 0;
}
