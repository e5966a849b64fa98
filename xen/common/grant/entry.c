/*
 * entry.c: using one entry: from the guest's words to a pinned frame and back.
 *
 * A transitive entry names an entry of a third domain.  Each use pins both,
 * one after the other with no lock held between: the first pin keeps the
 * transitive entry, and with it the table's version, as it is; the second
 * brings the page.  There is one such step at most.
 */
#include "private.h"

#include <xen/arch/mm.h>
#include <xen/log.h>
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
		      offsetof(struct grant_entry_v1, domid) == 2 &&
		      offsetof(struct grant_entry_header, flags) == 0 &&
		      offsetof(struct grant_entry_header, domid) == 2,
	      "an entry begins with its header");
static_assert(offsetof(struct grant_entry_v1, frame) == 4 &&
		      offsetof(union grant_entry_v2, full_page.frame) == 8 &&
		      offsetof(union grant_entry_v2, sub_page.frame) == 8,
	      "an entry ends with its frame");

/* Who asks for what: the same for all steps of one pin. */
struct wish {
	domid_t by;
	uint32_t incr;
	bool readonly, map;
	bool nested; /* through a transitive entry */
};

/* What entry.c knows of the entry that it works on, its lock held. */
struct slot {
	struct grant_table *gt;
	struct grant_active *act;
	grant_ref_t ref;
};

/* The entry, locked, its table as reader; false: there is none. */
static inline bool slot_lock(struct slot *s, struct domain *d, grant_ref_t ref)
{
	s->gt = d->grants;
	read_lock(&s->gt->lock);
	if (unlikely(ref >= s->gt->nr_entries)) {
		read_unlock(&s->gt->lock);
		return false;
	}
	s->ref = array_index_nospec(ref, s->gt->nr_entries);
	s->act = grant_active(s->gt, s->ref);
	spin_lock(&s->act->lock);
	return true;
}

static inline void slot_unlock(struct slot *s)
{
	spin_unlock(&s->act->lock);
	read_unlock(&s->gt->lock);
}

/* ---- The guest's flags ---- */

static bool is_transitive(const struct grant_table *gt, union header hdr)
{
	return gt->entry_shift == SHIFT_V2 &&
	       (hdr.flags & GTF_type_mask) == GTF_transitive;
}

/* Whether a header that nothing pins yet lets the wish in. */
static bool admits(const struct grant_table *gt, union header hdr,
		   const struct wish *w)
{
	uint16_t mask = GTF_type_mask | (w->map ? GTF_sub_page : 0);

	if (hdr.domid != w->by)
		return false;
	return (hdr.flags & mask) == GTF_permit_access ||
	       (!w->map && is_transitive(gt, hdr));
}

static bool allows(const struct slot *s, union header hdr, const struct wish *w)
{
	return (s->act->pin || admits(s->gt, hdr, w)) &&
	       (w->readonly || !(hdr.flags & GTF_readonly));
}

/* Takes back what no pin stands for. */
static void clear_status(const struct slot *s)
{
	uint16_t clear = 0;

	if (!(s->act->pin & PIN_WRITERS))
		clear |= GTF_writing;
	if (!s->act->pin)
		clear |= GTF_reading;
	if (clear)
		atomic_and(grant_in_use(s->gt, s->ref), (uint16_t)~clear);
}

/* Version 1: flags and what is in use are one word, changed at once. */
static int mark_v1(const struct slot *s, uint32_t *word, const struct wish *w,
		   union header *hdr)
{
	union header new;

	for (unsigned int try = 0; try < MAX_TRIES; try++) {
		if (!allows(s, *hdr, w))
			return GNTST_general_error;
		new = *hdr;
		new.flags |= GTF_reading | (w->readonly ? 0 : GTF_writing);
		if (likely(atomic_try_cmpxchg(word, &hdr->raw, new.raw)))
			return GNTST_okay;
	}
	return GNTST_general_error;
}

