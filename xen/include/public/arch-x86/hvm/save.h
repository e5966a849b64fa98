/* SPDX-License-Identifier: MIT */
/*
 * The x86 records of an HVM domain's saved state.  Registers and device fields
 * are as in the hardware's manuals.
 */
#ifndef __XEN_PUBLIC_HVM_SAVE_X86_H__
#define __XEN_PUBLIC_HVM_SAVE_X86_H__

#include "../../xen.h"
#include "../../hvm/save.h"

#define HVM_FILE_MAGIC	 0x54381286
#define HVM_FILE_VERSION 0x00000001

/* First record. */
struct hvm_save_header {
	uint32_t magic;	    /* HVM_FILE_MAGIC */
	uint32_t version;   /* HVM_FILE_VERSION */
	uint64_t changeset; /* of the hypervisor, or -1 */
	uint32_t cpuid;	    /* leaf 1, eax, of the machine */
	uint32_t gtsc_khz;
};
DECLARE_HVM_SAVE_TYPE(HEADER, 1, struct hvm_save_header);

#define __HVM_HW_CPU_FIRST_PART                                          \
	uint8_t fpu_regs[512];                                           \
	uint64_t rax, rbx, rcx, rdx, rbp, rsi, rdi, rsp;                 \
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;                   \
	uint64_t rip, rflags;                                            \
	uint64_t cr0, cr2, cr3, cr4;                                     \
	uint64_t dr0, dr1, dr2, dr3, dr6, dr7;                           \
	uint32_t cs_sel, ds_sel, es_sel, fs_sel, gs_sel, ss_sel;         \
	uint32_t tr_sel, ldtr_sel;                                       \
	uint32_t cs_limit, ds_limit, es_limit, fs_limit, gs_limit;       \
	uint32_t ss_limit, tr_limit, ldtr_limit, idtr_limit, gdtr_limit; \
	uint64_t cs_base, ds_base, es_base, fs_base, gs_base;            \
	uint64_t ss_base, tr_base, ldtr_base, idtr_base, gdtr_base;      \
	uint32_t cs_arbytes, ds_arbytes, es_arbytes, fs_arbytes;         \
	uint32_t gs_arbytes, ss_arbytes, tr_arbytes, ldtr_arbytes;       \
	uint64_t sysenter_cs, sysenter_esp, sysenter_eip;                \
	uint64_t shadow_gs;                                              \
	uint64_t msr_flags, msr_lstar, msr_star, msr_cstar;              \
	uint64_t msr_syscall_mask, msr_efer

/* An event that waits for injection, as in the VMCS or VMCB. */
#define __HVM_HW_CPU_PENDING                             \
	union {                                          \
		uint32_t pending_event;                  \
		struct {                                 \
			uint8_t pending_vector : 8;      \
			uint8_t pending_type : 3;        \
			uint8_t pending_error_valid : 1; \
			uint32_t pending_reserved : 19;  \
			uint8_t pending_valid : 1;       \
		};                                       \
	};                                               \
	uint32_t error_code

/*
 * A VCPU; instance is its number. fpu_regs is an FXSAVE image, arbytes the
 * access rights in the VMCB's packing.
 */
struct hvm_hw_cpu {
	__HVM_HW_CPU_FIRST_PART;
	uint64_t msr_tsc_aux;
	uint64_t tsc;
	__HVM_HW_CPU_PENDING;
#define _XEN_X86_FPU_INITIALISED 0
#define XEN_X86_FPU_INITIALISED	 (1U << _XEN_X86_FPU_INITIALISED)
	uint32_t flags; /* fpu_regs is valid */
	uint32_t pad0;
};

/* The record of Xen 3: without msr_tsc_aux and flags. */
struct hvm_hw_cpu_compat {
	__HVM_HW_CPU_FIRST_PART;
	uint64_t tsc;
	__HVM_HW_CPU_PENDING;
};
DECLARE_HVM_SAVE_TYPE_COMPAT(CPU, 2, struct hvm_hw_cpu,
			     struct hvm_hw_cpu_compat, _hvm_hw_fix_cpu);

