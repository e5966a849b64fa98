/* SPDX-License-Identifier: MIT */
/*
 * The core of the hypercall interface: numbers of the hypercalls and of the
 * virtual interrupts, PV memory management operations, the page shared with
 * each guest, and what a PV guest finds at its start.
 */
#ifndef __XEN_PUBLIC_XEN_H__
#define __XEN_PUBLIC_XEN_H__

#include "xen-compat.h"

#ifndef __ASSEMBLY__
#include <stdint.h>
#endif

#if defined(__i386__) || defined(__x86_64__)
#include "arch-x86/xen.h"
#else
#error "no public interface for this architecture"
#endif

#ifndef __ASSEMBLY__
/* Guest handles for the basic types; const_X is defined along with X. */
DEFINE_XEN_GUEST_HANDLE(char);
__DEFINE_XEN_GUEST_HANDLE(uchar, unsigned char);
DEFINE_XEN_GUEST_HANDLE(int);
__DEFINE_XEN_GUEST_HANDLE(uint, unsigned int);
#if __XEN_INTERFACE_VERSION__ < 0x00040300
DEFINE_XEN_GUEST_HANDLE(long);
__DEFINE_XEN_GUEST_HANDLE(ulong, unsigned long);
#endif
DEFINE_XEN_GUEST_HANDLE(void);
DEFINE_XEN_GUEST_HANDLE(uint64_t);
DEFINE_XEN_GUEST_HANDLE(xen_pfn_t);
DEFINE_XEN_GUEST_HANDLE(xen_ulong_t);
__DEFINE_XEN_GUEST_HANDLE(uint8, uint8_t);
__DEFINE_XEN_GUEST_HANDLE(uint16, uint16_t);
__DEFINE_XEN_GUEST_HANDLE(uint32, uint32_t);
__DEFINE_XEN_GUEST_HANDLE(uint64, uint64_t);

/* Dimension of a trailing array whose length is known only at run time. */
#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L
#define XEN_FLEX_ARRAY_DIM
#elif defined(__GNUC__)
#define XEN_FLEX_ARRAY_DIM 0
#else
#define XEN_FLEX_ARRAY_DIM 1
#endif

/* Constants with a C suffix that assembler sources can read too. */
#define __xen_mk_uint(x)  x##U
#define __xen_mk_ulong(x) x##UL
#ifndef __xen_mk_ullong
#define __xen_mk_ullong(x) x##ULL
#endif
#define xen_mk_uint(x)	 __xen_mk_uint(x)
#define xen_mk_ulong(x)	 __xen_mk_ulong(x)
#define xen_mk_ullong(x) __xen_mk_ullong(x)
#else
#define xen_mk_uint(x)	 x
#define xen_mk_ulong(x)	 x
#define xen_mk_ullong(x) x
#endif