/*
 * Version 2: first say that it is in use, then look again: the guest takes an
 * entry back in the opposite order, so that one of the two sees the other.
 */
static int mark_v2(const struct slot *s, uint32_t *word, const struct wish *w,
		   union header *hdr)
{
	if (!allows(s, *hdr, w))
		return GNTST_general_error;
	atomic_or(grant_in_use(s->gt, s->ref),
		  (uint16_t)(GTF_reading | (w->readonly ? 0 : GTF_writing)));
	hdr->raw = READ_ONCE(*word);
	if (likely(allows(s, *hdr, w)))
		return GNTST_okay;
	clear_status(s);
	return GNTST_general_error;
}

/* Sets GTF_reading and _writing if the guest allows it; *hdr as it then was. */
static int mark(const struct slot *s, const struct wish *w, union header *hdr)
{
	uint32_t *word = grant_shared(s->gt, s->ref);

	hdr->raw = READ_ONCE(*word);
	return s->gt->entry_shift == SHIFT_V1 ? mark_v1(s, word, w, hdr)
					      : mark_v2(s, word, w, hdr);
}

/* ---- What the entry stands for ---- */

/* Offsets beyond the page become one that no copy reaches. */
static void limit_to_sub_page(const struct slot *s)
{
	const union grant_entry_v2 *e = grant_shared(s->gt, s->ref);
	unsigned int off = READ_ONCE(e->sub_page.page_off),
		     len = READ_ONCE(e->sub_page.length);

	s->act->start = (uint16_t)min(off, (unsigned int)PAGE_SIZE + 1);
	s->act->length = (uint16_t)min(len, (unsigned int)PAGE_SIZE);
	s->act->no_map = true;
}

static int first_frame(const struct slot *s, struct domain *rd,
		       union header hdr, bool readonly, struct grant_use *use)
{
	struct grant_active *act = s->act;

	use->pg = arch_get_page_from_gfn(rd, grant_frame(s->gt, s->ref),
					 !readonly);
	if (!use->pg)
		return GNTST_bad_page;
	act->mfn = page_to_mfn(use->pg);
	act->trans_dom = DOMID_INVALID;
	act->start = 0;
	act->length = PAGE_SIZE;
	act->no_map = false;
	if (unlikely(hdr.flags & GTF_sub_page) &&
	    s->gt->entry_shift == SHIFT_V2)
		limit_to_sub_page(s);
	return GNTST_okay;
}

static int first_transitive(const struct slot *s, const struct domain *rd,
			    const struct wish *w)
{
	const union grant_entry_v2 *e = grant_shared(s->gt, s->ref);
	domid_t dom = READ_ONCE(e->transitive.trans_domid);

	if (!gnttab_transitive || w->nested || dom == rd->id ||
	    dom == DOMID_INVALID)
		return GNTST_general_error;
	s->act->trans_dom = dom;
	s->act->trans_ref = READ_ONCE(e->transitive.gref);
	s->act->no_map = true;
	return GNTST_okay;
}

/* The frame of an entry that is pinned already. */
static int same_frame(const struct slot *s, const struct domain *rd,
		      const struct wish *w, struct grant_use *use)
{
	if (unlikely(s->act->trans_dom != DOMID_INVALID))
		return w->nested ? GNTST_general_error : GNTST_okay;
	use->pg = mfn_to_page(s->act->mfn);
	return page_ref_get_owned(use->pg, rd->id) ? GNTST_okay
						   : GNTST_general_error;
}

static int pin_slot(const struct slot *s, struct domain *rd,
		    const struct wish *w, struct grant_use *use)
{
	struct grant_active *act = s->act;
	union header hdr;
	int ret;

	if (act->pin && (act->domid != w->by || act->pin & PIN_OVERFLOW ||
			 (w->map && act->no_map)))
		return GNTST_general_error;
	if (!act->pin || (!w->readonly && !(act->pin & PIN_WRITERS))) {
		ret = mark(s, w, &hdr);
		if (ret)
			return ret;
	}
	if (act->pin)
		ret = same_frame(s, rd, w, use);
	else if (unlikely(is_transitive(s->gt, hdr)))
		ret = first_transitive(s, rd, w);
	else
		ret = first_frame(s, rd, hdr, w->readonly, use);
	if (ret) {
		clear_status(s);
		return ret;
	}
	act->domid = w->by;
	act->pin += w->incr;
	return GNTST_okay;
}