/* A PIC; instance 0 is the master. */
struct hvm_hw_vpic {
	uint8_t irr;
	uint8_t imr;
	uint8_t isr;
	uint8_t irq_base;	  /* vector of line 0 */
	uint8_t init_state : 4;	  /* 0 ready, else the next ICW */
	uint8_t priority_add : 4; /* line with the highest priority */
	uint8_t readsel_isr : 1;  /* a read gives ISR, not IRR */
	uint8_t poll : 1;
	uint8_t auto_eoi : 1;
	uint8_t rotate_on_auto_eoi : 1;
	uint8_t special_fully_nested_mode : 1;
	uint8_t special_mask_mode : 1;
	uint8_t is_master : 1;
	uint8_t elcr; /* edge/level by line */
	uint8_t int_output;
};
DECLARE_HVM_SAVE_TYPE(PIC, 3, struct hvm_hw_vpic);

/* The IO-APIC. */
union vioapic_redir_entry {
	uint64_t bits;
	struct {
		uint8_t vector;
		uint8_t delivery_mode : 3;
		uint8_t dest_mode : 1;
		uint8_t delivery_status : 1;
		uint8_t polarity : 1;
		uint8_t remote_irr : 1;
		uint8_t trig_mode : 1;
		uint8_t mask : 1;
		uint8_t reserve : 7;
		uint8_t reserved[4];
		uint8_t dest_id;
	} fields;
};
#define VIOAPIC_NUM_PINS 48
struct hvm_hw_vioapic {
	uint64_t base_address;
	uint32_t ioregsel;
	uint32_t id;
	union vioapic_redir_entry redirtbl[VIOAPIC_NUM_PINS];
};
DECLARE_HVM_SAVE_TYPE(IOAPIC, 4, struct hvm_hw_vioapic);

/* A local APIC, apart from its register page. */
struct hvm_hw_lapic {
	uint64_t apic_base_msr;
	uint32_t disabled; /* VLAPIC_{SW,HW}_DISABLED bits */
	uint32_t timer_divisor;
	uint64_t tdt_msr; /* TSC deadline */
};
DECLARE_HVM_SAVE_TYPE(LAPIC, 5, struct hvm_hw_lapic);

struct hvm_hw_lapic_regs {
	uint8_t data[1024];
};
DECLARE_HVM_SAVE_TYPE(LAPIC_REGS, 6, struct hvm_hw_lapic_regs);

/* Lines that are asserted: bit device * 4 + intx. */
struct hvm_hw_pci_irqs {
	union {
		unsigned long i[16 / sizeof(unsigned long)];
		uint64_t pad[2];
	};
};
DECLARE_HVM_SAVE_TYPE(PCI_IRQ, 7, struct hvm_hw_pci_irqs);

/* Bit = ISA interrupt. */
struct hvm_hw_isa_irqs {
	union {
		unsigned long i[1];
		uint64_t pad[1];
	};
};
DECLARE_HVM_SAVE_TYPE(ISA_IRQ, 8, struct hvm_hw_isa_irqs);

/* Where the four PCI links are routed; 0 is nowhere. */
struct hvm_hw_pci_link {
	uint8_t route[4];
	uint8_t pad0[4];
};
DECLARE_HVM_SAVE_TYPE(PCI_LINK, 9, struct hvm_hw_pci_link);

/* The PIT. */
struct hvm_hw_pit {
	struct hvm_hw_pit_channel {
		uint32_t count; /* 0x10000 for 0 */
		uint16_t latched_count;
		uint8_t count_latched;
		uint8_t status_latched;
		uint8_t status;
		uint8_t read_state;
		uint8_t write_state;
		uint8_t write_latch;
		uint8_t rw_mode;
		uint8_t mode;
		uint8_t bcd;
		uint8_t gate;
	} channels[3];
	uint32_t speaker_data_on;
	uint32_t pad0;
};
DECLARE_HVM_SAVE_TYPE(PIT, 10, struct hvm_hw_pit);

/* The RTC. */
#define RTC_CMOS_SIZE 14
struct hvm_hw_rtc {
	uint8_t cmos_data[RTC_CMOS_SIZE];
	uint8_t cmos_index;
	uint8_t pad0;
	int64_t rtc_offset; /* seconds to the wall clock */
};
DECLARE_HVM_SAVE_TYPE(RTC, 11, struct hvm_hw_rtc);

