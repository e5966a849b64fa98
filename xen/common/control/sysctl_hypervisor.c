/* sysctl_hypervisor.c: the hypervisor's log, counters, scheduler, domains. */
#include "control.h"

#include <xen/console.h>
#include <xen/errno.h>
#include <xen/hypercall.h>
#include <xen/keyhandler.h>
#include <xen/perfc.h>
#include <xen/sched.h>
#include <xen/smp.h>
#include <xen/string.h>

long sysctl_readconsole(struct xen_sysctl *op, bool *copyback)
{
	*copyback = true;
	return console_read_ring(&op->u.readconsole);
}

long sysctl_sched_id(struct xen_sysctl *op, bool *copyback)
{
	op->u.sched_id.sched_id = sched_id();
	*copyback = true;
	return 0;
}

long sysctl_scheduler_op(struct xen_sysctl *op, bool *copyback)
{
	*copyback = true;
	return sched_adjust_global(&op->u.scheduler_op);
}

long sysctl_cpupool_op(struct xen_sysctl *op, bool *copyback)
{
	*copyback = true;
	return sched_cpupool_op(&op->u.cpupool_op);
}

long sysctl_getdomaininfolist(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_getdomaininfolist *l = &op->u.getdomaininfolist;
	struct xen_domctl_getdomaininfo info;
	int id = (int)l->first_domain - 1;
	struct domain *d;
	uint32_t n = 0;
	int ret;

	while (n < l->max_domains && (d = domain_next(id))) {
		id = d->id;
		domain_info(d, &info);
		domain_put(d);
		ret = put_guest_at(guest_ptr(l->buffer), n, &info);
		if (ret)
			return ret;
		n++;
	}
	l->num_domains = n;
	*copyback = true;
	return 0;
}

long sysctl_debug_keys(struct xen_sysctl *op, bool *copyback)
{
	const struct xen_sysctl_debug_keys *k = &op->u.debug_keys;
	unsigned char key;

	if (k->nr_keys > 256)
		return -E2BIG;
	for (uint32_t i = 0; i < k->nr_keys; i++) {
		if (get_guest_at(&key, guest_ptr(k->keys), i))
			return -EFAULT;
		keyhandler_key(key);
	}
	return 0;
}

/* ---- Counters ---- */

static const char *const perfc_names[NR_PERFC] = {
#define PERFC(name, text) [PERFC_##name] = (text),
#include <xen/perfc_list.h>
#undef PERFC
};

static void perfc_reset(void)
{
	unsigned int cpu;

	for_each_cpu(cpu, &cpu_online_map) memset(&per_cpu(perfc_counters, cpu),
						  0, sizeof(struct perfc_cpu));
}

/* A description each, and its value on each CPU. */
static long perfc_copy(const struct xen_sysctl_perfc_op *p,
		       unsigned int nr_cpus)
{
	struct xen_sysctl_perfc_desc desc;
	unsigned int at = 0, cpu;

	for (unsigned int i = 0; i < NR_PERFC; i++) {
		memset(&desc, 0, sizeof(desc));
		strlcpy(desc.name, perfc_names[i], sizeof(desc.name));
		desc.nr_vals = nr_cpus;
		if (put_guest_at(guest_ptr(p->desc), i, &desc))
			return -EFAULT;
		for_each_cpu(cpu, &cpu_online_map)
		{
			uint32_t val = per_cpu(perfc_counters, cpu).count[i];

			if (put_guest_at(guest_ptr(p->val), at, &val))
				return -EFAULT;
			at++;
		}
	}
	return 0;
}

long sysctl_perfc_op(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_perfc_op *p = &op->u.perfc_op;
	unsigned int nr_cpus = cpumask_weight(&cpu_online_map);

	*copyback = true;
	p->nr_counters = NR_PERFC;
	p->nr_vals = NR_PERFC * nr_cpus;
	switch (p->cmd) {
	case XEN_SYSCTL_PERFCOP_reset:
		perfc_reset();
		return 0;
	case XEN_SYSCTL_PERFCOP_query:
		if (guest_ptr_null(guest_ptr(p->desc)))
			return 0;
		return perfc_copy(p, nr_cpus);
	default:
		return -EINVAL;
	}
}

/* ---- What this build lacks ---- */

long sysctl_tbuf_op(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_tbuf_op *t = &op->u.tbuf_op;

	switch (t->cmd) {
	case XEN_SYSCTL_TBUFOP_get_info:
		t->evt_mask = 0;
		t->buffer_mfn = 0;
		t->size = 0;
		*copyback = true;
		return 0;
	case XEN_SYSCTL_TBUFOP_disable:
		return 0;
	case XEN_SYSCTL_TBUFOP_set_cpu_mask:
	case XEN_SYSCTL_TBUFOP_set_evt_mask:
	case XEN_SYSCTL_TBUFOP_set_size:
	case XEN_SYSCTL_TBUFOP_enable:
		return -EOPNOTSUPP;
	default:
		return -EINVAL;
	}
}

long sysctl_livepatch_op(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_livepatch_op *l = &op->u.livepatch;

	if (l->pad)
		return -EINVAL;
	if (l->cmd != XEN_SYSCTL_LIVEPATCH_LIST)
		return -EOPNOTSUPP;
	l->u.list.nr = l->u.list.version = 0;
	l->u.list.name_total_size = l->u.list.metadata_total_size = 0;
	*copyback = true;
	return 0;
}
