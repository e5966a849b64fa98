/* arch/gdb.h: what the gdb stub (common/debug/gdb.c) needs of the CPU. */
#ifndef XEN_ARCH_GDB_H
#define XEN_ARCH_GDB_H

#include <xen/types.h>

struct cpu_user_regs;

/* Registers as gdb's `g` packet has them for this arch, without its FPU. */
#define ARCH_GDB_REGS_SIZE (17 * 8 + 7 * 4)
struct arch_gdb_regs {
	unsigned char bytes[ARCH_GDB_REGS_SIZE];
};
void arch_gdb_get_regs(const struct cpu_user_regs *regs,
		       struct arch_gdb_regs *out);
void arch_gdb_set_regs(struct cpu_user_regs *regs,
		       const struct arch_gdb_regs *in);
void arch_gdb_set_pc(struct cpu_user_regs *regs, unsigned long pc);
/* Going on with `regs` ends after one instruction, or not. */
void arch_gdb_step(struct cpu_user_regs *regs, bool step);

/* One byte of the present address space; false: it can't be reached. */
bool arch_gdb_read(unsigned char *to, unsigned long at);
/* The same, write protection aside. */
bool arch_gdb_write(unsigned long at, unsigned char byte);

/* A breakpoint: the one byte of its instruction, and running into one here. */
#define ARCH_GDB_BREAK 0xcc
void arch_gdb_break(void);

/* All other CPUs wait, whatever they do; go on.  May be repeated. */
void arch_gdb_stop_others(void);
void arch_gdb_let_others_go(void);

#endif /* XEN_ARCH_GDB_H */
