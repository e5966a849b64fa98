/* arch/mm.h: addresses of the hypervisor, and what the heap needs to know. */
#ifndef XEN_ARCH_MM_H
#define XEN_ARCH_MM_H

#include <xen/cpumask.h>
#include <xen/mm.h>

struct hypercall_args;
struct vcpu;

/* Direct map: all RAM (and the first 4 GiB). */
void *mfn_to_virt(mfn_t mfn);
mfn_t virt_to_mfn(const void *va);
void *maddr_to_virt(maddr_t ma);
maddr_t virt_to_maddr(const void *va);
struct page_info *virt_to_page(const void *va);

/* Maps `nr` device frames uncached (XEN_MAP_UC) or as named; NULL. */
#define XEN_MAP_WB 0u
#define XEN_MAP_UC 1u
#define XEN_MAP_WC 2u
void *arch_map_frames(mfn_t mfn, unsigned long nr, unsigned int how);
void arch_unmap_frames(void *va, unsigned long nr);

/* NUMA: the node of a frame; number of nodes. */
unsigned int arch_mfn_node(mfn_t mfn);
extern unsigned int nr_nodes;
/* Frames from a node's first to its last, holes included. */
unsigned long arch_node_span(unsigned int node);
/* SLIT distance; 10 for itself. */
unsigned int arch_node_distance(unsigned int a, unsigned int b);

/* Zeroes a page fast. */
void arch_clear_page(void *va);
void arch_copy_page(void *dst, const void *src);

/*
 * TLB stamps: a 16-bit clock that ticks with each flush, so that a page which
 * changes hands only flushes CPUs that have not flushed since.
 */
uint16_t arch_tlb_stamp(void);
/* Flushes CPUs in `mask` that have not flushed since `stamp`. */
void arch_tlb_flush_since(const cpumask_t *mask, uint16_t stamp);

/* Called by page_put() at the last reference of an allocated page before it
 * goes back: the type is gone, M2P entry invalid. */
void arch_page_freed(struct page_info *pg);
/* Called when `d` got a page. */
void arch_page_assigned(struct domain *d, struct page_info *pg,
			unsigned int order);

/* ---- XENMEM: the guest's physical map (PV: M2P only) ---- */

/*
 * gfn of `d` to a referenced page; NULL.  PV: gfn == mfn.  `for_write` only
 * says what a p2m must allow: to write, arch_page_get_writable() as well.
 */
struct page_info *arch_get_page_from_gfn(struct domain *d, gfn_t gfn,
					 bool for_write);
/*
 * While one holds this, the page is not a page table or descriptor table of a
 * PV guest: taken (beside the page's reference) as long as the hypervisor or
 * another domain may write to a guest's page: vcpu_info, runstate, FIFO words,
 * grant copies, writable grant mappings.  false: it is one; refuse.
 */
bool arch_page_get_writable(struct page_info *pg) __must_check;
void arch_page_put_writable(struct page_info *pg);
/* M2P entry of a frame that `d` owns. */
void arch_set_gpfn(struct domain *d, mfn_t mfn, unsigned long gpfn);
unsigned long arch_get_gpfn(mfn_t mfn); /* ~0UL: invalid */
/* Guest physmap: PV sets the M2P only; HVM the p2m. */
int arch_physmap_add(struct domain *d, gfn_t gfn, mfn_t mfn,
		     unsigned int order);
int arch_physmap_remove(struct domain *d, gfn_t gfn, mfn_t mfn,
			unsigned int order);
/* XENMEM_* sub-operations that only an arch knows; -ENOSYS. */
long arch_memory_op(unsigned long cmd, struct hypercall_args *args);

/* ---- Grants: putting a frame into a guest's address space ---- */

/*
 * PV: `addr` is a linear address (GNTMAP_contains_pte unset) or the machine
 * address of a PTE; writes the PTE.  HVM: a guest physical address.
 * 0, or a GNTST_* status.
 *
 * The caller holds the references of the mapping (page; writable type unless
 * GNTMAP_readonly) until it was unmapped or the mapping domain is released:
 * the PTE has none of its own.  Any lock may be held.
 */
int arch_grant_map(struct vcpu *v, uint64_t addr, mfn_t mfn,
		   unsigned int gntmap_flags, unsigned int cache_flags);
/* Removes it (must map `mfn`); new_addr != 0: puts that mapping there. */
int arch_grant_unmap(struct vcpu *v, uint64_t addr, mfn_t mfn,
		     unsigned int gntmap_flags, uint64_t new_addr);
/* After a batch of unmaps: stale translations are gone from all CPUs of d. */
void arch_grant_flush(struct domain *d);
/* GNTTABOP_cache_flush on `len` bytes at `va`. */
int arch_cache_maintain(const void *va, size_t len, unsigned int op);

#endif /* XEN_ARCH_MM_H */
