/*
 * test_types.c: the page-type engine against a recount from scratch.
 *
 * Three domains (the first may map device memory and the others' pages) own
 * the pages of a small arena.  Millions of random operations: hostile entries
 * written into pages that a guest may write to, pins, unpins, base pointers,
 * entry updates at every level, foreign mappings, writable uses by Xen,
 * descriptor tables, frees, all with preemption at random and continuations
 * that are sometimes never made.  Every few operations all references are
 * counted again by reading every table, and must be what the counts say; no
 * page is both mapped writable and a table or descriptor table; what a page
 * that becomes a table was before, no stale translation survives.
 *
 * Domain 1 is logged now and then: a vCPU touches memory through replicas of
 * its tables (replica.c), which never allow more than the tables do, and no
 * write to a page that is not known as dirty.
 *
 * The seed is printed; SEED and TYPES_OPS repeat or prolong a run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <xen/errno.h>
#include <asm/host.h>
#include <asm/pv_env.h>

#include <asm/pv_log.h>

#include "../../../../../../xen/arch/x86/pv/mm/log.h"
#include "../../../../../../xen/arch/x86/pv/mm/types.h"
#include "seed.h"

#define FRAMES	 72UL
#define OFF	 70UL	   /* frames that are no RAM though in the table */
#define MMIO	 0x10000UL /* first device frame outside of it */
#define NR_DOM	 3
#define POOL	 40 /* replicas of tables, behind the arena */
#define XEN_MARK 0xabc0000000000001UL

struct domain *dom_io;
static struct domain dom[NR_DOM], io;
static struct spinlock lock[NR_DOM];
static unsigned int preempt_odds; /* of 100 */
static unsigned int crashes, flushes;
static uint16_t stamp_now;
static unsigned long pinned[5]; /* successes with entries, by level */
static uint64_t rng_state;

/* What the test itself holds. */
static struct held {
	unsigned int writable, general, seg;
	unsigned int root; /* base pointers: table references */
	bool freed;	   /* allocation's reference dropped */
} held[FRAMES];

static unsigned int rnd(unsigned int n)
{
	rng_state ^= rng_state << 13;
	rng_state ^= rng_state >> 7;
	rng_state ^= rng_state << 17;
	return (rng_state >> 20) % n;
}

/* ---- The engine's world ---- */

uint16_t pv_env_stamp(void)
{
	return stamp_now;
}

void pv_env_flush(const struct domain *d, uint16_t stamp)
{
	flushes++;
	stamp_now++;
}

bool pv_env_preempt(void)
{
	return preempt_odds && rnd(100) < preempt_odds;
}

struct spinlock *pv_env_lock(struct domain *d)
{
	return &lock[d - dom];
}

bool pv_env_iomem(const struct domain *d, unsigned long mfn)
{
	return d == &dom[0] && (mfn >= OFF && mfn < MMIO + 16);
}

bool pv_env_cache_bits(const struct domain *d)
{
	return d == &dom[0];
}

bool pv_env_is_io(const struct domain *d)
{
	return d == &io;
}

bool pv_env_alive(const struct domain *d)
{
	return true;
}

void pv_env_fill_l4(struct domain *d, uint64_t *l4)
{
	for (unsigned int i = HOLE_FIRST_SLOT; i <= HOLE_LAST_SLOT; i++)
		l4[i] = XEN_MARK;
}

void pv_env_drop_ldts(struct domain *d)
{
}

/* ---- Domain 1 may be logged ---- */

static struct pv_log *dirty_log;
static struct spinlock log_lock;
static bool marked[FRAMES];
static unsigned long vcpu_root, vcpu_hw_root;
static unsigned long faults_done, pool_used;

struct spinlock *pv_env_log_lock(struct domain *d)
{
	return &log_lock;
}

struct pv_log *pv_env_log(const struct domain *d)
{
	return d == &dom[1] ? dirty_log : NULL;
}

void pv_env_flush_all(const struct domain *d)
{
	flushes++;
}

unsigned long pv_env_root(const struct vcpu *v)
{
	return vcpu_root;
}

unsigned long pv_env_hw_root(const struct vcpu *v)
{
	return vcpu_hw_root;
}

bool pv_env_root_in_use(const struct domain *d, unsigned long frame)
{
	return frame == vcpu_hw_root;
}

void log_mark(struct pv_log *log, unsigned long mfn)
{
	if (mfn < FRAMES)
		marked[mfn] = true;
}

void *xheap_alloc_flags(unsigned int order, unsigned int flags)
{
	return frame_virt(FRAMES + pool_used++);
}

void xheap_free(void *va, unsigned int order)
{
	pool_used--;
}

static bool refill_due;

void tasklet_softirq_init(struct tasklet *t, void (*fn)(void *), void *data)
{
}

void tasklet_schedule(struct tasklet *t)
{
	refill_due = true;
}

void *slab_array(size_t size, size_t n)
{
	return calloc(n, size);
}

void slab_free(void *p)
{
	free(p);
}

void pv_env_entry_written(struct domain *d, const uint64_t *slot)
{
	if (pv_env_log(d))
		pv_log_entry(d, slot);
}

void pv_env_table_changed(struct domain *d, const struct page_info *pg)
{
	if (pv_env_log(d))
		pv_log_table(d, pg);
}

void pv_env_page_changed(const struct page_info *pg)
{
}

