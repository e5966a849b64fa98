/*
 * unmap.c: GNTTABOP_unmap_grant_ref, GNTTABOP_unmap_and_replace, and what a
 * dead domain had mapped.
 *
 * In two steps: first a batch of mappings goes from the page tables, then,
 * after one flush of stale translations, their pages are let go: nobody can
 * write through an old translation to a page that belongs to someone else.
 */
#include "private.h"

#include <xen/arch/mm.h>
#include <xen/log.h>
#include <xen/trace.h>

#define BATCH		32
#define PREEMPT_HANDLES 256

struct unmap {
	uint64_t host_addr, dev_bus_addr, new_addr;
	uint32_t handle;
	/* For the second step: */
	uint32_t ref;
	struct domain *rd; /* referenced; NULL: nothing was unmapped */
	mfn_t mfn;
	unsigned int done; /* GNTMAP_* pieces, and readonly */
};

/* The pieces that were asked for, of a mapping that is still there. [A] */
static int unmap_pieces(struct unmap *op, struct grant_mapping *map,
			const struct grant_active *act, unsigned int flags)
{
	unsigned int ro = flags & GNTMAP_readonly;
	int ret;

	op->mfn = act->mfn;
	if (op->dev_bus_addr && flags & GNTMAP_device_map &&
	    op->dev_bus_addr != maddr_x(mfn_to_maddr(act->mfn)))
		return GNTST_general_error;
	if (op->host_addr && flags & GNTMAP_host_map) {
		ret = arch_grant_unmap(current, op->host_addr, act->mfn,
				       flags & 0x1f, op->new_addr);
		if (ret)
			return ret;
		atomic_and(&map->flags, (uint16_t)~GNTMAP_host_map);
		op->done |= GNTMAP_host_map | ro;
	}
	if (op->dev_bus_addr && flags & GNTMAP_device_map) {
		atomic_and(&map->flags, (uint16_t)~GNTMAP_device_map);
		op->done |= GNTMAP_device_map | ro;
	}
	return GNTST_okay;
}

/*
 * The handle may be unmapped by someone else, even given out again, while we
 * look: only what it says under the entry's lock counts.
 */
static int unmap_entry(struct unmap *op, struct grant_mapping *map)
{
	struct grant_table *gt = op->rd->grants;
	struct grant_active *act;
	unsigned int flags;
	int ret = GNTST_bad_handle;

	read_lock(&gt->lock);
	if (op->ref < gt->nr_entries) {
		op->ref = array_index_nospec(op->ref, gt->nr_entries);
		act = grant_active(gt, op->ref);
		spin_lock(&act->lock);
		flags = READ_ONCE(map->flags);
		if (flags & MAPPING_LIVE && map->domid == op->rd->id &&
		    map->ref == op->ref)
			ret = unmap_pieces(op, map, act, flags);
		spin_unlock(&act->lock);
	}
	read_unlock(&gt->lock);
	return ret;
}

/* First step; op->rd stays referenced for the second. */
static int unmap_begin(struct unmap *op)
{
	struct domain *ld = current->domain;
	struct grant_mapping *map = maptrack_entry(ld->grants, op->handle);

	op->rd = NULL;
	op->done = 0;
	if (!map || !(load_acquire(&map->flags) & MAPPING_LIVE))
		return GNTST_bad_handle;
	op->ref = READ_ONCE(map->ref);
	op->rd = domain_get_by_id(READ_ONCE(map->domid));
	/* Its page keeps the domain: only if it was unmapped just now. */
	if (!op->rd)
		return GNTST_bad_handle;
	TRACE(TRC_MEM_PAGE_GRANT_UNMAP, op->rd->id);
	return unmap_entry(op, map);
}

/* Lets go of unmapped pieces of domain rd's entry. */
static void put_pieces(struct domain *rd, uint32_t ref, mfn_t mfn,
		       unsigned int done)
{
	struct page_info *pg = mfn_to_page(mfn);
	bool readonly = done & GNTMAP_readonly;

	for (unsigned int piece = 1; piece & MAPPING_PIECES; piece <<= 1) {
		if (!(done & piece))
			continue;
		grant_unpin(rd, ref, grant_piece_pin(piece, readonly));
		grant_page_release(pg, readonly);
	}
}

