/*
 * gdb.h: a real gdb on a serial line of its own (gdb=com2):
 * docs/dev/debugging.md.
 */
#ifndef XEN_GDB_H
#define XEN_GDB_H

#include <xen/types.h>

struct cpu_user_regs;
struct serial_ops;

/*
 * The hypervisor has trapped with `regs`, by a breakpoint or a step, or by a
 * fault: stops the machine and does what gdb says, regs may change.  false:
 * there is no gdb, or it is the stub itself that trapped.  Any context.
 */
bool gdb_trap(struct cpu_user_regs *regs, bool is_fault);
/* Stops here, if there is a line for gdb. */
void gdb_break(void);
/* Its line, which nobody else gets; NULL. */
const struct serial_ops *gdb_serial(void);
/* Honours gdb=; timers work. */
void gdb_init(void);

#endif /* XEN_GDB_H */