static int exposed;

void pv_env_exposed(const struct page_info *pg, int by)
{
	exposed += by;
	assert_true(exposed >= 0);
}

void domain_crash(struct domain *d, const char *fmt, ...)
{
	crashes++;
}

struct domain *page_owner(const struct page_info *pg)
{
	return pg->owner < NR_DOM ? &dom[pg->owner] : NULL;
}

void domain_page_free(struct page_info *pg)
{
	struct held *h = &held[page_frame(pg)];

	assert_int_equal(pg->type_info & PGT_count_mask, 0);
	assert_false(pg->type_info & (PGT_pinned | PGT_partial | PGT_locked));
	assert_true(h->freed);
	assert_int_equal(h->writable + h->general + h->seg + h->root, 0);
	pg->type_info = 0;
	pg->owner = DOMID_INVALID;
	pg->count_info = PGC_state_free;
}

static void alloc_page(unsigned long mfn, unsigned int owner)
{
	struct page_info *pg = frame_page(mfn);

	pg->owner = owner;
	pg->type_info = 0;
	pg->extra = 0;
	pg->count_info = PGC_allocated | 1;
	held[mfn] = (struct held){ 0 };
}

static void world_init(void)
{
	host_cpus_init(1, 1);
	host_ram_init(FRAMES + POOL);
	max_page = FRAMES;
	dom_io = &io;
	io.id = DOMID_IO;
	crashes = 0;
	preempt_odds = 0;
	for (unsigned int i = 0; i < NR_DOM; i++) {
		memset(&dom[i], 0, sizeof(dom[i]));
		dom[i].id = i;
		spin_lock_init(&lock[i], LOCK_PV_MMU);
	}
	for (unsigned long m = 0; m < FRAMES; m++)
		if (m >= OFF)
			frame_page(m)->count_info = PGC_state_off;
		else
			alloc_page(m, m % 8 ? 1 : m % 16 ? 0 : 2);
}

/* ---- Recount ---- */

struct count {
	unsigned int general, type, writable;
	bool table;
};
static struct count want[FRAMES];

static void count_entry(unsigned int level, uint64_t e)
{
	unsigned long m = pte_frame(e);

	if (!(e & PTE_P) || !frame_valid(m) || m >= OFF)
		return;
	want[m].general++;
	if (level > 1) {
		want[m].type++;
		want[m].table = true;
	} else if (e & PTE_RW) {
		want[m].type++;
		want[m].writable++;
	}
}

static void count_table(unsigned long m)
{
	const struct page_info *pg = frame_page(m);
	const uint64_t *t = frame_virt(m);
	unsigned int level = pgt_level(pg->type_info), nr = PTES_PER_TABLE;

	want[m].table = true;
	if (pg->type_info & PGT_partial) {
		nr = pg->extra & PV_DONE_MASK;
		/* The state's own. */
		want[m].general++;
		want[m].type++;
	}
	for (unsigned int i = 0; i < nr; i++) {
		if (level == 4 && i >= HOLE_FIRST_SLOT && i <= HOLE_LAST_SLOT) {
			if (!(pg->type_info & PGT_partial))
				assert_true(t[i] == XEN_MARK);
			continue;
		}
		if (!(t[i] & PTE_P))
			continue;
		/* Nothing that a guest must not have. */
		assert_true(t[i] & PTE_US);
		if (level > 1)
			assert_false(t[i] & (PTE_PS | PTE_G));
		else
			assert_false(t[i] & PTE_GNTTAB);
		count_entry(level, t[i]);
	}
}

static bool has_table_type(const struct page_info *pg)
{
	return pgt_is_table(pg->type_info) && (pg->type_info & PGT_count_mask);
}

static void recount(void)
{
	memset(want, 0, sizeof(want));
	for (unsigned long m = 0; m < OFF; m++) {
		struct page_info *pg = frame_page(m);
		struct held *h = &held[m];

		if ((pg->count_info & PGC_state_mask) == PGC_state_free)
			continue;
		want[m].general += !h->freed;
		want[m].general += h->writable + h->general + h->seg + h->root;
		want[m].type += h->writable + h->seg + h->root;
		want[m].writable += h->writable;
		if (pg->type_info & PGT_pinned) {
			want[m].general++;
			want[m].type++;
		}
		if (has_table_type(pg))
			count_table(m);
		if (h->seg)
			want[m].table = true;
	}
	for (unsigned long m = 0; m < OFF; m++) {
		struct page_info *pg = frame_page(m);

		if ((pg->count_info & PGC_count_mask) != want[m].general ||
		    (pg->type_info & PGT_count_mask) != want[m].type)
			print_message(
				"frame %#lx: count %#x type %#x extra %#x,"
				" expected %u and %u\n",
				m, pg->count_info, pg->type_info, pg->extra,
				want[m].general, want[m].type);
		assert_int_equal(pg->count_info & PGC_count_mask,
				 want[m].general);
		assert_int_equal(pg->type_info & PGT_count_mask, want[m].type);
		/* THE INVARIANT. */
		assert_false(want[m].table && want[m].writable);
		if (want[m].writable)
			assert_int_equal(pg->type_info & PGT_type_mask,
					 PGT_writable_page);
		if ((pg->type_info & PGT_type_mask) != PGT_writable_page)
			assert_false(pg->type_info & PGT_locked);
		else if (!(pg->type_info & PGT_count_mask))
			assert_false(pg->type_info & PGT_exposed);
	}
}

