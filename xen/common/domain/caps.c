/* caps.c: range sets on the slab: what a domain may use, by numbers. */
#include <xen/allocator.h>
#include <xen/atomic.h>
#include <xen/caps.h>
#include <xen/mm.h>
#include <xen/range.h>
#include <xen/spinlock.h>

struct caps {
	struct spinlock lock; /* LOCK_CAPS: the set */
	struct range_set set;
};

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

struct caps *caps_create(void)
{
	struct caps *caps = xnew(struct caps);

	if (caps) {
		spin_lock_init(&caps->lock, LOCK_CAPS);
		range_set_init(&caps->set, &caps_memory);
	}
	return caps;
}

void caps_destroy(struct caps *caps)
{
	if (caps)
		range_set_destroy(&caps->set);
	xfree(caps);
}

int caps_add(struct caps *caps, unsigned long first, unsigned long last)
{
	int ret;

	spin_lock(&caps->lock);
	ret = range_set_add(&caps->set, first, last);
	spin_unlock(&caps->lock);
	return ret;
}

int caps_remove(struct caps *caps, unsigned long first, unsigned long last)
{
	int ret;

	spin_lock(&caps->lock);
	ret = range_set_remove(&caps->set, first, last);
	spin_unlock(&caps->lock);
	return ret;
}

bool caps_contain(struct caps *caps, unsigned long first, unsigned long last)
{
	bool ret;

	/* Most domains have none: without the lock. */
	if (caps_empty(caps))
		return false;
	spin_lock(&caps->lock);
	ret = range_set_contains(&caps->set, first, last);
	spin_unlock(&caps->lock);
	return ret;
}

bool caps_empty(const struct caps *caps)
{
	return !caps || READ_ONCE(caps->set.ranges.next) == &caps->set.ranges;
}
