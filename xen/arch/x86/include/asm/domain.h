/*
 * asm/domain.h: x86's part of struct domain and struct vcpu.
 *
 * Field letters as in xen/domain.h.  M: arch_domain::pv.mmu_lock.
 */
#ifndef ASM_DOMAIN_H
#define ASM_DOMAIN_H

#include <xen/cpumask.h>
#include <xen/muldiv.h>
#include <xen/spinlock.h>
#include <xen/time.h>
#include <public/xen.h>

struct cpu_policy;
struct caps;
struct pirq_domain;
struct pv_log;

/* ---- PV ---- */

struct pv_domain {
	struct spinlock mmu_lock; /* LOCK_PV_MMU */
	/*
	 * L3 table of slot PERDOMAIN_SLOT, shared by all L4 tables of the
	 * domain, and the L1 tables below it: one for 16 vCPUs. [I]
	 */
	mfn_t perdomain_l3;
	uint64_t **gdt_ldt_l1;	       /* [I] array by vcpu id / 16 */
	unsigned int nr_gdt_ldt_l1;    /* [I] */
	struct e820entry *e820;	       /* [L] XENMEM_memory_map */
	unsigned int nr_e820;	       /* [L] */
	unsigned long relinquish_left; /* pages of this pass, domain_kill() */
	struct spinlock log_lock;      /* LOCK_PV_LOG */
	unsigned int exposed; /* [a] pages that another domain may write to */
	/* Which pages are written to; NULL: nobody asks (asm/pv_log.h). */
	struct pv_log *log;
};

/* One gate of a guest's virtual IDT. */
struct pv_trap {
	uint8_t vector, flags;
	uint16_t cs; /* 0: no handler */
	unsigned long address;
};

#define PV_ATTENTION_NMI 1
#define PV_ATTENTION_MCE 2

struct pv_vcpu {
	struct pv_trap *trap; /* [C] 256 gates */

	unsigned long gdt_frames[14]; /* [C] type-referenced frames */
	unsigned int gdt_ents;
	unsigned long ldt_base;
	unsigned int ldt_ents;
	uint16_t shadow_ldt_map;  /* [C] LDT pages faulted in */
	struct spinlock ldt_lock; /* LOCK_LEAF */

	unsigned long kernel_ss, kernel_sp;
	unsigned long event_callback, failsafe_callback, syscall_callback;
	unsigned long syscall32_callback, sysenter_callback;
	uint16_t syscall32_cs, sysenter_cs;
	bool syscall_masks_events, failsafe_masks_events;
	bool syscall32_masks_events, sysenter_masks_events;

	unsigned long fs_base, gs_base_kernel, gs_base_user;
	unsigned long ctrlreg[8]; /* guest's view: cr0, cr4 ... */
	unsigned int iopl;	  /* 0-3 */
	uint64_t iobmp;		  /* guest address; iobmp_limit ports */
	unsigned int iobmp_limit;
	bool kernel_mode;  /* guest kernel, else guest user */
	bool segments_due; /* [C] to be loaded before the guest runs */
	/*
	 * Something besides events waits for the way out to the guest: [a]
	 * a bit each of PV_ATTENTION_*.
	 */
	uint8_t attention;
	bool nmi_masked;
	unsigned long nmi_callback;

	/* Top tables, machine frames with a type reference. [M] */
	mfn_t root_kernel, root_user; /* INVALID_MFN: none */
	/* The guest's CR3 in user [0] and kernel [1] mode: of the above. [C] */
	unsigned long cr3[2];
	/* What the CPU's is then: the same, or their replicas. [C] */
	unsigned long hw_cr3[2];
	mfn_t dropping; /* [C] table whose drop was stopped */
};

struct arch_domain {
	struct pv_domain pv;
	struct cpu_policy *policy; /* [L] CPUID/MSR as it sees them */
	struct pirq_domain *pirqs; /* [E] */
	struct caps *ioport_caps;  /* [I] I/O ports it may touch */
	unsigned int pv_relinquish_stage;
	uint32_t pci_cf8; /* its PCI address register */
	/* time/vtsc.c */
	uint32_t tsc_mode; /* XEN_CPUID_TSC_MODE_* */
	uint32_t tsc_incarnation, tsc_khz;
	bool vtsc;	      /* RDTSC is emulated */
	s_time_t vtsc_offset; /* system time when its TSC was 0 */
	uint64_t vtsc_last;   /* [a] system time of the last one read */
	struct time_scale vtsc_to_ns, ns_to_vtsc;
	uint64_t wallclock_sec;
	/* CPUs whose TLB may hold translations of it. [a] */
	cpumask_t dirty_cpus;
};

struct arch_vcpu {
	/*
	 * Registers of a descheduled vCPU: all but FPU, segment bases and
	 * debug registers, which follow. [C]
	 */
	struct cpu_user_regs regs;
	struct pv_vcpu pv;
	unsigned long dr[8];	   /* [C] 0-3, 6, 7 */
	void *fpu;		   /* [I] xsave area */
	uint64_t xcr0, xcr0_accum; /* [C] */
	/* Last published clock values (arch/x86/time). */
	struct vcpu_time_info time_cached;
	uint64_t time_info_guest; /* secondary vcpu_time_info, or 0 */
	uint64_t tsc_aux;
	uint64_t msr_misc_features;
};

#endif /* ASM_DOMAIN_H */
