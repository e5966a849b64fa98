/*
 * config.c: PCI configuration space by ports (mechanism #1) and by the
 * windows of MCFG, which are mapped bus by bus when first used.
 */
#include <xen/acpi.h>
#include <xen/atomic.h>
#include <xen/pci.h>
#include <xen/spinlock.h>
#include <xen/arch/mm.h>
#include <asm/insn.h>

#define CF8_ENABLE 0x80000000u

static struct spinlock cf8_lock = SPINLOCK_INIT(LOCK_LEAF);

uint32_t pci_cf8_read(uint32_t cf8, unsigned int offset, unsigned int size)
{
	unsigned long flags = spin_lock_irqsave(&cf8_lock);
	uint16_t port = 0xcfc + offset;
	uint32_t v;

	outl(cf8, 0xcf8);
	if (size == 1)
		v = inb(port);
	else if (size == 2)
		v = inw(port);
	else
		v = inl(port);
	spin_unlock_irqrestore(&cf8_lock, flags);
	return v;
}

void pci_cf8_write(uint32_t cf8, unsigned int offset, unsigned int size,
		   uint32_t v)
{
	unsigned long flags = spin_lock_irqsave(&cf8_lock);
	uint16_t port = 0xcfc + offset;

	outl(cf8, 0xcf8);
	if (size == 1)
		outb(v, port);
	else if (size == 2)
		outw(v, port);
	else
		outl(v, port);
	spin_unlock_irqrestore(&cf8_lock, flags);
}

/* ---- MCFG ---- */

/* Each window's buses, 1 MiB each, once they are mapped. */
static volatile uint8_t *bus_map[ACPI_MAX_MCFG][256];

static const struct acpi_mcfg_window *window_of(pci_addr_t a)
{
	unsigned int i;

	for (i = 0; i < acpi.mcfg.nr; i++) {
		const struct acpi_mcfg_window *w = &acpi.mcfg.window[i];

		if (w->seg == a.seg && a.bus >= w->first_bus &&
		    a.bus <= w->last_bus)
			return w;
	}
	return NULL;
}

static volatile uint8_t *map_function(pci_addr_t a)
{
	const struct acpi_mcfg_window *w = window_of(a);
	volatile uint8_t **slot, *none = NULL;
	void *va;

	if (!w)
		return NULL;
	slot = &bus_map[w - acpi.mcfg.window][a.bus];
	if (!*slot) {
		va = arch_map_frames(_mfn(PFN_DOWN(w->address) +
					  ((unsigned long)a.bus << 8)),
				     256, XEN_MAP_UC);
		if (!va)
			return NULL;
		if (!atomic_try_cmpxchg(slot, &none, (volatile uint8_t *)va))
			arch_unmap_frames(va, 256);
	}
	return *slot + ((unsigned int)a.devfn << 12);
}

static bool by_ports(pci_addr_t a, unsigned int reg)
{
	return a.seg == 0 && reg < 256;
}

static uint32_t cf8_of(pci_addr_t a, unsigned int reg)
{
	return CF8_ENABLE | (uint32_t)a.bus << 16 | (uint32_t)a.devfn << 8 |
	       (reg & 0xfc);
}

uint32_t pci_conf_read(pci_addr_t a, unsigned int reg, unsigned int size)
{
	volatile uint8_t *p;

	if (by_ports(a, reg))
		return pci_cf8_read(cf8_of(a, reg), reg & 3, size);
	p = map_function(a);
	if (!p)
		return ~0u >> (32 - 8 * size);
	p += reg;
	if (size == 1)
		return *p;
	if (size == 2)
		return *(volatile uint16_t *)p;
	return *(volatile uint32_t *)p;
}

void pci_conf_write(pci_addr_t a, unsigned int reg, unsigned int size,
		    uint32_t v)
{
	volatile uint8_t *p;

	if (by_ports(a, reg)) {
		pci_cf8_write(cf8_of(a, reg), reg & 3, size, v);
		return;
	}
	p = map_function(a);
	if (!p)
		return;
	p += reg;
	if (size == 1)
		*p = v;
	else if (size == 2)
		*(volatile uint16_t *)p = v;
	else
		*(volatile uint32_t *)p = v;
}

#define PCI_STATUS	6
#define PCI_STATUS_CAPS 0x10
#define PCI_CAP_POINTER 0x34
#define PCI_CAP_MAX	48 /* as many as fit */

unsigned int pci_find_cap(pci_addr_t a, uint8_t cap)
{
	unsigned int pos, n;
	uint32_t v;

	if (!(pci_conf_read(a, PCI_STATUS, 2) & PCI_STATUS_CAPS))
		return 0;
	pos = pci_conf_read(a, PCI_CAP_POINTER, 1) & 0xfc;
	for (n = 0; n < PCI_CAP_MAX && pos >= 0x40; n++) {
		v = pci_conf_read(a, pos, 2);
		if ((v & 0xff) == 0xff)
			break;
		if ((v & 0xff) == cap)
			return pos;
		pos = v >> 8 & 0xfc;
	}
	return 0;
}
