// SPDX-License-Identifier: GPL-2.0-only
/*
 * sched-credit, sched-credit2: one walk over both, as they differ only in the
 * parameters of a whole pool.
 */
#include "xl.h"

struct sched {
	libxl_scheduler id;
	int (*print_pool)(uint32_t poolid, const char *name);
};

static int print_credit(uint32_t poolid, const char *name)
{
	libxl_sched_credit_params p;

	if (libxl_sched_credit_params_get(ctx, poolid, &p))
		return 1;
	printf("Cpupool %s: tslice=%dms ratelimit=%dus migration-delay=%dus\n",
	       name, p.tslice_ms, p.ratelimit_us, p.vcpu_migr_delay_us);
	return 0;
}

static int print_credit2(uint32_t poolid, const char *name)
{
	libxl_sched_credit2_params p;

	if (libxl_sched_credit2_params_get(ctx, poolid, &p))
		return 1;
	printf("Cpupool %s: ratelimit=%dus\n", name, p.ratelimit_us);
	return 0;
}

static const struct sched credit = { LIBXL_SCHEDULER_CREDIT, print_credit };
static const struct sched credit2 = { LIBXL_SCHEDULER_CREDIT2, print_credit2 };

static int print_domain(uint32_t domid, bool header)
{
	libxl_domain_sched_params p;
	char *name;

	if (header) {
		printf("%-33s %4s %6s %4s\n", "Name", "ID", "Weight", "Cap");
		return 0;
	}
	if (libxl_domain_sched_params_get(ctx, domid, &p))
		return 1;
	name = libxl_domid_to_name(ctx, domid);
	printf("%-33s %4d %6d %4d\n", name ? name : "(null)", domid, p.weight,
	       p.cap);
	free(name);
	return 0;
}

static int print_all(const struct sched *s, const char *only)
{
	libxl_cpupoolinfo *pools;
	libxl_dominfo *doms;
	int i, j, np, nd, rc = 0;

	pools = libxl_list_cpupool(ctx, &np);
	doms = libxl_list_domain(ctx, &nd);
	for (i = 0; i < np; i++) {
		if (pools[i].sched != s->id ||
		    (only && strcmp(only, pools[i].pool_name)))
			continue;
		rc |= s->print_pool(pools[i].poolid, pools[i].pool_name);
		print_domain(0, true);
		for (j = 0; doms && j < nd; j++)
			if (doms[j].cpupool == pools[i].poolid)
				rc |= print_domain(doms[j].domid, false);
	}
	libxl_cpupoolinfo_list_free(pools, np);
	if (doms)
		libxl_dominfo_list_free(doms, nd);
	return rc;
}

static int pool_params(const struct sched *s, const char *pool, int tslice,
		       int limit, int delay)
{
	libxl_sched_credit2_params c2;
	libxl_sched_credit_params c;
	uint32_t id = 0;

	if (pool && libxl_name_to_cpupoolid(ctx, pool, &id)) {
		complain("there is no CPU pool '%s'", pool);
		return 1;
	}
	if (tslice < 0 && limit < 0 && delay < 0)
		return s->print_pool(id, pool ? pool : "Pool-0");
	if (s->id == LIBXL_SCHEDULER_CREDIT2) {
		c2.ratelimit_us = limit;
		return libxl_sched_credit2_params_set(ctx, id, &c2) ? 1 : 0;
	}
	if (libxl_sched_credit_params_get(ctx, id, &c))
		return 1;
	if (tslice >= 0)
		c.tslice_ms = tslice;
	if (limit >= 0)
		c.ratelimit_us = limit;
	if (delay >= 0)
		c.vcpu_migr_delay_us = delay;
	return libxl_sched_credit_params_set(ctx, id, &c) ? 1 : 0;
}

static int number(const char *s)
{
	char *end;
	long l = strtol(s, &end, 10);

	if (*end || end == s || l < 0 || l > INT32_MAX)
		die("'%s' is no number", s);
	return l;
}

static int run(int argc, char **argv, const struct sched *s)
{
	static const struct option longs[] = {
		{ "domain", 1, 0, 'd' },
		{ "weight", 1, 0, 'w' },
		{ "cap", 1, 0, 'c' },
		{ "schedparam", 0, 0, 's' },
		{ "tslice_ms", 1, 0, 't' },
		{ "ratelimit_us", 1, 0, 'r' },
		{ "migration_delay_us", 1, 0, 'm' },
		{ "cpupool", 1, 0, 'p' },
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	const char *dom = NULL, *pool = NULL;
	int opt, weight = -1, cap = -1, tslice = -1, limit = -1, delay = -1;
	bool schedparam = false;
	libxl_domain_sched_params p;
	uint32_t domid;

	while ((opt = next_option(argc, argv, "d:w:c:p:t:r:m:hs", longs, 0)) !=
	       -1) {
		switch (opt) {
		case 'd':
			dom = optarg;
			break;
		case 'w':
			weight = number(optarg);
			break;
		case 'c':
			cap = number(optarg);
			break;
		case 's':
			schedparam = true;
			break;
		case 't':
			tslice = number(optarg);
			break;
		case 'r':
			limit = number(optarg);
			break;
		case 'm':
			delay = number(optarg);
			break;
		case 'p':
			pool = optarg;
			break;
		}
	}
	if ((pool && (dom || weight >= 0 || cap >= 0)) ||
	    (!dom && (weight >= 0 || cap >= 0)) || (schedparam && dom) ||
	    (!schedparam && (tslice >= 0 || limit >= 0 || delay >= 0))) {
		complain("these options do not go together, see 'xl help %s'",
			 argv[0]);
		return 1;
	}
	if (schedparam)
		return pool_params(s, pool, tslice, limit, delay);
	if (!dom)
		return print_all(s, pool);
	domid = find_domain(dom);
	if (weight < 0 && cap < 0) {
		print_domain(0, true);
		return print_domain(domid, false);
	}
	libxl_domain_sched_params_init(&p);
	p.sched = s->id;
	p.weight = weight;
	p.cap = cap;
	return libxl_domain_sched_params_set(ctx, domid, &p) ? 1 : 0;
}

COMMAND(sched_credit)
{
	return run(argc, argv, &credit);
}

COMMAND(sched_credit2)
{
	return run(argc, argv, &credit2);
}
