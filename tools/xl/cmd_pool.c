// SPDX-License-Identifier: GPL-2.0-only
/* cpupool-*. */
#include "xl.h"

static uint32_t find_pool(const char *p)
{
	uint32_t id;

	if (libxl_cpupool_qualifier_to_cpupoolid(ctx, p, &id, NULL)) {
		fprintf(stderr,
			"unknown cpupool '%s' (see 'xl cpupool-list')\n", p);
		exit(1);
	}
	return id;
}

/* Each by its number: other programs read this. */
static void print_cpus(const libxl_bitmap *map)
{
	const char *comma = "";
	int i;

	libxl_for_each_set_bit (i, *map) {
		printf("%s%d", comma, i);
		comma = ",";
	}
}

COMMAND(cpupool_list)
{
	static const struct option longs[] = {
		{ "cpus", 0, 0, 'c' },
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	libxl_cpupoolinfo *list;
	bool cpus = false;
	uint32_t only = 0;
	int opt, i, nr;

	while ((opt = next_option(argc, argv, "ch", longs, 0)) != -1)
		cpus |= opt == 'c';
	if (optind < argc)
		only = find_pool(argv[optind]);
	list = libxl_list_cpupool(ctx, &nr);
	if (!nr)
		return 1;
	printf("%-19s", "Name");
	printf(cpus ? "CPU list\n"
		    : "CPUs   Sched     Active   Domain count\n");
	for (i = 0; i < nr; i++) {
		if (optind < argc && list[i].poolid != only)
			continue;
		printf("%-19s",
		       list[i].pool_name ? list[i].pool_name : "(null)");
		if (cpus)
			print_cpus(&list[i].cpumap);
		else
			printf("%3d %9s       y       %4d",
			       libxl_bitmap_count_set(&list[i].cpumap),
			       libxl_scheduler_to_string(list[i].sched),
			       list[i].n_dom);
		putchar('\n');
	}
	libxl_cpupoolinfo_list_free(list, nr);
	return 0;
}

/* --- creation --- */

struct new_pool {
	const char *name;
	libxl_scheduler sched;
	libxl_bitmap cpus; /* owned */
};

/* Sets in `cpus` the free ones of a node. */
static void add_node(const libxl_bitmap *freemap, int node, libxl_bitmap *cpus)
{
	libxl_cputopology *topo;
	int i, nr;

	topo = libxl_get_cpu_topology(ctx, &nr);
	for (i = 0; topo && i < nr; i++)
		if (topo[i].node == (uint32_t)node &&
		    libxl_bitmap_test(freemap, i))
			libxl_bitmap_set(cpus, i);
	libxl_cputopology_list_free(topo, 0);
}

static int list_number(const XLU_ConfigList *list, int i, long *l)
{
	const char *s = xlu_cfg_get_listitem(list, i);
	char *end;

	if (!s)
		return EINVAL;
	*l = strtol(s, &end, 0);
	return *s && !*end && *l >= 0 && *l < 4096 ? 0 : EINVAL;
}

static int from_nodes(XLU_Config *cfg, const XLU_ConfigList *nodes, int nr,
		      const libxl_bitmap *freemap, libxl_bitmap *cpus)
{
	long node;
	int i;

	for (i = 0; i < nr; i++) {
		if (list_number(nodes, i, &node)) {
			xlu_cfg_report(cfg, "nodes",
				       "entry %d is no number of a node",
				       i + 1);
			return EINVAL;
		}
		add_node(freemap, node, cpus);
	}
	if (libxl_bitmap_is_empty(cpus)) {
		xlu_cfg_report(cfg, "nodes", "these nodes have no free CPU");
		return EINVAL;
	}
	return 0;
}

/* cpus=: a list of numbers, or a string as that of vcpu-pin. */
static int from_cpus(XLU_Config *cfg, libxl_bitmap *cpus)
{
	XLU_ConfigList *list;
	const char *s;
	int i, nr;
	long cpu;

	if (!xlu_cfg_get_list(cfg, "cpus", &list, &nr, 1)) {
		for (i = 0; i < nr; i++) {
			if (list_number(list, i, &cpu)) {
				xlu_cfg_report(cfg, "cpus",
					       "entry %d is no number of a CPU",
					       i + 1);
				return EINVAL;
			}
			libxl_bitmap_set(cpus, cpu);
		}
		return 0;
	}
	if (xlu_cfg_get_string(cfg, "cpus", &s, 0) || parse_cpus(s, cpus)) {
		xlu_cfg_report(cfg, "cpus",
			       "it is no list of CPUs like \"0-3,^2\"");
		return EINVAL;
	}
	return 0;
}

/* CPUs that the configuration wants must be free; without a wish, none. */
static int choose_cpus(XLU_Config *cfg, struct new_pool *p)
{
	libxl_bitmap freemap = { 0 };
	XLU_ConfigList *nodes;
	int i, nr, rc = 0;

	libxl_cpu_bitmap_alloc(ctx, &p->cpus, 0);
	if (libxl_get_freecpus(ctx, &freemap))
		return EINVAL;
	if (!xlu_cfg_get_list(cfg, "nodes", &nodes, &nr, 1)) {
		rc = from_nodes(cfg, nodes, nr, &freemap, &p->cpus);
	} else if (xlu_cfg_get_list(cfg, "cpus", NULL, NULL, 1) != ESRCH) {
		rc = from_cpus(cfg, &p->cpus);
	}
	libxl_for_each_set_bit (i, p->cpus)
		if (!rc && !libxl_bitmap_test(&freemap, i)) {
			complain("CPU %d is not free: take it from its pool "
				 "with 'xl cpupool-cpu-remove'",
				 i);
			rc = EINVAL;
		}
	libxl_bitmap_dispose(&freemap);
	return rc;
}

static int check_pool_key(const XLU_Config *cfg, const char *name,
			  const XLU_ConfigValue *v, void *arg)
{
	static const char *const known[] = { "name", "sched", "nodes", "cpus" };
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(name, known[i]))
			return 0;
	xlu_cfg_report(cfg, name,
		       "warning: unknown key '%s' is ignored (a pool has name, "
		       "sched, nodes and cpus)",
		       name);
	return 0;
}

