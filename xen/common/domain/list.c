/*
 * list.c: all domains, to be found by id.
 *
 * The list is sorted by id; a two-level table leads from the id to the domain
 * at once.  A domain is in both until it is freed, so that its id is not
 * given to another one before; who finds one whose last reference is gone
 * (domain_get() says so) has found none.
 */
#include "private.h"

#include <xen/atomic.h>
#include <xen/errno.h>
#include <xen/log.h>
#include <xen/sched.h>

#define LEAF_SIZE 512

struct rwlock domlist_lock = RWLOCK_INIT(LOCK_DOMLIST);
LIST_HEAD(domain_list);

/* [domlist_lock] */
static struct domain **by_id[DIV_ROUND_UP(DOMID_FIRST_RESERVED, LEAF_SIZE)];
static domid_t last_allocated;

/* Domains without references, to be freed by the tasklet. */
static struct spinlock dead_lock = SPINLOCK_INIT(LOCK_LEAF);
static struct domain *dead;
static struct tasklet bury_tasklet;
static unsigned int bury_ready;

/* ---- The table; domlist_lock held ---- */

static struct domain *find(domid_t id)
{
	struct domain **leaf;
	unsigned int n = ARRAY_SIZE(by_id);

	if (id >= DOMID_FIRST_RESERVED)
		return NULL;
	leaf = by_id[array_index_nospec(id / LEAF_SIZE, n)];
	return leaf ? leaf[id % LEAF_SIZE] : NULL;
}

static struct list_head *place_of(domid_t id)
{
	struct domain *d;

	list_for_each_entry (d, &domain_list, list)
		if (d->id > id)
			return &d->list;
	return &domain_list;
}

int domlist_insert(struct domain *d)
{
	struct domain **fresh = xnew_array(struct domain *, LEAF_SIZE);
	struct domain ***leaf = &by_id[d->id / LEAF_SIZE];
	int ret = 0;

	if (!fresh)
		return -ENOMEM;
	write_lock(&domlist_lock);
	if (find(d->id)) {
		ret = -EEXIST;
	} else {
		if (!*leaf)
			swap(*leaf, fresh);
		(*leaf)[d->id % LEAF_SIZE] = d;
		list_add_tail(&d->list, place_of(d->id));
	}
	write_unlock(&domlist_lock);
	xfree(fresh);
	return ret;
}

bool domlist_has(domid_t id)
{
	bool has;

	read_lock(&domlist_lock);
	has = find(id) != NULL;
	read_unlock(&domlist_lock);
	return has;
}

void domlist_remove(struct domain *d)
{
	write_lock(&domlist_lock);
	by_id[d->id / LEAF_SIZE][d->id % LEAF_SIZE] = NULL;
	list_del(&d->list);
	write_unlock(&domlist_lock);
}

int domid_alloc(void)
{
	unsigned int i;
	int ret = -ENOSPC;

	write_lock(&domlist_lock);
	for (i = 1; i < DOMID_FIRST_RESERVED; i++) {
		domid_t id = (domid_t)(last_allocated + i);

		if (id >= DOMID_FIRST_RESERVED)
			id = (domid_t)(id - DOMID_FIRST_RESERVED + 1);
		/* 0 is for the first domain. */
		if (id == 0 || find(id))
			continue;
		last_allocated = id;
		ret = id;
		break;
	}
	write_unlock(&domlist_lock);
	return ret;
}

/* ---- Finding and keeping ---- */

bool domain_get(struct domain *d)
{
	unsigned int refs = READ_ONCE(d->refs);

	do {
		if (unlikely(refs == 0 || refs == UINT32_MAX))
			return false;
	} while (!atomic_try_cmpxchg(&d->refs, &refs, refs + 1));
	return true;
}

static void bury(void *unused)
{
	struct domain *d;

	for (;;) {
		unsigned long flags = spin_lock_irqsave(&dead_lock);

		d = dead;
		if (d)
			dead = (struct domain *)d->crash.data;
		spin_unlock_irqrestore(&dead_lock, flags);
		if (!d)
			break;
		domain_destroy(d);
	}
}

/* No references: nobody else looks at its fields, one can be the link. */
static __noinline void domain_die(struct domain *d)
{
	unsigned long flags;

	if (!atomic_xchg(&bury_ready, 1))
		tasklet_softirq_init(&bury_tasklet, bury, NULL);
	flags = spin_lock_irqsave(&dead_lock);
	d->crash.data = dead;
	dead = d;
	spin_unlock_irqrestore(&dead_lock, flags);
	tasklet_schedule(&bury_tasklet);
}

void domain_put(struct domain *d)
{
	if (unlikely(atomic_dec(&d->refs) == 0))
		domain_die(d);
}

struct domain *domain_get_by_id(domid_t id)
{
	struct domain *d;

	read_lock(&domlist_lock);
	d = find(id);
	if (d && !domain_get(d))
		d = NULL;
	read_unlock(&domlist_lock);
	return d;
}

struct domain *domain_get_any(domid_t id)
{
	if (id == DOMID_SELF)
		return domain_get(current->domain) ? current->domain : NULL;
	return domain_get_by_id(id);
}

struct domain *domain_next(int id)
{
	struct domain *d, *found = NULL;

	read_lock(&domlist_lock);
	list_for_each_entry (d, &domain_list, list)
		if ((int)d->id > id && domain_get(d)) {
			found = d;
			break;
		}
	read_unlock(&domlist_lock);
	return found;
}

bool domain_may_manage(const struct domain *by, const struct domain *d)
{
	return by->is_privileged || by == d || by->target == d;
}
