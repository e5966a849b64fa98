/*
 * replica.c: the page tables on which a logged domain runs.
 *
 * A replica stands for one table of the guest, entry for entry:
 *
 *	L4-L2	0, or the replica of the table that the guest's entry names,
 *		with the same rights
 *	L1	0, or the guest's entry, without RW until the page is known as
 *		dirty
 *
 * The guest can't tell: A and D in its own tables are set by us when the
 * processor would have, so an L1 entry is only present if the guest's has A,
 * only writable if the guest's has D.
 *
 * Replicas come from a pool, when a fault needs them.  Who writes an entry of
 * a guest's table (types.c, grant_map.c) says so before anything that the old
 * entry held is given up: an upper entry's replica becomes 0, an L1's is made
 * anew without RW.  A table that is unmade loses its replica.  So what a
 * replica holds is always allowed by the guest's tables as they are, and
 * page types are as safe as without.
 *
 * A page of a lost replica may still be known to a CPU as a table.  It is
 * stale, and used again only behind a flush: replica_drop_all(), which a
 * tasklet does when the pool runs low.  Some pages are kept for faults with
 * interrupts off (frames on guest stacks), for which the pool can't be
 * refilled in time.
 *
 * CR3: a CPU that holds a vCPU's state has one of its two roots there, and
 * both change under the lock together with CR3.  Thus a replica of an L4 that
 * is none of them is in no CR3.
 */
#include <xen/atomic.h>
#include <xen/errno.h>
#include <xen/string.h>
#include <asm/pv_env.h>
#include <asm/pv_log.h>

#include "log.h"
#include "types.h"

/* ---- Lists and buckets ---- */

static void list_push(struct pv_log *log, uint32_t *list, uint32_t i)
{
	log->pool[i].next = *list;
	*list = i;
}

static uint32_t *bucket_of(struct pv_log *log, unsigned long mfn)
{
	return &log->bucket[mfn & (log->nr_bucket - 1)];
}

/* Where the chain says `mfn`, or where it ends. */
static uint32_t *find(struct pv_log *log, unsigned long mfn)
{
	uint32_t *link = bucket_of(log, mfn);

	while (*link != NO_REPLICA && log->pool[*link].table != mfn)
		link = &log->pool[*link].next;
	return link;
}

static uint64_t *entries(const struct replica *r)
{
	return frame_virt(r->frame);
}

/* ---- Making and losing them ---- */

/* The guest's entry as long as the page is not known as dirty. */
static uint64_t readable(uint64_t e)
{
	uint64_t need = PTE_P | PTE_A;

	return (e & need) == need ? e & ~PTE_RW : 0;
}

static void fill(const struct replica *r)
{
	const uint64_t *from = frame_virt(r->table);
	uint64_t *to = entries(r);

	if (r->level == 1) {
		for (unsigned int i = 0; i < PTES_PER_TABLE; i++)
			to[i] = readable(READ_ONCE(from[i]));
		return;
	}
	memset(to, 0, PAGE_SIZE);
	if (r->level == 4)
		memcpy(&to[HOLE_FIRST_SLOT], &from[HOLE_FIRST_SLOT],
		       (HOLE_LAST_SLOT - HOLE_FIRST_SLOT + 1) * sizeof(*to));
}

/* The replica of table `mfn` of `level`, made if need be; NULL: no page. */
static struct replica *get(struct pv_log *log, unsigned long mfn,
			   unsigned int level)
{
	uint32_t i = *find(log, mfn);
	struct replica *r;

	if (i != NO_REPLICA)
		return &log->pool[i];
	if (log->nr_free <= log->low)
		tasklet_schedule(&log->refill);
	i = log->free;
	if (i == NO_REPLICA)
		return NULL;
	r = &log->pool[i];
	log->free = r->next;
	log->nr_free--;
	r->table = mfn;
	r->level = level;
	fill(r);
	list_push(log, bucket_of(log, mfn), i);
	return r;
}

static void lose(struct pv_log *log, uint32_t *link)
{
	uint32_t i = *link;

	*link = log->pool[i].next;
	list_push(log, &log->stale, i);
}

/* An L4 in use stays where it is, without what the guest has in it. */
static void make_empty(const struct replica *r)
{
	uint64_t *e = entries(r);

	memset(e, 0, HOLE_FIRST_SLOT * sizeof(*e));
	memset(&e[HOLE_LAST_SLOT + 1], 0,
	       (PTES_PER_TABLE - HOLE_LAST_SLOT - 1) * sizeof(*e));
}