/* ---- Pins ---- */

int grant_pin_map(struct domain *rd, grant_ref_t ref, domid_t by, uint32_t incr,
		  struct grant_use *use)
{
	struct wish w = { .by = by,
			  .incr = incr,
			  .readonly = !(incr & PIN_WRITERS),
			  .map = true };
	const uint16_t *flags;
	struct slot s;
	int ret;

	if (!slot_lock(&s, rd, ref))
		return GNTST_bad_gntref;
	ret = pin_slot(&s, rd, &w, use);
	flags = grant_shared(s.gt, s.ref);
	use->cache = READ_ONCE(*flags) & (GTF_PAT | GTF_PWT | GTF_PCD);
	slot_unlock(&s);
	return ret;
}

/* Where a transitive entry leads. */
struct target {
	domid_t dom; /* DOMID_INVALID: it is none */
	grant_ref_t ref;
};

static struct target slot_target(const struct slot *s)
{
	return (struct target){ s->act->trans_dom, s->act->trans_ref };
}

/* One entry's pin is undone. */
static struct target unpin_one(struct domain *rd, grant_ref_t ref,
			       uint32_t decr)
{
	struct target t;
	struct slot s;

	/* It is pinned, so it is there. */
	if (!slot_lock(&s, rd, ref))
		BUG();
	t = slot_target(&s);
	s.act->pin -= decr;
	clear_status(&s);
	if (!s.act->pin)
		s.act->domid = DOMID_INVALID;
	slot_unlock(&s);
	return t;
}

static int pin_one(struct domain *rd, grant_ref_t ref, const struct wish *w,
		   struct grant_use *use, struct target *t)
{
	struct slot s;
	int ret;

	if (!slot_lock(&s, rd, ref))
		return GNTST_bad_gntref;
	ret = pin_slot(&s, rd, w, use);
	*t = slot_target(&s);
	use->start = s.act->start;
	use->length = s.act->length;
	slot_unlock(&s);
	return ret;
}

/* The second step of a transitive grant that rd gave. */
static int pin_target(struct domain *rd, struct target t, uint32_t incr,
		      struct grant_use *use)
{
	struct wish w = { .by = rd->id,
			  .incr = incr,
			  .readonly = !(incr & PIN_WRITERS),
			  .nested = true };
	struct domain *td = domain_get_by_id(t.dom);
	int ret;

	if (!td)
		return GNTST_general_error;
	ret = pin_one(td, t.ref, &w, use, &t);
	domain_put(td);
	return ret;
}

int grant_pin_copy(struct domain *rd, grant_ref_t ref, domid_t by,
		   uint32_t incr, struct grant_use *use)
{
	struct wish w = { .by = by,
			  .incr = incr,
			  .readonly = !(incr & PIN_WRITERS) };
	struct target t;
	int ret = pin_one(rd, ref, &w, use, &t);

	if (ret || likely(t.dom == DOMID_INVALID))
		return ret;
	ret = pin_target(rd, t, incr, use);
	if (ret)
		(void)unpin_one(rd, ref, incr);
	return ret;
}

void grant_unpin(struct domain *rd, grant_ref_t ref, uint32_t decr)
{
	struct target t = unpin_one(rd, ref, decr);
	struct domain *td;

	if (likely(t.dom == DOMID_INVALID))
		return;
	td = domain_get_by_id(t.dom);
	if (!td)
		BUG();
	(void)unpin_one(td, t.ref, decr);
	domain_put(td);
}

/* ---- Pages ---- */

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
