/*
 * dom0/private.h: what the files of the dom0 builder share.
 *
 * The initial address space of a PV kernel (public/xen.h "start-of-day"):
 * from virt_base, in this order, all mapped and page-aligned:
 *
 *	the kernel, the initrd (if it wants it mapped), the P2M table (if it
 *	names no other place), start_info, page tables, a stack page, slack
 *
 * and then, not mapped, by frame: the initrd, the P2M table with the page
 * tables that map it where the kernel wants it.
 */
#ifndef DOM0_PRIVATE_H
#define DOM0_PRIVATE_H

#include <xen/domain.h>
#include <xen/elf_xen.h>
#include <xen/arch/boot.h>

struct dom0_layout {
	unsigned long virt_start, virt_end;  /* mapped */
	unsigned long start_info, stack, pt; /* virtual addresses */
	unsigned long initrd_va;	     /* 0: not mapped */
	unsigned long p2m_va;
	unsigned long first_pfn;	     /* of virt_start */
	unsigned long nr_mapped;	     /* pages */
	unsigned long pt_pfn, nr_pt;	     /* page tables */
	unsigned long initrd_pfn, nr_initrd; /* pages */
	unsigned long p2m_pfn, nr_p2m;	     /* P2M data */
	unsigned long p2m_pt_pfn, nr_p2m_pt; /* its tables, 0: mapped above */
};

struct dom0 {
	struct domain *d;
	struct elf elf;
	struct xen_elf_info info;
	const struct boot_module *kernel, *initrd;
	unsigned long nr_pages;
	unsigned long *p2m; /* by pfn, the builder's own copy */
	struct dom0_layout l;
};

/*
 * The kernel image of module `m`, unpacked: *image of *len bytes, in memory
 * of 2^*order pages (0 pages and the module itself if it was an ELF).
 */
int dom0_unpack(const struct boot_module *m, const void **image, size_t *len,
		void **memory, unsigned int *order);

/* Where everything goes; -E2BIG: more than nr_pages. */
int dom0_lay_out(struct dom0 *b);
/* Allocates, loads, maps, fills start_info, starts vCPU 0's registers. */
int dom0_populate(struct dom0 *b);

/* dom0_nodes=, dom0_vcpus_pin: its vCPUs are made, its memory is not. */
void dom0_place(struct domain *d);

/* Pages that dom0 gets by dom0_mem=; *max: what it may balloon up to. */
unsigned long dom0_memory(unsigned long *max);

#endif /* DOM0_PRIVATE_H */
