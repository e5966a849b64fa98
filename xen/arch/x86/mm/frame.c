/*
 * frame.c: the contract's view of frames and of the direct map.
 */
#include <xen/arch/mm.h>
#include <xen/domain.h>
#include <xen/log.h>
#include <asm/mm.h>
#include <asm/pv_log.h>

bool mfn_valid(mfn_t mfn)
{
	return frame_valid(mfn_x(mfn));
}

void *mfn_to_virt(mfn_t mfn)
{
	return frame_virt(mfn_x(mfn));
}

void *maddr_to_virt(maddr_t ma)
{
	return (void *)(DIRECTMAP_VIRT_START + maddr_x(ma));
}

/* Of the image too: it is mapped as one piece. */
maddr_t virt_to_maddr(const void *va)
{
	unsigned long a = (unsigned long)va;

	if (a >= DIRECTMAP_VIRT_START)
		return _maddr(a - DIRECTMAP_VIRT_START);
	ASSERT(a >= XEN_VIRT_START && a < CPU_VIRT_START);
	return _maddr(a - XEN_VIRT_START + xen_phys_start);
}

mfn_t virt_to_mfn(const void *va)
{
	return maddr_to_mfn(virt_to_maddr(va));
}

struct page_info *virt_to_page(const void *va)
{
	return mfn_to_page(virt_to_mfn(va));
}

void arch_clear_page(void *va)
{
	unsigned long n = PAGE_SIZE / 8;

	__asm__ volatile("rep stosq" : "+D"(va), "+c"(n) : "a"(0) : "memory");
}

void arch_copy_page(void *dst, const void *src)
{
	unsigned long n = PAGE_SIZE / 8;

	__asm__ volatile("rep movsq"
			 : "+D"(dst), "+S"(src), "+c"(n)
			 :
			 : "memory");
}

void arch_page_freed(struct page_info *pg)
{
	ASSERT((pg->count_info & PGC_xen_shared) ||
	       !(pg->type_info & PGT_count_mask));
	m2p_set(page_frame(pg), M2P_INVALID);
}

void arch_page_assigned(struct domain *d, struct page_info *pg,
			unsigned int order)
{
}

struct page_info *arch_get_page_from_gfn(struct domain *d, gfn_t gfn,
					 bool for_write)
{
	struct page_info *pg = frame_page(gfn_x(gfn));

	return frame_valid(gfn_x(gfn)) && page_get(pg, d) ? pg : NULL;
}

void arch_set_gpfn(struct domain *d, mfn_t mfn, unsigned long gpfn)
{
	m2p_set(mfn_x(mfn), gpfn);
	pv_log_page(mfn_to_page(mfn));
}

unsigned long arch_get_gpfn(mfn_t mfn)
{
	return frame_valid(mfn_x(mfn)) ? m2p_get(mfn_x(mfn)) : M2P_INVALID;
}

/* A PV guest keeps its own physical map; ours has the way back only. */
int arch_physmap_add(struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order)
{
	for (unsigned long i = 0; i < 1UL << order; i++)
		arch_set_gpfn(d, mfn_add(mfn, i), gfn_x(gfn) + i);
	return 0;
}

int arch_physmap_remove(struct domain *d, gfn_t gfn, mfn_t mfn,
			unsigned int order)
{
	for (unsigned long i = 0; i < 1UL << order; i++)
		m2p_set(mfn_x(mfn) + i, M2P_INVALID);
	return 0;
}
