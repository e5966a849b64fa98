/*
 * elf_xen.h: what a kernel says to Xen in its ELF notes (public/elfnote.h).
 */
#ifndef XEN_ELF_XEN_H
#define XEN_ELF_XEN_H

#include <xen/elf.h>

/* A number that no note gave. */
#define XEN_ELF_UNSET (~0ULL)

struct xen_elf_info {
	bool xen_guest; /* it has any Xen note */

	/* Numbers; XEN_ELF_UNSET where there is no such note. */
	uint64_t entry; /* virtual; the ELF's own entry if there is no note */
	uint64_t hypercall_page;
	uint64_t virt_base;    /* 0 if not given */
	uint64_t paddr_offset; /* virt_base's partner, resolved as Xen does */
	uint64_t init_p2m;
	uint64_t hv_start_low;
	uint64_t phys32_entry; /* PVH: 32-bit physical entry */
	uint64_t l1_mfn_mask, l1_mfn_value;

	bool mod_start_pfn; /* a module is given by frame, not mapped */
	bool suspend_cancel;
	bool pae;	       /* "yes", in any form */
	bool pae_extended_cr3; /* "yes": top tables may lie anywhere */
	bool bsd_symtab;

	/* XENFEAT_* bits: which it can use, and cannot do without. */
	uint32_t features_supported;
	uint32_t features_required;

	/* Texts; empty if not given, cut if longer. */
	char guest_os[16], guest_version[16], xen_version[16], loader[16];

	/*
	 * A byte at physical address p of the ELF goes to the virtual address
	 * p + virt_offset; virt_start to virt_end are where all of it goes.
	 */
	uint64_t virt_offset, virt_start, virt_end;
};

/*
 * Read the notes of an image that elf_parse() accepted.  -EBADMSG if a number
 * has an odd size, -EOPNOTSUPP if a feature is required by a name that is not
 * known, -EINVAL if the address range wraps around or the entry is outside it
 * (for a kernel with Xen notes and without PHYS32_ENTRY).
 */
int xen_elf_parse(const struct elf *elf, struct xen_elf_info *info);

#endif /* XEN_ELF_XEN_H */
