/*
 * ioapic.c: IOAPICs, found by the MADT, and their pins' modes.
 *
 * ISA interrupts are edge triggered, active high and GSI = IRQ unless the
 * MADT overrides that; others level triggered, active low until dom0 says
 * what its DSDT has (PHYSDEVOP_setup_gsi).  All pins start masked.
 * Sources: 82093AA data sheet, ACPI 6.4 5.2.12.5.
 */
#include <xen/acpi.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/string.h>
#include <xen/arch/mm.h>
#include <asm/irq.h>

#define IOREGSEL 0
#define IOWIN	 4 /* in 32-bit words */

#define REG_ID	     0
#define REG_VERSION  1
#define REG_RTE(pin) (0x10 + 2 * (pin))

#define RTE_LOW	   0x2000
#define RTE_LEVEL  0x8000
#define RTE_MASKED 0x10000

struct ioapic {
	volatile uint32_t *regs;
	uint32_t address;
	unsigned int gsi_base, pins;
};

struct pin {
	uint32_t low; /* as written */
	uint8_t ioapic;
};

static struct ioapic ioapics[ACPI_MAX_IOAPICS];
static unsigned int nr_ioapics;
static struct pin *pins; /* by GSI */
unsigned int nr_irqs_gsi;

/* IOREGSEL and IOWIN are one pair for all. */
static struct spinlock ioapic_lock = SPINLOCK_INIT(LOCK_IRQ_CHIP);

static uint32_t reg_read(const struct ioapic *io, unsigned int reg)
{
	io->regs[IOREGSEL] = reg;
	return io->regs[IOWIN];
}

static void reg_write(const struct ioapic *io, unsigned int reg, uint32_t v)
{
	io->regs[IOREGSEL] = reg;
	io->regs[IOWIN] = v;
}

static void pin_write_low(unsigned int gsi)
{
	const struct ioapic *io = &ioapics[pins[gsi].ioapic];

	reg_write(io, REG_RTE(gsi - io->gsi_base), pins[gsi].low);
}

static void ioapic_mask(struct irq_desc *desc)
{
	unsigned long flags = spin_lock_irqsave(&ioapic_lock);

	pins[desc->irq].low |= RTE_MASKED;
	pin_write_low(desc->irq);
	spin_unlock_irqrestore(&ioapic_lock, flags);
}

static void ioapic_unmask(struct irq_desc *desc)
{
	unsigned long flags = spin_lock_irqsave(&ioapic_lock);

	pins[desc->irq].low &= ~RTE_MASKED;
	pin_write_low(desc->irq);
	spin_unlock_irqrestore(&ioapic_lock, flags);
}

/* High half first, masked in between: no mix of old and new gets out. */
static void ioapic_program(struct irq_desc *desc)
{
	unsigned int gsi = desc->irq;
	const struct ioapic *io = &ioapics[pins[gsi].ioapic];
	unsigned int reg = REG_RTE(gsi - io->gsi_base);
	unsigned long flags = spin_lock_irqsave(&ioapic_lock);

	pins[gsi].low = (pins[gsi].low & ~0xffu) | desc->vector;
	reg_write(io, reg, pins[gsi].low | RTE_MASKED);
	reg_write(io, reg + 1, cpu_apic_id[desc->cpu] << 24);
	pin_write_low(gsi);
	spin_unlock_irqrestore(&ioapic_lock, flags);
}

/* The lock may be held by a CPU that has stopped: nobody else runs. */
void ioapic_quiesce(void)
{
	for (unsigned int gsi = 0; gsi < nr_irqs_gsi; gsi++) {
		pins[gsi].low |= RTE_MASKED;
		pin_write_low(gsi);
	}
}

static const struct irq_chip ioapic_chip = {
	.name = "ioapic",
	.mask = ioapic_mask,
	.unmask = ioapic_unmask,
	.program = ioapic_program,
};

static void set_mode(unsigned int gsi, bool level, bool low)
{
	struct irq_desc *desc = irq_to_desc(gsi);

	pins[gsi].low = (pins[gsi].low & ~(RTE_LOW | RTE_LEVEL)) |
			(low ? RTE_LOW : 0) | (level ? RTE_LEVEL : 0);
	desc->level = level;
}

