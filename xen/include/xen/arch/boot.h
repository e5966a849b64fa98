/* arch/boot.h: what common/boot/main.c calls, in its order. */
#ifndef XEN_ARCH_BOOT_H
#define XEN_ARCH_BOOT_H

#include <xen/screen.h>
#include <xen/types.h>

struct boot_module {
	paddr_t start;	     /* machine address */
	size_t size;	     /* bytes */
	const char *cmdline; /* without the file's name */
};
#define MAX_BOOT_MODULES 16

struct boot_info {
	const char *loader_name;
	const char *cmdline;
	unsigned int nr_modules;
	struct boot_module module[MAX_BOOT_MODULES];
	struct screen_info screen;
};
extern struct boot_info boot_info;

void arch_boot_memory(void);   /* maps, frame table, heap */
void arch_boot_cpu(void);      /* features, tables of this CPU */
void arch_boot_platform(void); /* ACPI, APICs, interrupts, time */
void arch_boot_smp(void);      /* the other CPUs */
/* Builds and starts nothing yet: dom0 from the modules, paused. */
int arch_boot_dom0(void);
void arch_free_init_memory(void);

#endif /* XEN_ARCH_BOOT_H */
