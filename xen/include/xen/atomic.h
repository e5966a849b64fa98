/*
 * atomic.h: atomic integers, on the compiler's builtins.
 *
 * Every read-modify-write here is a full barrier; read and set are not
 * barriers at all.  Plain barriers: smp_mb() and friends order accesses as
 * other CPUs see them.
 */
#ifndef XEN_ATOMIC_H
#define XEN_ATOMIC_H

#include <xen/types.h>

#define smp_mb()  __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define smp_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define smp_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)

#define load_acquire(p)	    __atomic_load_n((p), __ATOMIC_ACQUIRE)
#define store_release(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)

/* On any naturally aligned integer or pointer; each returns the new value. */
#define atomic_add(p, v) __atomic_add_fetch((p), (v), __ATOMIC_SEQ_CST)
#define atomic_sub(p, v) __atomic_sub_fetch((p), (v), __ATOMIC_SEQ_CST)
#define atomic_inc(p)	 atomic_add((p), 1)
#define atomic_dec(p)	 atomic_sub((p), 1)
/* These return the old value. */
#define atomic_or(p, v)	  __atomic_fetch_or((p), (v), __ATOMIC_SEQ_CST)
#define atomic_and(p, v)  __atomic_fetch_and((p), (v), __ATOMIC_SEQ_CST)
#define atomic_xchg(p, v) __atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST)

/* Stores `new` if *p == *old, else loads *p into *old; whether it stored. */
#define atomic_try_cmpxchg(p, old, new)                       \
	__atomic_compare_exchange_n((p), (old), (new), false, \
				    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)

/* The value found; the store happened if it equals `old`. */
#define atomic_cmpxchg(p, old, new)                         \
	({                                                  \
		__typeof__(*(p)) cx_ = (old);               \
		(void)atomic_try_cmpxchg((p), &cx_, (new)); \
		cx_;                                        \
	})

/*
 * Bit `nr` of a bitmap of unsigned longs, atomically; the *_test_* forms
 * return the old value.  Guests share such bitmaps (evtchn_pending): sizes
 * are checked by the caller.
 */
static inline void atomic_set_bit(unsigned int nr, unsigned long *map)
{
	atomic_or(&map[nr / BITS_PER_LONG], 1UL << (nr % BITS_PER_LONG));
}

static inline void atomic_clear_bit(unsigned int nr, unsigned long *map)
{
	atomic_and(&map[nr / BITS_PER_LONG], ~(1UL << (nr % BITS_PER_LONG)));
}

static inline bool atomic_test_and_set_bit(unsigned int nr, unsigned long *map)
{
	unsigned long bit = 1UL << (nr % BITS_PER_LONG);

	return atomic_or(&map[nr / BITS_PER_LONG], bit) & bit;
}

static inline bool atomic_test_and_clear_bit(unsigned int nr,
					     unsigned long *map)
{
	unsigned long bit = 1UL << (nr % BITS_PER_LONG);

	return atomic_and(&map[nr / BITS_PER_LONG], ~bit) & bit;
}

#endif /* XEN_ATOMIC_H */