/* Second step: the handle goes with its last piece, once. */
static void unmap_end(struct unmap *op)
{
	struct grant_table *gt = current->domain->grants;
	struct grant_mapping *map;
	uint16_t flags;

	if (!op->rd)
		return;
	if (op->done) {
		put_pieces(op->rd, op->ref, op->mfn, op->done);
		map = maptrack_entry(gt, op->handle);
		flags = READ_ONCE(map->flags);
		if (flags & MAPPING_LIVE && !(flags & MAPPING_PIECES) &&
		    atomic_try_cmpxchg(&map->flags, &flags, (uint16_t)0))
			maptrack_free(gt, op->handle);
	}
	domain_put(op->rd);
}

/* Second step of the first `n`. */
static void finish_batch(struct unmap *batch, unsigned int n)
{
	bool flush = false;

	for (unsigned int i = 0; i < n; i++)
		flush |= batch[i].done & GNTMAP_host_map;
	if (flush)
		arch_grant_flush(current->domain);
	for (unsigned int i = 0; i < n; i++)
		unmap_end(&batch[i]);
}

/* One of the two operations: its structure, in and out. */
static int unmap_first(guest_ptr_t arg, struct unmap *op)
{
	struct gnttab_unmap_grant_ref u;

	if (get_guest(&u, arg))
		return -EFAULT;
	op->host_addr = u.host_addr;
	op->dev_bus_addr = u.dev_bus_addr;
	op->new_addr = 0;
	op->handle = u.handle;
	u.status = (int16_t)unmap_begin(op);
	return put_guest(arg, &u);
}

static int replace_first(guest_ptr_t arg, struct unmap *op)
{
	struct gnttab_unmap_and_replace u;

	if (get_guest(&u, arg))
		return -EFAULT;
	op->host_addr = u.host_addr;
	op->dev_bus_addr = 0;
	op->new_addr = u.new_addr;
	op->handle = u.handle;
	u.status = (int16_t)unmap_begin(op);
	return put_guest(arg, &u);
}

static long batches(guest_ptr_t arg, size_t size, unsigned int count,
		    int (*first)(guest_ptr_t, struct unmap *),
		    unsigned int *done)
{
	struct unmap batch[BATCH];
	unsigned int i, n = 0;
	int ret = 0;

	for (i = 0; i < count && !ret; i++) {
		/* If it can't be read nothing was begun. */
		batch[n].rd = NULL;
		batch[n].done = 0;
		ret = first(guest_ptr_at(arg, i, size), &batch[n++]);
		if (n < BATCH)
			continue;
		finish_batch(batch, n);
		n = 0;
		if (!ret && i + 1 < count && hypercall_preempt()) {
			*done = i + 1;
			return -ERESTART;
		}
	}
	finish_batch(batch, n);
	return ret;
}

long grant_op_unmap(guest_ptr_t arg, unsigned int count, unsigned int *done)
{
	return batches(arg, sizeof(struct gnttab_unmap_grant_ref), count,
		       unmap_first, done);
}

long grant_op_unmap_and_replace(guest_ptr_t arg, unsigned int count,
				unsigned int *done)
{
	return batches(arg, sizeof(struct gnttab_unmap_and_replace), count,
		       replace_first, done);
}

/* ---- A dead domain ---- */

/* Nobody else looks at its handles: none of its vCPUs runs. */
static void release_mapping(struct grant_table *gt, uint32_t handle)
{
	struct grant_mapping *map = maptrack_entry(gt, handle);
	unsigned int flags = map->flags;
	struct domain *rd;
	mfn_t mfn;

	if (!(flags & MAPPING_LIVE))
		return;
	rd = domain_get_by_id(map->domid);
	if (!rd)
		BUG();
	/* Pinned by us: it does not change. */
	read_lock(&rd->grants->lock);
	mfn = grant_active(rd->grants, map->ref)->mfn;
	read_unlock(&rd->grants->lock);
	map->flags = 0;
	put_pieces(rd, map->ref, mfn,
		   flags & (MAPPING_PIECES | GNTMAP_readonly));
	maptrack_free(gt, handle);
	domain_put(rd);
}

int grant_release_mappings(struct domain *d)
{
	struct grant_table *gt = d->grants;
	unsigned int handle;

	if (!gt)
		return 0;
	for (handle = gt->release_next; maptrack_entry(gt, handle); handle++) {
		release_mapping(gt, handle);
		if (handle % PREEMPT_HANDLES == 0 && hypercall_preempt()) {
			gt->release_next = handle + 1;
			return -ERESTART;
		}
	}
	gt->release_next = handle;
	/* Its own table is no more its own. */
	for (unsigned int i = 0; i < gt->nr_frames; i++)
		(void)xen_page_unshare(gt->shared[i]);
	grant_status_unshare(gt);
	return 0;
}
