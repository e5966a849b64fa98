// SPDX-License-Identifier: GPL-2.0-only
/* xl list, claims, vm-list, domid, domname, uptime. */
#include "xl.h"

#include <libxl_json.h>
#include <time.h>

/* What a line has beside the usual. */
struct columns {
	bool verbose, context, claim, numa, pool;
};

static void print_nodes(uint32_t domid)
{
	libxl_bitmap nodes = { 0 };
	libxl_physinfo phys = { 0 };

	putchar(' ');
	if (libxl_node_bitmap_alloc(ctx, &nodes, 0) ||
	    libxl_get_physinfo(ctx, &phys) ||
	    libxl_domain_get_nodeaffinity(ctx, domid, &nodes))
		printf("-");
	else
		print_bitmap(&nodes, phys.nr_nodes, stdout);
	libxl_bitmap_dispose(&nodes);
}

static void print_line(const libxl_dominfo *d, const char *name,
		       const struct columns *c)
{
	char *p;

	printf("%-40s %5d %5lu %5d     %c%c%c%c%c%c  %8.1f",
	       name ? name : "(null)", d->domid,
	       (unsigned long)((d->current_memkb + d->outstanding_memkb) /
			       1024),
	       d->vcpu_online, d->running ? 'r' : '-', d->blocked ? 'b' : '-',
	       d->paused ? 'p' : '-', d->shutdown ? 's' : '-',
	       d->shutdown_reason == LIBXL_SHUTDOWN_REASON_CRASH ? 'c' : '-',
	       d->dying ? 'd' : '-', (float)d->cpu_time / 1e9);
	if (c->verbose) {
		printf(" " LIBXL_UUID_FMT, LIBXL_UUID_BYTES(d->uuid));
		if (d->shutdown)
			printf(" %8x", d->shutdown_reason);
		else
			printf(" %8s", "-");
	}
	if (c->claim)
		printf(" %5lu", (unsigned long)d->outstanding_memkb / 1024);
	if (c->verbose || c->context)
		printf(" %16s", d->ssid_label ? d->ssid_label : "-");
	if (c->pool) {
		p = libxl_cpupoolid_to_name(ctx, d->cpupool);
		printf("%16s", p ? p : "(null)");
		free(p);
	}
	if (c->numa)
		print_nodes(d->domid);
	putchar('\n');
}

static void print_table(const libxl_dominfo *list, int nr,
			const struct columns *c)
{
	char **names = libxl_domain_names(ctx, list, nr);
	int i;

	printf("Name                                        ID   Mem "
	       "VCPUs\tState\tTime(s)");
	if (c->verbose)
		printf("   UUID                            "
		       "Reason-Code\tSecurity Label");
	if (c->context && !c->verbose)
		printf("   Security Label");
	if (c->claim)
		printf("  Claimed");
	if (c->pool)
		printf("         Cpupool");
	if (c->numa)
		printf(" NODE Affinity");
	putchar('\n');
	for (i = 0; i < nr; i++)
		print_line(&list[i], names[i], c);
	libxl_domain_names_free(names, nr);
}

/* [ { "domid": N, "config": { ... } }, ... ] */
static int print_json(const libxl_dominfo *list, int nr)
{
	yajl_gen g = libxl_yajl_gen_alloc(NULL);
	libxl_domain_config cfg;
	const unsigned char *buf;
	size_t len;
	int i;

	yajl_gen_array_open(g);
	for (i = 0; i < nr; i++) {
		libxl_domain_config_init(&cfg);
		if (!libxl_retrieve_domain_configuration(ctx, list[i].domid,
							 &cfg, NULL) ||
		    !list[i].domid) {
			if (!list[i].domid) {
				cfg.c_info.name = libxl_domid_to_name(ctx, 0);
				cfg.b_info.target_memkb = list[i].current_memkb;
			}
			yajl_gen_map_open(g);
			yajl_gen_string(g, (const void *)"domid", 5);
			yajl_gen_integer(g, list[i].domid);
			yajl_gen_string(g, (const void *)"config", 6);
			libxl_domain_config_gen_json(g, &cfg);
			yajl_gen_map_close(g);
		}
		libxl_domain_config_dispose(&cfg);
	}
	yajl_gen_array_close(g);
	if (yajl_gen_get_buf(g, &buf, &len) == yajl_gen_status_ok)
		fwrite(buf, 1, len, stdout);
	yajl_gen_free(g);
	return 0;
}

libxl_dominfo *choose_domains(const char *which, libxl_dominfo *one, int *nr)
{
	if (!which)
		return libxl_list_domain(ctx, nr);
	*nr = 1;
	libxl_dominfo_init(one);
	return libxl_domain_info(ctx, one, find_domain(which)) ? NULL : one;
}

void free_domains(libxl_dominfo *list, libxl_dominfo *one, int nr)
{
	if (list == one)
		libxl_dominfo_dispose(one);
	else
		libxl_dominfo_list_free(list, nr);
}