/* ---- Replicas ---- */

static const struct replica *replica_in(unsigned long frame)
{
	for (unsigned int b = 0; b < dirty_log->nr_bucket; b++)
		for (uint32_t i = dirty_log->bucket[b]; i != NO_REPLICA;
		     i = dirty_log->pool[i].next)
			if (dirty_log->pool[i].frame == frame)
				return &dirty_log->pool[i];
	return NULL;
}

static void check_entry(const struct replica *r, uint64_t e, uint64_t is)
{
	const struct replica *below;

	if (!(is & PTE_P))
		return;
	/* No more than the guest's entry allows. */
	assert_true(e & PTE_P && e & PTE_A);
	assert_false(is & PTE_RW && !(e & PTE_RW));
	assert_true((is & PTE_NX) == (e & PTE_NX));
	if (r->level == 1) {
		assert_true(pte_frame(is) == pte_frame(e));
		if (is & PTE_RW) {
			assert_true(e & PTE_D);
			if (pte_frame(e) < FRAMES)
				assert_true(marked[pte_frame(e)]);
		}
		return;
	}
	below = replica_in(pte_frame(is));
	assert_non_null(below);
	assert_int_equal(below->level, r->level - 1);
	assert_true(below->table == pte_frame(e));
}

static void check_replicas(void)
{
	unsigned int n = 0;

	if (!dirty_log)
		return;
	for (unsigned int b = 0; b < dirty_log->nr_bucket; b++)
		for (uint32_t i = dirty_log->bucket[b]; i != NO_REPLICA;
		     i = dirty_log->pool[i].next, n++) {
			const struct replica *r = &dirty_log->pool[i];
			const uint64_t *e = frame_virt(r->table);
			const uint64_t *is = frame_virt(r->frame);

			/* Of a table that is one. */
			assert_int_equal(
				frame_page(r->table)->type_info &
					(PGT_type_mask | PGT_validated),
				PGT_of_level(r->level) | PGT_validated);
			for (unsigned int s = 0; s < PTES_PER_TABLE; s++)
				if (r->level == 4 && s >= HOLE_FIRST_SLOT &&
				    s <= HOLE_LAST_SLOT)
					assert_true(is[s] == XEN_MARK);
				else
					check_entry(r, e[s], is[s]);
		}
	for (uint32_t i = dirty_log->stale; i != NO_REPLICA;
	     i = dirty_log->pool[i].next)
		n++;
	assert_int_equal(n + dirty_log->nr_free, dirty_log->nr_pool);
}

static void log_off(void)
{
	if (!dirty_log)
		return;
	replica_fini(dirty_log);
	free(dirty_log);
	dirty_log = NULL;
	assert_int_equal(pool_used, 0);
}

static void log_on(void)
{
	dirty_log = calloc(1, sizeof(*dirty_log));
	dirty_log->d = &dom[1];
	memset(marked, 0, sizeof(marked));
	assert_int_equal(replica_init(dirty_log, POOL), 0);
}

/* What the tables at `root` say of an access: 0, or the error code's P. */
static bool may_access(unsigned long root, unsigned long addr, uint32_t error)
{
	uint64_t rights = ~0UL;

	for (unsigned int level = 4; level; level--) {
		const uint64_t *t = frame_virt(root);
		uint64_t e = t[addr >> (PAGE_SHIFT + 9 * (level - 1)) & 511];

		if (!(e & PTE_P))
			return false;
		rights &= e ^ PTE_NX;
		root = pte_frame(e);
	}
	return !((error & PFEC_WRITE) && !(rights & PTE_RW)) &&
	       !((error & PFEC_INSN) && !(rights & PTE_NX));
}

static unsigned int any_slot(void);

/* An address that the tables at `root` map, as far as luck goes. */
static unsigned long any_address(unsigned long root)
{
	unsigned long addr = 0;
	bool known = true;

	for (unsigned int level = 4; level; level--) {
		const uint64_t *t = frame_virt(root);
		unsigned int slot = any_slot();

		for (unsigned int i = 0;
		     i < 16 && known &&
		     (!(t[slot] & PTE_P) || t[slot] == XEN_MARK);
		     i++)
			slot = any_slot();
		known = known && (t[slot] & PTE_P) && t[slot] != XEN_MARK;
		if (known && level > 1)
			root = pte_frame(t[slot]);
		addr |= (unsigned long)slot << (PAGE_SHIFT + 9 * (level - 1));
	}
	return addr & 1UL << 47 ? addr | 0xffffUL << 48 : addr;
}

