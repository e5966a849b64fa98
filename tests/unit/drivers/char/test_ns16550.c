/*
 * test_ns16550.c: com1= in all its forms, and a UART behind ports, in memory
 * (with wide and spread registers) and on a PCI card.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <asm/host.h>
#include "../../../../xen/drivers/char/ns16550.c"

/* One 16550 at ports: the divisor hides behind the first two registers. */
static struct {
	uint16_t base;
	uint8_t reg[8], divisor[2];
	char out[16];
	unsigned int n;
} chip;

uint8_t arch_port_in8(uint16_t port)
{
	assert_in_range(port, chip.base, chip.base + 7);
	return port - chip.base == UART_LSR ? LSR_THR_FREE
					    : chip.reg[port - chip.base];
}

void arch_port_out8(uint16_t port, uint8_t v)
{
	unsigned int reg = port - chip.base;

	assert_in_range(port, chip.base, chip.base + 7);
	if (reg < 2 && (chip.reg[UART_LCR] & LCR_DLAB))
		chip.divisor[reg] = v;
	else if (reg == UART_DATA)
		chip.out[chip.n++ % sizeof(chip.out)] = v;
	else
		chip.reg[reg] = v;
}

/* Configuration space: cards at 0:3.0 and 0:3.1, Intel's at 0:16.3. */
struct card {
	uint8_t devfn;
	uint32_t id, class, header, bar;
	uint16_t command;
};
static struct card cards[] = {
	{ 0x18, 0x00021b36, 0x07000201, 0x800000, 0xc051, 0 },
	{ 0x19, 0x00031b36, 0x07000201, 0x800000, 0xc061, 0 },
	{ 0x20, 0x56781234, 0x02000000, 0, 0xc001, 0 },
	{ 0xb0, 0x11118086, 0x07800000, 0x800000, 0x1234, 0 },
	{ 0xb3, 0x1c3d8086, 0x07000204, 0x800000, 0xe081, 0 },
};

static struct card *card_at(pci_addr_t a)
{
	for (unsigned int i = 0; !a.bus && i < ARRAY_SIZE(cards); i++)
		if (cards[i].devfn == a.devfn)
			return &cards[i];
	return NULL;
}

uint32_t pci_conf_read(pci_addr_t a, unsigned int reg, unsigned int size)
{
	const struct card *c = card_at(a);

	if (!c)
		return ~0u >> (32 - 8 * size);
	switch (reg) {
	case PCI_VENDOR:
		return c->id;
	case PCI_COMMAND:
		return c->command;
	case PCI_CLASS:
		return c->class;
	case PCI_HEADER:
		return c->header >> 16;
	case PCI_BAR0:
		return c->bar;
	default:
		return 0;
	}
}

void pci_conf_write(pci_addr_t a, unsigned int reg, unsigned int size,
		    uint32_t v)
{
	assert_int_equal(reg, PCI_COMMAND);
	card_at(a)->command = v;
}

void console_rx(char c)
{
}

int irq_request(unsigned int irq, irq_handler_fn *fn, const char *name,
		void *data)
{
	return -EBUSY;
}

static int fresh(void **state)
{
	uarts[0] = (struct ns16550){
		.base = 0x3f8, .irq = 4, .clock = 1843200, .lcr = 3, .width = 1
	};
	uarts[1] = uarts[0];
	memset(&chip, 0, sizeof(chip));
	host_ram_init(16);
	return 0;
}

static void test_words(void **state)
{
	static const char *const bad[] = {
		"115200,9n1",
		"115200,8x1",
		"115200,8n3",
		"115200,8n12",
		"115200,8n1,zz",
		"115200,8n1,0x3f8,x",
		"baud=",
		"115200x",
		"115200,8n1,pci,0,3.0",
		"115200,8n1,pci,0,0:20.0",
		"reg-width=2",
		"reg-shift=9",
		"parity=_",
		"parity=",
		"dev=",
		"clock-hz=0",
		"speed=1",
		"115200,8n1,0x3f8,4,0:1.0,0:2.0",
		"115200/0,8n1",
		"irq=-1",
		"io-base=0x100000000000000000000000000000",
	};
	struct ns16550 *u = &uarts[0];

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		fresh(NULL);
		assert_int_not_equal(uart_parse(u, bad[i]), 0);
	}
	fresh(NULL);
	assert_int_equal(uart_parse(u, "9600/3686400,7e2,0x2e8,5"), 0);
	assert_int_equal(u->baud, 9600);
	assert_int_equal(u->clock, 3686400 << 4);
	assert_int_equal(u->lcr, 2 | 4 | 3 << 3);
	assert_int_equal(u->base, 0x2e8);
	assert_int_equal(u->irq, 5);
	fresh(NULL);
	assert_int_equal(uart_parse(u, "auto,,0xfedc9000,0,reg-shift=2,"
				       "reg-width=4,parity=o,stop-bits=2,"
				       "data-bits=5,clock-hz=24000000"),
			 0);
	assert_int_equal(u->baud, 0);
	assert_int_equal(u->lcr, 0 | 4 | 1 << 3);
	assert_int_equal(u->base, 0xfedc9000);
	assert_int_equal(u->shift, 2);
	assert_int_equal(u->width, 4);
	assert_int_equal(u->clock, 24000000);
	fresh(NULL);
	assert_int_equal(uart_parse(u, "dev=amt,baud=57600,irq=19"), 0);
	assert_int_equal(u->kind, UART_AMT);
	assert_int_equal(u->irq, 19);
}