COMMAND(list)
{
	static const struct option longs[] = {
		{ "long", 0, 0, 'l' },	  { "verbose", 0, 0, 'v' },
		{ "context", 0, 0, 'Z' }, { "cpupool", 0, 0, 'c' },
		{ "numa", 0, 0, 'n' },	  { "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	struct columns c = { 0 };
	libxl_dominfo one, *list;
	bool details = false;
	int opt, nr;

	while ((opt = next_option(argc, argv, "lvhZcn", longs, 0)) != -1) {
		details |= opt == 'l';
		c.verbose |= opt == 'v';
		c.context |= opt == 'Z';
		c.pool |= opt == 'c';
		c.numa |= opt == 'n';
	}
	list = choose_domains(optind < argc ? argv[optind] : NULL, &one, &nr);
	if (!list)
		return 1;
	if (details)
		print_json(list, nr);
	else
		print_table(list, nr, &c);
	free_domains(list, &one, nr);
	return 0;
}

COMMAND(claims)
{
	static const struct columns c = { .claim = true };
	libxl_dominfo *list;
	int nr;

	next_option(argc, argv, "h", NULL, 0);
	if (!conf.claim_mode)
		fprintf(stderr, "claim_mode not enabled (see man xl.conf).\n");
	list = libxl_list_domain(ctx, &nr);
	if (!list)
		return 1;
	print_table(list, nr, &c);
	libxl_dominfo_list_free(list, nr);
	return 0;
}

COMMAND(vm_list)
{
	libxl_dominfo *list;
	char **names;
	int i, nr = 0;

	next_option(argc, argv, "h", NULL, 0);
	list = libxl_list_domain(ctx, &nr);
	if (!list)
		return 1;
	names = libxl_domain_names(ctx, list, nr);
	printf("UUID                                  ID    name\n");
	for (i = 0; i < nr; i++)
		printf(LIBXL_UUID_FMT "  %d    %-30s\n",
		       LIBXL_UUID_BYTES(list[i].uuid), list[i].domid,
		       names[i] ? names[i] : "(null)");
	libxl_domain_names_free(names, nr);
	libxl_dominfo_list_free(list, nr);
	return 0;
}

COMMAND(domid)
{
	uint32_t domid;

	next_option(argc, argv, "h", NULL, 1);
	if (libxl_name_to_domid(ctx, argv[optind], &domid)) {
		fprintf(stderr,
			"Can't get domid of domain name '%s', maybe this "
			"domain does not exist.\n",
			argv[optind]);
		return 1;
	}
	printf("%u\n", domid);
	return 0;
}

COMMAND(domname)
{
	char *end, *name;
	unsigned long domid;

	next_option(argc, argv, "h", NULL, 1);
	domid = strtoul(argv[optind], &end, 10);
	if (*end || end == argv[optind]) {
		fprintf(stderr, "Invalid domain id.\n\n");
		return 1;
	}
	name = libxl_domid_to_name(ctx, domid);
	if (!name) {
		fprintf(stderr,
			"Can't get domain name of domain id '%lu', maybe this "
			"domain does not exist.\n",
			domid);
		return 1;
	}
	printf("%s\n", name);
	free(name);
	return 0;
}

/* --- uptime --- */

static long dom0_uptime(void)
{
	FILE *f = fopen("/proc/uptime", "re");
	double s = 0;

	if (f) {
		if (fscanf(f, "%lf", &s) != 1)
			s = 0;
		fclose(f);
	}
	return s;
}

static void print_uptime(uint32_t domid, bool brief)
{
	time_t now = time(NULL);
	long up = domid ? now - libxl_vm_get_start_time(ctx, domid)
			: dom0_uptime();
	char *name = libxl_domid_to_name(ctx, domid), text[64], clock[16];
	long days = up / 86400, h = up / 3600 % 24, m = up / 60 % 60;
	struct tm tm;

	if (brief) {
		strftime(clock, sizeof(clock), "%H:%M:%S",
			 localtime_r(&now, &tm));
		if (days)
			snprintf(text, sizeof(text), "%ld day%s, %2ld:%02ld",
				 days, days > 1 ? "s" : "", h, m);
		else
			snprintf(text, sizeof(text), "%2ld:%02ld", h, m);
		printf(" %s up %s, %s (%u)\n", clock, text,
		       name ? name : "(null)", domid);
	} else {
		if (days)
			snprintf(text, sizeof(text),
				 "%ld day%s, %2ld:%02ld:%02ld", days,
				 days > 1 ? "s" : "", h, m, up % 60);
		else
			snprintf(text, sizeof(text), "%2ld:%02ld:%02ld", h, m,
				 up % 60);
		printf("%-33s %4d %s\n", name ? name : "(null)", domid, text);
	}
	free(name);
}

COMMAND(uptime)
{
	bool brief = false;
	libxl_dominfo *list;
	int opt, i, nr;

	while ((opt = next_option(argc, argv, "hs", NULL, 0)) != -1)
		if (opt == 's')
			brief = true;
	if (!brief)
		printf("%-33s %4s %s\n", "Name", "ID", "Uptime");
	if (optind < argc) {
		for (; optind < argc; optind++)
			print_uptime(find_domain(argv[optind]), brief);
		return 0;
	}
	list = libxl_list_domain(ctx, &nr);
	if (!list)
		return 1;
	for (i = 0; i < nr; i++)
		print_uptime(list[i].domid, brief);
	libxl_dominfo_list_free(list, nr);
	return 0;
}