/* A vCPU on top table m touches memory until its own tables refuse it. */
static void op_access(unsigned long m)
{
	struct vcpu v = { .domain = &dom[1] };
	unsigned int tries = 0, top;
	unsigned long addr;
	uint32_t error;
	bool again;

	if (!dirty_log || !held[m].root || frame_page(m)->owner != 1)
		return;
	vcpu_root = m;
	vcpu_hw_root = replica_root(dirty_log, m);
	addr = any_address(m);
	top = addr >> 39 & 511;
	error = (rnd(2) ? PFEC_WRITE : 0) | (rnd(4) ? 0 : PFEC_INSN);
	if (top >= HOLE_FIRST_SLOT && top <= HOLE_LAST_SLOT) {
		assert_false(pv_log_fault(&v, addr, error, false));
		return;
	}
	while (vcpu_hw_root && !may_access(vcpu_hw_root, addr, error)) {
		again = pv_log_fault(&v, addr, error | PFEC_P, false);
		if (!again) {
			/* Refused by right, or there is no replica left. */
			assert_true(!may_access(m, addr, error) ||
				    !dirty_log->nr_free);
			break;
		}
		faults_done++;
		assert_true(++tries < 8);
	}
	check_replicas();
	if (refill_due || !rnd(50)) {
		/* As CLEAN does: nothing is writable any more. */
		replica_drop_all(&dom[1]);
		memset(marked, 0, sizeof(marked));
		refill_due = false;
		check_replicas();
	}
	vcpu_root = vcpu_hw_root = 0;
}

static void op_log(void)
{
	if (!rnd(100))
		log_off();
	else if (!dirty_log)
		log_on();
}

/* ---- Random guests ---- */

static unsigned long any_frame(void)
{
	switch (rnd(40)) {
	case 0:
		return MMIO + rnd(20);
	case 1:
		return OFF + rnd(2);
	case 2:
		return 0xffffffffffUL;
	default:
		return rnd(OFF);
	}
}

static uint64_t any_entry(void)
{
	static const uint64_t bits[] = {
		PTE_PS,	    PTE_G,     PTE_PWT,	  PTE_PCD,
		PTE_NX,	    PTE_US,    PTE_A,	  PTE_D,
		PTE_GNTTAB, 1UL << 52, 1UL << 58, PTE_GUEST_KERNEL,
	};
	uint64_t e = any_frame() << PAGE_SHIFT;

	if (rnd(8))
		e |= PTE_P;
	if (rnd(3))
		e |= PTE_RW;
	if (rnd(2))
		e |= PTE_US;
	while (!rnd(6))
		e |= bits[rnd(ARRAY_SIZE(bits))];
	return e & ~(rnd(4) ? PTE_GNTTAB : 0);
}

static unsigned int any_slot(void)
{
	static const uint16_t slots[] = {
		0, 1, 2, 255, 256, 271, 272, 510, 511
	};

	return slots[rnd(ARRAY_SIZE(slots))];
}

/* A guest stores something where it may. */
static void op_guest_store(unsigned long m)
{
	struct page_info *pg = frame_page(m);
	uint64_t *t = frame_virt(m);

	if (!page_ref_get(pg))
		return;
	if (pv_get_writable(pg)) {
		if (rnd(3))
			t[any_slot()] = rnd(3) ? any_entry() : 0;
		else
			memset(t, 0, PAGE_SIZE);
		pv_put_type(pg);
	}
	page_ref_put(pg);
}

/* -ERESTART: calls again, mostly to the end, at times never. */
#define RESTART(expr)                                \
	({                                           \
		int rc_;                             \
		do                                   \
			rc_ = (expr);                \
		while (rc_ == -ERESTART && rnd(10)); \
		rc_;                                 \
	})

static void finish_drop(struct domain *d, mfn_t mfn)
{
	if (mfn_is_set(mfn))
		(void)RESTART(pv_table_resume(d, mfn_x(mfn)));
}

static void op_pin(struct domain *d, unsigned long m)
{
	unsigned int level = 1 + rnd(4);

	if (!RESTART(pv_table_pin(d, m, level))) {
		const uint64_t *t = frame_virt(m);

		for (unsigned int i = 0; i < PTES_PER_TABLE; i++)
			if ((t[i] & PTE_P) && !(level == 4 && t[i] == XEN_MARK))
				break;
			else if (i == PTES_PER_TABLE - 1)
				return;
		pinned[level]++;
	}
}

static void op_unpin(struct domain *d, unsigned long m)
{
	struct page_info *pg = frame_page(m);

	if (!frame_valid(m) || !page_ref_get_owned(pg, d->id))
		return;
	if (pv_table_unpin(d, pg) == -ERESTART)
		finish_drop(d, _mfn(m));
	page_ref_put(pg);
}

static void op_root(struct domain *d, unsigned long m)
{
	if (!RESTART(pv_table_get(d, m, 4)))
		held[m].root++;
}

static void op_root_put(unsigned long m)
{
	struct page_info *pg = frame_page(m);

	if (!held[m].root)
		return;
	held[m].root--;
	if (pv_table_put(&dom[pg->owner], pg) == -ERESTART)
		finish_drop(&dom[pg->owner], _mfn(m));
}

static void op_update(struct domain *d, unsigned long m)
{
	struct page_info *pg = frame_page(m);
	uint64_t *slot = (uint64_t *)frame_virt(m) + any_slot();
	uint64_t e = any_entry(), old;
	struct domain *of = d;
	mfn_t dropped;

	if (!page_ref_get_owned(pg, d->id))
		return;
	if (d == &dom[0] && !rnd(3))
		of = rnd(4) ? &dom[rnd(NR_DOM)] : &io;
	if (pv_l1_lock(pg)) {
		/* A change that keeps the page, often. */
		if (rnd(4) == 0)
			e = *slot ^ (rnd(2) ? PTE_A : rnd(2) ? PTE_RW : PTE_NX);
		if (rnd(4)) {
			(void)pv_l1_write(d, of, slot, e, rnd(2));
		} else {
			old = rnd(8) ? *slot : e;
			(void)pv_l1_cmpxchg(d, slot, &old, e);
		}
		pv_l1_unlock(pg);
	} else if (pgt_is_table(pg->type_info) &&
		   (pg->type_info & PGT_validated)) {
		if (rnd(4) == 0)
			e = *slot ^ (rnd(2) ? PTE_A : rnd(2) ? PTE_RW : PTE_NX);
		if (RESTART(pv_table_write(d, pg, slot, e, rnd(2), &dropped)) ==
		    0)
			finish_drop(d, dropped);
	}
	page_ref_put(pg);
}

