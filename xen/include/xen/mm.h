/*
 * mm.h: page frames and who has them.
 *
 * Every frame of RAM has a struct page_info in the frame table: 20 bytes, so
 * that a machine's bookkeeping stays below 0.5 % of its memory.  A frame is
 * in one of these states:
 *
 *	free		in the buddy heap (page_state() == PG_FREE)
 *	xen		allocated to the hypervisor (xheap)
 *	domain		on a domain's page list, owner = its id
 *	shared xen	a hypervisor page that a domain may map (shared_info,
 *			grant frames): owner set, PGC_XEN_SHARED
 *	offlined	never given out
 *
 * Two counts keep an owned page alive: the general count (`count_info`: the
 * allocation itself is 1, each mapping or use is 1) and the type count
 * (`type_info`: how many uses rely on the page having its present type).  The
 * rules of types are the PV page-type engine's, arch/x86/pv/mm/types.h.
 *
 * Frames are linked by their numbers (32 bits: up to 16 TiB).
 */
#ifndef XEN_MM_H
#define XEN_MM_H

#include <xen/types.h>
#include <xen/spinlock.h>

struct domain;
struct vcpu;

struct page_info {
	uint32_t count_info; /* [a] PGC_*: flags and general count */
	uint32_t type_info;  /* [a] PGT_*: flags, type, type count */
	uint16_t owner;	     /* domid; DOMID_INVALID: nobody */
	uint16_t extra;	     /*
			      * partially validated: entries done;
			      * else: TLB stamp when its type count fell
			      * to 0 or it was freed
			      */
	uint32_t next, prev; /* frame numbers; PAGE_LINK_END */
};
static_assert(sizeof(struct page_info) == 20, "frame table entry grew");

#define PAGE_LINK_END UINT32_MAX

/* count_info */
#define PGC_count_mask	0x03ffffffu /* references */
#define PGC_allocated	0x04000000u /* one reference is the allocation */
#define PGC_xen_shared	0x08000000u /* a Xen page that a domain may map */
#define PGC_state_mask	0x30000000u
#define PGC_state_inuse 0x00000000u
#define PGC_state_free	0x10000000u
#define PGC_state_off	0x20000000u /* not RAM of ours, or broken */
#define PGC_need_scrub	0x40000000u /* free, holds old data */
#define PGC_extra	0x80000000u /* not counted in tot_pages */

/* type_info: see arch/x86/pv/mm/types.h for who may change what */
#define PGT_count_mask	  0x00ffffffu
#define PGT_partial	  0x01000000u /* stopped in the middle */
#define PGT_validated	  0x02000000u
#define PGT_pinned	  0x04000000u /* one type reference is the pin's */
#define PGT_locked	  0x08000000u /* someone changes entries */
#define PGT_exposed	  PGT_locked  /* writable: another domain maps it so */
#define PGT_type_mask	  0xf0000000u
#define PGT_none	  0x00000000u
#define PGT_l1_page_table 0x10000000u
#define PGT_l2_page_table 0x20000000u
#define PGT_l3_page_table 0x30000000u
#define PGT_l4_page_table 0x40000000u
#define PGT_seg_desc_page 0x50000000u
#define PGT_writable_page 0x70000000u
#define PGT_shared_page	  0x80000000u

/* A list of frames; lock given by its owner. */
struct page_list {
	uint32_t head, tail;
	unsigned long nr;
};
#define PAGE_LIST_INIT                          \
	{                                       \
		PAGE_LINK_END, PAGE_LINK_END, 0 \
	}

extern struct page_info *frame_table; /* virtual, sparse */
extern unsigned long max_page;	      /* one above the highest RAM frame */
extern unsigned long total_pages;     /* RAM frames of the machine */
extern unsigned long heap_pages;      /* of them, given to the heap */

static inline struct page_info *mfn_to_page(mfn_t mfn)
{
	return &frame_table[mfn_x(mfn)];
}

static inline mfn_t page_to_mfn(const struct page_info *pg)
{
	return _mfn(pg - frame_table);
}

/*
 * Whether `mfn` has a frame-table entry.  Every frame number from outside
 * goes through this before mfn_to_page().
 */
bool mfn_valid(mfn_t mfn);

void page_list_add(struct page_list *l, struct page_info *pg);
void page_list_add_tail(struct page_list *l, struct page_info *pg);
void page_list_del(struct page_list *l, struct page_info *pg);
struct page_info *page_list_first(const struct page_list *l); /* or NULL */
struct page_info *page_list_pop(struct page_list *l);	      /* or NULL */
struct page_info *page_list_next(const struct page_info *pg); /* or NULL */

/* ---- The buddy heap (common/mm/heap.c) ---- */

#define MAX_ORDER 18 /* 1 GiB blocks */

