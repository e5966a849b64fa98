/* caps.c: range sets on the slab: what a domain may use, by numbers. */
#include <xen/allocator.h>
#include <xen/caps.h>
#include <xen/mm.h>

static void *caps_alloc(void *ctx, size_t size)
{
	return slab_alloc(size, __alignof__(max_align_t));
}

static void caps_free(void *ctx, void *p)
{
	slab_free(p);
}

static const struct allocator caps_memory = {
	.alloc = caps_alloc,
	.free = caps_free,
};

struct range_set *caps_create(void)
{
	struct range_set *set = xnew(struct range_set);

	if (set)
		range_set_init(set, &caps_memory);
	return set;
}

void caps_destroy(struct range_set *set)
{
	if (set)
		range_set_destroy(set);
	xfree(set);
}
