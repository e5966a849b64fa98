/* swap.c: GNTTABOP_swap_grant_ref: two entries of one's own change places. */
#include "private.h"

#include <xen/types.h>

/* As writer: nobody else is at any entry. */
static int16_t swap_entries(struct grant_table *gt, grant_ref_t a,
			    grant_ref_t b)
{
	unsigned int nr = gt->nr_entries;

	if (a >= nr || b >= nr)
		return GNTST_bad_gntref;
	a = array_index_nospec(a, nr);
	b = array_index_nospec(b, nr);
	if (a == b)
		return GNTST_okay;
	if (grant_active(gt, a)->pin || grant_active(gt, b)->pin)
		return GNTST_eagain;
	if (grant_version(gt) == 1)
		swap(*(struct grant_entry_v1 *)grant_shared(gt, a),
		     *(struct grant_entry_v1 *)grant_shared(gt, b));
	else /* their status words are both 0 */
		swap(*(union grant_entry_v2 *)grant_shared(gt, a),
		     *(union grant_entry_v2 *)grant_shared(gt, b));
	return GNTST_okay;
}

long grant_op_swap(guest_ptr_t arg, unsigned int count, unsigned int *done)
{
	struct grant_table *gt = current->domain->grants;
	struct gnttab_swap_grant_ref op;

	for (unsigned int i = 0; i < count; i++) {
		if (i && hypercall_preempt()) {
			*done = i;
			return -ERESTART;
		}
		if (get_guest_at(&op, arg, i))
			return -EFAULT;
		write_lock(&gt->lock);
		op.status = swap_entries(gt, op.ref_a, op.ref_b);
		write_unlock(&gt->lock);
		if (put_guest_at(arg, i, &op))
			return -EFAULT;
	}
	return 0;
}
