/*
 * status.c: frames of status words, which come with version 2 and go with it.
 *
 * They are pages of the hypervisor that the guest may map, like the frames of
 * entries; a word for each entry.
 */
#include "private.h"

#include <xen/log.h>
#include <xen/mm.h>

int grant_status_grow(struct domain *d, unsigned int nr)
{
	struct grant_table *gt = d->grants;

	while (gt->nr_status < grant_status_frames(nr)) {
		void *frame = xheap_alloc(0);

		if (!frame)
			return -ENOMEM;
		xen_page_share(frame, d);
		gt->status[gt->nr_status++] = frame;
	}
	return 0;
}

/* Those below `nr` are the guest's again. */
static void share_again(struct domain *d, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++)
		xen_page_share(d->grants->status[i], d);
}

int grant_status_drop(struct domain *d)
{
	struct grant_table *gt = d->grants;

	for (unsigned int i = 0; i < gt->nr_status; i++) {
		if (xen_page_unshare_unused(gt->status[i]))
			continue;
		share_again(d, i);
		return -EBUSY;
	}
	for (unsigned int i = 0; i < gt->nr_status; i++) {
		xheap_free(gt->status[i], 0);
		gt->status[i] = NULL;
	}
	gt->nr_status = 0;
	return 0;
}

void grant_status_unshare(struct grant_table *gt)
{
	for (unsigned int i = 0; i < gt->nr_status; i++)
		(void)xen_page_unshare(gt->status[i]);
}

void grant_status_fini(struct grant_table *gt)
{
	for (unsigned int i = 0; i < gt->nr_status; i++) {
		/* After a failed creation it still is shared. */
		if (!xen_page_unshare(gt->status[i]))
			BUG();
		xheap_free(gt->status[i], 0);
	}
}
