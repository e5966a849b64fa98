/*
 * cpupool.c: pools of CPUs, each with a policy for its domains.
 *
 * Pool 0 has all CPUs at boot, the policy of sched= and dom0; the others are
 * made by XEN_SYSCTL_CPUPOOL_OP_CREATE, empty, and get CPUs that are in none.
 * A domain is in one pool from creation to its end (a dying one goes to pool
 * 0, so that it keeps no pool from being destroyed) and may be moved, as it
 * runs; its affinities become "everywhere" then, as in Xen.
 */
#include "policy.h"

#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/log.h>
#include <xen/string.h>
#include <public/sysctl.h>

struct spinlock cpupool_lock = SPINLOCK_INIT(LOCK_CPUPOOL);
struct cpupool *cpupool0;

static LIST_HEAD(pools); /* by id */
/* Destroyed ones: others may still look at their fields. */
static LIST_HEAD(unused_pools);

/* ---- Pools ---- */

struct cpupool *cpupool_by_id(unsigned int id)
{
	struct cpupool *pool;

	list_for_each_entry (pool, &pools, list)
		if (pool->id == id)
			return pool;
	return NULL;
}

/* The first with at least this id, or NULL. */
static struct cpupool *pool_from_id(unsigned int id)
{
	struct cpupool *pool;

	list_for_each_entry (pool, &pools, list)
		if (pool->id >= id)
			return pool;
	return NULL;
}

static unsigned int unused_id(void)
{
	const struct cpupool *pool;
	unsigned int id = 0;

	list_for_each_entry (pool, &pools, list)
		if (pool->id == id)
			id++;
	return id;
}

static struct cpupool *pool_alloc(void)
{
	struct cpupool *pool =
		list_first_entry_or_null(&unused_pools, struct cpupool, list);

	if (!pool)
		return xnew(struct cpupool);
	list_del(&pool->list);
	memset(pool, 0, sizeof(*pool));
	return pool;
}

/* XEN_SYSCTL_CPUPOOL_PAR_ANY: any id.  -EEXIST, -ENOMEM. */
static int pool_create(unsigned int id, const struct sched_ops *ops,
		       struct cpupool **out)
{
	struct cpupool *pool, *after;
	int ret;

	if (id == XEN_SYSCTL_CPUPOOL_PAR_ANY)
		id = unused_id();
	if (cpupool_by_id(id))
		return -EEXIST;
	pool = pool_alloc();
	if (!pool)
		return -ENOMEM;
	pool->id = id;
	pool->ops = ops;
	list_init(&pool->vcpus);
	ret = ops->pool_init(pool);
	if (ret) {
		list_add(&pool->list, &unused_pools);
		return ret;
	}
	after = pool_from_id(id);
	list_add_tail(&pool->list, after ? &after->list : &pools);
	*out = pool;
	return 0;
}

static int pool_destroy(struct cpupool *pool)
{
	if (pool->nr_domains || !cpumask_empty(&pool->cpus) ||
	    pool_cpu_changing(pool, true) < NR_CPUS || pool == cpupool0)
		return -EBUSY;
	pool->ops->pool_fini(pool);
	list_move(&pool->list, &unused_pools);
	return 0;
}

int cpupool_init(const struct sched_ops *ops)
{
	return pool_create(0, ops, &cpupool0);
}

/* ---- Domains and vCPUs ---- */

int cpupool_add_domain(struct domain *d, unsigned int id)
{
	struct cpupool *pool;
	int ret = 0;

	spin_lock(&cpupool_lock);
	pool = cpupool_by_id(id);
	if (!pool) {
		ret = -ESRCH;
	} else if (cpumask_empty(&pool->cpus)) {
		ret = -ENODEV;
	} else {
		d->cpupool = pool;
		pool->nr_domains++;
		pool->ops->domain_init(d);
	}
	spin_unlock(&cpupool_lock);
	return ret;
}

void cpupool_remove_domain(struct domain *d)
{
	spin_lock(&cpupool_lock);
	d->cpupool->ops->domain_fini(d);
	d->cpupool->nr_domains--;
	spin_unlock(&cpupool_lock);
}

void cpupool_add_vcpu(struct vcpu *v)
{
	struct cpupool *pool = v->domain->cpupool;
	struct spinlock *lock;
	unsigned long flags;

	spin_lock(&cpupool_lock);
	v->sched->ops = pool->ops;
	v->processor = cpumask_first(&pool->cpus);
	v->processor = pool->ops->choose_cpu(v);
	list_add_tail(&v->sched->pool_link, &pool->vcpus);
	lock = sched_lock_vcpu(v, &flags);
	pool->ops->attach(v);
	spin_unlock_irqrestore(lock, flags);
	spin_unlock(&cpupool_lock);
}

void cpupool_remove_vcpu(struct vcpu *v)
{
	struct spinlock *lock;
	unsigned long flags;

	spin_lock(&cpupool_lock);
	lock = sched_lock_vcpu(v, &flags);
	v->sched->ops->dequeue(v);
	v->sched->ops->detach(v);
	spin_unlock_irqrestore(lock, flags);
	list_del(&v->sched->pool_link);
	spin_unlock(&cpupool_lock);
}