static void lose_bucket(struct pv_log *log, uint32_t *link)
{
	while (*link != NO_REPLICA) {
		struct replica *r = &log->pool[*link];

		if (r->level == 4 && pv_env_root_in_use(log->d, r->frame)) {
			make_empty(r);
			link = &r->next;
		} else {
			lose(log, link);
		}
	}
}

void replica_drop_all(struct domain *d)
{
	unsigned long flags = spin_lock_irqsave(pv_env_log_lock(d));
	struct pv_log *log = pv_env_log(d);
	uint32_t stale = NO_REPLICA;

	if (log) {
		for (unsigned int i = 0; i < log->nr_bucket; i++)
			lose_bucket(log, &log->bucket[i]);
		stale = log->stale;
		log->stale = NO_REPLICA;
	}
	spin_unlock_irqrestore(pv_env_log_lock(d), flags);
	if (!log)
		return;
	pv_env_flush_all(d);
	/* The log is there: who ends it waits for this (domctl, tasklet). */
	flags = spin_lock_irqsave(pv_env_log_lock(d));
	while (stale != NO_REPLICA) {
		uint32_t next = log->pool[stale].next;

		list_push(log, &log->free, stale);
		log->nr_free++;
		stale = next;
	}
	spin_unlock_irqrestore(pv_env_log_lock(d), flags);
}

static void refill(void *log)
{
	replica_drop_all(((struct pv_log *)log)->d);
}

unsigned long replica_root(struct pv_log *log, unsigned long mfn)
{
	const struct replica *r = get(log, mfn, 4);

	return r ? r->frame : 0;
}

/* ---- What happens to the guest's tables ---- */

void pv_log_entry(struct domain *d, const uint64_t *slot)
{
	unsigned long flags = spin_lock_irqsave(pv_env_log_lock(d));
	unsigned int i = ((uintptr_t)slot & (PAGE_SIZE - 1)) / sizeof(*slot);
	struct pv_log *log = pv_env_log(d);
	unsigned long mfn = virt_frame(slot);
	uint32_t at = NO_REPLICA;

	if (log) {
		log_mark(log, mfn);
		at = *find(log, mfn);
	}
	if (at != NO_REPLICA) {
		const struct replica *r = &log->pool[at];
		uint64_t e = READ_ONCE(*slot);

		if (r->level == 1)
			e = readable(e);
		else if (r->level != 4 ||
			 i - HOLE_FIRST_SLOT > HOLE_LAST_SLOT - HOLE_FIRST_SLOT)
			e = 0;
		WRITE_ONCE(entries(r)[i], e);
	}
	spin_unlock_irqrestore(pv_env_log_lock(d), flags);
}

void pv_log_table(struct domain *d, const struct page_info *pg)
{
	unsigned long flags = spin_lock_irqsave(pv_env_log_lock(d));
	struct pv_log *log = pv_env_log(d);
	unsigned long mfn = page_frame(pg);

	if (log) {
		uint32_t *link = find(log, mfn);

		log_mark(log, mfn);
		if (*link != NO_REPLICA)
			lose(log, link);
	}
	spin_unlock_irqrestore(pv_env_log_lock(d), flags);
}

/* ---- Faults ---- */

/*
 * Sets `bits` in the guest's entry as the processor would; false: it is not
 * `*e` any more.
 */
static bool set_bits(struct pv_log *log, uint64_t *slot, uint64_t *e,
		     uint64_t bits)
{
	uint64_t was = *e;

	if ((was & bits) == bits)
		return true;
	if (!atomic_try_cmpxchg(slot, &was, was | bits))
		return false;
	*e |= bits;
	log_mark(log, virt_frame(slot));
	return true;
}

enum step { STEP_OK, STEP_NOT_THERE, STEP_AGAIN, STEP_NO_PAGE };

/*
 * From the guest's entry `slot` and its twin `*in` to the tables below: *table
 * and *below.
 */
static enum step descend(struct pv_log *log, uint64_t *slot, uint64_t *in,
			 unsigned int level, uint64_t **table, uint64_t **below)
{
	uint64_t e = READ_ONCE(*slot);
	unsigned long mfn = pte_frame(e);
	const struct replica *r;

	if (!(e & PTE_P))
		return STEP_NOT_THERE;
	/* The entry may have changed, and who did it is about to say so. */
	if (!frame_valid(mfn) ||
	    (READ_ONCE(frame_page(mfn)->type_info) &
	     (PGT_type_mask | PGT_validated)) !=
		    (PGT_of_level(level - 1) | PGT_validated) ||
	    !set_bits(log, slot, &e, PTE_A))
		return STEP_AGAIN;
	r = get(log, mfn, level - 1);
	if (!r)
		return STEP_NO_PAGE;
	if (!(*in & PTE_P))
		WRITE_ONCE(*in,
			   PFN_PHYS((uint64_t)r->frame) | (e & ~PTE_ADDR_MASK));
	else if (pte_frame(*in) != r->frame)
		return STEP_AGAIN;
	*table = frame_virt(mfn);
	*below = entries(r);
	return STEP_OK;
}

