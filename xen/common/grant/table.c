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
#include <xen/string.h>

#define DEFAULT_MAX_FRAMES   64
#define DEFAULT_MAX_MAPTRACK 1024

static unsigned int gnttab_max_frames = DEFAULT_MAX_FRAMES;
PARAM_UINT_RUNTIME("gnttab_max_frames", gnttab_max_frames);
static unsigned int gnttab_max_maptrack = DEFAULT_MAX_MAPTRACK;
PARAM_UINT_RUNTIME("gnttab_max_maptrack_frames", gnttab_max_maptrack);

unsigned int gnttab_max_version = 2;
bool gnttab_transitive = true;
bool gnttab_transfer = true;

static __init int set_option(const char *s, const char *end)
{
	int val = parse_boolean("transitive", s, end);

	if (val >= 0) {
		gnttab_transitive = val;
		return 0;
	}
	val = parse_boolean("transfer", s, end);
	if (val >= 0) {
		gnttab_transfer = val;
		return 0;
	}
	if (strncmp(s, "max-ver:", 8))
		return -EINVAL;
	if (end != s + 9 || (s[8] != '1' && s[8] != '2'))
		return -EINVAL;
	gnttab_max_version = (unsigned int)(s[8] - '0');
	return 0;
}

/* gnttab=[max-ver:1|2][,[no-]transitive][,[no-]transfer] */
static __init int set_gnttab(const char *s)
{
	int ret = 0;

	while (*s) {
		const char *end = strchr(s, ',');

		if (!end)
			end = s + strlen(s);
		if (set_option(s, end))
			ret = -EINVAL;
		s = *end ? end + 1 : end;
	}
	return ret;
}
PARAM_CUSTOM("gnttab", set_gnttab);

static struct grant_active *active_create(void)
{
	struct grant_active *act =
		xnew_array(struct grant_active, ACTIVE_PER_FRAME);

