/*
 * ns16550.c: the 16550 UART, on ISA ports, memory, or a PCI card.
 *
 * com1=, com2= = <baud>|auto[/<base baud>][,DPS[,<io-base>|pci|amt[,<irq>
 * [,<bus:slot.func>]]]] as on Xen: DPS are data bits, parity (n o e m s), stop
 * bits; an io-base above 64 KiB is a memory address.  Or, mixed with it, by
 * name: baud= clock-hz= data-bits= parity= stop-bits= io-base= dev=pci|amt irq=
 * port= (the card) reg-shift= reg-width=.  Output waits for the transmitter;
 * input comes by interrupt, or by polling where the line has none.
 */
#include <xen/console.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/irq.h>
#include <xen/log.h>
#include <xen/pci.h>
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

/* Configuration space of a card. */
#define PCI_VENDOR	0x00
#define PCI_COMMAND	0x04
#define PCI_COMMAND_IO	1
#define PCI_COMMAND_MEM 2
#define PCI_CLASS	0x08
#define PCI_CLASS_UART	0x0700 /* prog-if: 0 8250 ... 6 16950 */
#define PCI_HEADER	0x0e
#define PCI_MULTI	0x80
#define PCI_BAR0	0x10
#define PCI_INTEL	0x8086

enum uart_kind { UART_AT_BASE, UART_PCI, UART_AMT, UART_AT_BDF };

struct ns16550 {
	struct serial_ops ops;
	uint64_t base;		/* port, or machine address above 64 KiB */
	volatile uint8_t *mmio; /* mapped, or NULL: a port */
	enum uart_kind kind;
	pci_addr_t pci;
	unsigned int irq, baud, clock;
	unsigned int shift, width; /* of registers: log2 stride, bytes */
	uint8_t lcr;
	struct timer poll;
};

static struct ns16550 uarts[2] = {
	{ .base = 0x3f8, .irq = 4, .clock = 1843200, .lcr = 3, .width = 1 },
	{ .base = 0x2f8, .irq = 3, .clock = 1843200, .lcr = 3, .width = 1 },
};

static uint8_t reg_read(const struct ns16550 *u, unsigned int reg)
{
	if (!u->mmio)
		return arch_port_in8(u->base + reg);
	if (u->width == 4)
		return *(volatile uint32_t *)(u->mmio + (reg << u->shift));
	return u->mmio[reg << u->shift];
}

