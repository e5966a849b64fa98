/*
 * maptrack.c: handles of mappings, in frames that are added as needed.
 */
#include "private.h"

#include <xen/mm.h>

static struct grant_mapping *entry(const struct grant_table *gt,
				   uint32_t handle)
{
	return &gt->maptrack[handle / MAPPINGS_PER_FRAME]
			    [handle % MAPPINGS_PER_FRAME];
}

/* [M] */
static bool add_frame(struct grant_table *gt)
{
	uint32_t first = gt->nr_maptrack * MAPPINGS_PER_FRAME;
	struct grant_mapping *frame;

	if (gt->nr_maptrack >= gt->max_maptrack)
		return false;
	if (!gt->maptrack) {
		gt->maptrack =
			xnew_array(struct grant_mapping *, gt->max_maptrack);
		if (!gt->maptrack)
			return false;
	}
	frame = xnew_array(struct grant_mapping, MAPPINGS_PER_FRAME);
	if (!frame)
		return false;
	for (uint32_t i = 0; i < MAPPINGS_PER_FRAME; i++)
		frame[i].next = i + 1 < MAPPINGS_PER_FRAME ? first + i + 1
							   : gt->free_handle;
	gt->free_handle = first;
	gt->maptrack[gt->nr_maptrack] = frame;
	/* Pairs with maptrack_entry(). */
	store_release(&gt->nr_maptrack, gt->nr_maptrack + 1);
	return true;
}

uint32_t maptrack_alloc(struct grant_table *gt)
{
	uint32_t handle = HANDLE_NONE;

	spin_lock(&gt->maptrack_lock);
	if (gt->free_handle != HANDLE_NONE || add_frame(gt)) {
		handle = gt->free_handle;
		gt->free_handle = entry(gt, handle)->next;
	}
	spin_unlock(&gt->maptrack_lock);
	return handle;
}

void maptrack_free(struct grant_table *gt, uint32_t handle)
{
	spin_lock(&gt->maptrack_lock);
	entry(gt, handle)->next = gt->free_handle;
	gt->free_handle = handle;
	spin_unlock(&gt->maptrack_lock);
}

struct grant_mapping *maptrack_entry(const struct grant_table *gt,
				     uint32_t handle)
{
	uint32_t nr = load_acquire(&gt->nr_maptrack) * MAPPINGS_PER_FRAME;

	if (unlikely(handle >= nr))
		return NULL;
	return entry(gt, array_index_nospec(handle, nr));
}

void maptrack_fini(struct grant_table *gt)
{
	for (unsigned int i = 0; i < gt->nr_maptrack; i++)
		xfree(gt->maptrack[i]);
	xfree(gt->maptrack);
}
