/*
 * types.c: see types.h.  The lock rules and states are explained there.
 *
 * Sources of the rules: the PV ABI's page-table rules (docs/hypervisor/pv.md)
 * and SDM vol. 3A 4.5 for what the bits do.
 */
#include <xen/errno.h>
#include <xen/log.h>
#include <asm/pv_env.h>

#include "types.h"

/* Bits that no guest entry may have. */
#define L1_REFUSE    PTE_GNTTAB
#define TABLE_REFUSE (PTE_PWT | PTE_PCD | PTE_PS | PTE_G)

/* An entry that changes in these alone maps the same page the same way. */
#define SAME_BITS                                              \
	(PTE_A | PTE_D | PTE_US | PTE_G | PTE_AVAIL | PTE_NX | \
	 0x3ff0000000000000UL)

#define HOLE_SLOT(i) ((i)-HOLE_FIRST_SLOT <= HOLE_LAST_SLOT - HOLE_FIRST_SLOT)

/* ---- Writable and descriptor pages ---- */

bool pv_get_writable_slow(struct page_info *pg)
{
	uint32_t x = READ_ONCE(pg->type_info);

	for (;;) {
		uint32_t type = x & PGT_type_mask;

		if (type == PGT_writable_page && (x & PGT_validated)) {
			if ((x & PGT_count_mask) == PGT_count_mask)
				return false;
			if (atomic_try_cmpxchg(&pg->type_info, &x, x + 1))
				return true;
			continue;
		}
		if (type == PGT_writable_page && (x & PGT_count_mask)) {
			/* In the making: its maker flushes. */
			__builtin_ia32_pause();
			x = READ_ONCE(pg->type_info);
			continue;
		}
		if (x & PGT_count_mask)
			return false;
		if (type == PGT_none) {
			if (atomic_try_cmpxchg(&pg->type_info, &x,
					       PGT_writable_page |
						       PGT_validated | 1))
				return true;
			continue;
		}
		if (!atomic_try_cmpxchg(&pg->type_info, &x,
					PGT_writable_page | 1))
			continue;
		/* CPUs may have cached it as a table. */
		pv_env_flush(page_owner(pg), pg->extra);
		(void)atomic_or(&pg->type_info, PGT_validated);
		return true;
	}
}

/* The last reference of an exposed page goes, if it still is the last. */
static __noinline bool unexpose(struct page_info *pg, uint32_t *x)
{
	if (!atomic_try_cmpxchg(&pg->type_info, x, (*x - 1) & ~PGT_exposed))
		return false;
	pv_env_exposed(pg, -1);
	return true;
}

void pv_put_type(struct page_info *pg)
{
	uint32_t x = READ_ONCE(pg->type_info);

	do {
		ASSERT(x & PGT_count_mask);
		/* Ours is the last: nobody else looks at `extra`. */
		if ((x & PGT_count_mask) == 1) {
			pg->extra = pv_env_stamp();
			if (unlikely(x & PGT_exposed) && unexpose(pg, &x))
				return;
		}
	} while (unlikely(!atomic_try_cmpxchg(&pg->type_info, &x, x - 1)));
}

/*
 * Code and data segments can't hurt: the base and limit of a long-mode guest
 * mean nothing to us.  Of system descriptors none is of use.
 */
bool pv_check_descriptor(uint64_t *desc)
{
	uint32_t b = *desc >> 32;

	if (!(b & (1u << 15)))
		return true; /* not present */
	if (b & (1u << 12)) {
		/* At least ring 3 may use it. */
		*desc |= 3ULL << 45;
		return true;
	}
	/* Type 0 is the upper half of a 16-byte descriptor. */
	return !(b & 0xf00);
}

static bool check_seg_page(struct page_info *pg)
{
	uint64_t *desc = frame_virt(page_frame(pg));

	for (unsigned int i = 0; i < PAGE_SIZE / 8; i++) {
		uint64_t want = desc[i];

		if (!pv_check_descriptor(&want))
			return false;
		if (want != desc[i])
			desc[i] = want;
	}
	return true;
}

/*
 * Turns a page of count 0 into `type` in the making, flushed.  -EBUSY: it has
 * a count.  mmu_lock is held.
 */
static int type_begin(struct domain *d, struct page_info *pg, uint32_t type)
{
	uint32_t x = READ_ONCE(pg->type_info);

	do {
		if (x & PGT_count_mask)
			return -EBUSY;
	} while (!atomic_try_cmpxchg(&pg->type_info, &x, type | 1));
	/* A table that comes back has not been written to. */
	if ((x & PGT_type_mask) != PGT_none && (x & PGT_type_mask) != type)
		pv_env_flush(d, pg->extra);
	return 0;
}

