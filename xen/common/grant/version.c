/*
 * version.c: GNTTABOP_set_version, _get_version, _get_status_frames.
 *
 * A table changes its version while nothing but the reserved entries is
 * pinned: the toolstack's daemons keep those mapped, and so they are carried
 * over with what is known of their use.  All others are cleared.
 */
#include "private.h"

#include <xen/arch/mm.h>
#include <xen/string.h>

#define NR_RESERVED GNTTAB_NR_RESERVED_ENTRIES

/* As writer: nobody is at any entry, but the guest may write to all. */
static int check_unused(const struct grant_table *gt)
{
	for (unsigned int ref = NR_RESERVED; ref < gt->nr_entries; ref++)
		if (grant_active(gt, ref)->pin)
			return -EBUSY;
	return 0;
}

/*
 * The reserved entries in version 1's form; -ERANGE if they have none.  What
 * nobody can use is not kept.
 */
static int save_v2(const struct grant_table *gt, struct grant_entry_v1 *saved)
{
	for (unsigned int ref = 0; ref < NR_RESERVED; ref++) {
		const union grant_entry_v2 *e = grant_shared(gt, ref);
		uint16_t flags = READ_ONCE(e->hdr.flags);
		uint64_t frame = READ_ONCE(e->full_page.frame);
		unsigned int type = flags & GTF_type_mask;

		if (type == GTF_transitive ||
		    (type == GTF_permit_access && frame > UINT32_MAX))
			return -ERANGE;
		if (type != GTF_permit_access)
			continue;
		saved[ref].flags = flags | *grant_in_use(gt, ref);
		saved[ref].domid = READ_ONCE(e->hdr.domid);
		saved[ref].frame = (uint32_t)frame;
	}
	return 0;
}

static void restore_v2(const struct grant_table *gt,
		       const struct grant_entry_v1 *saved)
{
	const uint16_t in_use = GTF_reading | GTF_writing;

	for (unsigned int ref = 0; ref < NR_RESERVED; ref++) {
		union grant_entry_v2 *e = grant_shared(gt, ref);

		*grant_in_use(gt, ref) = saved[ref].flags & in_use;
		e->full_page.frame = saved[ref].frame;
		e->hdr.domid = saved[ref].domid;
		e->hdr.flags = saved[ref].flags & (uint16_t)~in_use;
	}
}

static void clear_entries(struct grant_table *gt, unsigned int shift)
{
	for (unsigned int i = 0; i < gt->nr_frames; i++)
		arch_clear_page(gt->shared[i]);
	gt->entry_shift = shift;
	grant_count_entries(gt);
}

static int change_to_v2(struct domain *d)
{
	struct grant_table *gt = d->grants;
	struct grant_entry_v1 saved[NR_RESERVED];
	int ret = grant_status_grow(d, gt->nr_frames);

	if (ret) {
		(void)grant_status_drop(d);
		return ret;
	}
	memcpy(saved, grant_shared(gt, 0), sizeof(saved));
	clear_entries(gt, SHIFT_V2);
	restore_v2(gt, saved);
	return 0;
}

static int change_to_v1(struct domain *d)
{
	struct grant_table *gt = d->grants;
	struct grant_entry_v1 saved[NR_RESERVED] = { { 0 } };
	int ret = save_v2(gt, saved);

	if (!ret)
		ret = grant_status_drop(d);
	if (ret)
		return ret;
	clear_entries(gt, SHIFT_V1);
	memcpy(grant_shared(gt, 0), saved, sizeof(saved));
	return 0;
}

static int change_version(struct domain *d, unsigned int version)
{
	struct grant_table *gt = d->grants;
	int ret = 0;

	write_lock(&gt->lock);
	if (grant_version(gt) != version) {
		ret = check_unused(gt);
		if (!ret)
			ret = version == 2 ? change_to_v2(d) : change_to_v1(d);
	}
	write_unlock(&gt->lock);
	return ret;
}

long grant_op_set_version(guest_ptr_t arg, unsigned int count,
			  unsigned int *done)
{
	struct domain *d = current->domain;
	struct gnttab_set_version op;
	long ret;

	if (get_guest(&op, arg))
		return -EFAULT;
	if (op.version != 1 && op.version != 2)
		ret = -EINVAL;
	else if (op.version > d->grants->max_version)
		ret = -ENOSYS;
	else
		ret = change_version(d, op.version);
	op.version = grant_version(d->grants);
	if (put_guest(arg, &op))
		return -EFAULT;
	return ret;
}

long grant_op_get_version(guest_ptr_t arg, unsigned int count,
			  unsigned int *done)
{
	struct gnttab_get_version op;
	struct domain *d;
	int16_t status;

	if (get_guest(&op, arg))
		return -EFAULT;
	d = grant_domain(op.dom, &status);
	if (!d)
		return status == GNTST_bad_domain ? -ESRCH : -EPERM;
	op.version = grant_version(d->grants);
	domain_put(d);
	return put_guest(arg, &op);
}

/* Where the guest finds status frame `i`; false: there is none. */
static bool status_name(struct domain *d, unsigned int i, uint64_t *name)
{
	struct grant_table *gt = d->grants;
	bool found;

	read_lock(&gt->lock);
	found = i < gt->nr_status;
	if (found) {
		mfn_t mfn = virt_to_mfn(
			gt->status[array_index_nospec(i, gt->nr_status)]);

		*name = d->is_hvm ? arch_get_gpfn(mfn) : mfn_x(mfn);
	}
	read_unlock(&gt->lock);
	return found;
}

static int16_t list_status_frames(struct domain *d,
				  const struct gnttab_get_status_frames *op)
{
	uint64_t name;

	if (op->nr_frames > READ_ONCE(d->grants->nr_status))
		return GNTST_general_error;
	for (unsigned int i = 0; i < op->nr_frames; i++) {
		/* They may all go meanwhile. */
		if (!status_name(d, i, &name))
			return GNTST_general_error;
		if (put_guest_at(guest_ptr(op->frame_list), i, &name))
			return GNTST_bad_virt_addr;
	}
	return GNTST_okay;
}

long grant_op_get_status_frames(guest_ptr_t arg, unsigned int count,
				unsigned int *done)
{
	struct gnttab_get_status_frames op;
	struct domain *d;

	if (count != 1)
		return -EINVAL;
	if (get_guest(&op, arg))
		return -EFAULT;
	d = grant_domain(op.dom, &op.status);
	if (d) {
		op.status = list_status_frames(d, &op);
		domain_put(d);
	}
	return put_guest(arg, &op);
}
