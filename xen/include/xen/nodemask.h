/*
 * nodemask.h: nodemask_t, a set of NUMA nodes.
 *
 * A value type: assign it, compare it with nodemask_equal(), pass its address.
 * Only bits below NR_NODES are ever set.  Not atomic.
 */
#ifndef XEN_NODEMASK_H
#define XEN_NODEMASK_H

#include <xen/bitmap.h>

#define NR_NODES 64

typedef struct nodemask {
	DECLARE_BITMAP(bits, NR_NODES);
} nodemask_t;

#define NODEMASK_NONE ((nodemask_t){ { 0 } })
#define NODEMASK_ALL                                     \
	((nodemask_t){ { [BITS_TO_LONGS(NR_NODES) - 1] = \
				 BITMAP_LAST_WORD_MASK(NR_NODES) } })

static_assert(NR_NODES <= sizeof(long) * 8, "NODEMASK_ALL assumes one word");

/* The set of `node` alone; node must be below NR_NODES. */
static inline nodemask_t nodemask_of(unsigned int node)
{
	nodemask_t mask = NODEMASK_NONE;

	__set_bit(node, mask.bits);
	return mask;
}

/* Add, remove, ask; node must be below NR_NODES (_test takes any). */
static inline void nodemask_set(unsigned int node, nodemask_t *mask)
{
	__set_bit(node, mask->bits);
}

static inline void nodemask_clear(unsigned int node, nodemask_t *mask)
{
	__clear_bit(node, mask->bits);
}

static inline bool nodemask_test(unsigned int node, const nodemask_t *mask)
{
	return node < NR_NODES && test_bit(node, mask->bits);
}

static inline bool nodemask_test_and_set(unsigned int node, nodemask_t *mask)
{
	return __test_and_set_bit(node, mask->bits);
}

static inline bool nodemask_test_and_clear(unsigned int node, nodemask_t *mask)
{
	return __test_and_clear_bit(node, mask->bits);
}

/* Empty the set; put everything in. */
static inline void nodemask_zero(nodemask_t *mask)
{
	bitmap_zero(mask->bits, NR_NODES);
}

static inline void nodemask_setall(nodemask_t *mask)
{
	bitmap_fill(mask->bits, NR_NODES);
}

static inline void nodemask_copy(nodemask_t *dst, const nodemask_t *src)
{
	*dst = *src;
}

/* dst = a & b, a | b, a & ~b; dst may be an operand. */
static inline void nodemask_and(nodemask_t *dst, const nodemask_t *a,
				const nodemask_t *b)
{
	bitmap_and(dst->bits, a->bits, b->bits, NR_NODES);
}

static inline void nodemask_or(nodemask_t *dst, const nodemask_t *a,
			       const nodemask_t *b)
{
	bitmap_or(dst->bits, a->bits, b->bits, NR_NODES);
}

static inline void nodemask_andnot(nodemask_t *dst, const nodemask_t *a,
				   const nodemask_t *b)
{
	bitmap_andnot(dst->bits, a->bits, b->bits, NR_NODES);
}

static inline void nodemask_complement(nodemask_t *dst, const nodemask_t *src)
{
	bitmap_complement(dst->bits, src->bits, NR_NODES);
}

static inline bool nodemask_empty(const nodemask_t *mask)
{
	return bitmap_empty(mask->bits, NR_NODES);
}

static inline bool nodemask_equal(const nodemask_t *a, const nodemask_t *b)
{
	return bitmap_equal(a->bits, b->bits, NR_NODES);
}

static inline bool nodemask_intersects(const nodemask_t *a, const nodemask_t *b)
{
	return bitmap_intersects(a->bits, b->bits, NR_NODES);
}

/* Whether every member of a is in b. */
static inline bool nodemask_subset(const nodemask_t *a, const nodemask_t *b)
{
	return bitmap_subset(a->bits, b->bits, NR_NODES);
}

static inline unsigned int nodemask_weight(const nodemask_t *mask)
{
	return bitmap_weight(mask->bits, NR_NODES);
}

/* Lowest and highest member, lowest one above `node`; NR_NODES if there is
 * none. */
static inline unsigned int nodemask_first(const nodemask_t *mask)
{
	return find_first_bit(mask->bits, NR_NODES);
}

static inline unsigned int nodemask_last(const nodemask_t *mask)
{
	return find_last_bit(mask->bits, NR_NODES);
}

static inline unsigned int nodemask_next(unsigned int node,
					 const nodemask_t *mask)
{
	return find_next_bit(mask->bits, NR_NODES, node + 1);
}

/*
 * The next member above `node`, going round to the lowest; NR_NODES only if the
 * set is empty.
 */
static inline unsigned int nodemask_cycle(unsigned int node,
					  const nodemask_t *mask)
{
	unsigned int next = nodemask_next(node, mask);

	return next < NR_NODES ? next : nodemask_first(mask);
}

/* Loop over the members in rising order; `mask` is a pointer. */
#define for_each_node(node, mask)                              \
	for ((node) = nodemask_first(mask); (node) < NR_NODES; \
	     (node) = nodemask_next(node, mask))

#endif /* XEN_NODEMASK_H */
