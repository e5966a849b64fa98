/*
 * table.c: a grant table comes, grows and goes.
 *
 * The frames of entries are pages of the hypervisor that the guest may map.
 * They are taken from the guest when it dies (unshared), but stay ours until
 * nobody refers to the domain any more, since whoever unmaps a grant of it
 * still clears flags there.
 */
#include "private.h"

#include <xen/arch/mm.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/mm.h>

#define DEFAULT_MAX_FRAMES   64
#define DEFAULT_MAX_MAPTRACK 1024
#define MAX_VERSION	     1

static unsigned int gnttab_max_frames = DEFAULT_MAX_FRAMES;
PARAM_UINT_RUNTIME("gnttab_max_frames", gnttab_max_frames);
static unsigned int gnttab_max_maptrack = DEFAULT_MAX_MAPTRACK;
PARAM_UINT_RUNTIME("gnttab_max_maptrack_frames", gnttab_max_maptrack);

static struct grant_active *active_create(void)
{
	struct grant_active *act =
		xnew_array(struct grant_active, ENTRIES_PER_FRAME);

	for (unsigned int i = 0; act && i < ENTRIES_PER_FRAME; i++) {
		spin_lock_init(&act[i].lock, LOCK_GRANT_ENTRY);
		act[i].domid = DOMID_INVALID;
	}
	return act;
}

static int add_frame(struct domain *d)
{
	struct grant_table *gt = d->grants;
	struct grant_active *act = active_create();
	void *frame;

	if (!act)
		return -ENOMEM;
	frame = xheap_alloc(0);
	if (!frame) {
		xfree(act);
		return -ENOMEM;
	}
	xen_page_share(frame, d);
	gt->shared[gt->nr_frames] = frame;
	gt->active[gt->nr_frames] = act;
	gt->nr_frames++;
	return 0;
}

int grant_grow(struct domain *d, unsigned int nr)
{
	struct grant_table *gt = d->grants;
	int ret = 0;

	if (nr > gt->max_frames)
		return -EINVAL;
	if (nr > gt->nr_frames && d->dying != DOMDYING_alive)
		return -EINVAL;
	while (!ret && gt->nr_frames < nr)
		ret = add_frame(d);
	return ret;
}

/* ---- Limits ---- */

static bool limits_ok(unsigned int frames, unsigned int maptrack)
{
	return frames >= 1 && frames <= gnttab_max_frames &&
	       maptrack <= gnttab_max_maptrack;
}

static void *bigger(const void *old, unsigned int nr, unsigned int max)
{
	void **new = xnew_array(void *, max);

	for (unsigned int i = 0; new &&i < nr; i++)
		new[i] = ((void *const *)old)[i];
	return new;
}

/* As writer. */
static int set_limits(struct grant_table *gt, unsigned int frames,
		      unsigned int maptrack)
{
	void *shared, *active;

	if (frames < gt->nr_frames || maptrack < gt->nr_maptrack ||
	    (gt->maptrack && maptrack > gt->max_maptrack))
		return -EBUSY;
	shared = bigger(gt->shared, gt->nr_frames, frames);
	active = bigger(gt->active, gt->nr_frames, frames);
	if (!shared || !active) {
		xfree(shared);
		xfree(active);
		return -ENOMEM;
	}
	xfree(gt->shared);
	xfree(gt->active);
	gt->shared = shared;
	gt->active = active;
	gt->max_frames = frames;
	gt->max_maptrack = maptrack;
	return 0;
}

int grant_set_limits(domid_t id, unsigned int frames, unsigned int maptrack)
{
	struct domain *d;
	int ret;

	if (!limits_ok(frames, maptrack))
		return -EINVAL;
	d = domain_get_by_id(id);
	if (!d)
		return -ENOENT;
	write_lock(&d->grants->lock);
	ret = set_limits(d->grants, frames, maptrack);
	write_unlock(&d->grants->lock);
	domain_put(d);
	return ret;
}

