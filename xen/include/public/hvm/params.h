/* SPDX-License-Identifier: MIT */
/*
 * Parameters of an HVM domain, set by the builder and read by the guest, for
 * HVMOP_set_param and HVMOP_get_param.
 */
#ifndef __XEN_PUBLIC_HVM_PARAMS_H__
#define __XEN_PUBLIC_HVM_PARAMS_H__

#include "hvm_op.h"

#if defined(__XEN__) || defined(__XEN_TOOLS__)
#define HVM_PARAM_PAE_ENABLED 4
/* domain of the device model */
#define HVM_PARAM_DM_DOMAIN 13
/* Replaced by XEN_DOMCTL_monitor_op. */
#define HVM_PARAM_MEMORY_EVENT_CR0	   20
#define HVM_PARAM_MEMORY_EVENT_CR3	   21
#define HVM_PARAM_MEMORY_EVENT_CR4	   22
#define HVM_PARAM_MEMORY_EVENT_INT3	   23
#define HVM_PARAM_NESTEDHVM		   24 /* boolean */
#define HVM_PARAM_MEMORY_EVENT_SINGLE_STEP 25
/* port of the default ioreq server */
#define HVM_PARAM_BUFIOREQ_EVTCHN  26
#define HVM_PARAM_MEMORY_EVENT_MSR 30
#endif

/*
 * How events are delivered: type in the top byte. GSI: its number; PCI_INTX:
 * domain << 32 | bus << 16 | devfn << 8 | pin; VECTOR: its number.
 */
#define HVM_PARAM_CALLBACK_IRQ		 0
#define HVM_PARAM_CALLBACK_IRQ_TYPE_MASK xen_mk_ullong(0xFF00000000000000)
#define HVM_PARAM_CALLBACK_TYPE_GSI	 0
#define HVM_PARAM_CALLBACK_TYPE_PCI_INTX 1
#if defined(__i386__) || defined(__x86_64__)
#define HVM_PARAM_CALLBACK_TYPE_VECTOR 2
#endif

#define HVM_PARAM_STORE_PFN    1 /* xenstore ring */
#define HVM_PARAM_STORE_EVTCHN 2
#define HVM_PARAM_IOREQ_PFN    5 /* default ioreq server */
#define HVM_PARAM_BUFIOREQ_PFN 6

#if defined(__i386__) || defined(__x86_64__)
/* Viridian (Hyper-V) enlightenments to offer. */
#define HVM_PARAM_VIRIDIAN 9
/* hypercalls, VP index, APIC and TSC MSRs */
#define _HVMPV_base_freq	      0
#define HVMPV_base_freq		      (1 << _HVMPV_base_freq)
#define _HVMPV_no_freq		      1 /* but no frequency MSRs */
#define HVMPV_no_freq		      (1 << _HVMPV_no_freq)
#define _HVMPV_time_ref_count	      2
#define HVMPV_time_ref_count	      (1 << _HVMPV_time_ref_count)
#define _HVMPV_reference_tsc	      3
#define HVMPV_reference_tsc	      (1 << _HVMPV_reference_tsc)
#define _HVMPV_hcall_remote_tlb_flush 4
#define HVMPV_hcall_remote_tlb_flush  (1 << _HVMPV_hcall_remote_tlb_flush)
#define _HVMPV_apic_assist	      5
#define HVMPV_apic_assist	      (1 << _HVMPV_apic_assist)
#define _HVMPV_crash_ctl	      6
#define HVMPV_crash_ctl		      (1 << _HVMPV_crash_ctl)
#define _HVMPV_synic		      7
#define HVMPV_synic		      (1 << _HVMPV_synic)
#define _HVMPV_stimer		      8
#define HVMPV_stimer		      (1 << _HVMPV_stimer)
#define _HVMPV_hcall_ipi	      9
#define HVMPV_hcall_ipi		      (1 << _HVMPV_hcall_ipi)
#define _HVMPV_ex_processor_masks     10
#define HVMPV_ex_processor_masks      (1 << _HVMPV_ex_processor_masks)
#define _HVMPV_no_vp_limit	      11
#define HVMPV_no_vp_limit	      (1 << _HVMPV_no_vp_limit)
#define _HVMPV_cpu_hotplug	      12
#define HVMPV_cpu_hotplug	      (1 << _HVMPV_cpu_hotplug)
#define HVMPV_feature_mask	      ((HVMPV_cpu_hotplug << 1) - 1)
#endif

/* What to do with timer ticks that were missed. */
#define HVM_PARAM_TIMER_MODE 10
/* guest time stops meanwhile */
#define HVMPTM_delay_for_missed_ticks 0
/* deliver all, time goes on */
#define HVMPTM_no_delay_for_missed_ticks 1
#define HVMPTM_no_missed_ticks_pending	 2 /* drop them */
#define HVMPTM_one_missed_tick_pending	 3 /* deliver one */

#define HVM_PARAM_HPET_ENABLED 11
/* page with identity page tables, old VMX */
#define HVM_PARAM_IDENT_PT     12
#define HVM_PARAM_ACPI_S_STATE 14
#define HVM_PARAM_VM86_TSS     15 /* TSS of real mode, old VMX */
/* let timers run out together */
#define HVM_PARAM_VPT_ALIGN	 16
#define HVM_PARAM_CONSOLE_PFN	 17
#define HVM_PARAM_CONSOLE_EVTCHN 18
/* 0: *_V0, 1: *_V1 in ioreq.h */
#define HVM_PARAM_ACPI_IOPORTS_LOCATION 19
#define HVM_PARAM_PAGING_RING_PFN	27
#define HVM_PARAM_MONITOR_RING_PFN	28
#define HVM_PARAM_SHARING_RING_PFN	29
#define HVM_PARAM_TRIPLE_FAULT_REASON	31 /* SHUTDOWN_* */
/* first page for ioreq servers */
#define HVM_PARAM_IOREQ_SERVER_PFN	32
#define HVM_PARAM_NR_IOREQ_SERVER_PAGES 33
#define HVM_PARAM_VM_GENERATION_ID_ADDR 34
#define HVM_PARAM_ALTP2M		35 /* XEN_ALTP2M_* */
#define HVM_PARAM_X87_FIP_WIDTH		36 /* 8, 4, or 0: guess */
#define HVM_PARAM_VM86_TSS_SIZED	37 /* size << 32 | address */
#define HVM_PARAM_MCA_CAP		38 /* XEN_HVM_MCA_CAP_* */
#define HVM_NR_PARAMS			39

/* Who may use alternate P2Ms: nobody, guest and tools, tools, guest for #VE. */
#define XEN_ALTP2M_disabled 0
#define XEN_ALTP2M_mixed    1
#define XEN_ALTP2M_external 2
#define XEN_ALTP2M_limited  3

#define XEN_HVM_MCA_CAP_LMCE (xen_mk_ullong(1) << 0)
#define XEN_HVM_MCA_CAP_MASK XEN_HVM_MCA_CAP_LMCE

#endif /* __XEN_PUBLIC_HVM_PARAMS_H__ */
