/* SPDX-License-Identifier: MIT */
/*
 * Bit numbers of XENVER_get_features and of ELF notes' feature lists.
 */
#ifndef __XEN_PUBLIC_FEATURES_H__
#define __XEN_PUBLIC_FEATURES_H__

/* page tables may be written directly */
#define XENFEAT_writable_page_tables 0
/* so may GDT and LDT pages */
#define XENFEAT_writable_descriptor_tables 1
/* guest knows no machine frames */
#define XENFEAT_auto_translated_physmap 2
/* kernel runs in ring 0 */
#define XENFEAT_supervisor_mode_kernel 3
/* 32-bit: L3 may be above 4 GiB */
#define XENFEAT_pae_pgdir_above_4gb 4
/* MMU_PT_UPDATE_PRESERVE_AD works */
#define XENFEAT_mmu_pt_update_preserve_ad 5
/* CLEAR_PAGE and COPY_PAGE work */
#define XENFEAT_highmem_assist 6
/* GNTMAP_guest_avail0 works */
#define XENFEAT_gnttab_map_avail_bits 7
/* events can come as a vector */
#define XENFEAT_hvm_callback_vector 8
/* pvclock is usable in HVM */
#define XENFEAT_hvm_safe_pvclock 9
#define XENFEAT_hvm_pirqs	 10 /* HVM can use PIRQs */
#define XENFEAT_dom0		 11 /* kernel can be dom0 */
/* XENMEMF_vnode works */
#define XENFEAT_memory_op_vnode_supported 13
#define XENFEAT_ARM_SMCCC_supported	  14
/* PVH: RSDP may be anywhere */
#define XENFEAT_linux_rsdp_unrestricted 15
#define XENFEAT_not_direct_mapped	16 /* GFN is not MFN */
#define XENFEAT_direct_mapped		17 /* GFN is MFN */
#define XENFEAT_NR_SUBMAPS		1

#endif /* __XEN_PUBLIC_FEATURES_H__ */