static bool allowed(uint64_t rights, uint32_t error)
{
	return !((error & PFEC_WRITE) && !(rights & PTE_RW)) &&
	       !((error & PFEC_INSN) && !(rights & PTE_NX));
}

/*
 * The L1 entry.  One that the guest has and the replica had not is put there
 * even if this access is not allowed: the next fault's error code says that
 * the page is present, as it should.  `rights`: with NX inverted.
 */
static bool last_level(struct pv_log *log, uint64_t *slot, uint64_t *in,
		       uint32_t error, uint64_t rights)
{
	uint64_t e = READ_ONCE(*slot);
	bool was = READ_ONCE(*in) & PTE_P, may;

	if (!(e & PTE_P))
		return false;
	may = allowed(rights & (e ^ PTE_NX), error);
	/* Refused, unless the fault is older than this entry. */
	if (was && !may)
		return !(error & PFEC_P);
	if (!may || !(error & PFEC_WRITE)) {
		if (!was && set_bits(log, slot, &e, PTE_A))
			WRITE_ONCE(*in, readable(e));
		return true;
	}
	if (set_bits(log, slot, &e, PTE_A | PTE_D)) {
		log->faults++;
		log_mark(log, pte_frame(e));
		WRITE_ONCE(*in, e);
	}
	return true;
}

static bool fault(struct pv_log *log, struct vcpu *v, unsigned long addr,
		  uint32_t error, bool wait)
{
	uint64_t *table = frame_virt(pv_env_root(v));
	uint64_t *in = frame_virt(pv_env_hw_root(v));
	uint64_t rights = ~0UL;

	for (unsigned int level = 4; level > 1; level--) {
		unsigned int i = addr >> (PAGE_SHIFT + 9 * (level - 1)) &
				 (PTES_PER_TABLE - 1);
		uint64_t e = READ_ONCE(table[i]);

		rights &= e ^ PTE_NX;
		switch (descend(log, &table[i], &in[i], level, &table, &in)) {
		case STEP_OK:
			break;
		case STEP_NOT_THERE:
			return false;
		case STEP_AGAIN:
			return true;
		case STEP_NO_PAGE:
			return wait;
		}
	}
	addr = addr >> PAGE_SHIFT & (PTES_PER_TABLE - 1);
	return last_level(log, &table[addr], &in[addr], error, rights);
}

bool pv_log_fault(struct vcpu *v, unsigned long addr, uint32_t error, bool wait)
{
	struct domain *d = v->domain;
	struct pv_log *log;
	unsigned long flags;
	bool again;

	if ((error &
	     ~(uint32_t)(PFEC_P | PFEC_WRITE | PFEC_USER | PFEC_INSN)) ||
	    addr - 0x0000800000000000 < HOLE_END - 0x0000800000000000)
		return false;
	flags = spin_lock_irqsave(pv_env_log_lock(d));
	log = pv_env_log(d);
	again = log && fault(log, v, addr, error, wait);
	spin_unlock_irqrestore(pv_env_log_lock(d), flags);
	return again;
}

/* ---- The pool ---- */

static unsigned int round_up_pow2(unsigned int n)
{
	unsigned int p = 64;

	while (p < n)
		p <<= 1;
	return p;
}

int replica_init(struct pv_log *log, unsigned int nr)
{
	log->free = log->stale = NO_REPLICA;
	tasklet_softirq_init(&log->refill, refill, log);
	log->nr_bucket = round_up_pow2(nr / 2);
	log->pool = xnew_array(struct replica, nr);
	log->bucket = xnew_array(uint32_t, log->nr_bucket);
	if (!log->pool || !log->bucket)
		return -ENOMEM;
	memset(log->bucket, 0xff, log->nr_bucket * sizeof(*log->bucket));
	for (; log->nr_pool < nr; log->nr_pool++) {
		void *page = xheap_alloc_flags(0, MEMF_no_scrub);

		if (!page)
			return -ENOMEM;
		log->pool[log->nr_pool].frame = virt_frame(page);
		list_push(log, &log->free, log->nr_pool);
		log->nr_free++;
	}
	return 0;
}

void replica_fini(struct pv_log *log)
{
	for (unsigned int i = 0; i < log->nr_pool; i++)
		xheap_free(frame_virt(log->pool[i].frame), 0);
	xfree(log->bucket);
	xfree(log->pool);
}