/* One more of a page that has the type, or had it last. */
static bool seg_desc_again(struct page_info *pg)
{
	uint32_t want = PGT_seg_desc_page | PGT_validated;
	uint32_t x = READ_ONCE(pg->type_info);

	while ((x & (PGT_type_mask | PGT_validated)) == want &&
	       (x & PGT_count_mask) != PGT_count_mask)
		if (atomic_try_cmpxchg(&pg->type_info, &x, x + 1))
			return true;
	return false;
}

int pv_get_seg_desc(struct domain *d, struct page_info *pg)
{
	uint32_t want = PGT_seg_desc_page | PGT_validated, x;
	int rc;

	if (seg_desc_again(pg))
		return 0;
	spin_lock(pv_env_lock(d));
	rc = 0;
	if (seg_desc_again(pg))
		goto out;
	x = READ_ONCE(pg->type_info);
	rc = -EBUSY;
	if ((x & (PGT_type_mask | PGT_validated)) == want)
		goto out;
	rc = type_begin(d, pg, PGT_seg_desc_page);
	if (rc)
		goto out;
	if (check_seg_page(pg)) {
		store_release(&pg->type_info, want | 1);
		pv_env_page_changed(pg);
	} else {
		store_release(&pg->type_info, PGT_none);
		rc = -EINVAL;
	}
out:
	spin_unlock(pv_env_lock(d));
	return rc;
}

/* ---- What an L1 entry maps ---- */

static __noinline int mmio_get(const struct domain *d, const struct domain *of,
			       unsigned long mfn)
{
	/* DOMID_IO: the caller's own rights. */
	if (!pv_env_is_io(of) && !pv_env_iomem(of, mfn))
		return -EPERM;
	if (of != d && !pv_env_iomem(d, mfn))
		return -EPERM;
	return 0;
}

static bool frame_is_mmio(const struct page_info *pg)
{
	return (READ_ONCE(pg->count_info) & PGC_state_mask) == PGC_state_off;
}

static __always_inline int l1e_get(const struct domain *d,
				   const struct domain *of, uint64_t e)
{
	unsigned long mfn = pte_frame(e);
	struct page_info *pg = frame_page(mfn);

	if (unlikely(e & L1_REFUSE) ||
	    (unlikely(e & PTE_CACHE_MASK) && !pv_env_cache_bits(d)))
		return -EINVAL;
	if (unlikely(!frame_valid(mfn)))
		return mmio_get(d, of, mfn);
	if (unlikely(!page_ref_get(pg)))
		return frame_is_mmio(pg) ? mmio_get(d, of, mfn) : -EBUSY;
	if (unlikely(pg->owner != of->id))
		goto refuse;
	if ((e & PTE_RW) && unlikely(!pv_get_writable(pg)))
		goto refuse;
	return 0;

refuse:
	page_ref_put(pg);
	return -EBUSY;
}

static __noinline void grant_entry_lost(struct domain *d)
{
	if (pv_env_alive(d))
		domain_crash(d, "grant mapping removed without unmapping it\n");
}

static __always_inline void l1e_put(struct domain *d, uint64_t e)
{
	unsigned long mfn = pte_frame(e);
	struct page_info *pg = frame_page(mfn);

	if (unlikely(e & PTE_GNTTAB)) {
		grant_entry_lost(d);
		return;
	}
	if (unlikely(!frame_valid(mfn)) || unlikely(frame_is_mmio(pg)))
		return;
	if (e & PTE_RW) {
		/* A page of another: its owner's tables did not tell. */
		if (unlikely(pg->owner != d->id))
			pv_env_page_changed(pg);
		pv_put_type(pg);
	} else if (unlikely((READ_ONCE(pg->type_info) & PGT_type_mask) ==
			    PGT_seg_desc_page) &&
		   (READ_ONCE(pg->type_info) & PGT_count_mask) &&
		   pg->owner == d->id) {
		/* The guest expects its LDT page free after this. */
		pv_env_drop_ldts(d);
	}
	page_ref_put(pg);
}

/* Guest kernels run in ring 3; no guest translation outlives a CR3 load. */
static inline uint64_t l1e_adjust(uint64_t e)
{
	e &= ~PTE_G;
	if (!(e & PTE_US))
		e |= PTE_US | PTE_GUEST_KERNEL;
	return e;
}