/* Hypercall numbers, passed in rax (64-bit) or eax (32-bit). */
#define __HYPERVISOR_set_trap_table 0
#define __HYPERVISOR_mmu_update	    1
#define __HYPERVISOR_set_gdt	    2
#define __HYPERVISOR_stack_switch   3
#define __HYPERVISOR_set_callbacks  4
#define __HYPERVISOR_fpu_taskswitch 5
/* before 3.1.1 */
#define __HYPERVISOR_sched_op_compat   6
#define __HYPERVISOR_platform_op       7
#define __HYPERVISOR_set_debugreg      8
#define __HYPERVISOR_get_debugreg      9
#define __HYPERVISOR_update_descriptor 10
#define __HYPERVISOR_memory_op	       12
#define __HYPERVISOR_multicall	       13
#define __HYPERVISOR_update_va_mapping 14
#define __HYPERVISOR_set_timer_op      15
/* before 3.2.2 */
#define __HYPERVISOR_event_channel_op_compat 16
#define __HYPERVISOR_xen_version	     17
#define __HYPERVISOR_console_io		     18
/* before 3.2.2 */
#define __HYPERVISOR_physdev_op_compat		   19
#define __HYPERVISOR_grant_table_op		   20
#define __HYPERVISOR_vm_assist			   21
#define __HYPERVISOR_update_va_mapping_otherdomain 22
#define __HYPERVISOR_iret			   23 /* x86 */
#define __HYPERVISOR_vcpu_op			   24
#define __HYPERVISOR_set_segment_base		   25 /* x86-64 */
#define __HYPERVISOR_mmuext_op			   26
#define __HYPERVISOR_xsm_op			   27
#define __HYPERVISOR_nmi_op			   28
#define __HYPERVISOR_sched_op			   29
#define __HYPERVISOR_callback_op		   30
#define __HYPERVISOR_xenoprof_op		   31
#define __HYPERVISOR_event_channel_op		   32
#define __HYPERVISOR_physdev_op			   33
#define __HYPERVISOR_hvm_op			   34
#define __HYPERVISOR_sysctl			   35
#define __HYPERVISOR_domctl			   36
#define __HYPERVISOR_kexec_op			   37
#define __HYPERVISOR_tmem_op			   38 /* gone */
#define __HYPERVISOR_argo_op			   39
#define __HYPERVISOR_xenpmu_op			   40
#define __HYPERVISOR_dm_op			   41
#define __HYPERVISOR_hypfs_op			   42
/* Architecture specific. */
/* x86: machine check, arch-x86/xen-mca.h */
#define __HYPERVISOR_arch_0 48
/* x86: paging_domctl_cont */
#define __HYPERVISOR_arch_1 49
#define __HYPERVISOR_arch_2 50
#define __HYPERVISOR_arch_3 51
#define __HYPERVISOR_arch_4 52
#define __HYPERVISOR_arch_5 53
#define __HYPERVISOR_arch_6 54
#define __HYPERVISOR_arch_7 55

/* What old sources call by today's names. */
#if __XEN_INTERFACE_VERSION__ < 0x00030101
#undef __HYPERVISOR_sched_op
#define __HYPERVISOR_sched_op __HYPERVISOR_sched_op_compat
#endif
#if __XEN_INTERFACE_VERSION__ < 0x00030202
#undef __HYPERVISOR_event_channel_op
#define __HYPERVISOR_event_channel_op __HYPERVISOR_event_channel_op_compat
#undef __HYPERVISOR_physdev_op
#define __HYPERVISOR_physdev_op __HYPERVISOR_physdev_op_compat
#endif
#if __XEN_INTERFACE_VERSION__ < 0x00030204
#define __HYPERVISOR_dom0_op __HYPERVISOR_platform_op
#endif

/*
 * Virtual interrupts. V: one for each VCPU. G: one for the system, bound once,
 * by the control domain or by whom XEN_DOMCTL_set_virq_handler names.
 */
#define VIRQ_TIMER	0  /* V: the VCPU's timer ran out */
#define VIRQ_DEBUG	1  /* V: the administrator asks for state */
#define VIRQ_CONSOLE	2  /* G: input on the emergency console */
#define VIRQ_DOM_EXC	3  /* G: a domain died or shut down */
#define VIRQ_TBUF	4  /* G: trace buffers have records */
#define VIRQ_DEBUGGER	6  /* G: a domain paused for its debugger */
#define VIRQ_XENOPROF	7  /* V: profile samples */
#define VIRQ_CON_RING	8  /* G: the console ring has output */
#define VIRQ_PCPU_STATE 9  /* G: a physical CPU came or went */
#define VIRQ_MEM_EVENT	10 /* G: memory event */
#define VIRQ_ARGO	11 /* G: Argo message */
#define VIRQ_ENOMEM	12 /* G: low on memory */
#define VIRQ_XENPMU	13 /* V: performance counter overflow */
#define VIRQ_ARCH_0	16 /* V: machine check (x86) */
#define VIRQ_ARCH_1	17
#define VIRQ_ARCH_2	18
#define VIRQ_ARCH_3	19
#define VIRQ_ARCH_4	20
#define VIRQ_ARCH_5	21
#define VIRQ_ARCH_6	22
#define VIRQ_ARCH_7	23
#define NR_VIRQS	24