/* ---- Life ---- */

int grant_table_create(struct domain *d, int max_frames, int max_maptrack,
		       unsigned int max_version)
{
	unsigned int frames =
		max_frames < 0 ? gnttab_max_frames : (unsigned int)max_frames;
	unsigned int maptrack = max_maptrack < 0 ? gnttab_max_maptrack
						 : (unsigned int)max_maptrack;
	struct grant_table *gt;
	int ret = -ENOMEM;

	if (!limits_ok(frames, maptrack) || max_version < 1 ||
	    max_version > MAX_VERSION)
		return -EINVAL;
	gt = xnew(struct grant_table);
	if (!gt)
		return -ENOMEM;
	rwlock_init(&gt->lock, LOCK_GRANT);
	spin_lock_init(&gt->maptrack_lock, LOCK_GRANT_ENTRY);
	gt->max_frames = frames;
	gt->max_maptrack = maptrack;
	gt->free_handle = HANDLE_NONE;
	gt->shared = xnew_array(struct grant_entry_v1 *, frames);
	gt->active = xnew_array(struct grant_active *, frames);
	if (!gt->shared || !gt->active)
		goto err_free;
	d->grants = gt;
	ret = add_frame(d);
	if (ret)
		goto err_free;
	return 0;

err_free:
	d->grants = NULL;
	xfree(gt->active);
	xfree(gt->shared);
	xfree(gt);
	return ret;
}

void grant_table_destroy(struct domain *d)
{
	struct grant_table *gt = d->grants;

	if (!gt)
		return;
	for (unsigned int i = 0; i < gt->nr_frames; i++) {
		/* After a failed creation it still is shared. */
		if (!xen_page_unshare(gt->shared[i]))
			BUG();
		xheap_free(gt->shared[i], 0);
		xfree(gt->active[i]);
	}
	maptrack_fini(gt);
	xfree(gt->active);
	xfree(gt->shared);
	xfree(gt);
	d->grants = NULL;
}

/* ---- For the rest of the hypervisor ---- */

int grant_table_frame(struct domain *d, unsigned int idx, bool status,
		      mfn_t *mfn)
{
	struct grant_table *gt = d->grants;
	int ret = -EINVAL;

	/* Status frames are version 2's. */
	if (status)
		return -EINVAL;
	write_lock(&gt->lock);
	if (idx < gt->max_frames && !grant_grow(d, idx + 1)) {
		idx = array_index_nospec(idx, gt->nr_frames);
		*mfn = virt_to_mfn(gt->shared[idx]);
		ret = 0;
	}
	write_unlock(&gt->lock);
	return ret;
}

unsigned int grant_table_max_frames(struct domain *d)
{
	return READ_ONCE(d->grants->max_frames);
}

int grant_seed(struct domain *d, unsigned int ref, domid_t to, gfn_t gfn)
{
	struct grant_table *gt = d->grants;
	int ret = -EINVAL;

	if (gfn_x(gfn) > UINT32_MAX)
		return -EINVAL;
	write_lock(&gt->lock);
	if (ref < grant_nr_entries(gt)) {
		struct grant_entry_v1 *sha = grant_shared(
			gt, array_index_nospec(ref, grant_nr_entries(gt)));

		sha->domid = to;
		sha->frame = (uint32_t)gfn_x(gfn);
		store_release(&sha->flags, GTF_permit_access);
		ret = 0;
	}
	write_unlock(&gt->lock);
	return ret;
}

struct domain *grant_domain(domid_t id, int16_t *status)
{
	struct domain *d = domain_get_any(id);

	if (!d) {
		*status = GNTST_bad_domain;
		return NULL;
	}
	if (!domain_may_manage(current->domain, d)) {
		domain_put(d);
		*status = GNTST_permission_denied;
		return NULL;
	}
	*status = GNTST_okay;
	return d;
}