/* ---- Making and unmaking tables; mmu_lock is held ---- */

static int resume_level(struct domain *d, unsigned long mfn,
			unsigned int level);

static int entry_get(struct domain *d, uint64_t e, unsigned int level)
{
	if (level == 1)
		return l1e_get(d, d, e);
	if (e & TABLE_REFUSE)
		return -EINVAL;
	return pv_table_get(d, pte_frame(e), level - 1);
}

static int entry_put(struct domain *d, uint64_t e, unsigned int level)
{
	if (level == 1) {
		l1e_put(d, e);
		return 0;
	}
	return pv_table_put(d, frame_page(pte_frame(e)));
}

/* Entries from *done on; *done: how many hold references. */
static int entries_check(struct domain *d, uint64_t *table, unsigned int level,
			 unsigned int *done)
{
	unsigned int first = *done, i;

	for (i = first; i < PTES_PER_TABLE; i++) {
		uint64_t e = table[i];
		int rc;

		*done = i;
		if (!(e & PTE_P) || (level == 4 && HOLE_SLOT(i)))
			continue;
		if (level > 1 && i > first && pv_env_preempt())
			return -ERESTART;
		rc = entry_get(d, e, level);
		if (rc)
			return rc;
		e = level == 1 ? l1e_adjust(e) : e | PTE_US;
		if (e != table[i])
			WRITE_ONCE(table[i], e);
	}
	*done = PTES_PER_TABLE;
	return 0;
}

static int entries_drop(struct domain *d, uint64_t *table, unsigned int level,
			unsigned int *done)
{
	unsigned int first = *done;
	int rc;

	/* The entry at which it was stopped last time. */
	if (level > 1 && first < PTES_PER_TABLE && (table[first] & PTE_P)) {
		rc = resume_level(d, pte_frame(table[first]), level - 1);
		if (rc)
			return rc;
	}
	while (*done) {
		unsigned int i = *done - 1;
		uint64_t e = table[i];

		if ((e & PTE_P) && !(level == 4 && HOLE_SLOT(i))) {
			if (level > 1 && *done < first && pv_env_preempt())
				return -ERESTART;
			*done = i;
			rc = entry_put(d, e, level);
			if (rc)
				return rc;
		}
		*done = i;
	}
	return 0;
}

/* The type's work is stopped; extra as in types.h. */
static void set_partial(struct page_info *pg, uint32_t type, unsigned int extra)
{
	pg->extra = extra;
	store_release(&pg->type_info, type | PGT_partial | 1);
}

/* Drops the first `done` entries; at the end nobody has the type. */
static int table_unmake(struct domain *d, struct page_info *pg, uint32_t type,
			unsigned int done, unsigned int flags)
{
	int rc;

	/* In the making, so that no entry leads back into this. */
	store_release(&pg->type_info, type | 1);
	pv_env_table_changed(d, pg);
	rc = entries_drop(d, frame_virt(page_frame(pg)), pgt_level(type),
			  &done);
	if (rc) {
		set_partial(pg, type, done | flags);
		return rc;
	}
	pg->extra = pv_env_stamp();
	store_release(&pg->type_info, type);
	return 0;
}

/* Checks from entry `done` on; 0: validated, with a count of 1. */
static int table_make(struct domain *d, struct page_info *pg, uint32_t type,
		      unsigned int done)
{
	uint64_t *table = frame_virt(page_frame(pg));
	int rc;

	store_release(&pg->type_info, type | 1);
	rc = entries_check(d, table, pgt_level(type), &done);
	if (!rc) {
		if (type == PGT_l4_page_table)
			pv_env_fill_l4(d, table);
		store_release(&pg->type_info, type | PGT_validated | 1);
		pv_env_table_changed(d, pg);
		return 0;
	}
	if (rc == -ERESTART) {
		set_partial(pg, type, done);
		return rc;
	}
	if (table_unmake(d, pg, type, done, PV_DROPPING | PV_FAILED))
		return -ERESTART;
	return rc;
}

/*
 * A partial page is asked for as `type`, with a reference: goes on.  0: it is
 * the caller's; -EAGAIN: it has no type any more, ask again.
 */