/* mmu_update: low two bits of mmu_update.ptr say what the rest names. */
/* machine address of a page table entry */
#define MMU_NORMAL_PT_UPDATE 0
/* machine frame whose M2P entry is set */
#define MMU_MACHPHYS_UPDATE 1
/* as 0, keeps Accessed and Dirty */
#define MMU_PT_UPDATE_PRESERVE_AD 2
/* as 0, val holds a machine frame */
#define MMU_PT_UPDATE_NO_TRANSLATE 3

/* mmuext_op commands. Arguments are named in brackets. */
/* [mfn] validate and keep validated */
#define MMUEXT_PIN_L1_TABLE    0
#define MMUEXT_PIN_L2_TABLE    1
#define MMUEXT_PIN_L3_TABLE    2
#define MMUEXT_PIN_L4_TABLE    3
#define MMUEXT_UNPIN_TABLE     4 /* [mfn] */
#define MMUEXT_NEW_BASEPTR     5 /* [mfn] load CR3 */
#define MMUEXT_TLB_FLUSH_LOCAL 6
#define MMUEXT_INVLPG_LOCAL    7 /* [linear_addr] */
#define MMUEXT_TLB_FLUSH_MULTI 8 /* [vcpumask] */
#define MMUEXT_INVLPG_MULTI    9 /* [linear_addr, vcpumask] */
#define MMUEXT_TLB_FLUSH_ALL   10
#define MMUEXT_INVLPG_ALL      11 /* [linear_addr] */
#define MMUEXT_FLUSH_CACHE     12 /* WBINVD */
#define MMUEXT_SET_LDT	       13 /* [linear_addr, nr_ents] */
/* [mfn] CR3 for user mode, x86-64 */
#define MMUEXT_NEW_USER_BASEPTR	  15
#define MMUEXT_CLEAR_PAGE	  16 /* [mfn] */
#define MMUEXT_COPY_PAGE	  17 /* [mfn, src_mfn] */
#define MMUEXT_FLUSH_CACHE_GLOBAL 18 /* WBINVD on all CPUs */
#define MMUEXT_MARK_SUPER	  19 /* [mfn] */
#define MMUEXT_UNMARK_SUPER	  20 /* [mfn] */

#ifndef __ASSEMBLY__
/* One element of the array that mmuext_op is given. */
struct mmuext_op {
	unsigned int cmd; /* MMUEXT_* */
	union {
		xen_pfn_t mfn;
		unsigned long linear_addr;
	} arg1;
	union {
		unsigned int nr_ents;
#if __XEN_INTERFACE_VERSION__ >= 0x00030205
		XEN_GUEST_HANDLE(const_void) vcpumask; /* bitmap */
#else
		const void *vcpumask;
#endif
		xen_pfn_t src_mfn;
	} arg2;
};
typedef struct mmuext_op mmuext_op_t;
DEFINE_XEN_GUEST_HANDLE(mmuext_op_t);
#endif

/*
 * Flags of update_va_mapping: what to flush, and where. With UVMF_MULTI the
 * flags' upper part is a pointer to a bitmap of VCPUs.
 */
#define UVMF_NONE	    (xen_mk_ulong(0) << 0)
#define UVMF_TLB_FLUSH	    (xen_mk_ulong(1) << 0)
#define UVMF_INVLPG	    (xen_mk_ulong(2) << 0)
#define UVMF_FLUSHTYPE_MASK (xen_mk_ulong(3) << 0)
#define UVMF_MULTI	    (xen_mk_ulong(0) << 2)
#define UVMF_LOCAL	    (xen_mk_ulong(0) << 2)
#define UVMF_ALL	    (xen_mk_ulong(1) << 2)

/* console_io commands. */
#define CONSOLEIO_write 0
#define CONSOLEIO_read	1