static void reg_write(const struct ns16550 *u, unsigned int reg, uint8_t v)
{
	if (!u->mmio)
		arch_port_out8(u->base + reg, v);
	else if (u->width == 4)
		*(volatile uint32_t *)(u->mmio + (reg << u->shift)) = v;
	else
		u->mmio[reg << u->shift] = v;
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

/* ---- com1= ---- */

static __init int parse_parity(struct ns16550 *u, char c)
{
	/* Codes 0, 1, 3, 5, 7 in bits 5:3. */
	static const char parity[] = "n_o_e_m_s";
	const char *p = c == '_' ? NULL : strchr(parity, c);

	if (!c || !p)
		return -EINVAL;
	u->lcr = (u->lcr & 7) | (p == parity ? 0 : (p - parity - 1) << 3);
	return 0;
}

static __init int parse_bits(struct ns16550 *u, char c)
{
	if (c < '5' || c > '8')
		return -EINVAL;
	u->lcr = (u->lcr & ~3) | (c - '5');
	return 0;
}

static __init int parse_stop(struct ns16550 *u, char c)
{
	if (c != '1' && c != '2')
		return -EINVAL;
	u->lcr = (u->lcr & ~4) | (c == '2') << 2;
	return 0;
}

/* [DPS], nothing: as it is. */
static __init int parse_frame(struct ns16550 *u, const char *s)
{
	if (!*s)
		return 0;
	if (parse_bits(u, s[0]) || parse_parity(u, s[1]) ||
	    parse_stop(u, s[2]) || s[3])
		return -EINVAL;
	return 0;
}

static __init int parse_number(const char *s, uint64_t *v)
{
	const char *end;

	*v = simple_strtoull(s, &end, 0);
	return *s && !*end ? 0 : -EINVAL;
}

static __init int parse_uint(const char *s, unsigned int *v)
{
	uint64_t n;

	if (parse_number(s, &n) || n > UINT_MAX)
		return -EINVAL;
	*v = n;
	return 0;
}

/* <baud>|auto[/<base baud>] */
static __init int parse_baud(struct ns16550 *u, const char *s)
{
	const char *end = s;

	if (!strncmp(s, "auto", 4))
		end = s + 4;
	else if (*s)
		u->baud = simple_strtoul(s, &end, 10);
	if (*end == '/')
		u->clock = simple_strtoul(end + 1, &end, 0) << 4;
	return *end || !u->clock ? -EINVAL : 0;
}

/* bus:slot.function */
static __init int parse_bdf(struct ns16550 *u, const char *s)
{
	unsigned long bus, slot, func;
	const char *end;

	bus = simple_strtoul(s, &end, 16);
	if (*end != ':')
		return -EINVAL;
	slot = simple_strtoul(end + 1, &end, 16);
	if (*end != '.')
		return -EINVAL;
	func = simple_strtoul(end + 1, &end, 16);
	if (*end || bus > 255 || slot > 31 || func > 7)
		return -EINVAL;
	u->pci = (pci_addr_t){ 0, bus, slot << 3 | func };
	u->kind = UART_AT_BDF;
	return 0;
}

static __init int parse_base(struct ns16550 *u, const char *s)
{
	if (!strcmp(s, "pci"))
		u->kind = UART_PCI;
	else if (!strcmp(s, "amt"))
		u->kind = UART_AMT;
	else
		return *s ? parse_number(s, &u->base) : 0;
	/* A card's line is dom0's to find out: polled, unless it is told. */
	u->irq = 0;
	return 0;
}

static __init int parse_irq(struct ns16550 *u, const char *s)
{
	return *s ? parse_uint(s, &u->irq) : 0;
}

static __init int parse_keyed(struct ns16550 *u, const char *s, size_t key)
{
	const char *v = s + key + 1;
	bool one = *v && !v[1];

	if (!strncmp(s, "baud=", key + 1))
		return *v ? parse_baud(u, v) : -EINVAL;
	if (!strncmp(s, "clock-hz=", key + 1))
		return parse_uint(v, &u->clock) || !u->clock ? -EINVAL : 0;
	if (!strncmp(s, "data-bits=", key + 1))
		return one ? parse_bits(u, *v) : -EINVAL;
	if (!strncmp(s, "parity=", key + 1))
		return one ? parse_parity(u, *v) : -EINVAL;
	if (!strncmp(s, "stop-bits=", key + 1))
		return one ? parse_stop(u, *v) : -EINVAL;
	if (!strncmp(s, "io-base=", key + 1) || !strncmp(s, "dev=", key + 1))
		return *v ? parse_base(u, v) : -EINVAL;
	if (!strncmp(s, "irq=", key + 1))
		return parse_uint(v, &u->irq);
	if (!strncmp(s, "port=", key + 1))
		return parse_bdf(u, v);
	if (!strncmp(s, "reg-shift=", key + 1))
		return parse_uint(v, &u->shift) || u->shift > 8 ? -EINVAL : 0;
	if (!strncmp(s, "reg-width=", key + 1))
		return parse_uint(v, &u->width) ||
				       (u->width != 1 && u->width != 4)
			       ? -EINVAL
			       : 0;
	return -EINVAL;
}

static __init int parse_word(struct ns16550 *u, const char *word,
			     unsigned int nr)
{
	const char *eq = strchr(word, '=');

	if (eq)
		return parse_keyed(u, word, eq - word);
	switch (nr) {
	case 0:
		return parse_baud(u, word);
	case 1:
		return parse_frame(u, word);
	case 2:
		return parse_base(u, word);
	case 3:
		return parse_irq(u, word);
	case 4:
		return *word ? parse_bdf(u, word) : 0;
	default:
		return -EINVAL;
	}
}

static __init int uart_parse(struct ns16550 *u, const char *s)
{
	char word[32];

	for (unsigned int nr = 0;; nr++) {
		const char *end = strchr(s, ',');
		size_t len = end ? (size_t)(end - s) : strlen(s);

		if (len >= sizeof(word))
			return -EINVAL;
		memcpy(word, s, len);
		word[len] = '\0';
		if (parse_word(u, word, nr))
			return -EINVAL;
		if (!end)
			return 0;
		s = end + 1;
	}
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

/* ---- Cards ---- */

/* Takes the UART behind BAR 0 of u->pci; false: there is none. */
static __init bool pci_take(struct ns16550 *u)
{
	uint32_t bar = pci_conf_read(u->pci, PCI_BAR0, 4);
	uint16_t command = pci_conf_read(u->pci, PCI_COMMAND, 2);
	uint64_t base = bar & ((bar & 1) ? ~3u : ~0xfu);

	if (bar == ~0u || !base)
		return false;
	if (!(bar & 1) && (bar & 6) == 4)
		base |= (uint64_t)pci_conf_read(u->pci, PCI_BAR0 + 4, 4) << 32;
	pci_conf_write(u->pci, PCI_COMMAND, 2,
		       command |
			       ((bar & 1) ? PCI_COMMAND_IO : PCI_COMMAND_MEM));
	u->base = base;
	u->ops.is_pci = true;
	u->ops.pci = u->pci;
	return true;
}

/* AMT's serial over LAN is the UART of Intel's chipset. */
static __init bool pci_wanted(const struct ns16550 *u)
{
	uint32_t id = pci_conf_read(u->pci, PCI_VENDOR, 4);
	uint32_t class = pci_conf_read(u->pci, PCI_CLASS, 4);
	bool amt = (id & 0xffff) == PCI_INTEL;

	return id != ~0u && class >> 16 == PCI_CLASS_UART &&
	       (class >> 8 & 0xff) <= 6 && amt == (u->kind == UART_AMT);
}

/* The nr-th such card. */
static __init bool pci_search(struct ns16550 *u, unsigned int nr)
{
	for (unsigned int n = 0; n < 0x10000; n++) {
		u->pci = (pci_addr_t){ 0, n >> 8, n };
		/* Functions beside 0 only where the device has them. */
		if (PCI_FUNC(n) == 0 &&
		    pci_conf_read(u->pci, PCI_VENDOR, 4) == ~0u) {
			n += 7;
			continue;
		}
		if (pci_wanted(u) && nr-- == 0)
			return pci_take(u);
		if (PCI_FUNC(n) == 0 &&
		    !(pci_conf_read(u->pci, PCI_HEADER, 1) & PCI_MULTI))
			n += 7;
	}
	return false;
}

static __init bool uart_find(struct ns16550 *u)
{
	switch (u->kind) {
	case UART_PCI:
		return pci_search(u,
				  u == &uarts[1] && uarts[0].kind == UART_PCI);
	case UART_AMT:
		return pci_search(u, 0);
	case UART_AT_BDF:
		return pci_take(u);
	default:
		return true;
	}
}

__init struct serial_ops *ns16550_init(unsigned int nr)
{
	struct ns16550 *u = &uarts[nr];

	u->ops = (struct serial_ops){ .name = nr ? "com2" : "com1",
				      .putc = uart_putc,
				      .getc = uart_getc,
				      .irq_setup = uart_irq_setup };
	if (!uart_find(u)) {
		log_warn("%s: no such serial card\n", u->ops.name);
		return NULL;
	}
	u->ops.base = u->base;
	u->ops.size = 8u << u->shift;
	u->ops.is_mmio = u->base > 0xffff;
	/* The boot page tables map the first 4 GiB. */
	if (u->base + u->ops.size > GB(4)) {
		log_warn("%s: above 4 GiB\n", u->ops.name);
		return NULL;
	}
	if (u->ops.is_mmio)
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