int ioapic_set_mode(unsigned int gsi, bool level, bool low)
{
	struct irq_desc *desc;
	unsigned long flags;
	uint32_t want = (low ? RTE_LOW : 0) | (level ? RTE_LEVEL : 0);
	int ret = 0;

	if (gsi >= nr_irqs_gsi)
		return -EINVAL;
	desc = irq_to_desc(array_index_nospec(gsi, nr_irqs_gsi));
	flags = spin_lock_irqsave(&desc->lock);
	if (!desc->chip)
		ret = -EINVAL;
	else if ((pins[desc->irq].low & (RTE_LOW | RTE_LEVEL)) == want)
		ret = 0;
	else if (desc->fn || desc->guests)
		ret = -EBUSY;
	else
		set_mode(desc->irq, level, low);
	spin_unlock_irqrestore(&desc->lock, flags);
	return ret;
}

unsigned int isa_irq_to_gsi(unsigned int irq)
{
	const struct acpi_madt *m = &acpi.madt;
	unsigned int i;

	for (i = 0; i < m->nr_overrides; i++)
		if (m->override[i].irq == irq)
			return m->override[i].gsi;
	return irq;
}

bool ioapic_exists(unsigned long base)
{
	unsigned int i;

	for (i = 0; i < nr_ioapics; i++)
		if (ioapics[i].address == base)
			return true;
	return false;
}

int ioapic_guest_read(unsigned long base, unsigned int reg, uint32_t *v)
{
	unsigned int i;
	unsigned long flags;

	for (i = 0; i < nr_ioapics; i++) {
		if (ioapics[i].address != base)
			continue;
		if (reg > 0xff)
			return -EINVAL;
		flags = spin_lock_irqsave(&ioapic_lock);
		*v = reg_read(&ioapics[i], reg);
		spin_unlock_irqrestore(&ioapic_lock, flags);
		return 0;
	}
	return -EINVAL;
}

/* Whether an earlier IOAPIC has some of these GSIs. */
static bool __init overlaps(const struct ioapic *io)
{
	unsigned int i;

	for (i = 0; i < nr_ioapics; i++)
		if (io->gsi_base < ioapics[i].gsi_base + ioapics[i].pins &&
		    ioapics[i].gsi_base < io->gsi_base + io->pins)
			return true;
	return false;
}

/* No machine has more: a wild gsi_base must not make us allocate for ever. */
#define MAX_GSI 1024u

static void __init ioapic_add(const struct acpi_ioapic *a)
{
	struct ioapic *io = &ioapics[nr_ioapics];
	char *va = arch_map_frames(_mfn(PFN_DOWN(a->address)), 1, XEN_MAP_UC);
	uint32_t version;

	if (!va)
		return;
	io->regs = (volatile uint32_t *)(va + (a->address & ~PAGE_MASK));
	io->address = a->address;
	io->gsi_base = a->gsi_base;
	version = reg_read(io, REG_VERSION);
	io->pins = (version >> 16 & 0xff) + 1;
	if (version == ~0u || io->gsi_base + io->pins > MAX_GSI ||
	    io->gsi_base > MAX_GSI || overlaps(io)) {
		log_warn("IOAPIC at %#x makes no sense, ignored\n", a->address);
		arch_unmap_frames(va, 1);
		return;
	}
	log_info("IOAPIC %u at %#x: GSIs %u-%u\n", a->id, a->address,
		 io->gsi_base, io->gsi_base + io->pins - 1);
	nr_irqs_gsi = max(nr_irqs_gsi, io->gsi_base + io->pins);
	nr_ioapics++;
}

/* Before there are descriptors: finds the IOAPICs. */
void __init ioapic_probe(void)
{
	unsigned int i;

	for (i = 0; i < acpi.madt.nr_ioapics; i++)
		ioapic_add(&acpi.madt.ioapic[i]);
	nr_irqs_gsi = max(nr_irqs_gsi, 16u);
}

void __init ioapic_init(void)
{
	const struct acpi_madt *m = &acpi.madt;
	unsigned int i, pin, gsi;

	pins = xnew_array(struct pin, nr_irqs_gsi);
	if (!pins)
		panic("no memory for IOAPIC pins\n");
	for (i = 0; i < nr_ioapics; i++) {
		for (pin = 0; pin < ioapics[i].pins; pin++) {
			gsi = ioapics[i].gsi_base + pin;
			pins[gsi].ioapic = i;
			pins[gsi].low = RTE_MASKED;
			irq_to_desc(gsi)->chip = &ioapic_chip;
			set_mode(gsi, gsi >= 16, gsi >= 16);
			pin_write_low(gsi);
		}
	}
	for (i = 0; i < m->nr_overrides; i++)
		if (m->override[i].gsi < nr_irqs_gsi &&
		    irq_to_desc(m->override[i].gsi)->chip)
			set_mode(m->override[i].gsi, m->override[i].level,
				 m->override[i].low);
}
