// SPDX-License-Identifier: GPL-2.0-only
/*
 * sched-credit, sched-credit2: one walk over both, as they differ only in the
 * parameters of a whole pool.  sched-rtds.
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

/* Its parameters, if it is scheduled by that. */
static int params_of(uint32_t domid, libxl_scheduler sched,
		     libxl_domain_sched_params *p)
{
	if (libxl_domain_sched_params_get(ctx, domid, p))
		return 1;
	if (p->sched == sched)
		return 0;
	complain("domain %u is scheduled by %s, not by %s", domid,
		 libxl_scheduler_to_string(p->sched),
		 libxl_scheduler_to_string(sched));
	return 1;
}

static int print_domain(const struct sched *s, uint32_t domid, bool header)
{
	libxl_domain_sched_params p;
	uint32_t reserved = 0;
	char *name;

	if (header) {
		printf("%-33s %4s %6s %4s\n", "Name", "ID", "Weight", "Cap");
		return 0;
	}
	if (params_of(domid, s->id, &p) ||
	    (s->id == LIBXL_SCHEDULER_CREDIT2 &&
	     libxl_domain_reservation_get(ctx, domid, &reserved)))
		return 1;
	name = libxl_domid_to_name(ctx, domid);
	printf("%-33s %4d %6d %4d", name ? name : "(null)", domid, p.weight,
	       p.cap);
	/* Not a column: who reads Xen's table shall find it. */
	if (reserved)
		printf("  reserved %u%%", reserved);
	putchar('\n');
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
		print_domain(s, 0, true);
		for (j = 0; doms && j < nd; j++)
			if (doms[j].cpupool == pools[i].poolid)
				rc |= print_domain(s, doms[j].domid, false);
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
		{ "reservation", 1, 0, 'R' },
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	const char *dom = NULL, *pool = NULL;
	int opt, weight = -1, cap = -1, tslice = -1, limit = -1, delay = -1;
	int reserve = -1;
	bool schedparam = false, set;
	libxl_domain_sched_params p;
	uint32_t domid;

	while ((opt = next_option(argc, argv, "d:w:c:p:t:r:m:R:hs", longs,
				  0)) != -1) {
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
		case 'R':
			reserve = number(optarg);
			break;
		}
	}
	set = weight >= 0 || cap >= 0 || reserve >= 0;
	if ((pool && (dom || set)) || (!dom && set) || (schedparam && dom) ||
	    (reserve >= 0 && s->id != LIBXL_SCHEDULER_CREDIT2) ||
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
	if (!set) {
		print_domain(s, 0, true);
		return print_domain(s, domid, false);
	}
	libxl_domain_sched_params_init(&p);
	p.sched = s->id;
	p.weight = weight;
	p.cap = cap;
	if ((weight >= 0 || cap >= 0) &&
	    libxl_domain_sched_params_set(ctx, domid, &p))
		return 1;
	return reserve >= 0 &&
	       libxl_domain_reservation_set(ctx, domid, (uint32_t)reserve);
}

COMMAND(sched_credit)
{
	return run(argc, argv, &credit);
}

COMMAND(sched_credit2)
{
	return run(argc, argv, &credit2);
}

/* --- rtds: its parameters are of vCPUs --- */

struct rtds_args {
	const char *dom, *pool;
	bool all, one;	    /* -v all; -v N, once or more */
	int nr[4];	    /* how many of -v N, -p, -b, -e */
	int values[4][512]; /* what they are */
};
enum { VCPU, PERIOD, BUDGET, EXTRATIME };

static void rtds_header(bool vcpus)
{
	if (vcpus)
		printf("%-33s %4s %4s %9s %9s %10s\n", "Name", "ID", "VCPU",
		       "Period", "Budget", "Extratime");
	else
		printf("%-33s %4s %9s %9s %10s\n", "Name", "ID", "Period",
		       "Budget", "Extratime");
}

static int rtds_print_domain(uint32_t domid)
{
	libxl_domain_sched_params p;
	char *name;

	if (params_of(domid, LIBXL_SCHEDULER_RTDS, &p))
		return 1;
	name = libxl_domid_to_name(ctx, domid);
	printf("%-33s %4u %9d %9d %10s\n", name ? name : "(null)", domid,
	       p.period, p.budget, p.extratime ? "yes" : "no");
	free(name);
	return 0;
}

static int rtds_print_vcpus(uint32_t domid, libxl_vcpu_sched_params *p)
{
	char *name = libxl_domid_to_name(ctx, domid);
	int i;

	for (i = 0; i < p->num_vcpus; i++)
		printf("%-33s %4u %4d %9d %9d %10s\n", name ? name : "(null)",
		       domid, p->vcpus[i].vcpuid, p->vcpus[i].period,
		       p->vcpus[i].budget,
		       p->vcpus[i].extratime ? "yes" : "no");
	free(name);
	return 0;
}

