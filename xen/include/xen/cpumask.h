/*
 * cpumask.h: cpumask_t, a set of CPUs.
 *
 * A value type: assign it, compare it with cpumask_equal(), pass its address.
 * Only bits below NR_CPUS are ever set.  Not atomic.
 */
#ifndef XEN_CPUMASK_H
#define XEN_CPUMASK_H

#include <xen/bitmap.h>

#define NR_CPUS 64

typedef struct cpumask {
	DECLARE_BITMAP(bits, NR_CPUS);
} cpumask_t;

#define CPUMASK_NONE ((cpumask_t){ { 0 } })
#define CPUMASK_ALL                                    \
	((cpumask_t){ { [BITS_TO_LONGS(NR_CPUS) - 1] = \
				BITMAP_LAST_WORD_MASK(NR_CPUS) } })

static_assert(NR_CPUS <= sizeof(long) * 8, "CPUMASK_ALL assumes one word");

/* The set of `cpu` alone; cpu must be below NR_CPUS. */
static inline cpumask_t cpumask_of(unsigned int cpu)
{
	cpumask_t mask = CPUMASK_NONE;

	__set_bit(cpu, mask.bits);
	return mask;
}

/* Add, remove, ask; cpu must be below NR_CPUS (_test takes any). */
static inline void cpumask_set(unsigned int cpu, cpumask_t *mask)
{
	__set_bit(cpu, mask->bits);
}

static inline void cpumask_clear(unsigned int cpu, cpumask_t *mask)
{
	__clear_bit(cpu, mask->bits);
}

static inline bool cpumask_test(unsigned int cpu, const cpumask_t *mask)
{
	return cpu < NR_CPUS && test_bit(cpu, mask->bits);
}

static inline bool cpumask_test_and_set(unsigned int cpu, cpumask_t *mask)
{
	return __test_and_set_bit(cpu, mask->bits);
}

static inline bool cpumask_test_and_clear(unsigned int cpu, cpumask_t *mask)
{
	return __test_and_clear_bit(cpu, mask->bits);
}

/* Empty the set; put everything in. */
static inline void cpumask_zero(cpumask_t *mask)
{
	bitmap_zero(mask->bits, NR_CPUS);
}

static inline void cpumask_setall(cpumask_t *mask)
{
	bitmap_fill(mask->bits, NR_CPUS);
}

static inline void cpumask_copy(cpumask_t *dst, const cpumask_t *src)
{
	*dst = *src;
}

/* dst = a & b, a | b, a & ~b; dst may be an operand. */
static inline void cpumask_and(cpumask_t *dst, const cpumask_t *a,
			       const cpumask_t *b)
{
	bitmap_and(dst->bits, a->bits, b->bits, NR_CPUS);
}

static inline void cpumask_or(cpumask_t *dst, const cpumask_t *a,
			      const cpumask_t *b)
{
	bitmap_or(dst->bits, a->bits, b->bits, NR_CPUS);
}

static inline void cpumask_andnot(cpumask_t *dst, const cpumask_t *a,
				  const cpumask_t *b)
{
	bitmap_andnot(dst->bits, a->bits, b->bits, NR_CPUS);
}

static inline void cpumask_complement(cpumask_t *dst, const cpumask_t *src)
{
	bitmap_complement(dst->bits, src->bits, NR_CPUS);
}

static inline bool cpumask_empty(const cpumask_t *mask)
{
	return bitmap_empty(mask->bits, NR_CPUS);
}

static inline bool cpumask_equal(const cpumask_t *a, const cpumask_t *b)
{
	return bitmap_equal(a->bits, b->bits, NR_CPUS);
}

static inline bool cpumask_intersects(const cpumask_t *a, const cpumask_t *b)
{
	return bitmap_intersects(a->bits, b->bits, NR_CPUS);
}

/* Whether every member of a is in b. */
static inline bool cpumask_subset(const cpumask_t *a, const cpumask_t *b)
{
	return bitmap_subset(a->bits, b->bits, NR_CPUS);
}

static inline unsigned int cpumask_weight(const cpumask_t *mask)
{
	return bitmap_weight(mask->bits, NR_CPUS);
}

/* Lowest and highest member, lowest one above `cpu`; NR_CPUS if there is none.
 */
static inline unsigned int cpumask_first(const cpumask_t *mask)
{
	return find_first_bit(mask->bits, NR_CPUS);
}

static inline unsigned int cpumask_last(const cpumask_t *mask)
{
	return find_last_bit(mask->bits, NR_CPUS);
}

static inline unsigned int cpumask_next(unsigned int cpu, const cpumask_t *mask)
{
	return find_next_bit(mask->bits, NR_CPUS, cpu + 1);
}

/*
 * The next member above `cpu`, going round to the lowest; NR_CPUS only if the
 * set is empty.
 */
static inline unsigned int cpumask_cycle(unsigned int cpu,
					 const cpumask_t *mask)
{
	unsigned int next = cpumask_next(cpu, mask);

	return next < NR_CPUS ? next : cpumask_first(mask);
}

/* Loop over the members in rising order; `mask` is a pointer. */
#define for_each_cpu(cpu, mask)                            \
	for ((cpu) = cpumask_first(mask); (cpu) < NR_CPUS; \
	     (cpu) = cpumask_next(cpu, mask))

#endif /* XEN_CPUMASK_H */
