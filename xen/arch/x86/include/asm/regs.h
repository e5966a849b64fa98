/*
 * asm/regs.h: bits of control registers, RFLAGS, MSR numbers, selectors and
 * page-table entries (SDM vol. 3A 2.5, 4.5; vol. 4; APM vol. 2).
 */
#ifndef ASM_REGS_H
#define ASM_REGS_H

#define X86_CR0_PE 0x00000001
#define X86_CR0_MP 0x00000002
#define X86_CR0_EM 0x00000004
#define X86_CR0_TS 0x00000008
#define X86_CR0_ET 0x00000010
#define X86_CR0_NE 0x00000020
#define X86_CR0_WP 0x00010000
#define X86_CR0_AM 0x00040000
#define X86_CR0_PG 0x80000000

#define X86_CR4_VME	   0x00000001
#define X86_CR4_PVI	   0x00000002
#define X86_CR4_TSD	   0x00000004
#define X86_CR4_DE	   0x00000008
#define X86_CR4_PSE	   0x00000010
#define X86_CR4_PAE	   0x00000020
#define X86_CR4_MCE	   0x00000040
#define X86_CR4_PGE	   0x00000080
#define X86_CR4_PCE	   0x00000100
#define X86_CR4_OSFXSR	   0x00000200
#define X86_CR4_OSXMMEXCPT 0x00000400
#define X86_CR4_UMIP	   0x00000800
#define X86_CR4_FSGSBASE   0x00010000
#define X86_CR4_OSXSAVE	   0x00040000
#define X86_CR4_SMEP	   0x00100000
#define X86_CR4_SMAP	   0x00200000
#define X86_CR4_PKE	   0x00400000

#define X86_EFLAGS_CF	0x00000001
#define X86_EFLAGS_MBS	0x00000002
#define X86_EFLAGS_TF	0x00000100
#define X86_EFLAGS_IF	0x00000200
#define X86_EFLAGS_DF	0x00000400
#define X86_EFLAGS_IOPL 0x00003000
#define X86_EFLAGS_NT	0x00004000
#define X86_EFLAGS_RF	0x00010000
#define X86_EFLAGS_VM	0x00020000
#define X86_EFLAGS_AC	0x00040000
#define X86_EFLAGS_VIF	0x00080000
#define X86_EFLAGS_VIP	0x00100000
#define X86_EFLAGS_ID	0x00200000

#define MSR_APIC_BASE	   0x0000001b
#define MSR_UCODE_REV	   0x0000008b
#define MSR_SYSENTER_CS	   0x00000174
#define MSR_SYSENTER_ESP   0x00000175
#define MSR_SYSENTER_EIP   0x00000176
#define MSR_MISC_ENABLE	   0x000001a0
#define MSR_PAT		   0x00000277
#define MSR_TSC_DEADLINE   0x000006e0
#define MSR_X2APIC_BASE	   0x00000800
#define MSR_EFER	   0xc0000080
#define MSR_STAR	   0xc0000081
#define MSR_LSTAR	   0xc0000082
#define MSR_CSTAR	   0xc0000083
#define MSR_SYSCALL_MASK   0xc0000084
#define MSR_FS_BASE	   0xc0000100
#define MSR_GS_BASE	   0xc0000101
#define MSR_SHADOW_GS_BASE 0xc0000102
#define MSR_TSC_AUX	   0xc0000103

#define EFER_SCE 0x001
#define EFER_LME 0x100
#define EFER_LMA 0x400
#define EFER_NX	 0x800

/* The PAT that the PV ABI promises: WB WT UC- UC WC WP UC UC. */
#define XEN_PAT_VALUE 0x050100070406

/* Hypervisor selectors: the page of the GDT at 0xe000 (public ABI). */
#define XEN_GDT_PAGE 14
#define XEN_CS64     0xe008
#define XEN_DS32     0xe010
#define XEN_TSS	     0xe040 /* 16 bytes */
#define XEN_LDT	     0xe050 /* 16 bytes */
#define GUEST_CS32   0xe023
#define GUEST_DS32   0xe02b
#define GUEST_CS64   0xe033

#define PTE_P		 0x001UL
#define PTE_RW		 0x002UL
#define PTE_US		 0x004UL
#define PTE_PWT		 0x008UL
#define PTE_PCD		 0x010UL
#define PTE_A		 0x020UL
#define PTE_D		 0x040UL
#define PTE_PS		 0x080UL /* L2, L3 */
#define PTE_PAT		 0x080UL /* L1 */
#define PTE_G		 0x100UL
#define PTE_AVAIL	 0xe00UL
#define PTE_GUEST_KERNEL 0x0010000000000000UL /* bit 52: US was clear */
#define PTE_GNTTAB	 0x4000000000000000UL /* bit 62: made by the grant table */
#define PTE_PSE_PAT	 0x1000UL
#define PTE_NX		 0x8000000000000000UL
#define PTE_ADDR_MASK	 0x000ffffffffff000UL
#define PTE_CACHE_MASK	 (PTE_PWT | PTE_PCD | PTE_PAT)

#define TRAP_DE	 0
#define TRAP_DB	 1
#define TRAP_NMI 2
#define TRAP_BP	 3
#define TRAP_OF	 4
#define TRAP_BR	 5
#define TRAP_UD	 6
#define TRAP_NM	 7
#define TRAP_DF	 8
#define TRAP_TS	 10
#define TRAP_NP	 11
#define TRAP_SS	 12
#define TRAP_GP	 13
#define TRAP_PF	 14
#define TRAP_MF	 16
#define TRAP_AC	 17
#define TRAP_MC	 18
#define TRAP_XM	 19

#define PFEC_P	   0x01
#define PFEC_WRITE 0x02
#define PFEC_USER  0x04
#define PFEC_RSVD  0x08
#define PFEC_INSN  0x10

/* regs->entry_vector beside vectors 0-255: how the guest came in. */
#define TRAP_syscall  0x100
#define TRAP_sysenter 0x101

#endif /* ASM_REGS_H */
