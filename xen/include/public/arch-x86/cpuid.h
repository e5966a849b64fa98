/* SPDX-License-Identifier: MIT */
/*
 * The CPUID leaves by which a guest finds the hypervisor.  The first is at
 * 0x40000000 or, when Viridian leaves are there, a multiple of 0x100 above.
 *
 *  +0  eax: last leaf; ebx, ecx, edx: "XenVMMXenVMM"
 *  +1  eax: version, major << 16 | minor
 *  +2  eax: hypercall pages; ebx: MSR to place one; ecx, edx: XEN_CPUID_FEAT*
 *  +3  time: sub 0 eax flags, ebx tsc_mode, ecx kHz, edx incarnation;
 *           sub 1 TSC offset, scale and shift; sub 2 eax host kHz
 *  +4  HVM: eax XEN_HVM_CPUID_*, ebx VCPU number, ecx domain
 *  +5  PV: ebx XEN_CPUID_MACHINE_ADDRESS_WIDTH_MASK
 */
#ifndef __XEN_PUBLIC_ARCH_X86_CPUID_H__
#define __XEN_PUBLIC_ARCH_X86_CPUID_H__

#define XEN_CPUID_FIRST_LEAF 0x40000000
#define XEN_CPUID_LEAF(i)    (XEN_CPUID_FIRST_LEAF + (i))

#define XEN_CPUID_SIGNATURE_EBX 0x566e6558 /* "XenV" */
#define XEN_CPUID_SIGNATURE_ECX 0x65584d4d /* "MMXe" */
#define XEN_CPUID_SIGNATURE_EDX 0x4d4d566e /* "nVMM" */

/* Leaf 2, ecx: MMU_PT_UPDATE_PRESERVE_AD works. */
#define _XEN_CPUID_FEAT1_MMU_PT_UPDATE_PRESERVE_AD 0
#define XEN_CPUID_FEAT1_MMU_PT_UPDATE_PRESERVE_AD  (1u << 0)

/* Leaf 3, ebx. */
#define XEN_CPUID_TSC_MODE_DEFAULT		 (0)
#define XEN_CPUID_TSC_MODE_ALWAYS_EMULATE	 (1u)
#define XEN_CPUID_TSC_MODE_NEVER_EMULATE	 (2u)
#define XEN_CPUID_TSC_MODE_NEVER_EMULATE_TSC_AUX (3u)

/* Leaf 4, eax. */
/* APIC registers do not exit */
#define XEN_HVM_CPUID_APIC_ACCESS_VIRT (1U << 0)
#define XEN_HVM_CPUID_X2APIC_VIRT      (1U << 1) /* nor do x2APIC MSRs */
/* grants and foreign pages are DMA-able */
#define XEN_HVM_CPUID_IOMMU_MAPPINGS  (1U << 2)
#define XEN_HVM_CPUID_VCPU_ID_PRESENT (1U << 3) /* ebx is valid */
#define XEN_HVM_CPUID_DOMID_PRESENT   (1U << 4) /* ecx is valid */
/* 15-bit APIC ids in MSI and IO-APIC */
#define XEN_HVM_CPUID_EXT_DEST_ID (1U << 5)
/* HVMOP_set_evtchn_upcall_vector works */
#define XEN_HVM_CPUID_UPCALL_VECTOR (1U << 6)

#define XEN_CPUID_MACHINE_ADDRESS_WIDTH_MASK (0xffu << 0)
#define XEN_CPUID_MAX_NUM_LEAVES	     5

#endif /* __XEN_PUBLIC_ARCH_X86_CPUID_H__ */