/* ---- Moving a domain; it is paused ---- */

/*
 * Its vCPUs have stopped; the last steps of that, sched_context_saved(), may
 * be under way on the CPUs that they left.
 */
static void wait_until_saved(const struct vcpu *v)
{
	while (load_acquire(&v->sched->flags) & SVF_on_cpu)
		arch_cpu_relax();
}

/* Out of the old pool; it has no policy until enter(). */
static void leave(struct vcpu *v)
{
	struct sched_vcpu *sv = v->sched;
	struct spinlock *lock;
	unsigned long flags;

	wait_until_saved(v);
	lock = sched_lock_vcpu(v, &flags);
	sv->ops->dequeue(v);
	sv->ops->detach(v);
	sv->ops = &sched_free_ops;
	memset(sv + 1, 0, sched_vcpu_size() - sizeof(*sv));
	sv->hard = CPUMASK_ALL;
	sv->soft = CPUMASK_ALL;
	sv->has_soft = sv->pinned = false;
	spin_unlock_irqrestore(lock, flags);
}

static void enter(struct vcpu *v, const struct cpupool *to)
{
	unsigned int cpu = to->ops->choose_cpu(v);
	unsigned long flags = arch_irq_save();
	struct spinlock *a = sched_cpu_of(v->processor)->lock;
	struct spinlock *b = sched_cpu_of(cpu)->lock;

	/* These can't change: cpupool_lock is held. */
	spin_lock_pair(a, b);
	v->processor = cpu;
	v->sched->ops = to->ops;
	to->ops->attach(v);
	spin_unlock_pair(a, b);
	arch_irq_restore(flags);
	vcpu_timers_migrate(v);
}

/*
 * The old policy may look at the domain as long as it has one of its vCPUs,
 * and the new one does from the first on: in between the domain changes.
 */
static void move_domain(struct domain *d, struct cpupool *to)
{
	struct cpupool *from = d->cpupool;
	struct sched_vcpu *sv, *tmp;
	LIST_HEAD(moving);

	/* From here on nobody migrates them (affinity.c, may_go()). */
	d->cpupool = to;
	/* No timer of it looks at them on their way. */
	from->ops->domain_fini(d);
	list_for_each_entry_safe(sv, tmp, &from->vcpus,
				 pool_link) if (sv->vcpu->domain == d)
	{
		leave(sv->vcpu);
		list_move_tail(&sv->pool_link, &moving);
	}
	memset(d->sched + 1, 0, sched_domain_size() - sizeof(*d->sched));
	to->ops->domain_init(d);
	list_for_each_entry_safe(sv, tmp, &moving, pool_link)
	{
		enter(sv->vcpu, to);
		list_move_tail(&sv->pool_link, &to->vcpus);
	}
	from->nr_domains--;
	to->nr_domains++;
}

/* Only of a domain that the caller may wait for. */
static int pause_and_move(struct domain *d, unsigned int id)
{
	struct cpupool *to;
	int ret = 0;

	domain_pause(d);
	spin_lock(&cpupool_lock);
	to = cpupool_by_id(id);
	/* As Xen: a pool without CPUs does not count. */
	if (!to || cpumask_empty(&to->cpus))
		ret = -ENOENT;
	else if (to != d->cpupool)
		move_domain(d, to);
	spin_unlock(&cpupool_lock);
	domain_unpause(d);
	if (!ret)
		domain_update_node_affinity(d);
	return ret;
}

void sched_domain_dying(struct domain *d)
{
	if (READ_ONCE(d->cpupool) != cpupool0)
		(void)pause_and_move(d, 0);
}

void sched_dump_pools(void)
{
	const struct cpupool *pool;

	spin_lock(&cpupool_lock);
	list_for_each_entry (pool, &pools, list) {
		log_info("pool %u: %s, cpus %#lx, %u domains\n", pool->id,
			 pool->ops->name, pool->cpus.bits[0], pool->nr_domains);
		pool->ops->dump(pool);
	}
	spin_unlock(&cpupool_lock);
}

/* ---- The sysctl ---- */

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

static long op_create(struct xen_sysctl_cpupool_op *op)
{
	const struct sched_ops *ops = sched_ops_by_id(op->sched_id);
	struct cpupool *pool;
	int ret;

	if (!ops)
		return -ENOENT;
	spin_lock(&cpupool_lock);
	ret = pool_create(op->cpupool_id, ops, &pool);
	if (!ret)
		op->cpupool_id = pool->id;
	spin_unlock(&cpupool_lock);
	return ret;
}

static long op_destroy(const struct xen_sysctl_cpupool_op *op)
{
	struct cpupool *pool;
	int ret = -ENOENT;

	spin_lock(&cpupool_lock);
	pool = cpupool_by_id(op->cpupool_id);
	if (pool)
		ret = pool_destroy(pool);
	spin_unlock(&cpupool_lock);
	return ret;
}