/* 1, or a number of libxl's errors: the exit code, as Xen's xl has it. */
static int read_pool(XLU_Config *cfg, const char *file, struct new_pool *p)
{
	const char *s, *slash;

	xlu_cfg_foreach(cfg, check_pool_key, NULL);
	if (xlu_cfg_get_string(cfg, "name", &p->name, 0)) {
		if (!file) {
			complain("the pool has no name: give name=");
			return 1;
		}
		slash = strrchr(file, '/');
		p->name = slash ? slash + 1 : file;
	}
	p->sched = libxl_get_scheduler(ctx);
	if (!xlu_cfg_get_string(cfg, "sched", &s, 0) &&
	    libxl_scheduler_from_string(s, &p->sched)) {
		xlu_cfg_report(cfg, "sched", "there is no scheduler '%s'", s);
		return 1;
	}
	return choose_cpus(cfg, p) ? -ERROR_INVAL : 0;
}

static int make_pool(XLU_Config *cfg, const char *file, bool dryrun)
{
	struct new_pool p = { 0 };
	uint32_t id = LIBXL_CPUPOOL_POOLID_ANY;
	libxl_uuid uuid;
	int rc = read_pool(cfg, file, &p);

	if (!rc) {
		printf("Using config file \"%s\"\n"
		       "cpupool name:   %s\n"
		       "scheduler:      %s\n"
		       "number of cpus: %d\n",
		       file ? file : "command line", p.name,
		       libxl_scheduler_to_string(p.sched),
		       libxl_bitmap_count_set(&p.cpus));
		fflush(stdout);
	}
	if (!rc && !dryrun) {
		libxl_uuid_generate(&uuid);
		rc = -libxl_cpupool_create(ctx, p.name, p.sched, p.cpus, &uuid,
					   &id);
	}
	libxl_bitmap_dispose(&p.cpus);
	return rc;
}

