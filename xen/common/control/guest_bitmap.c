/*
 * guest_bitmap.c: sets of CPUs and nodes to and from guests: an array of bytes,
 * bit 0 of the first byte first.
 */
#include "control.h"

#include <xen/errno.h>

static_assert(NR_CPUS == 64 && NR_NODES == 64, "one word is copied");

static int word_from_guest(unsigned long *word, const struct xenctl_bitmap *map)
{
	unsigned int bits = min(map->nr_bits, 64u);
	uint64_t w = 0;

	if (copy_from_guest(&w, guest_ptr(map->bitmap), DIV_ROUND_UP(bits, 8u)))
		return -EFAULT;
	if (bits < 64)
		w &= (1ull << bits) - 1;
	*word = w;
	return 0;
}

/* All of the guest's bytes are written. */
static int word_to_guest(struct xenctl_bitmap *map, uint64_t w)
{
	guest_ptr_t p = guest_ptr(map->bitmap);
	unsigned int bits = min(map->nr_bits, 64u);
	uint32_t bytes = map->nr_bits / 8 + (map->nr_bits % 8 != 0);
	uint32_t have = DIV_ROUND_UP(bits, 8u);

	if (bits < 64)
		w &= (1ull << bits) - 1;
	if (copy_to_guest(p, &w, have))
		return -EFAULT;
	if (bytes > have && clear_guest(guest_ptr_at(p, have, 1), bytes - have))
		return -EFAULT;
	return 0;
}

int cpumask_from_guest(cpumask_t *mask, const struct xenctl_bitmap *map)
{
	return word_from_guest(&mask->bits[0], map);
}

int cpumask_to_guest(struct xenctl_bitmap *map, const cpumask_t *mask)
{
	return word_to_guest(map, mask->bits[0]);
}

int nodemask_from_guest(nodemask_t *mask, const struct xenctl_bitmap *map)
{
	return word_from_guest(&mask->bits[0], map);
}

int nodemask_to_guest(struct xenctl_bitmap *map, const nodemask_t *mask)
{
	return word_to_guest(map, mask->bits[0]);
}