/* The HPET's registers, with their holes, and its periods in ticks. */
#define HPET_TIMER_NUM 3
struct hvm_hw_hpet {
	uint64_t capability;
	uint64_t res0;
	uint64_t config;
	uint64_t res1;
	uint64_t isr;
	uint64_t res2[25];
	uint64_t mc64; /* main counter */
	uint64_t res3;
	struct {
		uint64_t config;
		uint64_t cmp;
		uint64_t fsb;
		uint64_t res4;
	} timers[HPET_TIMER_NUM];
	uint64_t res5[4 * (24 - HPET_TIMER_NUM)];
	uint64_t period[HPET_TIMER_NUM];
};
DECLARE_HVM_SAVE_TYPE(HPET, 12, struct hvm_hw_hpet);

/* The ACPI PM timer and event block. */
struct hvm_hw_pmtimer {
	uint32_t tmr_val;
	uint16_t pm1a_sts;
	uint16_t pm1a_en;
};
DECLARE_HVM_SAVE_TYPE(PMTIMER, 13, struct hvm_hw_pmtimer);

/* A VCPU's MTRRs and PAT. */
struct hvm_hw_mtrr {
#define MTRR_VCNT     8
#define NUM_FIXED_MSR 11
	uint64_t msr_pat_cr;
	uint64_t msr_mtrr_var[MTRR_VCNT * 2]; /* base and mask, in turn */
	uint64_t msr_mtrr_fixed[NUM_FIXED_MSR];
	uint64_t msr_mtrr_cap;
	uint64_t msr_mtrr_def_type;
};
DECLARE_HVM_SAVE_TYPE(MTRR, 14, struct hvm_hw_mtrr);

/* A VCPU's XSAVE area; its length follows from xfeature_mask. */
struct hvm_hw_cpu_xsave {
	uint64_t xfeature_mask; /* what the machine has */
	uint64_t xcr0;
	uint64_t xcr0_accum; /* all that was ever set in xcr0 */
	struct {
		struct {
			char x[512];
		} fpu_sse;
		struct hvm_hw_cpu_xsave_hdr {
			uint64_t xstate_bv;
			uint64_t xcomp_bv;
			uint64_t reserved[6];
		} xsave_hdr;
	} save_area;
};
#define CPU_XSAVE_CODE 16

/* Viridian (Hyper-V) enlightenments, of the domain and of a VCPU. */
struct hvm_viridian_domain_context {
	uint64_t hypercall_gpa;
	uint64_t guest_os_id;
	uint64_t time_ref_count;
	uint64_t reference_tsc;
};
DECLARE_HVM_SAVE_TYPE(VIRIDIAN_DOMAIN, 15, struct hvm_viridian_domain_context);

struct hvm_viridian_vcpu_context {
	uint64_t vp_assist_msr;
	uint8_t apic_assist_pending;
	uint8_t _pad[7];
	uint64_t simp_msr;
	uint64_t sint_msr[16];
	uint64_t stimer_config_msr[4];
	uint64_t stimer_count_msr[4];
};
DECLARE_HVM_SAVE_TYPE(VIRIDIAN_VCPU, 17, struct hvm_viridian_vcpu_context);

/* A VCPU's virtual machine check banks. */
struct hvm_vmce_vcpu {
	uint64_t caps; /* MCG_CAP */
	uint64_t mci_ctl2_bank0;
	uint64_t mci_ctl2_bank1;
	uint64_t mcg_ext_ctl;
};
DECLARE_HVM_SAVE_TYPE(VMCE_VCPU, 18, struct hvm_vmce_vcpu);

struct hvm_tsc_adjust {
	uint64_t tsc_adjust;
};
DECLARE_HVM_SAVE_TYPE(TSC_ADJUST, 19, struct hvm_tsc_adjust);

/* Further MSRs of a VCPU. */
struct hvm_msr {
	uint32_t count;
	struct hvm_one_msr {
		uint32_t index;
		uint32_t _rsvd;
		uint64_t val;
	} msr[XEN_FLEX_ARRAY_DIM];
};
#define CPU_MSR_CODE 20

#define HVM_SAVE_CODE_MAX 20

#endif /* __XEN_PUBLIC_HVM_SAVE_X86_H__ */
