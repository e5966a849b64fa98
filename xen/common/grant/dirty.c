/*
 * dirty.c: which of a domain's pages others may write to by grants now.
 */
#include "private.h"

#include <xen/mm.h>

/* Entries with one hold of the table's lock. */
#define BATCH 64

static bool some_entries(struct grant_table *gt, unsigned int first,
			 void (*fn)(const struct page_info *pg))
{
	unsigned int end;

	read_lock(&gt->lock);
	end = min(first + BATCH, gt->nr_entries);
	for (unsigned int ref = first; ref < end; ref++) {
		struct grant_active *act = grant_active(gt, ref);

		if (!(READ_ONCE(act->pin) & PIN_WRITERS))
			continue;
		spin_lock(&act->lock);
		/* A transitive one's page is another domain's. */
		if (act->pin & PIN_WRITERS && act->trans_dom == DOMID_INVALID)
			fn(mfn_to_page(act->mfn));
		spin_unlock(&act->lock);
	}
	read_unlock(&gt->lock);
	return end == first + BATCH;
}

void grant_for_each_written(struct domain *d,
			    void (*fn)(const struct page_info *pg))
{
	for (unsigned int first = 0; some_entries(d->grants, first, fn);)
		first += BATCH;
}
