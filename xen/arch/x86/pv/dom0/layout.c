/* layout.c: see private.h: numbers only, nothing is touched. */
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/log.h>
#include <public/xen.h>
#include "private.h"

#define SLACK	  (512UL << 10) /* mapped behind the stack, at least */
#define END_ALIGN (4UL << 20)	/* end of what is mapped (public/xen.h) */

/* Tables that map [from, to) below a top table that exists. */
static __init unsigned long tables_for(unsigned long from, unsigned long to)
{
	unsigned long n = 0;

	for (unsigned int shift = 21; shift <= 39; shift += 9)
		n += ((to - 1) >> shift) - (from >> shift) + 1;
	return n;
}

static __init unsigned long take(unsigned long *va, unsigned long bytes)
{
	unsigned long at = *va;

	*va += ROUNDUP(bytes, PAGE_SIZE);
	return at;
}

__init int dom0_lay_out(struct dom0 *b)
{
	struct dom0_layout *l = &b->l;
	unsigned long va, pfn, nr = 1, p2m_bytes = b->nr_pages * 8;
	bool own_p2m = b->info.init_p2m != XEN_ELF_UNSET;

	l->nr_initrd = b->initrd ? PFN_UP(b->initrd->size) : 0;
	l->nr_p2m = PFN_UP(p2m_bytes);
	l->virt_start = b->info.virt_base;
	l->first_pfn = 0;
	if (!IS_ALIGNED(l->virt_start, PAGE_SIZE) ||
	    b->info.virt_start < l->virt_start)
		return -EINVAL;
	va = ROUNDUP(b->info.virt_end, PAGE_SIZE);
	if (l->nr_initrd && !b->info.mod_start_pfn)
		l->initrd_va = take(&va, b->initrd->size);
	l->p2m_va = own_p2m ? b->info.init_p2m : take(&va, p2m_bytes);
	l->start_info = take(&va, PAGE_SIZE);
	l->pt = va;
	/* The more tables, the more there is to map: until it fits. */
	do {
		l->nr_pt = nr;
		l->stack = l->pt + PFN_PHYS(l->nr_pt);
		l->virt_end = ROUNDUP(l->stack + PAGE_SIZE + SLACK, END_ALIGN);
		nr = 1 + tables_for(l->virt_start, l->virt_end);
	} while (nr != l->nr_pt);

	l->nr_mapped = PFN_DOWN(l->virt_end - l->virt_start);
	l->pt_pfn = PFN_DOWN(l->pt - l->virt_start);
	pfn = l->nr_mapped;
	if (l->initrd_va) {
		l->initrd_pfn = PFN_DOWN(l->initrd_va - l->virt_start);
	} else {
		l->initrd_pfn = pfn;
		pfn += l->nr_initrd;
	}
	if (own_p2m) {
		l->p2m_pfn = pfn;
		l->nr_p2m_pt = tables_for(l->p2m_va, l->p2m_va + p2m_bytes);
		l->p2m_pt_pfn = pfn + l->nr_p2m;
		pfn = l->p2m_pt_pfn + l->nr_p2m_pt;
	} else {
		l->p2m_pfn = PFN_DOWN(l->p2m_va - l->virt_start);
	}
	if (pfn > b->nr_pages) {
		log_err("Dom0: needs %lu MiB to start, has %lu MiB: raise "
			"dom0_mem\n",
			pfn >> (20 - PAGE_SHIFT),
			b->nr_pages >> (20 - PAGE_SHIFT));
		return -E2BIG;
	}
	return 0;
}