static int partial_enter(struct domain *d, struct page_info *pg, uint32_t type)
{
	uint32_t is = READ_ONCE(pg->type_info) & PGT_type_mask;
	unsigned int extra = pg->extra, done = extra & PV_DONE_MASK;
	int rc;

	if (extra & PV_DROPPING) {
		rc = table_unmake(d, pg, is, done, extra & ~PV_DONE_MASK);
		if (rc)
			return rc;
		page_ref_put(pg); /* the state's */
		return extra & PV_FAILED && is == type ? -EINVAL : -EAGAIN;
	}
	if (is != type)
		return -EBUSY;
	rc = table_make(d, pg, type, done);
	/* The state's, or ours if the state goes on. */
	if (rc != -ERESTART)
		page_ref_put(pg);
	return rc;
}

/*
 * The caller's general reference goes with the type's if all is well, to the
 * state if the page has become partial; else it is put.
 */
static int table_enter(struct domain *d, struct page_info *pg, uint32_t type)
{
	uint32_t x;
	int rc;

again:
	x = READ_ONCE(pg->type_info);
	if ((x & (PGT_type_mask | PGT_validated)) == (type | PGT_validated)) {
		rc = -EBUSY;
		if ((x & PGT_count_mask) == PGT_count_mask)
			goto err_put;
		(void)atomic_inc(&pg->type_info);
		return 0;
	}
	if (x & PGT_partial) {
		rc = partial_enter(d, pg, type);
		if (rc == -EAGAIN)
			goto again;
		if (rc)
			goto err_put;
		return 0;
	}
	rc = type_begin(d, pg, type);
	if (rc)
		goto err_put;
	rc = table_make(d, pg, type, 0);
	if (rc && rc != -ERESTART)
		goto err_put;
	return rc;

err_put:
	page_ref_put(pg);
	return rc;
}

int pv_table_get(struct domain *d, unsigned long mfn, unsigned int level)
{
	struct page_info *pg = frame_page(mfn);

	if (!frame_valid(mfn) || !page_ref_get_owned(pg, d->id))
		return -EINVAL;
	return table_enter(d, pg, PGT_of_level(level));
}

int pv_table_put(struct domain *d, struct page_info *pg)
{
	uint32_t x = READ_ONCE(pg->type_info), type;
	int rc;

	ASSERT((x & PGT_validated) && (x & PGT_count_mask));
	if ((x & PGT_count_mask) > 1) {
		(void)atomic_dec(&pg->type_info);
		page_ref_put(pg);
		return 0;
	}
	/* Nobody writes entries any more. */
	type = x & PGT_type_mask;
	for (;;) {
		x &= ~PGT_locked;
		if (atomic_try_cmpxchg(&pg->type_info, &x, type | 1))
			break;
		__builtin_ia32_pause();
	}
	rc = table_unmake(d, pg, type, PTES_PER_TABLE, PV_DROPPING);
	if (!rc)
		page_ref_put(pg);
	return rc;
}

int pv_table_abandon(struct domain *d, struct page_info *pg)
{
	uint32_t x = READ_ONCE(pg->type_info);
	int rc;

	if (!(x & PGT_partial))
		return 0;
	rc = table_unmake(d, pg, x & PGT_type_mask, pg->extra & PV_DONE_MASK,
			  (pg->extra & ~PV_DONE_MASK) | PV_DROPPING);
	if (!rc)
		page_ref_put(pg);
	return rc;
}

/* Level 0: any. */
static int resume_level(struct domain *d, unsigned long mfn, unsigned int level)
{
	struct page_info *pg = frame_page(mfn);
	uint32_t x;
	int rc = 0;

	if (!frame_valid(mfn) || !page_ref_get_owned(pg, d->id))
		return 0;
	x = READ_ONCE(pg->type_info);
	/* Going down one level each time bounds the recursion. */
	if ((x & PGT_partial) && (pg->extra & PV_DROPPING) &&
	    (!level || pgt_level(x) == level))
		rc = pv_table_abandon(d, pg);
	page_ref_put(pg);
	return rc;
}

int pv_table_resume(struct domain *d, unsigned long mfn)
{
	return resume_level(d, mfn, 0);
}

int pv_table_pin(struct domain *d, unsigned long mfn, unsigned int level)
{
	struct page_info *pg = frame_page(mfn);
	int rc;

	if (d->dying)
		return -EINVAL;
	rc = pv_table_get(d, mfn, level);
	if (rc)
		return rc;
	if (atomic_or(&pg->type_info, PGT_pinned) & PGT_pinned) {
		/* The pin's own reference is left. */
		(void)pv_table_put(d, pg);
		return -EINVAL;
	}
	pv_env_page_changed(pg);
	return 0;
}

int pv_table_unpin(struct domain *d, struct page_info *pg)
{
	if (!(atomic_and(&pg->type_info, ~PGT_pinned) & PGT_pinned))
		return -EINVAL;
	pv_env_page_changed(pg);
	return pv_table_put(d, pg);
}

