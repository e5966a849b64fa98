/*
 * entry.c: using one entry: from the guest's word to a pinned frame and back.
 */
#include "private.h"

#include <xen/arch/mm.h>
#include <xen/page_ref.h>

/*
 * The guest may change its entry as fast as we look at it; honest ones change
 * only GTF_readonly.
 */
#define MAX_TRIES 5

union header {
	uint32_t raw;
	struct {
		uint16_t flags;
		domid_t domid;
	};
};
static_assert(offsetof(struct grant_entry_v1, flags) == 0 &&
		      offsetof(struct grant_entry_v1, domid) == 2,
	      "entry's layout");

/* Whether the entry allows it; sets GTF_reading and _writing. [A] */
static int set_status(const struct grant_active *act,
		      struct grant_entry_v1 *sha, domid_t by, bool readonly,
		      bool map)
{
	uint16_t mask = GTF_type_mask | (map ? GTF_sub_page : 0);
	uint32_t *word = (uint32_t *)(void *)sha;
	union header old = { .raw = READ_ONCE(*word) }, new;

	for (unsigned int try = 0; try < MAX_TRIES; try++) {
		if (!act->pin && ((old.flags & mask) != GTF_permit_access ||
				  old.domid != by))
			return GNTST_general_error;
		if (!readonly && old.flags & GTF_readonly)
			return GNTST_general_error;
		new = old;
		new.flags |= GTF_reading | (readonly ? 0 : GTF_writing);
		if (likely(atomic_try_cmpxchg(word, &old.raw, new.raw)))
			return GNTST_okay;
	}
	return GNTST_general_error;
}

/* Takes back what no pin stands for. [A] */
static void clear_status(const struct grant_active *act,
			 struct grant_entry_v1 *sha)
{
	uint16_t clear = 0;

	if (!(act->pin & PIN_WRITERS))
		clear |= GTF_writing;
	if (!act->pin)
		clear |= GTF_reading;
	if (clear)
		atomic_and(&sha->flags, (uint16_t)~clear);
}

/* The frame of a pinned or just marked entry, referenced. [A] */
static int get_frame(struct domain *rd, struct grant_active *act,
		     const struct grant_entry_v1 *sha, bool readonly,
		     struct page_info **pg)
{
	if (act->pin) {
		*pg = mfn_to_page(act->mfn);
		return page_ref_get_owned(*pg, rd->id) ? GNTST_okay
						       : GNTST_general_error;
	}
	*pg = arch_get_page_from_gfn(rd, _gfn(READ_ONCE(sha->frame)),
				     !readonly);
	if (!*pg)
		return GNTST_bad_page;
	act->mfn = page_to_mfn(*pg);
	return GNTST_okay;
}

static int pin_entry(struct domain *rd, struct grant_active *act,
		     struct grant_entry_v1 *sha, domid_t by, uint32_t incr,
		     bool map, struct page_info **pg)
{
	bool readonly = !(incr & PIN_WRITERS);
	int ret;

	if (act->pin && (act->domid != by || act->pin & PIN_OVERFLOW))
		return GNTST_general_error;
	if (!act->pin || (!readonly && !(act->pin & PIN_WRITERS))) {
		ret = set_status(act, sha, by, readonly, map);
		if (ret)
			return ret;
	}
	ret = get_frame(rd, act, sha, readonly, pg);
	if (ret) {
		clear_status(act, sha);
		return ret;
	}
	act->domid = by;
	act->pin += incr;
	return GNTST_okay;
}

int grant_pin(struct domain *rd, grant_ref_t ref, domid_t by, uint32_t incr,
	      bool map, struct page_info **pg, unsigned int *cache)
{
	struct grant_table *gt = rd->grants;
	struct grant_entry_v1 *sha;
	struct grant_active *act;
	int ret;

	read_lock(&gt->lock);
	if (unlikely(ref >= grant_nr_entries(gt))) {
		read_unlock(&gt->lock);
		return GNTST_bad_gntref;
	}
	ref = array_index_nospec(ref, grant_nr_entries(gt));
	act = grant_active(gt, ref);
	sha = grant_shared(gt, ref);
	spin_lock(&act->lock);
	ret = pin_entry(rd, act, sha, by, incr, map, pg);
	if (!ret && cache)
		*cache = READ_ONCE(sha->flags) & (GTF_PAT | GTF_PWT | GTF_PCD);
	spin_unlock(&act->lock);
	read_unlock(&gt->lock);
	return ret;
}

void grant_unpin(struct domain *rd, grant_ref_t ref, uint32_t decr)
{
	struct grant_table *gt = rd->grants;
	struct grant_active *act;

	read_lock(&gt->lock);
	act = grant_active(gt, ref);
	spin_lock(&act->lock);
	act->pin -= decr;
	clear_status(act, grant_shared(gt, ref));
	if (!act->pin)
		act->domid = DOMID_INVALID;
	spin_unlock(&act->lock);
	read_unlock(&gt->lock);
}

bool grant_page_hold(struct page_info *pg, bool readonly)
{
	return readonly || arch_page_get_writable(pg);
}

void grant_page_release(struct page_info *pg, bool readonly)
{
	if (!readonly)
		arch_page_put_writable(pg);
	page_ref_put(pg);
}
