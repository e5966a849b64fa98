/*
 * setup.c: GNTTABOP_setup_table and GNTTABOP_query_size: the table's size and
 * where its frames are.
 */
#include "private.h"

#include <xen/arch/mm.h>

/* Where the guest finds frame i of its table. */
static xen_pfn_t frame_name(struct domain *d, unsigned int i)
{
	struct grant_table *gt = d->grants;
	mfn_t mfn;

	read_lock(&gt->lock);
	mfn = virt_to_mfn(gt->shared[i]);
	read_unlock(&gt->lock);
	return d->is_hvm ? arch_get_gpfn(mfn) : mfn_x(mfn);
}

/* What there is time for between two looks at what else is to be done. */
#define FRAMES_AT_ONCE 8

/* Grows the table; a continuation finds it larger.  -ERESTART, or GNTST_*. */
static int grow(struct domain *d, unsigned int nr)
{
	struct grant_table *gt = d->grants;
	unsigned int have;
	int ret;

	do {
		write_lock(&gt->lock);
		/* All that is asked for, or nothing. */
		ret = nr > gt->max_frames
			      ? -EINVAL
			      : grant_grow(d, min(nr, gt->nr_frames +
							      FRAMES_AT_ONCE));
		have = gt->nr_frames;
		write_unlock(&gt->lock);
		if (ret)
			return GNTST_general_error;
		if (have < nr && hypercall_preempt())
			return -ERESTART;
	} while (have < nr);
	return GNTST_okay;
}

static int setup(struct domain *d, const struct gnttab_setup_table *op)
{
	int ret = grow(d, op->nr_frames);

	if (ret)
		return ret;
	/* The table does not shrink. */
	for (unsigned int i = 0; i < op->nr_frames; i++) {
		xen_pfn_t frame = frame_name(d, i);

		if (put_guest_at(guest_ptr(op->frame_list), i, &frame))
			return GNTST_bad_virt_addr;
	}
	return GNTST_okay;
}

long grant_op_setup_table(guest_ptr_t arg, unsigned int count,
			  unsigned int *done)
{
	struct gnttab_setup_table op;
	struct domain *d;
	int ret;

	if (count != 1)
		return -EINVAL;
	if (get_guest(&op, arg))
		return -EFAULT;
	d = grant_domain(op.dom, &op.status);
	if (d) {
		ret = setup(d, &op);
		domain_put(d);
		if (ret == -ERESTART)
			return ret;
		op.status = (int16_t)ret;
	}
	return put_guest(arg, &op);
}

long grant_op_query_size(guest_ptr_t arg, unsigned int count,
			 unsigned int *done)
{
	struct gnttab_query_size op;
	struct domain *d;

	if (count != 1)
		return -EINVAL;
	if (get_guest(&op, arg))
		return -EFAULT;
	d = grant_domain(op.dom, &op.status);
	if (d) {
		read_lock(&d->grants->lock);
		op.nr_frames = d->grants->nr_frames;
		op.max_nr_frames = d->grants->max_frames;
		read_unlock(&d->grants->lock);
		domain_put(d);
	}
	return put_guest(arg, &op);
}