static void op_hold(unsigned long m)
{
	struct page_info *pg = frame_page(m);
	struct held *h = &held[m];

	if (h->writable + h->general > 3 || !page_ref_get(pg))
		return;
	if (rnd(2)) {
		h->general++;
	} else if (pv_get_writable(pg)) {
		h->writable++;
	} else {
		page_ref_put(pg);
	}
}

static void op_release(unsigned long m)
{
	struct page_info *pg = frame_page(m);
	struct held *h = &held[m];

	if (h->writable) {
		h->writable--;
		pv_put_type(pg);
		page_ref_put(pg);
	} else if (h->seg) {
		h->seg--;
		pv_put_type(pg);
		page_ref_put(pg);
	} else if (h->general) {
		h->general--;
		page_ref_put(pg);
	}
}

static void op_seg(struct domain *d, unsigned long m)
{
	struct page_info *pg = frame_page(m);

	if (!page_ref_get_owned(pg, d->id))
		return;
	if (!pv_get_seg_desc(d, pg))
		held[m].seg++;
	else
		page_ref_put(pg);
}

static void op_free(unsigned long m)
{
	struct page_info *pg = frame_page(m);

	if ((pg->count_info & PGC_state_mask) == PGC_state_free) {
		alloc_page(m, rnd(8) ? 1 : rnd(NR_DOM));
		return;
	}
	if (!held[m].freed) {
		held[m].freed = true;
		(void)atomic_and(&pg->count_info, ~PGC_allocated);
		page_ref_put(pg);
	}
}

static void one_op(void)
{
	unsigned long m = rnd(OFF);
	struct domain *d = &dom[frame_page(m)->owner < NR_DOM && rnd(20)
					? frame_page(m)->owner
					: rnd(NR_DOM)];

	switch (rnd(40)) {
	case 32 ... 38:
		op_access(m);
		break;
	case 39:
		op_log();
		break;
	case 0 ... 9:
		op_guest_store(m);
		break;
	case 10 ... 13:
		op_pin(d, rnd(50) ? m : any_frame());
		break;
	case 14 ... 16:
		op_unpin(d, m);
		break;
	case 17:
		op_root(d, m);
		break;
	case 18:
		op_root_put(m);
		break;
	case 19 ... 25:
		op_update(d, m);
		break;
	case 26:
		op_hold(m);
		break;
	case 27 ... 28:
		op_release(m);
		break;
	case 29:
		op_seg(d, m);
		break;
	case 30:
		op_free(m);
		break;
	default:
		(void)pv_table_resume(d, m);
		break;
	}
}

/* As when a domain dies: everything comes back, nothing is left over. */
static void tear_down(void)
{
	preempt_odds = 50;
	log_off();
	for (unsigned long m = 0; m < OFF; m++) {
		while (held[m].root)
			op_root_put(m);
		while (held[m].writable + held[m].general + held[m].seg)
			op_release(m);
	}
	for (unsigned long m = 0; m < OFF; m++) {
		struct page_info *pg = frame_page(m);

		if (!page_ref_get(pg))
			continue;
		if (pg->type_info & PGT_pinned)
			(void)pv_table_unpin(&dom[pg->owner], pg);
		while (pv_table_abandon(&dom[pg->owner], pg) == -ERESTART)
			;
		page_ref_put(pg);
	}
	recount();
	for (unsigned long m = 0; m < OFF; m++)
		if ((frame_page(m)->count_info & PGC_state_mask) !=
			    PGC_state_free &&
		    !held[m].freed)
			op_free(m);
	for (unsigned long m = 0; m < OFF; m++)
		assert_int_equal(frame_page(m)->count_info, PGC_state_free);
}

static void test_random(void **state)
{
	const char *n = getenv("TYPES_OPS");
	unsigned long seed = test_seed();
	unsigned long ops = n ? strtoul(n, NULL, 0) : 2000000;

	rng_state = seed * 2654435761u + 88172645463325252UL;
	for (unsigned long i = 0; i < ops; i++) {
		if (i % (ops / 4) == 0) {
			if (i)
				tear_down();
			world_init();
			preempt_odds = (i / (ops / 4)) * 25;
		}
		one_op();
		if (i % 64 == 0) {
			recount();
			check_replicas();
		}
	}
	tear_down();
	assert_int_equal(exposed, 0);
	print_message("pinned L1 %lu, L2 %lu, L3 %lu, L4 %lu\n", pinned[1],
		      pinned[2], pinned[3], pinned[4]);
	print_message("%lu faults led to replicas\n", faults_done);
	/* Else it has not tested what it should. */
	if (ops >= 1000000)
		assert_true(faults_done > 10000);
	if (ops >= 1000000)
		for (unsigned int i = 1; i <= 4; i++)
			assert_true(pinned[i] > 100);
	assert_true(crashes == 0);
}