static int rtds_print_all(const struct rtds_args *a)
{
	libxl_vcpu_sched_params p;
	libxl_cpupoolinfo *pools;
	libxl_dominfo *doms;
	int i, j, np, nd = 0, rc = 0;

	pools = libxl_list_cpupool(ctx, &np);
	doms = libxl_list_domain(ctx, &nd);
	for (i = 0; i < np; i++) {
		if (pools[i].sched != LIBXL_SCHEDULER_RTDS ||
		    (a->pool && strcmp(a->pool, pools[i].pool_name)))
			continue;
		printf("Cpupool %s: sched=RTDS\n", pools[i].pool_name);
		rtds_header(a->all);
		for (j = 0; doms && j < nd; j++) {
			if (doms[j].cpupool != pools[i].poolid)
				continue;
			if (!a->all) {
				rc |= rtds_print_domain(doms[j].domid);
				continue;
			}
			libxl_vcpu_sched_params_init(&p);
			if (libxl_vcpu_sched_params_get_all(ctx, doms[j].domid,
							    &p))
				rc = 1;
			else
				rtds_print_vcpus(doms[j].domid, &p);
			libxl_vcpu_sched_params_dispose(&p);
		}
	}
	libxl_cpupoolinfo_list_free(pools, np);
	if (doms)
		libxl_dominfo_list_free(doms, nd);
	return rc;
}

/* The wanted vCPUs with what they have; then what was given is put over it. */
static int rtds_vcpus(uint32_t domid, const struct rtds_args *a, bool set)
{
	libxl_vcpu_sched_params p;
	int i, k, rc;

	libxl_vcpu_sched_params_init(&p);
	if (!a->all) {
		p.num_vcpus = a->nr[VCPU];
		p.vcpus = xmalloc(p.num_vcpus * sizeof(*p.vcpus));
		for (i = 0; i < p.num_vcpus; i++) {
			libxl_sched_params_init(&p.vcpus[i]);
			p.vcpus[i].vcpuid = a->values[VCPU][i];
		}
	}
	rc = (a->all ? libxl_vcpu_sched_params_get_all
		     : libxl_vcpu_sched_params_get)(ctx, domid, &p);
	for (i = 0; !rc && set && i < p.num_vcpus; i++) {
		/* The n-th -p goes with the n-th -v; one alone with each. */
		k = a->all ? 0 : i;
		if (a->nr[PERIOD])
			p.vcpus[i].period = a->values[PERIOD][k];
		if (a->nr[BUDGET])
			p.vcpus[i].budget = a->values[BUDGET][k];
		if (a->nr[EXTRATIME])
			p.vcpus[i].extratime = a->values[EXTRATIME][k];
	}
	if (!rc && set)
		rc = libxl_vcpu_sched_params_set(ctx, domid, &p);
	else if (!rc) {
		rtds_header(true);
		rtds_print_vcpus(domid, &p);
	}
	libxl_vcpu_sched_params_dispose(&p);
	return rc ? 1 : 0;
}

static int rtds_domain(uint32_t domid, const struct rtds_args *a, bool set)
{
	libxl_domain_sched_params p;

	if (!set) {
		rtds_header(false);
		return rtds_print_domain(domid);
	}
	libxl_domain_sched_params_init(&p);
	p.sched = LIBXL_SCHEDULER_RTDS;
	if (a->nr[PERIOD])
		p.period = a->values[PERIOD][0];
	if (a->nr[BUDGET])
		p.budget = a->values[BUDGET][0];
	if (a->nr[EXTRATIME])
		p.extratime = a->values[EXTRATIME][0];
	return libxl_domain_sched_params_set(ctx, domid, &p) ? 1 : 0;
}

static bool rtds_fits(const struct rtds_args *a, bool set)
{
	int k, want = a->one ? a->nr[VCPU] : 1;

	for (k = PERIOD; k <= EXTRATIME; k++)
		if (a->nr[k] && a->nr[k] != want)
			return false;
	return !(a->all && a->one) && !(a->pool && a->dom) &&
	       (a->dom || !(set || a->one)) && !a->nr[PERIOD] == !a->nr[BUDGET];
}

COMMAND(sched_rtds)
{
	static const struct option longs[] = {
		{ "domain", 1, 0, 'd' }, { "period", 1, 0, 'p' },
		{ "budget", 1, 0, 'b' }, { "extratime", 1, 0, 'e' },
		{ "vcpuid", 1, 0, 'v' }, { "cpupool", 1, 0, 'c' },
		{ "help", 0, 0, 'h' },	 { NULL, 0, 0, 0 },
	};
	static const char letters[] = "vpbe";
	static struct rtds_args a;
	uint32_t domid;
	bool set;
	int opt, k;

	while ((opt = next_option(argc, argv, "d:p:b:e:v:c:h", longs, 0)) !=
	       -1) {
		if (opt == 'd') {
			a.dom = optarg;
		} else if (opt == 'c') {
			a.pool = optarg;
		} else if (opt == 'v' && !strcmp(optarg, "all")) {
			a.all = true;
		} else {
			k = strchr(letters, opt) - letters;
			if (a.nr[k] == 512)
				die("too many vCPUs");
			a.values[k][a.nr[k]++] = number(optarg);
			a.one |= k == VCPU;
		}
	}
	set = a.nr[PERIOD] || a.nr[BUDGET] || a.nr[EXTRATIME];
	if (!rtds_fits(&a, set)) {
		complain("these options do not go together, see 'xl help %s'",
			 argv[0]);
		return 1;
	}
	if (!a.dom)
		return rtds_print_all(&a);
	domid = find_domain(a.dom);
	if (a.all || a.one)
		return rtds_vcpus(domid, &a, set);
	return rtds_domain(domid, &a, set);
}
