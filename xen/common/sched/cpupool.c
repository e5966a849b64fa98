/*
 * cpupool.c: the one CPU pool there is.
 *
 * Pool 0 has all CPUs, the scheduler of sched= and every domain.  What would
 * need a second pool is refused as on a machine that can't spare a CPU.
 */
#include "policy.h"

#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <public/sysctl.h>

static int put_cpus(const struct xenctl_bitmap *map, const cpumask_t *cpus)
{
	uint8_t bytes[NR_CPUS / 8];
	guest_ptr_t dst = guest_ptr(map->bitmap);
	unsigned int have = DIV_ROUND_UP(map->nr_bits, 8u);
	unsigned int n = min_t(unsigned int, have, sizeof(bytes));

	bitmap_to_bytes(bytes, cpus->bits, NR_CPUS);
	if (copy_to_guest(dst, bytes, n))
		return -EFAULT;
	if (have > n && clear_guest(guest_ptr_at(dst, n, 1), have - n))
		return -EFAULT;
	return 0;
}

static unsigned int nr_domains(void)
{
	unsigned int n = 0;
	struct domain *d;

	read_lock(&domlist_lock);
	for_each_domain (d)
		n++;
	read_unlock(&domlist_lock);
	return n;
}

static long pool_info(struct xen_sysctl_cpupool_op *op)
{
	/* The first pool at or above the number that was given. */
	if (op->cpupool_id != 0)
		return -ENOENT;
	op->sched_id = sched_ops->id;
	op->n_dom = nr_domains();
	return put_cpus(&op->cpumap, &sched_cpus);
}

static long move_domain(const struct xen_sysctl_cpupool_op *op)
{
	struct domain *d = domain_get_by_id((domid_t)op->domid);

	if (!d)
		return -ESRCH;
	domain_put(d);
	return op->cpupool_id == 0 ? 0 : -ENOENT;
}

long sched_cpupool_op(struct xen_sysctl_cpupool_op *op)
{
	cpumask_t none = CPUMASK_NONE;

	switch (op->op) {
	case XEN_SYSCTL_CPUPOOL_OP_INFO:
		return pool_info(op);
	case XEN_SYSCTL_CPUPOOL_OP_FREEINFO:
		return put_cpus(&op->cpumap, &none);
	case XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN:
		return move_domain(op);
	case XEN_SYSCTL_CPUPOOL_OP_CREATE:
		return -EOPNOTSUPP;
	case XEN_SYSCTL_CPUPOOL_OP_DESTROY:
		return op->cpupool_id ? -ENOENT : -EPERM;
	case XEN_SYSCTL_CPUPOOL_OP_ADDCPU:
	case XEN_SYSCTL_CPUPOOL_OP_RMCPU:
		return op->cpupool_id ? -ENOENT : -EBUSY;
	default:
		return -ENOSYS;
	}
}
