/*
 * ns16550.c: the 16550 UART, on ISA ports, memory, or a PCI card.
 *
 * com1=, com2= = <baud>|auto[/<clock>][,DPS[,<io-base>|pci|amt[,<irq>]]] as on
 * Xen: DPS are data bits, parity (n o e m s), stop bits; an io-base above
 * 64 KiB is a memory address.  Output waits for the transmitter; input comes
 * by interrupt, or by polling where the line has none.
 */
#include <xen/console.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/irq.h>
#include <xen/log.h>
#include <xen/string.h>
#include <xen/timer.h>
#include <xen/arch/mm.h>
#include <xen/arch/port.h>

#define UART_DATA 0
#define UART_IER  1
#define UART_FCR  2
#define UART_IIR  2
#define UART_LCR  3
#define UART_MCR  4
#define UART_LSR  5

#define LCR_DLAB     0x80
#define LSR_DATA     0x01
#define LSR_THR_FREE 0x20
#define IER_RX	     0x01

struct ns16550 {
	struct serial_ops ops;
	uint64_t base;		/* port, or machine address above 64 KiB */
	volatile uint8_t *mmio; /* mapped, or NULL: a port */
	unsigned int irq, baud, clock;
	uint8_t lcr;
	struct timer poll;
};

static struct ns16550 uarts[2] = {
	{ .base = 0x3f8, .irq = 4, .clock = 1843200, .lcr = 3 },
	{ .base = 0x2f8, .irq = 3, .clock = 1843200, .lcr = 3 },
};

static uint8_t reg_read(const struct ns16550 *u, unsigned int reg)
{
	return u->mmio ? u->mmio[reg] : arch_port_in8(u->base + reg);
}

static void reg_write(const struct ns16550 *u, unsigned int reg, uint8_t v)
{
	if (u->mmio)
		u->mmio[reg] = v;
	else
		arch_port_out8(u->base + reg, v);
}

static void uart_putc(struct serial_ops *s, char c)
{
	struct ns16550 *u = container_of(s, struct ns16550, ops);

	/* An absent UART reads 0xff: "free".  A stuck one costs a bounded time.
	 */
	for (unsigned int i = 0; i < 100000; i++)
		if (reg_read(u, UART_LSR) & LSR_THR_FREE)
			break;
	reg_write(u, UART_DATA, c);
}

static int uart_getc(struct serial_ops *s)
{
	struct ns16550 *u = container_of(s, struct ns16550, ops);
	uint8_t lsr = reg_read(u, UART_LSR);

	if (lsr == 0xff || !(lsr & LSR_DATA))
		return -1;
	return reg_read(u, UART_DATA);
}

static void uart_receive(struct ns16550 *u)
{
	int c;

	for (unsigned int i = 0; i < 64 && (c = uart_getc(&u->ops)) >= 0; i++)
		console_rx(c);
}

static void uart_interrupt(unsigned int irq, void *data)
{
	struct ns16550 *u = data;

	(void)reg_read(u, UART_IIR);
	uart_receive(u);
}

static void uart_poll(void *data)
{
	struct ns16550 *u = data;

	uart_receive(u);
	timer_set(&u->poll, NOW() + MILLISECS(10));
}

static __init void uart_irq_setup(struct serial_ops *s)
{
	struct ns16550 *u = container_of(s, struct ns16550, ops);

	reg_write(u, UART_MCR, 0x0b); /* DTR, RTS, OUT2: interrupts pass */
	if (u->irq && !irq_request(u->irq, uart_interrupt, "ns16550", u)) {
		reg_write(u, UART_IER, IER_RX);
		return;
	}
	timer_init(&u->poll, uart_poll, u, 0);
	timer_set(&u->poll, NOW() + MILLISECS(10));
}

static __init int parse_frame(struct ns16550 *u, const char *s)
{
	static const char parity[] = "n_o_e_m_s";
	const char *p;

	if (s[0] < '5' || s[0] > '8' || !s[1] || !(p = strchr(parity, s[1])) ||
	    (s[2] != '1' && s[2] != '2'))
		return -EINVAL;
	/* Parity codes 0, 1, 3, 5, 7 in bits 5:3. */
	u->lcr = (s[0] - '5') | (s[2] == '2') << 2 |
		 (p == parity ? 0 : (p - parity - 1) << 3);
	return 0;
}

static __init int uart_parse(struct ns16550 *u, const char *s)
{
	const char *end;

	if (!strncmp(s, "auto", 4)) {
		s += 4;
	} else {
		u->baud = simple_strtoul(s, &end, 10);
		s = end;
	}
	if (*s == '/') {
		u->clock = simple_strtoul(s + 1, &end, 0) << 4;
		s = end;
	}
	if (*s == ',') {
		if (s[1] && s[1] != ',' && parse_frame(u, s + 1))
			return -EINVAL;
		for (s++; *s && *s != ','; s++)
			;
	}
	if (*s == ',') {
		uint64_t base = simple_strtoull(s + 1, &end, 0);

		if (end != s + 1)
			u->base = base;
		s = end;
	}
	if (*s == ',') {
		u->irq = simple_strtoul(s + 1, &end, 0);
		s = end;
	}
	return *s ? -EINVAL : 0;
}

static __init int set_com1(const char *s)
{
	return uart_parse(&uarts[0], s);
}
PARAM_CUSTOM("com1", set_com1);

static __init int set_com2(const char *s)
{
	return uart_parse(&uarts[1], s);
}
PARAM_CUSTOM("com2", set_com2);

__init struct serial_ops *ns16550_init(unsigned int nr)
{
	struct ns16550 *u = &uarts[nr];

	u->ops = (struct serial_ops){ .name = nr ? "com2" : "com1",
				      .putc = uart_putc,
				      .getc = uart_getc,
				      .irq_setup = uart_irq_setup };
	/* The boot page tables map the first 4 GiB. */
	if (u->base > 0xffff)
		u->mmio = maddr_to_virt(_maddr(u->base));
	reg_write(u, UART_IER, 0);
	reg_write(u, UART_FCR, 0x07); /* FIFOs on and empty */
	if (u->baud) {
		unsigned int divisor = u->clock / 16 / u->baud;

		reg_write(u, UART_LCR, u->lcr | LCR_DLAB);
		reg_write(u, 0, divisor);
		reg_write(u, 1, divisor >> 8);
	}
	reg_write(u, UART_LCR, u->lcr);
	reg_write(u, UART_MCR, 0x03);
	return &u->ops;
}