/* vm_assist: commands, and the behaviours that they switch. */
#define VMASST_CMD_enable  0
#define VMASST_CMD_disable 1
/* 32-bit: trap and fix wrapping segments */
#define VMASST_TYPE_4gb_segments 0
/* and tell the guest by trap 15 */
#define VMASST_TYPE_4gb_segments_notify 1
/* emulate writes to page tables */
#define VMASST_TYPE_writable_pagetables 2
/* 32-bit: L3 above 4 GiB */
#define VMASST_TYPE_pae_extended_cr3 3
/* IOPL in the saved EFLAGS is the real one */
#define VMASST_TYPE_architectural_iopl 4
/* see XEN_RUNSTATE_UPDATE */
#define VMASST_TYPE_runstate_update_flag 5
/* 64-bit: M2P only in kernel mode */
#define VMASST_TYPE_m2p_strict 32
#if __XEN_INTERFACE_VERSION__ < 0x00040600
#define MAX_VMASST_TYPE 3
#endif

/* Domain identifiers with a meaning; real ones are below the first. */
#define DOMID_FIRST_RESERVED xen_mk_uint(0x7FF0)
#define DOMID_SELF	     xen_mk_uint(0x7FF0) /* the caller */
/* owner of device memory */
#define DOMID_IO xen_mk_uint(0x7FF1)
/* owner of the hypervisor's pages */
#define DOMID_XEN xen_mk_uint(0x7FF2)
/* owner of shared pages */
#define DOMID_COW     xen_mk_uint(0x7FF3)
#define DOMID_INVALID xen_mk_uint(0x7FF4) /* nobody */
#define DOMID_IDLE    xen_mk_uint(0x7FFF)
#define DOMID_MASK    xen_mk_uint(0x7FFF)

#ifndef __ASSEMBLY__
typedef uint16_t domid_t;

/* One element of the array that mmu_update is given. */
struct mmu_update {
	uint64_t ptr; /* target and MMU_* in bits 0-1 */
	uint64_t val; /* new entry, or frame number */
};
typedef struct mmu_update mmu_update_t;
DEFINE_XEN_GUEST_HANDLE(mmu_update_t);

/* One call of a multicall. The hypervisor writes result. */
struct multicall_entry {
	xen_ulong_t op, result;
	xen_ulong_t args[6];
};
typedef struct multicall_entry multicall_entry_t;
DEFINE_XEN_GUEST_HANDLE(multicall_entry_t);

#if __XEN_INTERFACE_VERSION__ < 0x00040400
#define NR_EVENT_CHANNELS EVTCHN_2L_NR_CHANNELS
#endif

/*
 * A VCPU's clock, written by the hypervisor. Read it while version is even and
 * has not changed: now = system_time + (((tsc - tsc_timestamp) shifted left by
 * tsc_shift) * tsc_to_system_mul) / 2^32, in nanoseconds since boot. A
 * negative shift is a shift to the right.
 */
struct vcpu_time_info {
	uint32_t version;
	uint32_t pad0;
	uint64_t tsc_timestamp; /* TSC at the last update */
	uint64_t system_time;	/* ns at that moment */
	uint32_t tsc_to_system_mul;
	int8_t tsc_shift;
#if __XEN_INTERFACE_VERSION__ > 0x040600
	uint8_t flags; /* XEN_PVCLOCK_* */
	uint8_t pad1[2];
#else
	int8_t pad1[3];
#endif
};
typedef struct vcpu_time_info vcpu_time_info_t;

#define XEN_PVCLOCK_TSC_STABLE_BIT (1 << 0) /* same on all VCPUs */
#define XEN_PVCLOCK_GUEST_STOPPED  (1 << 1) /* guest was stopped */

/*
 * What guest and hypervisor share for one VCPU. The hypervisor sets
 * evtchn_upcall_pending and bits of evtchn_pending_sel, the guest clears them.
 * No upcall is delivered to a PV VCPU while its mask is set.
 */