/* ---- Directed ---- */

#define D1 (&dom[1])

static uint64_t *tab(unsigned long m)
{
	return frame_virt(m);
}

static uint64_t pte(unsigned long m, uint64_t bits)
{
	return m << PAGE_SHIFT | bits;
}

/* L4 1 -> L3 2 -> L2 3 -> L1 4 -> page 5, all of domain 1. */
static void build_tree(void)
{
	world_init();
	for (unsigned long m = 1; m < 8; m++)
		memset(tab(m), 0, PAGE_SIZE);
	tab(1)[0] = pte(2, PTE_P | PTE_RW);
	tab(2)[0] = pte(3, PTE_P | PTE_RW | PTE_US);
	tab(3)[0] = pte(4, PTE_P | PTE_RW | PTE_US);
	tab(4)[0] = pte(5, PTE_P | PTE_RW | PTE_NX);
}

static void test_pin(void **state)
{
	build_tree();
	assert_int_equal(pv_table_pin(D1, 1, 4), 0);
	recount();
	assert_int_equal(frame_page(5)->type_info,
			 PGT_writable_page | PGT_validated | 1);
	/* A kernel page is a user page to the processor, marked. */
	assert_true(tab(4)[0] == pte(5, PTE_P | PTE_RW | PTE_NX | PTE_US |
						PTE_GUEST_KERNEL));
	assert_true(tab(1)[0] & PTE_US);
	assert_true(tab(1)[256] == XEN_MARK && tab(1)[271] == XEN_MARK);
	assert_int_equal(pv_table_pin(D1, 1, 4), -EINVAL);
	/* Another's table can't be pinned. */
	assert_int_equal(pv_table_pin(&dom[0], 1, 4), -EINVAL);
	/* Nobody gets a table writable. */
	assert_false(pv_get_writable(frame_page(4)));
	assert_int_equal(pv_table_unpin(D1, frame_page(1)), 0);
	assert_int_equal(pv_table_unpin(D1, frame_page(1)), -EINVAL);
	recount();
	tear_down();
}

static int pin_bad(unsigned long m, unsigned int level, unsigned int slot,
		   uint64_t e)
{
	uint64_t was = tab(m)[slot];
	int rc;

	tab(m)[slot] = e;
	rc = pv_table_pin(D1, m, level);
	assert_int_not_equal(rc, 0);
	tab(m)[slot] = was;
	recount();
	return rc;
}

static void test_refused_entries(void **state)
{
	build_tree();
	/* XSA-148: a superpage would map tables writable. */
	assert_int_equal(pin_bad(3, 2, 1, pte(0, PTE_P | PTE_RW | PTE_PS)),
			 -EINVAL);
	assert_int_equal(pin_bad(2, 3, 1, pte(0, PTE_P | PTE_RW | PTE_PS)),
			 -EINVAL);
	/* XSA-182 class: a table that contains itself, at any level. */
	assert_int_equal(pin_bad(1, 4, 1, pte(1, PTE_P)), -EBUSY);
	assert_int_equal(pin_bad(2, 3, 1, pte(2, PTE_P)), -EBUSY);
	assert_int_equal(pin_bad(4, 1, 1, pte(4, PTE_P | PTE_RW)), -EBUSY);
	/* Its own page read-only is fine. */
	tab(4)[1] = pte(4, PTE_P);
	assert_int_equal(pv_table_pin(D1, 4, 1), 0);
	recount();
	assert_int_equal(pv_table_unpin(D1, frame_page(4)), 0);
	/* Others' pages, free ones, device memory, marks of the grant table. */
	assert_int_equal(pin_bad(4, 1, 2, pte(8, PTE_P)), -EBUSY);
	assert_int_equal(pin_bad(4, 1, 2, pte(MMIO, PTE_P)), -EPERM);
	assert_int_equal(pin_bad(4, 1, 2, pte(OFF, PTE_P | PTE_RW)), -EPERM);
	assert_int_equal(pin_bad(4, 1, 2, pte(5, PTE_P | PTE_GNTTAB)), -EINVAL);
	assert_int_equal(pin_bad(4, 1, 2, pte(5, PTE_P | PTE_PCD)), -EINVAL);
	assert_int_equal(pin_bad(1, 4, 3, pte(8, PTE_P)), -EINVAL);
	/* What fails halfway leaves no reference. */
	assert_int_equal(frame_page(5)->type_info & PGT_count_mask, 0);
	/* Garbage in the hypervisor's slots is not looked at, but replaced. */
	tab(1)[260] = ~0UL;
	assert_int_equal(pv_table_pin(D1, 1, 4), 0);
	assert_true(tab(1)[260] == XEN_MARK);
	assert_int_equal(pv_table_unpin(D1, frame_page(1)), 0);
	tear_down();
}