COMMAND(cpupool_create)
{
	static const struct option longs[] = {
		{ "defconfig", 1, 0, 'f' },
		{ "dryrun", 0, 0, 'n' },
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	bool dryrun = dryrun_only;
	struct config_args a = { 0 };
	XLU_Config *cfg;
	char *text;
	int opt, len, rc;

	while ((opt = next_option(argc, argv, "nf:h", longs, 0)) != -1) {
		dryrun |= opt == 'n';
		if (opt == 'f')
			a.file = optarg;
	}
	read_config_args(argc, argv, &a);
	if (!a.file && !a.extra) {
		complain("give a configuration file, or name= at least");
		return 1;
	}
	text = read_config(&a, &len);
	if (!text)
		return -ERROR_FAIL;
	cfg = xlu_cfg_init(stderr, a.file ? a.file : "command line");
	rc = xlu_cfg_readdata(cfg, text, len) ? 1 : 0;
	if (!rc)
		rc = make_pool(cfg, a.file, dryrun);
	xlu_cfg_destroy(cfg);
	free(text);
	free(a.extra);
	return rc;
}

/* --- changes --- */

COMMAND(cpupool_destroy)
{
	next_option(argc, argv, "h", NULL, 1);
	return libxl_cpupool_destroy(ctx, find_pool(argv[optind])) ? 1 : 0;
}

COMMAND(cpupool_rename)
{
	next_option(argc, argv, "h", NULL, 2);
	if (libxl_cpupool_rename(ctx, argv[optind + 1],
				 find_pool(argv[optind]))) {
		fprintf(stderr, "Can't rename cpupool '%s'\n", argv[optind]);
		return 1;
	}
	return 0;
}

typedef int node_op(libxl_ctx *, uint32_t, int, int *);
typedef int map_op(libxl_ctx *, uint32_t, const libxl_bitmap *);

/* "node:N", or CPUs in the form that vcpu-pin takes. */
static int change_cpus(int argc, char **argv, node_op *of_node, map_op *of_map)
{
	const char *what;
	libxl_bitmap map = { 0 };
	uint32_t pool;
	int rc, n;
	char *end;
	long node;

	next_option(argc, argv, "h", NULL, 2);
	pool = find_pool(argv[optind]);
	what = argv[optind + 1];
	if (!strncmp(what, "node:", 5)) {
		node = strtol(what + 5, &end, 10);
		if (!what[5] || *end || node < 0) {
			complain("'%s' is no node", what);
			return 1;
		}
		rc = of_node(ctx, pool, node, &n);
		if (!rc && !n)
			complain("node %ld has no CPU for this", node);
		return rc || !n;
	}
	libxl_cpu_bitmap_alloc(ctx, &map, 0);
	rc = parse_cpus(what, &map) || libxl_bitmap_is_empty(&map);
	if (rc)
		complain("'%s' is no list of this machine's CPUs", what);
	else
		rc = of_map(ctx, pool, &map);
	libxl_bitmap_dispose(&map);
	return rc ? 1 : 0;
}

COMMAND(cpupool_cpu_add)
{
	return change_cpus(argc, argv, libxl_cpupool_cpuadd_node,
			   libxl_cpupool_cpuadd_cpumap);
}

COMMAND(cpupool_cpu_remove)
{
	return change_cpus(argc, argv, libxl_cpupool_cpuremove_node,
			   libxl_cpupool_cpuremove_cpumap);
}

COMMAND(cpupool_migrate)
{
	uint32_t domid;

	next_option(argc, argv, "h", NULL, 2);
	domid = find_domain(argv[optind]);
	return libxl_cpupool_movedomain(ctx, find_pool(argv[optind + 1]), domid)
		       ? 1
		       : 0;
}

/* --- a pool for each node --- */

/* Pool-0 keeps node's CPUs; dom0 must not have more vCPUs than those. */
static int split_node(int node, libxl_scheduler sched)
{
	uint32_t id = LIBXL_CPUPOOL_POOLID_ANY;
	char *name = xasprintf("Pool-node%d", node);
	libxl_bitmap none = { 0 };
	libxl_uuid uuid;
	int n, rc;

	libxl_cpu_bitmap_alloc(ctx, &none, 0);
	libxl_uuid_generate(&uuid);
	rc = libxl_cpupool_cpuremove_node(ctx, 0, node, &n);
	if (!rc)
		rc = libxl_cpupool_create(ctx, name, sched, none, &uuid, &id);
	if (!rc)
		rc = libxl_cpupool_cpuadd_node(ctx, id, node, &n);
	libxl_bitmap_dispose(&none);
	free(name);
	return rc;
}

static int split(const libxl_cpupoolinfo *pool0)
{
	libxl_cputopology *topo;
	int i, nr, last = 0, first = INT32_MAX, rc = 0;
	char *name;

	topo = libxl_get_cpu_topology(ctx, &nr);
	if (!topo)
		return 1;
	for (i = 0; i < nr; i++) {
		if (topo[i].node == LIBXL_CPUTOPOLOGY_INVALID_ENTRY)
			continue;
		if ((int)topo[i].node < first)
			first = topo[i].node;
		if ((int)topo[i].node > last)
			last = topo[i].node;
	}
	libxl_cputopology_list_free(topo, nr);
	name = xasprintf("Pool-node%d", first);
	if (dryrun_only) {
		for (i = first; i <= last; i++)
			printf("Pool-node%d\n", i);
	} else {
		for (i = first + 1; i <= last && !rc; i++)
			rc = split_node(i, pool0->sched);
		if (!rc)
			rc = libxl_cpupool_rename(ctx, name, 0);
	}
	free(name);
	return rc ? 1 : 0;
}

COMMAND(cpupool_numa_split)
{
	libxl_cpupoolinfo *list;
	libxl_bitmap freemap = { 0 };
	int nr, rc = 1;

	next_option(argc, argv, "h", NULL, 0);
	list = libxl_list_cpupool(ctx, &nr);
	if (nr != 1)
		fprintf(stderr, "splitting not possible, already cpupools in "
				"use\n");
	else if (libxl_get_freecpus(ctx, &freemap))
		fprintf(stderr, "libxl_get_freecpus failed\n");
	else if (!libxl_bitmap_is_empty(&freemap))
		fprintf(stderr, "splitting not possible, some CPUs are in no "
				"pool\n");
	else
		rc = split(&list[0]);
	libxl_bitmap_dispose(&freemap);
	libxl_cpupoolinfo_list_free(list, nr);
	return rc;
}
