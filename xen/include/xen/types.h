/*
 * types.h: fixed-width types, frame numbers and addresses, small arithmetic.
 *
 * A frame number or address says in its type whose it is.  The four types are
 * one-field structs, so that the compiler refuses a mix-up; the functions
 * below are the only way between them.  A guest frame becomes a machine frame
 * through the p2m alone, which is why no function here does it.
 *
 *	mfn_t, maddr_t	machine (host physical) frame and byte address
 *	gfn_t, gaddr_t	guest physical frame and byte address
 */
#ifndef XEN_TYPES_H
#define XEN_TYPES_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BITS_PER_LONG ((unsigned int)(sizeof(long) * CHAR_BIT))

#define PAGE_SHIFT 12
#define PAGE_SIZE  (1UL << PAGE_SHIFT)
#define PAGE_MASK  (~(PAGE_SIZE - 1))

#define KB(n) ((unsigned long long)(n) << 10)
#define MB(n) ((unsigned long long)(n) << 20)
#define GB(n) ((unsigned long long)(n) << 30)

#define BIT(n) (1UL << (n))

/* Each argument is evaluated once; both must have the same type. */
#define min(a, b)                       \
	({                              \
		__typeof__(a) a_ = (a); \
		__typeof__(b) b_ = (b); \
		(void)(&a_ == &b_);     \
		a_ < b_ ? a_ : b_;      \
	})
#define max(a, b)                       \
	({                              \
		__typeof__(a) a_ = (a); \
		__typeof__(b) b_ = (b); \
		(void)(&a_ == &b_);     \
		a_ > b_ ? a_ : b_;      \
	})
/* As above, in the type that is named. */
#define min_t(type, a, b)              \
	({                             \
		type ta_ = (a);        \
		type tb_ = (b);        \
		ta_ < tb_ ? ta_ : tb_; \
	})
#define max_t(type, a, b)              \
	({                             \
		type ta_ = (a);        \
		type tb_ = (b);        \
		ta_ > tb_ ? ta_ : tb_; \
	})
/* The value of [lo, hi] that is nearest to v, in the type of v. */
#define clamp(v, lo, hi)                           \
	({                                         \
		__typeof__(v) v_ = (v);            \
		__typeof__(v) lo_ = (lo);          \
		__typeof__(v) hi_ = (hi);          \
		v_<lo_ ? lo_ : v_> hi_ ? hi_ : v_; \
	})

#define swap(a, b)                         \
	do {                               \
		__typeof__(a) swap_ = (a); \
		(a) = (b);                 \
		(b) = swap_;               \
	} while (0)

/* `a` must be a power of two in these three. */
#define ROUNDUP(x, a)	 (((x) + (__typeof__(x))(a)-1) & ~((__typeof__(x))(a)-1))
#define ROUNDDOWN(x, a)	 ((x) & ~((__typeof__(x))(a)-1))
#define IS_ALIGNED(x, a) (((x) & ((__typeof__(x))(a)-1)) == 0)

#define DIV_ROUND_UP(n, d) (((n) + (d)-1) / (d))

typedef uint64_t paddr_t; /* machine byte address as plain number */
typedef uint16_t domid_t;

/* Bytes to the pages that hold them, and pages to bytes. */
#define PFN_UP(bytes)	(((bytes) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_DOWN(bytes) ((bytes) >> PAGE_SHIFT)
#define PFN_PHYS(pfn)	((paddr_t)(pfn) << PAGE_SHIFT)

typedef struct mfn {
	unsigned long n;
} mfn_t;

typedef struct gfn {
	unsigned long n;
} gfn_t;

typedef struct maddr {
	uint64_t a;
} maddr_t;

typedef struct gaddr {
	uint64_t a;
} gaddr_t;

#define INVALID_MFN_INIT \
	{                \
		~0UL     \
	}
#define INVALID_GFN_INIT \
	{                \
		~0UL     \
	}
#define INVALID_MFN   ((mfn_t)INVALID_MFN_INIT)
#define INVALID_GFN   ((gfn_t)INVALID_GFN_INIT)
#define INVALID_MADDR ((maddr_t){ ~0ULL })
#define INVALID_GADDR ((gaddr_t){ ~0ULL })

/* Number to frame, frame to number. */
static inline mfn_t _mfn(unsigned long n)
{
	return (mfn_t){ n };
}

static inline unsigned long mfn_x(mfn_t mfn)
{
	return mfn.n;
}

static inline gfn_t _gfn(unsigned long n)
{
	return (gfn_t){ n };
}

static inline unsigned long gfn_x(gfn_t gfn)
{
	return gfn.n;
}

/* Number to byte address, byte address to number. */
static inline maddr_t _maddr(uint64_t a)
{
	return (maddr_t){ a };
}

static inline uint64_t maddr_x(maddr_t ma)
{
	return ma.a;
}

static inline gaddr_t _gaddr(uint64_t a)
{
	return (gaddr_t){ a };
}

static inline uint64_t gaddr_x(gaddr_t ga)
{
	return ga.a;
}

/* The frame `n` frames later; the sum wraps silently. */
static inline mfn_t mfn_add(mfn_t mfn, unsigned long n)
{
	return (mfn_t){ mfn.n + n };
}

static inline gfn_t gfn_add(gfn_t gfn, unsigned long n)
{
	return (gfn_t){ gfn.n + n };
}

static inline bool mfn_eq(mfn_t a, mfn_t b)
{
	return a.n == b.n;
}

static inline bool gfn_eq(gfn_t a, gfn_t b)
{
	return a.n == b.n;
}

/* Whether it is anything but INVALID_MFN (no statement about RAM). */
static inline bool mfn_is_set(mfn_t mfn)
{
	return mfn.n != ~0UL;
}

static inline bool gfn_is_set(gfn_t gfn)
{
	return gfn.n != ~0UL;
}

/* First byte of a frame; the frame that holds a byte. */
static inline maddr_t mfn_to_maddr(mfn_t mfn)
{
	return (maddr_t){ (uint64_t)mfn.n << PAGE_SHIFT };
}

static inline mfn_t maddr_to_mfn(maddr_t ma)
{
	return (mfn_t){ (unsigned long)(ma.a >> PAGE_SHIFT) };
}

static inline gaddr_t gfn_to_gaddr(gfn_t gfn)
{
	return (gaddr_t){ (uint64_t)gfn.n << PAGE_SHIFT };
}

static inline gfn_t gaddr_to_gfn(gaddr_t ga)
{
	return (gfn_t){ (unsigned long)(ga.a >> PAGE_SHIFT) };
}

/* The address `n` bytes later; the sum wraps silently. */
static inline maddr_t maddr_add(maddr_t ma, uint64_t n)
{
	return (maddr_t){ ma.a + n };
}

static inline gaddr_t gaddr_add(gaddr_t ga, uint64_t n)
{
	return (gaddr_t){ ga.a + n };
}

/* Byte offset within the page. */
static inline unsigned int maddr_offset(maddr_t ma)
{
	return (unsigned int)(ma.a & (PAGE_SIZE - 1));
}

static inline unsigned int gaddr_offset(gaddr_t ga)
{
	return (unsigned int)(ga.a & (PAGE_SIZE - 1));
}

#endif /* XEN_TYPES_H */