/* ---- Writing entries ---- */

/* The guest can't write here; the processor sets A and D in tables in use. */
static inline void entry_store(struct domain *d, uint64_t *slot, uint64_t old,
			       uint64_t val, bool keep_ad)
{
	if (likely(!keep_ad))
		WRITE_ONCE(*slot, val);
	else
		while (!atomic_try_cmpxchg(slot, &old,
					   val | (old & (PTE_A | PTE_D))))
			;
	pv_env_entry_written(d, slot);
}

int pv_table_write(struct domain *d, struct page_info *pg, uint64_t *slot,
		   uint64_t val, bool keep_ad, mfn_t *dropped)
{
	unsigned int level = pgt_level(READ_ONCE(pg->type_info));
	unsigned int i = ((uintptr_t)slot & (PAGE_SIZE - 1)) / sizeof(*slot);
	uint64_t old = READ_ONCE(*slot);
	int rc;

	*dropped = INVALID_MFN;
	if (level == 4 && HOLE_SLOT(i))
		return -EINVAL;
	if (val & PTE_P) {
		if (val & TABLE_REFUSE)
			return -EINVAL;
		if ((old & PTE_P) && !((old ^ val) & ~(SAME_BITS | PTE_RW))) {
			entry_store(d, slot, old, val | PTE_US, keep_ad);
			return 0;
		}
		rc = pv_table_get(d, pte_frame(val), level - 1);
		if (rc)
			return rc;
		val |= PTE_US;
	}
	entry_store(d, slot, old, val, keep_ad);
	if ((old & PTE_P) && pv_table_put(d, frame_page(pte_frame(old))))
		*dropped = _mfn(pte_frame(old));
	return 0;
}

/* From now on its owner's tables don't tell whether the page is dirty. */
static __noinline void expose(uint64_t e)
{
	struct page_info *pg = frame_page(pte_frame(e));

	if (!frame_valid(pte_frame(e)) || frame_is_mmio(pg))
		return;
	pv_env_page_changed(pg);
	if (!(atomic_or(&pg->type_info, PGT_exposed) & PGT_exposed))
		pv_env_exposed(pg, 1);
}

int pv_l1_write(struct domain *d, struct domain *of, uint64_t *slot,
		uint64_t val, bool keep_ad)
{
	uint64_t old = READ_ONCE(*slot);
	int rc;

	if (val & PTE_P) {
		if ((old & PTE_P) && !((old ^ val) & ~SAME_BITS)) {
			if (unlikely(val & L1_REFUSE))
				return -EINVAL;
			entry_store(d, slot, old, l1e_adjust(val), keep_ad);
			return 0;
		}
		rc = l1e_get(d, of, val);
		if (unlikely(rc))
			return rc;
		val = l1e_adjust(val);
	}
	if (unlikely(of != d) && (val & (PTE_P | PTE_RW)) == (PTE_P | PTE_RW))
		expose(val);
	entry_store(d, slot, old, val, keep_ad);
	if (old & PTE_P)
		l1e_put(d, old);
	return 0;
}

int pv_l1_cmpxchg(struct domain *d, uint64_t *slot, uint64_t *old, uint64_t val)
{
	bool same = (*old & val & PTE_P) && !((*old ^ val) & ~SAME_BITS);
	uint64_t was = *old;
	int rc;

	if (val & PTE_P) {
		rc = same ? (val & L1_REFUSE ? -EINVAL : 0)
			  : l1e_get(d, d, val);
		if (rc)
			return rc;
		val = l1e_adjust(val);
	}
	if (!atomic_try_cmpxchg(slot, old, val)) {
		if ((val & PTE_P) && !same)
			l1e_put(d, val);
		return -EAGAIN;
	}
	pv_env_entry_written(d, slot);
	if ((was & PTE_P) && !same)
		l1e_put(d, was);
	return 0;
}

/* ---- Grants ---- */

void pv_l1_set_grant(struct domain *d, uint64_t *slot, uint64_t val)
{
	uint64_t old = READ_ONCE(*slot);

	WRITE_ONCE(*slot, val);
	pv_env_entry_written(d, slot);
	if (old & PTE_P)
		l1e_put(d, old);
}

void pv_l1_drop(struct domain *d, uint64_t e)
{
	if (e & PTE_P)
		l1e_put(d, e);
}

uint64_t pv_l1_adjust(uint64_t e)
{
	return l1e_adjust(e);
}