static void test_table_writes(void **state)
{
	mfn_t dropped;

	build_tree();
	assert_int_equal(pv_table_pin(D1, 1, 4), 0);
	/* The hypervisor's slots stay its own: XSA-212 ended there. */
	assert_int_equal(pv_table_write(D1, frame_page(1), &tab(1)[256], 0,
					false, &dropped),
			 -EINVAL);
	assert_int_equal(pv_table_write(D1, frame_page(1), &tab(1)[271],
					pte(2, PTE_P), false, &dropped),
			 -EINVAL);
	/* A flag-only change that would make it a superpage (XSA-148). */
	assert_int_equal(pv_table_write(D1, frame_page(3), &tab(3)[0],
					tab(3)[0] | PTE_PS, false, &dropped),
			 -EINVAL);
	/* A self map by update (XSA-182). */
	assert_int_equal(pv_table_write(D1, frame_page(1), &tab(1)[1],
					pte(1, PTE_P), false, &dropped),
			 -EBUSY);
	/* A writable mapping of a live table. */
	assert_true(pv_l1_lock(frame_page(4)));
	assert_int_equal(
		pv_l1_write(D1, D1, &tab(4)[1], pte(3, PTE_P | PTE_RW), false),
		-EBUSY);
	assert_int_equal(pv_l1_write(D1, D1, &tab(4)[1], pte(3, PTE_P), false),
			 0);
	/* ... not by turning a read-only one, either. */
	assert_int_equal(
		pv_l1_write(D1, D1, &tab(4)[1], tab(4)[1] | PTE_RW, false),
		-EBUSY);
	assert_int_equal(pv_l1_write(D1, D1, &tab(4)[1], 0, false), 0);
	pv_l1_unlock(frame_page(4));
	recount();
	/* Dropping the L2 frees its tree. */
	assert_int_equal(pv_table_write(D1, frame_page(2), &tab(2)[0], 0, false,
					&dropped),
			 0);
	assert_false(mfn_is_set(dropped));
	recount();
	assert_true(pv_get_writable(frame_page(4)));
	pv_put_type(frame_page(4));
	assert_int_equal(pv_table_unpin(D1, frame_page(1)), 0);
	tear_down();
}

static void test_ad_bits(void **state)
{
	uint64_t old;

	build_tree();
	assert_int_equal(pv_table_pin(D1, 4, 1), 0);
	assert_true(pv_l1_lock(frame_page(4)));
	tab(4)[0] |= PTE_A | PTE_D;
	assert_int_equal(
		pv_l1_write(D1, D1, &tab(4)[0], pte(5, PTE_P | PTE_US), true),
		0);
	assert_true(tab(4)[0] == pte(5, PTE_P | PTE_US | PTE_A | PTE_D));
	assert_int_equal(frame_page(5)->type_info & PGT_count_mask, 0);
	old = pte(6, PTE_P);
	assert_int_equal(pv_l1_cmpxchg(D1, &tab(4)[0], &old, 0), -EAGAIN);
	assert_true(old == tab(4)[0]);
	assert_int_equal(pv_l1_cmpxchg(D1, &tab(4)[0], &old, 0), 0);
	pv_l1_unlock(frame_page(4));
	recount();
	assert_int_equal(pv_table_unpin(D1, frame_page(4)), 0);
	tear_down();
}

static void test_flush_on_change(void **state)
{
	build_tree();
	/* Never used: nothing to flush. */
	flushes = 0;
	assert_true(pv_get_writable(frame_page(6)));
	pv_put_type(frame_page(6));
	assert_true(pv_get_writable(frame_page(6)));
	pv_put_type(frame_page(6));
	assert_int_equal(flushes, 0);
	/* Writable before: a TLB may still say so. */
	assert_int_equal(pv_table_pin(D1, 6, 1), 0);
	assert_int_equal(flushes, 1);
	assert_int_equal(pv_table_unpin(D1, frame_page(6)), 0);
	/* Back as it was: nobody could write. */
	assert_int_equal(pv_table_pin(D1, 6, 1), 0);
	assert_int_equal(flushes, 1);
	assert_int_equal(pv_table_unpin(D1, frame_page(6)), 0);
	/* A table before: a walker may have cached it. */
	assert_true(pv_get_writable(frame_page(6)));
	assert_int_equal(flushes, 2);
	pv_put_type(frame_page(6));
	assert_int_equal(pv_table_pin(D1, 6, 2), 0);
	assert_int_equal(flushes, 3);
	assert_int_equal(pv_table_unpin(D1, frame_page(6)), 0);
	tear_down();
}

static void test_preempt(void **state)
{
	struct page_info *top;
	unsigned int restarts = 0;
	int rc;

	/* Fan out so that there is something between entries. */
	build_tree();
	top = frame_page(1);
	tab(1)[1] = pte(2, PTE_P);
	tab(2)[1] = pte(3, PTE_P);
	tab(3)[1] = pte(4, PTE_P);
	tab(3)[2] = pte(7, PTE_P);
	preempt_odds = 100;
	while ((rc = pv_table_pin(D1, 1, 4)) == -ERESTART) {
		restarts++;
		recount();
		/* In the middle it is neither table nor writable. */
		assert_false(pv_get_writable(top));
	}
	assert_int_equal(rc, 0);
	assert_true(restarts >= 3);
	restarts = 0;
	rc = pv_table_unpin(D1, top);
	while (rc == -ERESTART) {
		restarts++;
		recount();
		rc = pv_table_resume(D1, 1);
	}
	assert_true(restarts >= 3);
	recount();
	assert_int_equal(top->type_info & PGT_count_mask, 0);

	/* Fails at the end of a long way: all of it is undone, once. */
	tab(1)[511] = pte(8, PTE_P);
	while ((rc = pv_table_pin(D1, 1, 4)) == -ERESTART)
		recount();
	assert_int_equal(rc, -EINVAL);
	recount();
	assert_int_equal(top->type_info & PGT_count_mask, 0);
	tab(1)[511] = 0;

	/* Given up halfway: another kind of use must not find it usable. */
	assert_int_equal(pv_table_pin(D1, 1, 4), -ERESTART);
	assert_int_equal(pv_table_pin(D1, 1, 3), -EBUSY);
	tear_down();
}