struct vcpu_info {
	uint8_t evtchn_upcall_pending;
#ifdef XEN_HAVE_PV_UPCALL_MASK
	uint8_t evtchn_upcall_mask;
#else
	uint8_t pad0;
#endif
	xen_ulong_t evtchn_pending_sel; /* words of evtchn_pending to look at */
	struct arch_vcpu_info arch;
	vcpu_time_info_t time;
}; /* 64 bytes on x86 */
typedef struct vcpu_info vcpu_info_t;

/*
 * The page shared with a guest. VCPUs from 32 on register their vcpu_info
 * elsewhere. The wall clock is the time of day at boot: seconds since 1970 and
 * nanoseconds, stable while wc_version is even.
 */
struct shared_info {
	struct vcpu_info vcpu_info[XEN_LEGACY_MAX_VCPUS];
	/* Two-level event channels: one bit a port. */
	xen_ulong_t evtchn_pending[sizeof(xen_ulong_t) * 8];
	xen_ulong_t evtchn_mask[sizeof(xen_ulong_t) * 8];
	uint32_t wc_version;
	uint32_t wc_sec;
	uint32_t wc_nsec;
#if !defined(__i386__)
	uint32_t wc_sec_hi;
#define xen_wc_sec_hi wc_sec_hi
#elif !defined(__XEN__) && !defined(__XEN_TOOLS__)
#define xen_wc_sec_hi arch.wc_sec_hi
#endif
	struct arch_shared_info arch;
};
typedef struct shared_info shared_info_t;

#ifdef XEN_HAVE_PV_GUEST_ENTRY
/*
 * The start-of-day page: rsi/esi points at it when a PV kernel gets control.
 * The domain builder fills it. After resume the kernel finds the new frames in
 * the first fields, up to console.
 */
struct start_info {
	char magic[32];		   /* "xen-<version>-<platform>" */
	unsigned long nr_pages;	   /* pages of this domain */
	unsigned long shared_info; /* machine address of shared_info */
	uint32_t flags;		   /* SIF_* */
	xen_pfn_t store_mfn;	   /* xenstore ring */
	uint32_t store_evtchn;
	union {
		struct {
			xen_pfn_t mfn; /* console ring */
			uint32_t evtchn;
		} domU;
		struct {
			/* dom0_vga_console_info in this page */
			uint32_t info_off;
			uint32_t info_size;
		} dom0;
	} console;
	/* Only valid at first start. */
	unsigned long pt_base;	    /* virtual address of the top page table */
	unsigned long nr_pt_frames; /* frames of boot page tables */
	unsigned long mfn_list;	    /* virtual address of the P2M table */
	/* module: address, or PFN by SIF_MOD_START_PFN */
	unsigned long mod_start;
	unsigned long mod_len; /* bytes */
#define MAX_GUEST_CMDLINE 1024
	int8_t cmd_line[MAX_GUEST_CMDLINE];
	/* Where the P2M's frames are when it is outside the initial mapping. */
	unsigned long first_p2m_pfn;
	unsigned long nr_p2m_frames;
};
typedef struct start_info start_info_t;

#if __XEN_INTERFACE_VERSION__ < 0x00030203
#define console_mfn    console.domU.mfn
#define console_evtchn console.domU.evtchn
#endif
#endif

/* start_info.flags */
#define SIF_PRIVILEGED (1 << 0) /* may use privileged calls */
#define SIF_INITDOMAIN (1 << 1) /* first domain */
/* mod_start is a xen_multiboot_mod_list */
#define SIF_MULTIBOOT_MOD (1 << 2)
/* mod_start is a frame number */
#define SIF_MOD_START_PFN (1 << 3)
/* tools can use the virtual P2M */
#define SIF_VIRT_P2M_4TOOLS (1 << 4)
#define SIF_PM_MASK	    (0xFF << 8) /* owner of power management */

/* Module list of a PV kernel with several modules; ends with a zero entry. */
struct xen_multiboot_mod_list {
	uint32_t mod_start; /* virtual addresses, end is exclusive */
	uint32_t mod_end;
	uint32_t cmdline;
	uint32_t pad;
};

