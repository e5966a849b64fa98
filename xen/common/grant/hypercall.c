/*
 * hypercall.c: grant_table_op(cmd, array, count).
 *
 * A long array is continued by moving on in it: nothing of the progress is
 * kept here.
 */
#include "private.h"

#define OP(name, fn_, type)                         \
	[GNTTABOP_##name] = { .fn = grant_op_##fn_, \
			      .size = sizeof(struct gnttab_##type) }

static const struct {
	grant_op_fn *fn;
	unsigned int size;
} ops[] = {
	OP(map_grant_ref, map, map_grant_ref),
	OP(unmap_grant_ref, unmap, unmap_grant_ref),
	OP(setup_table, setup_table, setup_table),
	OP(transfer, transfer, transfer),
	OP(copy, copy, copy),
	OP(query_size, query_size, query_size),
	OP(unmap_and_replace, unmap_and_replace, unmap_and_replace),
	OP(set_version, set_version, set_version),
	OP(get_status_frames, get_status_frames, get_status_frames),
	OP(get_version, get_version, get_version),
	OP(swap_grant_ref, swap, swap_grant_ref),
	OP(cache_flush, cache_flush, cache_flush),
};

/* grant_table_op(cmd, array, count): GNTTABOP_*, array of its structures. */
long hc_grant_table_op(struct vcpu *v, struct hypercall_args *args)
{
	unsigned long cmd = args->a[0] & UINT32_MAX;
	unsigned int count = (unsigned int)args->a[2], done = 0;
	long ret;

	if ((int)count < 0)
		return -EINVAL;
	/* Only cache_flush has something to say above the command. */
	if (cmd >> 12 && (cmd & 0xfff) != GNTTABOP_cache_flush)
		return -EINVAL;
	if (cmd >= ARRAY_SIZE(ops))
		return -ENOSYS;
	cmd = array_index_nospec(cmd, ARRAY_SIZE(ops));
	if (!ops[cmd].fn)
		return -ENOSYS;
	ret = ops[cmd].fn(guest_ptr_reg(args->a[1]), count, &done);
	if (ret == -ERESTART) {
		args->a[1] += (unsigned long)done * ops[cmd].size;
		args->a[2] = count - done;
	}
	return ret;
}