	for (unsigned int i = 0; act && i < ACTIVE_PER_FRAME; i++) {
		spin_lock_init(&act[i].lock, LOCK_GRANT_ENTRY);
		act[i].domid = DOMID_INVALID;
		act[i].trans_dom = DOMID_INVALID;
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
	grant_count_entries(gt);
	return 0;
}

void grant_count_entries(struct grant_table *gt)
{
	gt->nr_entries = gt->nr_frames << (PAGE_SHIFT - gt->entry_shift);
}

int grant_grow(struct domain *d, unsigned int nr)
{
	struct grant_table *gt = d->grants;
	int ret = 0;

	if (nr > gt->max_frames)
		return -EINVAL;
	if (nr > gt->nr_frames && d->dying != DOMDYING_alive)
		return -EINVAL;
	/* Entries are never without their status words. */
	if (grant_version(gt) == 2)
		ret = grant_status_grow(d, nr);
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

/*
 * Pointers to status frames: as many as version 1's numbers of entries would
 * need, so that a look at them under speculation stays in the array.
 */
static unsigned int status_slots(unsigned int frames)
{
	return (frames * ACTIVE_PER_FRAME + STATUS_PER_FRAME - 1) /
	       STATUS_PER_FRAME;
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
	void *shared, *active, *status;

	if (frames < gt->nr_frames || maptrack < gt->nr_maptrack ||
	    (gt->maptrack && maptrack > gt->max_maptrack))
		return -EBUSY;
	shared = bigger(gt->shared, gt->nr_frames, frames);
	active = bigger(gt->active, gt->nr_frames, frames);
	status = bigger(gt->status, gt->nr_status, status_slots(frames));
	if (!shared || !active || !status) {
		xfree(shared);
		xfree(active);
		xfree(status);
		return -ENOMEM;
	}
	xfree(gt->shared);
	xfree(gt->active);
	xfree(gt->status);
	gt->shared = shared;
	gt->active = active;
	gt->status = status;
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
	    max_version > gnttab_max_version)
		return -EINVAL;
	gt = xnew(struct grant_table);
	if (!gt)
		return -ENOMEM;
	rwlock_init(&gt->lock, LOCK_GRANT);
	spin_lock_init(&gt->maptrack_lock, LOCK_GRANT_ENTRY);
	gt->max_frames = frames;
	gt->max_maptrack = maptrack;
	gt->max_version = max_version;
	gt->entry_shift = SHIFT_V1;
	gt->free_handle = HANDLE_NONE;
	gt->shared = xnew_array(char *, frames);
	gt->active = xnew_array(struct grant_active *, frames);
	gt->status = xnew_array(grant_status_t *, status_slots(frames));
	if (!gt->shared || !gt->active || !gt->status)
		goto err_free;
	d->grants = gt;
	ret = add_frame(d);
	if (ret)
		goto err_free;
	return 0;

err_free:
	d->grants = NULL;
	xfree(gt->status);
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
	grant_status_fini(gt);
	maptrack_fini(gt);
	xfree(gt->status);
	xfree(gt->active);
	xfree(gt->shared);
	xfree(gt);
	d->grants = NULL;
}

/* ---- For the rest of the hypervisor ---- */

/* As writer. */
static int entry_frame(struct domain *d, unsigned int idx, mfn_t *mfn)
{
	struct grant_table *gt = d->grants;

	if (idx >= gt->max_frames || grant_grow(d, idx + 1))
		return -EINVAL;
	idx = array_index_nospec(idx, gt->nr_frames);
	*mfn = virt_to_mfn(gt->shared[idx]);
	return 0;
}

/* As writer. There are more status frames with more frames of entries only. */
static int status_frame(struct domain *d, unsigned int idx, mfn_t *mfn)
{
	struct grant_table *gt = d->grants;

	if (grant_version(gt) != 2)
		return -EINVAL;
	if (idx >= gt->nr_status &&
	    (idx >= gt->max_frames / FRAMES_PER_STATUS ||
	     grant_grow(d, (idx + 1) * FRAMES_PER_STATUS)))
		return -EINVAL;
	idx = array_index_nospec(idx, gt->nr_status);
	*mfn = virt_to_mfn(gt->status[idx]);
	return 0;
}

int grant_table_frame(struct domain *d, unsigned int idx, bool status,
		      mfn_t *mfn)
{
	struct grant_table *gt = d->grants;
	int ret;

	write_lock(&gt->lock);
	ret = status ? status_frame(d, idx, mfn) : entry_frame(d, idx, mfn);
	write_unlock(&gt->lock);
	return ret;
}

unsigned int grant_table_max_frames(struct domain *d, bool status)
{
	const struct grant_table *gt = d->grants;
	unsigned int max = READ_ONCE(gt->max_frames);

	if (!status)
		return max;
	return gt->max_version < 2 ? 0 : grant_status_frames(max);
}

void grant_set_frame(const struct grant_table *gt, unsigned int ref, gfn_t gfn)
{
	void *e = grant_shared(gt, ref);

	if (grant_version(gt) == 1)
		WRITE_ONCE(((struct grant_entry_v1 *)e)->frame,
			   (uint32_t)gfn_x(gfn));
	else
		WRITE_ONCE(((union grant_entry_v2 *)e)->full_page.frame,
			   gfn_x(gfn));
}

int grant_seed(struct domain *d, unsigned int ref, domid_t to, gfn_t gfn)
{
	struct grant_table *gt = d->grants;
	int ret = -EINVAL;

	if (gfn_x(gfn) > UINT32_MAX)
		return -EINVAL;
	write_lock(&gt->lock);
	if (ref < gt->nr_entries) {
		struct grant_entry_header *hdr;

		ref = array_index_nospec(ref, gt->nr_entries);
		hdr = grant_shared(gt, ref);
		hdr->domid = to;
		grant_set_frame(gt, ref, gfn);
		store_release(&hdr->flags, GTF_permit_access);
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