static long op_info(struct xen_sysctl_cpupool_op *op)
{
	struct cpupool *pool;
	cpumask_t cpus;

	spin_lock(&cpupool_lock);
	pool = pool_from_id(op->cpupool_id);
	if (pool) {
		op->cpupool_id = pool->id;
		op->sched_id = pool->ops->id;
		op->n_dom = pool->nr_domains;
		cpus = pool->cpus;
	}
	spin_unlock(&cpupool_lock);
	return pool ? put_cpus(&op->cpumap, &cpus) : -ENOENT;
}

static void free_cpus(cpumask_t *mask)
{
	unsigned int cpu;

	*mask = CPUMASK_NONE;
	for_each_cpu(cpu, &sched_cpus) if (!sched_cpu_of(cpu)->pool)
		cpumask_set(cpu, mask);
}

static long op_freeinfo(const struct xen_sysctl_cpupool_op *op)
{
	cpumask_t mask;

	spin_lock(&cpupool_lock);
	free_cpus(&mask);
	spin_unlock(&cpupool_lock);
	return put_cpus(&op->cpumap, &mask);
}

/* The CPU that is meant; of a call that comes again the same as before. */
static unsigned int any_cpu(const struct cpupool *pool, bool add)
{
	unsigned int cpu = pool ? pool_cpu_changing(pool, add) : NR_CPUS;
	cpumask_t mask;

	if (cpu < NR_CPUS)
		return cpu;
	if (add) {
		free_cpus(&mask);
		return cpumask_first(&mask);
	}
	return pool ? cpumask_last(&pool->cpus) : NR_CPUS;
}

static long op_addcpu(const struct xen_sysctl_cpupool_op *op)
{
	struct cpupool *pool = cpupool_by_id(op->cpupool_id);
	unsigned int cpu = op->cpu;

	if (cpu == XEN_SYSCTL_CPUPOOL_PAR_ANY)
		cpu = any_cpu(pool, true);
	if (cpu >= NR_CPUS)
		return -EINVAL;
	if (!pool) {
		if (!cpumask_test(cpu, &sched_cpus) || sched_cpu_of(cpu)->pool)
			return -ENODEV;
		return -ENOENT;
	}
	return pool_cpu_add(pool, cpu);
}

static long op_rmcpu(const struct xen_sysctl_cpupool_op *op)
{
	struct cpupool *pool = cpupool_by_id(op->cpupool_id);
	unsigned int cpu = op->cpu;

	if (!pool)
		return -ENOENT;
	if (cpu == XEN_SYSCTL_CPUPOOL_PAR_ANY)
		cpu = any_cpu(pool, false);
	if (cpu >= NR_CPUS)
		return -EINVAL;
	return pool_cpu_remove(pool, cpu);
}

static long op_movedomain(const struct xen_sysctl_cpupool_op *op)
{
	struct domain *d = domain_get_by_id((domid_t)op->domid);
	long ret;

	if (!d)
		return -ESRCH;
	if (current && d == current->domain)
		ret = -EPERM;
	else if (d->dying)
		ret = -EINVAL;
	else
		ret = pause_and_move(d, op->cpupool_id);
	domain_put(d);
	return ret;
}

long sched_cpupool_op(struct xen_sysctl_cpupool_op *op)
{
	long ret;

	switch (op->op) {
	case XEN_SYSCTL_CPUPOOL_OP_CREATE:
		return op_create(op);
	case XEN_SYSCTL_CPUPOOL_OP_DESTROY:
		return op_destroy(op);
	case XEN_SYSCTL_CPUPOOL_OP_INFO:
		return op_info(op);
	case XEN_SYSCTL_CPUPOOL_OP_ADDCPU:
	case XEN_SYSCTL_CPUPOOL_OP_RMCPU:
		spin_lock(&cpupool_lock);
		ret = op->op == XEN_SYSCTL_CPUPOOL_OP_ADDCPU ? op_addcpu(op)
							     : op_rmcpu(op);
		spin_unlock(&cpupool_lock);
		return ret;
	case XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN:
		return op_movedomain(op);
	case XEN_SYSCTL_CPUPOOL_OP_FREEINFO:
		return op_freeinfo(op);
	default:
		return -ENOSYS;
	}
}

/* ---- hypfs ---- */

int sched_cpupool_next(int id)
{
	const struct cpupool *pool;
	int next;

	spin_lock(&cpupool_lock);
	pool = pool_from_id(id + 1);
	next = pool ? (int)pool->id : -1;
	spin_unlock(&cpupool_lock);
	return next;
}

const char *sched_cpupool_granularity(unsigned int id)
{
	return "cpu";
}

int sched_cpupool_set_granularity(unsigned int id, const char *name)
{
	const struct cpupool *pool;
	int ret = -ENOENT;

	/* Cores and sockets are known, but not scheduled as one. */
	if (strcmp(name, "cpu") && strcmp(name, "core") &&
	    strcmp(name, "socket"))
		return -EINVAL;
	spin_lock(&cpupool_lock);
	pool = cpupool_by_id(id);
	if (pool)
		ret = !cpumask_empty(&pool->cpus) ? -EBUSY
		      : strcmp(name, "cpu")	  ? -EINVAL
						  : 0;
	spin_unlock(&cpupool_lock);
	return ret;
}
