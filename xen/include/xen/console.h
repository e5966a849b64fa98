/*
 * console.h: the hypervisor's console: log ring, serial lines, a text screen,
 * and the switch of input between Xen (three times Ctrl-A) and dom0.
 */
#ifndef XEN_CONSOLE_H
#define XEN_CONSOLE_H

#include <xen/pci.h>
#include <xen/screen.h>
#include <xen/types.h>

/* A line that characters come from and go to (drivers/char). */
struct serial_ops {
	const char *name;
	void (*putc)(struct serial_ops *s, char c); /* may busy-wait */
	int (*getc)(struct serial_ops *s);	    /* -1: none */
	void (*irq_setup)(struct serial_ops *s);    /* after IRQs work */
	/* What is ours and nobody else's: ports or device memory, a card. */
	uint64_t base;
	unsigned int size;
	bool is_mmio, is_pci;
	pci_addr_t pci;
};

/* The line that the console uses; NULL. */
const struct serial_ops *console_serial(void);

void console_early_init(void); /* as told by the command line */
void console_panic_init(void); /* the same with defaults, if it was not yet */
void console_init_irq(void);   /* receive interrupts on */
void console_rx(char c);       /* a character arrived (interrupt) */
/* Gives console input to dom0 (its VIRQ_CONSOLE). */
void console_give_to_dom0(void);
/* The screen is dom0's now (but for vga=keep); says where its cursor is. */
void console_leave_screen(struct screen_info *info);
void console_write(const char *s, size_t len); /* raw, all devices */
/* From now on output is synchronous and unlocked (panic). */
void console_force_unlock(void);
/* Reads the ring: XEN_SYSCTL_readconsole. */
struct xen_sysctl_readconsole;
/* 0; -EFAULT. */
int console_read_ring(struct xen_sysctl_readconsole *op);

/* Characters typed for dom0 (CONSOLEIO_read); how many. */
size_t console_rx_read(char *buf, size_t len);

/*
 * com1 (0) or com2 (1), working without interrupts (drivers/char); NULL: no
 * such card.  Device memory is used at its place in the direct map.
 */
struct serial_ops *ns16550_init(unsigned int nr);

#endif /* XEN_CONSOLE_H */