/* Partial tables whose next entry is themselves, or each other. */
static void test_partial_loops(void **state)
{
	build_tree();
	for (unsigned int i = 0; i < 4; i++)
		tab(1)[i] = pte(2, PTE_P);
	tab(1)[4] = pte(1, PTE_P);
	preempt_odds = 100;
	for (unsigned int i = 0; i < 40; i++) {
		(void)pv_table_pin(D1, 1, 4);
		(void)pv_table_resume(D1, 1);
		recount();
	}
	tear_down();
}

static void test_counts_full(void **state)
{
	struct page_info *pg;

	build_tree();
	assert_int_equal(pv_table_pin(D1, 4, 1), 0);
	pg = frame_page(5);
	/* Type count at its limit. */
	pg->type_info |= PGT_count_mask;
	assert_true(pv_l1_lock(frame_page(4)));
	assert_int_equal(
		pv_l1_write(D1, D1, &tab(4)[1], pte(5, PTE_P | PTE_RW), false),
		-EBUSY);
	pg->type_info = PGT_writable_page | PGT_validated | 1;
	/* General count at its limit. */
	pg->count_info |= PGC_count_mask;
	assert_int_equal(pv_l1_write(D1, D1, &tab(4)[1], pte(5, PTE_P), false),
			 -EBUSY);
	pg->count_info = PGC_allocated | 2;
	pv_l1_unlock(frame_page(4));
	/* A table with all the references that there can be. */
	frame_page(4)->type_info |= PGT_count_mask;
	tab(3)[0] = pte(4, PTE_P);
	assert_int_equal(pv_table_pin(D1, 3, 2), -EBUSY);
	frame_page(4)->type_info &= ~(PGT_count_mask ^ 1);
	recount();
	tear_down();
}

static void test_descriptors(void **state)
{
	struct page_info *pg;

	build_tree();
	pg = frame_page(6);
	tab(6)[1] = 0x00209b0000000000UL; /* code, DPL 0: becomes 3 */
	assert_true(page_ref_get(pg));
	assert_int_equal(pv_get_seg_desc(D1, pg), 0);
	held[6].seg++;
	assert_true(tab(6)[1] == 0x0020fb0000000000UL);
	assert_false(pv_get_writable(pg));
	assert_int_equal(pv_table_pin(D1, 6, 1), -EBUSY);
	recount();
	op_release(6);
	/* A TSS, a gate, an LDT. */
	for (unsigned int type = 1; type < 16; type++) {
		assert_true(pv_get_writable(pg));
		tab(6)[2] = (0x8000UL | type << 8) << 32;
		pv_put_type(pg);
		assert_true(page_ref_get(pg));
		assert_int_equal(pv_get_seg_desc(D1, pg), -EINVAL);
		page_ref_put(pg);
	}
	recount();
	tear_down();
}

static void test_foreign(void **state)
{
	struct domain *d0 = &dom[0];
	unsigned long mine = 8; /* of domain 0 */

	build_tree();
	memset(tab(mine), 0, PAGE_SIZE);
	assert_int_equal(pv_table_pin(d0, mine, 1), 0);
	assert_true(pv_l1_lock(frame_page(mine)));
	/* Named: its pages; unnamed: only one's own. */
	assert_int_equal(pv_l1_write(d0, d0, &tab(mine)[0],
				     pte(5, PTE_P | PTE_RW), false),
			 -EBUSY);
	assert_int_equal(pv_l1_write(d0, D1, &tab(mine)[0],
				     pte(5, PTE_P | PTE_RW), false),
			 0);
	/* While mapped writable there it is no table here. */
	assert_int_equal(pv_table_pin(D1, 5, 1), -EBUSY);
	assert_int_equal(pv_l1_write(d0, &io, &tab(mine)[1],
				     pte(MMIO + 1, PTE_P | PTE_RW | PTE_PCD),
				     false),
			 0);
	assert_int_equal(pv_l1_write(d0, &io, &tab(mine)[2],
				     pte(MMIO + 17, PTE_P), false),
			 -EPERM);
	assert_int_equal(
		pv_l1_write(d0, &io, &tab(mine)[2], pte(5, PTE_P), false),
		-EBUSY);
	pv_l1_unlock(frame_page(mine));
	recount();
	/* The owner frees it: it stays until it is unmapped. */
	op_free(5);
	assert_int_equal(frame_page(5)->count_info & PGC_count_mask, 1);
	assert_int_equal(pv_table_unpin(d0, frame_page(mine)), 0);
	assert_int_equal(frame_page(5)->count_info, PGC_state_free);
	tear_down();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pin),
		cmocka_unit_test(test_refused_entries),
		cmocka_unit_test(test_table_writes),
		cmocka_unit_test(test_ad_bits),
		cmocka_unit_test(test_flush_on_change),
		cmocka_unit_test(test_preempt),
		cmocka_unit_test(test_partial_loops),
		cmocka_unit_test(test_counts_full),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
