/*
 * boot.h: the order in which the hypervisor comes to life (common/boot).
 */
#ifndef XEN_BOOT_H
#define XEN_BOOT_H

#include <xen/types.h>

/* Who we are, first thing on the console. */
void boot_banner(void);

/* From the boot CPU's own stack to its idle loop. */
void boot_main(void) __noreturn;

/* Dom0 runs: idle CPUs may do work that can wait. */
extern bool boot_finished;

#define XEN_VERSION_MAJOR 4
#define XEN_VERSION_MINOR 17

/* "4.17.0-xenolith", compiler, date: XENVER_*. */
extern const char xen_extra_version[], xen_compiler[], xen_compile_by[],
	xen_compile_domain[], xen_compile_date[], xen_changeset[];
/* The build's options, a line each: NAME=y|n. */
extern const char xen_build_config[];

#endif /* XEN_BOOT_H */
