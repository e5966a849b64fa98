/*
 * compiler.h: what we ask of the compiler, under one name each.
 *
 * Given to every file with `-include`.  The only header that uses GNU C
 * extensions freely; assembly files see nothing but the include guard.
 */
#ifndef XEN_COMPILER_H
#define XEN_COMPILER_H

#ifndef __ASSEMBLER__

#include <stddef.h>

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

#define __packed       __attribute__((__packed__))
#define __aligned(n)   __attribute__((__aligned__(n)))
#define __section(s)   __attribute__((__section__(s)))
#define __used	       __attribute__((__used__))
#define __maybe_unused __attribute__((__unused__))
#define __noreturn     __attribute__((__noreturn__))
#define __must_check   __attribute__((__warn_unused_result__))
#define __pure	       __attribute__((__pure__))
#define __cold	       __attribute__((__cold__))
#define __noinline     __attribute__((__noinline__))
#define __hidden       __attribute__((__visibility__("hidden")))
#define fallthrough    __attribute__((__fallthrough__))
#define unreachable()  __builtin_unreachable()
#undef __always_inline
#define __always_inline inline __attribute__((__always_inline__))

/* Format string is argument `fmt`, its values begin at argument `args`. */
#define __printf(fmt, args) __attribute__((__format__(__printf__, fmt, args)))

/* Do not turn the loops of this function into calls of memcpy or memset. */
#ifdef __clang__
#define __no_loop_idiom __attribute__((__no_builtin__))
#else
#define __no_loop_idiom \
	__attribute__((__optimize__("no-tree-loop-distribute-patterns")))
#endif

#undef static_assert
#define static_assert _Static_assert

/* Orders memory accesses as the compiler sees them; no instruction. */
#define barrier() __asm__ volatile("" ::: "memory")

/* The compiler may assume nothing any more about the value of `var`. */
#define hide_var(var) __asm__ volatile("" : "+r"(var))

/* One access, of the whole object, at this place. */
#define READ_ONCE(x)	 (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

#define same_type(a, b) \
	__builtin_types_compatible_p(__typeof__(a), __typeof__(b))

/* 0, or an error at compile time if `cond` holds. */
#define build_error_if(cond) ((int)(sizeof(struct { int : -!!(cond); })))

/* Number of elements; refuses a pointer. */
#define ARRAY_SIZE(a) \
	(sizeof(a) / sizeof((a)[0]) + build_error_if(same_type(a, &(a)[0])))

/* From a pointer to the field `member` to the `type` that holds it. */
#define container_of(ptr, type, member)                               \
	({                                                            \
		const __typeof__(((type *)0)->member) *mptr_ = (ptr); \
		(type *)((char *)mptr_ - offsetof(type, member));     \
	})

/*
 * All ones if index < size, else zero, computed without a branch, so that it
 * holds on a mispredicted path too.  Any index; size up to LONG_MAX.
 */
static __always_inline unsigned long array_index_mask(unsigned long index,
						      unsigned long size)
{
	hide_var(index);
	return ~(unsigned long)((long)(index | (size - 1UL - index)) >>
				(sizeof(long) * 8 - 1));
}

/*
 * `index` where it is below `size`, else 0, also under speculation.  Use it
 * between the bounds check of an index that a guest supplies and the access.
 */
#define array_index_nospec(index, size)                                \
	({                                                             \
		unsigned long index_ = (index);                        \
		(__typeof__(index))(index_ &                           \
				    array_index_mask(index_, (size))); \
	})

/*
 * The freestanding image is one piece: symbols are reached directly, never
 * through a GOT.
 */
#if !__STDC_HOSTED__
#pragma GCC visibility push(hidden)
#endif

#endif /* !__ASSEMBLER__ */
#endif /* XEN_COMPILER_H */