/* memflags */
#define MEMF_no_owner	 1u /* not counted to the domain, no list */
#define MEMF_low	 2u /* below 4 GiB */
#define MEMF_no_scrub	 4u /* contents don't matter: the caller writes */
#define MEMF_exact_node	 8u
#define MEMF_no_refcount 16u /* owner, but not in tot_pages (PGC_extra) */
#define MEMF_bits(n)	 ((uint32_t)(n) << 8) /* address width, 0: any */
#define MEMF_node(n)	 ((uint32_t)((n) + 1) << 16)
#define MEMF_get_bits(f) (((f) >> 8) & 0xffu)
#define MEMF_get_node(f) ((int)(((f) >> 16) & 0xffu) - 1) /* -1: any */

/* Gives frames [start, end) to the heap at boot (they need no scrub if zero).
 */
void heap_add_range(mfn_t start, mfn_t end);

/*
 * 2^order contiguous, aligned frames; contents zero unless MEMF_no_scrub.
 * NULL if there are none.  count_info is PGC_state_inuse, owner nobody.
 */
struct page_info *heap_alloc(unsigned int order, unsigned int memflags);
void heap_free(struct page_info *pg, unsigned int order, bool need_scrub);

unsigned long heap_free_pages(void);
unsigned long heap_free_pages_node(unsigned int node);
unsigned long heap_free_pages_low(void); /* below 4 GiB */
/* Pages promised by XENMEM_claim_pages and not yet allocated. */
unsigned long heap_claimed_pages(void);
/* Reserves pages for `d` (0 cancels); -ENOMEM, -EINVAL. */
int heap_claim(struct domain *d, unsigned long pages);
/* Idle-time scrubbing: some pages; whether any work was done. */
bool heap_scrub_some(void);

/* The smallest order whose block holds `bytes`. */
static inline unsigned int get_order(size_t bytes)
{
	unsigned int order = 0;

	while (((size_t)PAGE_SIZE << order) < bytes)
		order++;
	return order;
}

/* Pages for the hypervisor itself, as direct-map addresses. */
void *xheap_alloc(unsigned int order); /* zeroed; NULL */
void *xheap_alloc_flags(unsigned int order, unsigned int memflags);
void xheap_free(void *va, unsigned int order);

/* Before the heap: from the boot allocator, zeroed, never fails (panics). */
mfn_t boot_alloc_pages(unsigned long nr, unsigned long align);

/* ---- Small objects (common/mm/slab.c) ---- */

void *slab_alloc(size_t size, size_t align); /* zeroed; NULL */
void slab_free(void *p);		     /* NULL is allowed */
#define xnew(type)	    ((type *)slab_alloc(sizeof(type), __alignof__(type)))
#define xnew_array(type, n) ((type *)slab_array(sizeof(type), (n)))
#define xfree(p)	    slab_free(p)
/* n * size with overflow check; NULL. */
void *slab_array(size_t size, size_t n);

/* ---- Pages of domains (common/mm/domain_page.c) ---- */

/*
 * 2^order pages for `d`: on its list, counted, each with the allocation's
 * reference.  NULL: no memory, above max_pages, or the domain is dying.
 */
struct page_info *domain_page_alloc(struct domain *d, unsigned int order,
				    unsigned int memflags);
/* Adds pages that the caller has from heap_alloc() to `d`; -EINVAL, -E2BIG. */
int domain_page_assign(struct domain *d, struct page_info *pg,
		       unsigned int order, unsigned int memflags);
/* Makes `d` able to own pages, and findable as their owner; -ENOMEM. */
int domain_page_init(struct domain *d);
/* Its last page is gone (last reference of the domain). */
void domain_page_fini(struct domain *d);

/*
 * Takes an owned page away from `d`: the caller has the only reference beside
 * the allocation's, nobody uses its type.  Then all references are gone, the
 * caller's too: the page is as from heap_alloc(), but CPUs may still have
 * translations of it (heap_free() knows).  -EINVAL, -EBUSY.
 */
int domain_page_steal(struct domain *d, struct page_info *pg);
/* Last reference gone: back to the heap (or forget, if it is a Xen page). */
void domain_page_free(struct page_info *pg);

/* A vCPU goes: what a memory_op of it had set aside. */
void memop_vcpu_fini(struct vcpu *v);

/* Lets `d` map the Xen page `va`; PGC_xen_shared. */
void xen_page_share(void *va, struct domain *d);
/*
 * Ends it; the caller may xheap_free() the page when its count has fallen to 0
 * (true): until then somebody still has it mapped.
 */
bool xen_page_unshare(void *va);
/* Ends it if nobody has the page mapped; false: it is shared as before. */
bool xen_page_unshare_unused(void *va);

/*
 * A reference if the page is allocated and `d` owns it; else false.  Never
 * on a free page; a count that would overflow is refused.
 */
bool page_get(struct page_info *pg, const struct domain *d) __must_check;
/* The same whoever owns it (the caller checks the owner afterwards). */
bool page_get_any(struct page_info *pg) __must_check;
void page_put(struct page_info *pg);
/* Drops the allocation's reference if it is still there. */
void page_put_alloc_ref(struct page_info *pg);
/* The owner, or NULL.  Stable while the caller has a reference. */
struct domain *page_owner(const struct page_info *pg);

#endif /* XEN_MM_H */
