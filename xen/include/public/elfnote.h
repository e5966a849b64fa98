/* SPDX-License-Identifier: MIT */
/*
 * ELF notes with owner "Xen" by which a kernel tells the domain builder how to
 * load it.  Numbers are 4 or 8 bytes, strings end with NUL.
 */
#ifndef __XEN_PUBLIC_ELFNOTE_H__
#define __XEN_PUBLIC_ELFNOTE_H__

#define XEN_ELFNOTE_INFO 0 /* any text */
/* virtual address of entry (PV) */
#define XEN_ELFNOTE_ENTRY 1
/* virtual address of the page to fill */
#define XEN_ELFNOTE_HYPERCALL_PAGE 2
/* virtual address of the image's start */
#define XEN_ELFNOTE_VIRT_BASE 3
/* what ELF p_paddr is relative to */
#define XEN_ELFNOTE_PADDR_OFFSET  4
#define XEN_ELFNOTE_XEN_VERSION	  5 /* "xen-3.0" */
#define XEN_ELFNOTE_GUEST_OS	  6 /* name */
#define XEN_ELFNOTE_GUEST_VERSION 7
#define XEN_ELFNOTE_LOADER	  8 /* "generic" */
/* "yes", "no", "bimodal", "yes[extended-cr3]" */
#define XEN_ELFNOTE_PAE_MODE 9
/* text list, "!" before a required one */
#define XEN_ELFNOTE_FEATURES 10
/* "yes": symbol table follows the image */
#define XEN_ELFNOTE_BSD_SYMTAB 11
/* lowest start of the hypervisor's hole */
#define XEN_ELFNOTE_HV_START_LOW 12
/* mask and value pairs of present PTEs */
#define XEN_ELFNOTE_L1_MFN_VALID 13
/* a cancelled suspend is understood */
#define XEN_ELFNOTE_SUSPEND_CANCEL 14
/* virtual address for the first P2M */
#define XEN_ELFNOTE_INIT_P2M 15
/* mod_start may be a frame number */
#define XEN_ELFNOTE_MOD_START_PFN      16
#define XEN_ELFNOTE_SUPPORTED_FEATURES 17 /* XENFEAT_* bits */
#define XEN_ELFNOTE_PHYS32_ENTRY       18 /* PVH: physical 32-bit entry */
#define XEN_ELFNOTE_MAX		       XEN_ELFNOTE_PHYS32_ENTRY

/* Notes in crash dumps. */
#define XEN_ELFNOTE_CRASH_INFO		    0x1000001
#define XEN_ELFNOTE_CRASH_REGS		    0x1000002
#define XEN_ELFNOTE_DUMPCORE_NONE	    0x2000000
#define XEN_ELFNOTE_DUMPCORE_HEADER	    0x2000001
#define XEN_ELFNOTE_DUMPCORE_XEN_VERSION    0x2000002
#define XEN_ELFNOTE_DUMPCORE_FORMAT_VERSION 0x2000003

#endif /* __XEN_PUBLIC_ELFNOTE_H__ */
