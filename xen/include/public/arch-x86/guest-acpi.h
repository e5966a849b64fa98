/* SPDX-License-Identifier: MIT */
/*
 * Ports of guests' ACPI tables that are not in ioreq.h: the map of online
 * CPUs.
 */
#ifndef __XEN_PUBLIC_ARCH_X86_GUEST_ACPI_H__
#define __XEN_PUBLIC_ARCH_X86_GUEST_ACPI_H__

#ifdef __XEN_TOOLS__
#define XEN_ACPI_CPU_MAP	0xaf00
#define XEN_ACPI_CPU_MAP_LEN	((HVM_MAX_VCPUS + 7) / 8)
#define XEN_ACPI_GPE0_CPUHP_BIT 2 /* GPE that says it changed */
#endif

#endif /* __XEN_PUBLIC_ARCH_X86_GUEST_ACPI_H__ */
