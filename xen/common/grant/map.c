/*
 * map.c: GNTTABOP_map_grant_ref.
 */
#include "private.h"

#include <xen/arch/mm.h>
#include <xen/trace.h>

/*
 * The references of each piece (device, host) of a mapping: a piece is undone
 * by itself.  `pg` has one already.
 */
static int hold_pieces(struct domain *rd, struct page_info *pg, bool readonly,
		       unsigned int pieces)
{
	if (!grant_page_hold(pg, readonly))
		return GNTST_general_error;
	if (pieces != MAPPING_PIECES)
		return GNTST_okay;
	if (page_get(pg, rd)) {
		if (grant_page_hold(pg, readonly))
			return GNTST_okay;
		page_put(pg);
	}
	if (!readonly)
		arch_page_put_writable(pg);
	return GNTST_general_error;
}

static void release_pieces(struct page_info *pg, bool readonly,
			   unsigned int pieces)
{
	if (pieces & GNTMAP_device_map)
		grant_page_release(pg, readonly);
	if (pieces & GNTMAP_host_map)
		grant_page_release(pg, readonly);
}

static int map_from(struct domain *ld, struct domain *rd,
		    struct gnttab_map_grant_ref *op, uint32_t handle)
{
	bool readonly = op->flags & GNTMAP_readonly;
	unsigned int pieces = op->flags & MAPPING_PIECES;
	struct grant_mapping *map = maptrack_entry(ld->grants, handle);
	struct grant_use use;
	uint32_t pin = 0;
	int ret;

	if (pieces & GNTMAP_device_map)
		pin += grant_piece_pin(GNTMAP_device_map, readonly);
	if (pieces & GNTMAP_host_map)
		pin += grant_piece_pin(GNTMAP_host_map, readonly);
	ret = grant_pin_map(rd, op->ref, ld->id, pin, &use);
	if (ret)
		return ret;
	ret = hold_pieces(rd, use.pg, readonly, pieces);
	if (ret) {
		page_put(use.pg);
		goto err_unpin;
	}
	if (pieces & GNTMAP_host_map) {
		ret = arch_grant_map(current, op->host_addr,
				     page_to_mfn(use.pg), op->flags, use.cache);
		if (ret)
			goto err_release;
	}
	map->domid = rd->id;
	map->ref = op->ref;
	store_release(&map->flags,
		      (uint16_t)(MAPPING_LIVE | (op->flags & 0x1f)));
	op->dev_bus_addr = maddr_x(mfn_to_maddr(page_to_mfn(use.pg)));
	op->handle = handle;
	return GNTST_okay;

err_release:
	release_pieces(use.pg, readonly, pieces);
err_unpin:
	grant_unpin(rd, op->ref, pin);
	return ret;
}

static int map_one(struct gnttab_map_grant_ref *op)
{
	struct domain *ld = current->domain, *rd;
	uint32_t handle;
	int ret;

	if (!(op->flags & MAPPING_PIECES))
		return GNTST_bad_gntref;
	if (ld->is_hvm &&
	    op->flags & (GNTMAP_device_map | GNTMAP_application_map |
			 GNTMAP_contains_pte))
		return GNTST_general_error;
	rd = domain_get_by_id(op->dom);
	if (!rd)
		return GNTST_bad_domain;
	handle = maptrack_alloc(ld->grants);
	if (handle == HANDLE_NONE) {
		ret = GNTST_no_space;
	} else {
		ret = map_from(ld, rd, op, handle);
		if (ret)
			maptrack_free(ld->grants, handle);
		else
			TRACE(TRC_MEM_PAGE_GRANT_MAP, op->dom);
	}
	domain_put(rd);
	return ret;
}

long grant_op_map(guest_ptr_t arg, unsigned int count, unsigned int *done)
{
	struct gnttab_map_grant_ref op;

	for (unsigned int i = 0; i < count; i++) {
		if (i && hypercall_preempt()) {
			*done = i;
			return -ERESTART;
		}
		if (get_guest_at(&op, arg, i))
			return -EFAULT;
		op.status = (int16_t)map_one(&op);
		if (put_guest_at(arg, i, &op))
			return -EFAULT;
	}
	return 0;
}