/* The screen that dom0 takes over, as firmware or boot loader left it. */
typedef struct dom0_vga_console_info {
	uint8_t video_type;
#define XEN_VGATYPE_TEXT_MODE_3 0x03
#define XEN_VGATYPE_VESA_LFB	0x23
#define XEN_VGATYPE_EFI_LFB	0x70
	union {
		struct {
			uint16_t font_height; /* pixel lines */
			uint16_t cursor_x, cursor_y;
			uint16_t rows, columns;
		} text_mode_3;
		struct {
			uint16_t width, height; /* pixels */
			uint16_t bytes_per_line;
			uint16_t bits_per_pixel;
			uint32_t lfb_base; /* frame buffer, physical */
			uint32_t lfb_size; /* units of 64 KiB */
			/* Position and width of each colour, in bits. */
			uint8_t red_pos, red_size;
			uint8_t green_pos, green_size;
			uint8_t blue_pos, blue_size;
			uint8_t rsvd_pos, rsvd_size;
#if __XEN_INTERFACE_VERSION__ >= 0x00030206
			uint32_t gbl_caps;   /* VESA capabilities */
			uint16_t mode_attrs; /* VESA mode attributes */
			uint16_t pad;
#endif
#if __XEN_INTERFACE_VERSION__ >= 0x00040d00
			uint32_t ext_lfb_base; /* lfb_base, high half */
#endif
		} vesa_lfb;
	} u;
} dom0_vga_console_info_t;
#define xen_vga_console_info   dom0_vga_console_info
#define xen_vga_console_info_t dom0_vga_console_info_t

/* A domain's UUID as tools give it; opaque to the hypervisor. */
typedef uint8_t xen_domain_handle_t[16];

/* A UUID in the order of its text form. */
typedef struct {
	uint8_t a[16];
} xen_uuid_t;

#define __XEN_BYTE(v, n) (((v) >> (8 * (n))) & 0xFF)
#define XEN_DEFINE_UUID_(a, b, c, d, e1, e2, e3, e4, e5, e6)                  \
	{                                                                     \
		{                                                             \
			__XEN_BYTE(a, 3), __XEN_BYTE(a, 2), __XEN_BYTE(a, 1), \
				__XEN_BYTE(a, 0), __XEN_BYTE(b, 1),           \
				__XEN_BYTE(b, 0), __XEN_BYTE(c, 1),           \
				__XEN_BYTE(c, 0), __XEN_BYTE(d, 1),           \
				__XEN_BYTE(d, 0), e1, e2, e3, e4, e5, e6      \
		}                                                             \
	}

/* As a compound literal where the language has them, else as initialiser. */
#if defined(__STDC_VERSION__) ? __STDC_VERSION__ >= 199901L : defined(__GNUC__)
#define XEN_DEFINE_UUID(a, b, c, d, e1, e2, e3, e4, e5, e6) \
	((xen_uuid_t)XEN_DEFINE_UUID_(a, b, c, d, e1, e2, e3, e4, e5, e6))
#else
#define XEN_DEFINE_UUID XEN_DEFINE_UUID_
#endif
#endif

#if defined(__XEN__) || defined(__XEN_TOOLS__)
/* Fields of domctl and sysctl have one layout for 32-bit and 64-bit tools. */
#ifndef int64_aligned_t
#define int64_aligned_t int64_t
#endif
#ifndef uint64_aligned_t
#define uint64_aligned_t uint64_t
#endif
#ifndef XEN_GUEST_HANDLE_64
#define XEN_GUEST_HANDLE_64(name) XEN_GUEST_HANDLE(name)
#endif

#ifndef __ASSEMBLY__
/* A bitmap in the caller's memory, least significant bit first. */
struct xenctl_bitmap {
	XEN_GUEST_HANDLE_64(uint8) bitmap;
	uint32_t nr_bits;
};
typedef struct xenctl_bitmap xenctl_bitmap_t;
#endif
#endif

#endif /* __XEN_PUBLIC_XEN_H__ */