static void say(struct serial_ops *s, const char *text)
{
	assert_non_null(s);
	for (; *text; text++)
		s->putc(s, *text);
}

static void test_ports(void **state)
{
	struct serial_ops *s;

	chip.base = 0x2e8;
	assert_int_equal(uart_parse(&uarts[0], "38400,7o1,0x2e8"), 0);
	s = ns16550_init(0);
	say(s, "hello");
	assert_string_equal(chip.out, "hello");
	assert_int_equal(chip.divisor[0], 3);
	assert_int_equal(chip.divisor[1], 0);
	assert_int_equal(chip.reg[UART_LCR], 2 | 1 << 3);
	assert_int_equal(s->base, 0x2e8);
	assert_int_equal(s->size, 8);
	assert_false(s->is_mmio);
}

static void test_memory(void **state)
{
	/* Above the ports, in the RAM that stands for all memory. */
	volatile uint8_t *regs;
	struct serial_ops *s;

	host_ram_init(32);
	regs = maddr_to_virt(_maddr(0x10100));
	regs[UART_LSR] = LSR_THR_FREE;
	assert_int_equal(uart_parse(&uarts[0], "auto,8n1,0x10100"), 0);
	s = ns16550_init(0);
	say(s, "x");
	assert_int_equal(regs[UART_DATA], 'x');
	assert_int_equal(regs[UART_LCR], 3);
	assert_true(s->is_mmio);
	assert_int_equal(s->base, 0x10100);

	fresh(NULL);
	host_ram_init(32);
	{
		volatile uint32_t *wide = maddr_to_virt(_maddr(0x10200));

		wide[UART_LSR] = LSR_THR_FREE | LSR_DATA;
		assert_int_equal(uart_parse(&uarts[0],
					    "auto,8n1,0x10200,reg-shift=2,"
					    "reg-width=4"),
				 0);
		s = ns16550_init(0);
		say(s, "y");
		assert_int_equal(wide[UART_DATA], 'y');
		assert_int_equal(wide[UART_LCR], 3);
		assert_int_equal(wide[UART_MCR], 3);
		assert_int_equal(s->getc(s), 'y');
		assert_int_equal(s->size, 32);
	}
	/* The boot's tables end at 4 GiB. */
	fresh(NULL);
	assert_int_equal(uart_parse(&uarts[0], "auto,8n1,0xfffffffff000"), 0);
	assert_null(ns16550_init(0));
}

static void test_cards(void **state)
{
	struct serial_ops *s;

	chip.base = 0xc050;
	assert_int_equal(uart_parse(&uarts[0], "115200,8n1,pci"), 0);
	s = ns16550_init(0);
	say(s, "pci");
	assert_string_equal(chip.out, "pci");
	assert_int_equal(cards[0].command, PCI_COMMAND_IO);
	assert_true(s->is_pci);
	assert_int_equal(s->pci.devfn, 0x18);
	assert_int_equal(uarts[0].irq, 0);
	/* com2=pci is the second one. */
	chip.base = 0xc060;
	assert_int_equal(uart_parse(&uarts[1], "115200,8n1,pci"), 0);
	assert_non_null(ns16550_init(1));

	fresh(NULL);
	chip.base = 0xe080;
	assert_int_equal(uart_parse(&uarts[0], "115200,8n1,amt"), 0);
	s = ns16550_init(0);
	assert_non_null(s);
	assert_int_equal(s->pci.devfn, 0xb3);

	fresh(NULL);
	chip.base = 0xc060;
	assert_int_equal(uart_parse(&uarts[0], "115200,8n1,pci,,0:3.1"), 0);
	assert_non_null(ns16550_init(0));

	fresh(NULL);
	assert_int_equal(uart_parse(&uarts[0], "dev=pci,port=0:5.0"), 0);
	assert_null(ns16550_init(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_words, fresh),
		cmocka_unit_test_setup(test_ports, fresh),
		cmocka_unit_test_setup(test_memory, fresh),
		cmocka_unit_test_setup(test_cards, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
