/*
 * memory.c (host): RAM is one anonymous mapping; frame n is its n-th page.
 */
#include <xen/arch/mm.h>

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <xen/errno.h>
#include <xen/grant.h>
#include <asm/host.h>

HOST_WEAK struct page_info *frame_table;
HOST_WEAK unsigned long max_page;
HOST_WEAK unsigned long total_pages;
HOST_WEAK unsigned int nr_nodes = 1;

static char *ram;
static unsigned long *gpfn; /* M2P */

void host_ram_init(unsigned long pages)
{
	unsigned long i;

	if (ram)
		munmap(ram, max_page << PAGE_SHIFT);
	free(frame_table);
	free(gpfn);
	ram = mmap(NULL, pages << PAGE_SHIFT, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	frame_table = calloc(pages, sizeof(*frame_table));
	gpfn = malloc(pages * sizeof(*gpfn));
	if (ram == MAP_FAILED || !frame_table || !gpfn)
		abort();
	for (i = 0; i < pages; i++)
		gpfn[i] = ~0UL;
	max_page = pages;
}

HOST_WEAK bool mfn_valid(mfn_t mfn)
{
	return mfn_x(mfn) < max_page;
}

HOST_WEAK void *mfn_to_virt(mfn_t mfn)
{
	return ram + (mfn_x(mfn) << PAGE_SHIFT);
}

HOST_WEAK mfn_t virt_to_mfn(const void *va)
{
	return _mfn((unsigned long)((const char *)va - ram) >> PAGE_SHIFT);
}

HOST_WEAK void *maddr_to_virt(maddr_t ma)
{
	return ram + maddr_x(ma);
}

HOST_WEAK maddr_t virt_to_maddr(const void *va)
{
	return _maddr((uint64_t)((const char *)va - ram));
}

HOST_WEAK struct page_info *virt_to_page(const void *va)
{
	return mfn_to_page(virt_to_mfn(va));
}

HOST_WEAK void *arch_map_frames(mfn_t mfn, unsigned long nr, unsigned int how)
{
	return mfn_x(mfn) + nr <= max_page ? mfn_to_virt(mfn) : NULL;
}

HOST_WEAK void arch_unmap_frames(void *va, unsigned long nr)
{
}

HOST_WEAK unsigned int arch_mfn_node(mfn_t mfn)
{
	return 0;
}

HOST_WEAK unsigned long arch_node_span(unsigned int node)
{
	return node ? 0 : max_page;
}

HOST_WEAK unsigned int arch_node_distance(unsigned int a, unsigned int b)
{
	return a == b ? 10 : 20;
}

HOST_WEAK void arch_clear_page(void *va)
{
	memset(va, 0, PAGE_SIZE);
}

HOST_WEAK void arch_copy_page(void *dst, const void *src)
{
	memcpy(dst, src, PAGE_SIZE);
}

HOST_WEAK uint16_t arch_tlb_stamp(void)
{
	return 0;
}

HOST_WEAK void arch_tlb_flush_since(const cpumask_t *mask, uint16_t stamp)
{
}

HOST_WEAK void arch_page_freed(struct page_info *pg)
{
	gpfn[mfn_x(page_to_mfn(pg))] = ~0UL;
}

HOST_WEAK void arch_page_assigned(struct domain *d, struct page_info *pg,
				  unsigned int order)
{
}

HOST_WEAK struct page_info *arch_get_page_from_gfn(struct domain *d, gfn_t gfn,
						   bool for_write)
{
	struct page_info *pg;

	if (!mfn_valid(_mfn(gfn_x(gfn))))
		return NULL;
	pg = mfn_to_page(_mfn(gfn_x(gfn)));
	return page_get(pg, d) ? pg : NULL;
}

HOST_WEAK bool arch_page_get_writable(struct page_info *pg)
{
	return true;
}

HOST_WEAK void arch_page_put_writable(struct page_info *pg)
{
}

HOST_WEAK void arch_set_gpfn(struct domain *d, mfn_t mfn, unsigned long pfn)
{
	gpfn[mfn_x(mfn)] = pfn;
}

HOST_WEAK unsigned long arch_get_gpfn(mfn_t mfn)
{
	return gpfn[mfn_x(mfn)];
}

HOST_WEAK int arch_physmap_add(struct domain *d, gfn_t gfn, mfn_t mfn,
			       unsigned int order)
{
	unsigned long i;

	for (i = 0; i < 1UL << order; i++)
		arch_set_gpfn(d, mfn_add(mfn, i), gfn_x(gfn) + i);
	return 0;
}

HOST_WEAK int arch_physmap_remove(struct domain *d, gfn_t gfn, mfn_t mfn,
				  unsigned int order)
{
	unsigned long i;

	for (i = 0; i < 1UL << order; i++)
		arch_set_gpfn(d, mfn_add(mfn, i), ~0UL);
	return 0;
}

HOST_WEAK long arch_memory_op(unsigned long cmd, struct hypercall_args *args)
{
	return -ENOSYS;
}

HOST_WEAK int arch_grant_map(struct vcpu *v, uint64_t addr, mfn_t mfn,
			     unsigned int gntmap_flags,
			     unsigned int cache_flags)
{
	return 0;
}

HOST_WEAK int arch_grant_unmap(struct vcpu *v, uint64_t addr, mfn_t mfn,
			       unsigned int gntmap_flags, uint64_t new_addr)
{
	return 0;
}

HOST_WEAK void arch_grant_flush(struct domain *d)
{
}

HOST_WEAK int arch_cache_maintain(const void *va, size_t len, unsigned int op)
{
	return 0;
}
