/*
 * start.c: the first C code: from the boot stack to boot_main() on the boot
 * CPU's own stack.
 */
#include <xen/init.h>
#include <xen/log.h>
#include <xen/console.h>
#include <xen/boot.h>
#include <xen/smp.h>
#include <asm/cpu.h>
#include <asm/smap.h>
#include <asm/trap.h>
#include "boot.h"

void boot_start(uint32_t magic, uint32_t info_pa) __noreturn;

__init void boot_start(uint32_t magic, uint32_t info_pa)
{
	/* Table and code are patched while all is still writable. */
	extable_sort();
	idt_early_init();
	multiboot_parse(magic, info_pa);
	param_parse(boot_info.cmdline);
	console_early_init();
	log_replay();
	boot_banner();
	cpu_features_init();
	smap_patch();
	arch_boot_memory();
	if (cpu_area_create(0))
		panic("No memory for the boot CPU's stack\n");
	leave_to((void *)(cpu_stack_top(0) - sizeof(struct cpu_info)),
		 boot_main);
}

__init void arch_boot_cpu(void)
{
	idt_init();
	cpu_tables_load();
}
