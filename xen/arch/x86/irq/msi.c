/*
 * msi.c: message-signalled interrupts: dynamic irqs, and the MSI and MSI-X
 * registers of the devices that send them.
 *
 * Dom0 asks for the interrupt (PHYSDEVOP_map_pirq); address and data are
 * written here, never by dom0.  A device's MSI capability serves one block of
 * 2^n irqs in a row, whose vectors lie in a row on one CPU (the device only
 * changes the low bits of the data), so that blocks do not move between CPUs.
 * Each MSI-X table entry is one irq.  PCI 3.0, 6.8; SDM vol. 3A 11.11.
 *
 * Locks: msi_lock for making, ending, restoring; an entry's registers are
 * written under its irq's lock, configuration space has its own.
 */
#include <xen/atomic.h>
#include <xen/bitops.h>
#include <xen/errno.h>
#include <xen/mm.h>
#include <xen/smp.h>
#include <xen/arch/mm.h>
#include <asm/irq.h>

#define PCI_CAP_MSI  0x05
#define PCI_CAP_MSIX 0x11
#define PCI_BAR0     0x10

#define MSI_FLAGS	 2
#define MSI_ENABLE	 0x0001
#define MSI_MMC_SHIFT	 1 /* multiple messages: capable ... */
#define MSI_MME_SHIFT	 4 /* ... and enabled, log2 */
#define MSI_64		 0x0080
#define MSI_MASKABLE	 0x0100
#define MSI_ADDRESS	 4
#define MSI_ADDRESS_HIGH 8

#define MSIX_FLAGS	  2
#define MSIX_SIZE_MASK	  0x07ff
#define MSIX_MASKALL	  0x4000
#define MSIX_ENABLE	  0x8000
#define MSIX_TABLE	  4
#define MSIX_BIR_MASK	  7u
#define MSIX_ENTRY_WORDS  4
#define MSIX_ENTRY_MASKED 1u

#define MSI_ADDRESS_BASE 0xfee00000u

/* One device capability (MSI) or table entry (MSI-X). */
struct msi_entry {
	struct pci_dev *dev;
	volatile uint32_t *table; /* MSI-X: its four words */
	unsigned int cap;	  /* offset in configuration space */
	unsigned int entry;	  /* MSI-X: which */
	unsigned int first_irq, order;
	unsigned int users; /* irqs of it that are mapped */
	bool is_64, maskable;
	uint32_t mask; /* MSI: mask bits as written */
};

static struct spinlock msi_lock = SPINLOCK_INIT(LOCK_DOMAIN);

static unsigned int mask_reg(const struct msi_entry *e)
{
	return e->cap + (e->is_64 ? 0x10 : 0x0c);
}

static void msi_set_mask(struct irq_desc *desc, bool masked)
{
	struct msi_entry *e = desc->msi;
	uint32_t bit;

	if (e->table) {
		e->table[3] = masked ? MSIX_ENTRY_MASKED : 0;
		(void)e->table[3]; /* the write has arrived */
	} else if (e->maskable) {
		bit = 1u << (desc->irq - e->first_irq);
		/* The irqs of a block have one lock each, the register none. */
		if (masked)
			e->mask = atomic_or(&e->mask, bit) | bit;
		else
			e->mask = atomic_and(&e->mask, ~bit) & ~bit;
		pci_conf_write(e->dev->addr, mask_reg(e), 4, e->mask);
	}
}

static void msi_mask(struct irq_desc *desc)
{
	msi_set_mask(desc, true);
}

static void msi_unmask(struct irq_desc *desc)
{
	msi_set_mask(desc, false);
}

static void msi_write_message(struct msi_entry *e, uint32_t address,
			      uint32_t data)
{
	pci_addr_t a = e->dev->addr;
	uint32_t was;

	if (e->table) {
		/* Masked while it changes: it's three writes. */
		was = e->table[3];
		e->table[3] = was | MSIX_ENTRY_MASKED;
		e->table[0] = address;
		e->table[1] = 0;
		e->table[2] = data;
		e->table[3] = was;
		return;
	}
	pci_conf_write(a, e->cap + MSI_ADDRESS, 4, address);
	if (e->is_64)
		pci_conf_write(a, e->cap + MSI_ADDRESS_HIGH, 4, 0);
	pci_conf_write(a, e->cap + (e->is_64 ? 0x0c : 0x08), 2, data);
}

static void msi_program(struct irq_desc *desc)
{
	struct msi_entry *e = desc->msi;

	if (desc->irq == e->first_irq)
		msi_write_message(
			e, MSI_ADDRESS_BASE | cpu_apic_id[desc->cpu] << 12,
			desc->vector);
}

static const struct irq_chip msi_chip = {
	.name = "msi",
	.mask = msi_mask,
	.unmask = msi_unmask,
	.program = msi_program,
};

/* A block's vectors are bound to each other: it can't move. */
static const struct irq_chip msi_block_chip = {
	.name = "msi-n",
	.mask = msi_mask,
	.unmask = msi_unmask,
	.program = msi_program,
	.fixed = true,
};

/* ---- Device side ---- */

/* Machine address of a BAR; 0: none. */
static uint64_t bar_address(pci_addr_t a, unsigned int bir)
{
	unsigned int reg = PCI_BAR0 + 4 * bir;
	uint32_t low = pci_conf_read(a, reg, 4);
	uint64_t addr = low & ~0xfu;

	if (bir > 5 || low & 1)
		return 0;
	if ((low & 6) == 4) {
		if (bir == 5)
			return 0;
		addr |= (uint64_t)pci_conf_read(a, reg + 4, 4) << 32;
	}
	return addr;
}

/* Maps the table of `dev` at its first use. [msi_lock] */
static int msix_map_table(struct pci_dev *dev, unsigned int cap,
			  uint64_t table_base)
{
	uint32_t where = pci_conf_read(dev->addr, cap + MSIX_TABLE, 4);
	unsigned int bir = where & MSIX_BIR_MASK;
	uint64_t base = bar_address(dev->addr, bir), start;
	unsigned int n;
	char *va;

	if (dev->msix_table)
		return 0;
	if (!base && dev->is_virtfn)
		base = table_base; /* its BARs are in the PF */
	if (!base || base >> 52)
		return -EINVAL;
	n = (pci_conf_read(dev->addr, cap + MSIX_FLAGS, 2) & MSIX_SIZE_MASK) +
	    1;
	start = base + (where & ~MSIX_BIR_MASK);
	dev->msix_offset = start & ~PAGE_MASK;
	va = arch_map_frames(_mfn(PFN_DOWN(start)),
			     PFN_UP(dev->msix_offset + n * 16), XEN_MAP_UC);
	if (!va)
		return -ENOMEM;
	dev->msix_entries = n;
	dev->msix_table = (volatile uint32_t *)(va + dev->msix_offset);
	return 0;
}

static void msix_unmap_table(struct pci_dev *dev)
{
	arch_unmap_frames((char *)dev->msix_table - dev->msix_offset,
			  PFN_UP(dev->msix_offset + dev->msix_entries * 16));
	dev->msix_table = NULL;
}

static void flags_change(pci_addr_t a, unsigned int reg, uint16_t clear,
			 uint16_t set)
{
	uint16_t v = pci_conf_read(a, reg, 2);

	pci_conf_write(a, reg, 2, (v & ~clear) | set);
}

static void device_enable(struct msi_entry *e)
{
	pci_addr_t a = e->dev->addr;

	if (e->table)
		flags_change(a, e->cap + MSIX_FLAGS, 0, MSIX_ENABLE);
	else
		flags_change(a, e->cap + MSI_FLAGS, 7 << MSI_MME_SHIFT,
			     MSI_ENABLE | e->order << MSI_MME_SHIFT);
}

/* ---- Making ---- */

/* `n` free irqs in a row. [msi_lock] */
static int find_irqs(unsigned int n)
{
	unsigned int irq, run = 0;

	for (irq = nr_irqs_gsi; irq < nr_irqs; irq++) {
		run = irq_to_desc(irq)->chip ? 0 : run + 1;
		if (run == n)
			return irq + 1 - n;
	}
	return -ENOSPC;
}

/* MSI and MSI-X exclude each other; so do two users of one entry. */
static bool in_use(const struct pci_dev *dev, bool msix, unsigned int entry)
{
	unsigned int irq;

	for (irq = nr_irqs_gsi; irq < nr_irqs; irq++) {
		const struct msi_entry *e = irq_to_desc(irq)->msi;

		if (e && e->dev == dev &&
		    (!msix || !e->table || e->entry == entry))
			return true;
	}
	return false;
}

static int entry_fill(struct msi_entry *e, const struct msi_request *req)
{
	pci_addr_t a = e->dev->addr;
	uint32_t flags;
	int ret;

	e->cap = pci_find_cap(a, req->msix ? PCI_CAP_MSIX : PCI_CAP_MSI);
	if (!e->cap)
		return -ENODEV;
	if (req->msix) {
		ret = msix_map_table(e->dev, e->cap, req->table_base);
		if (ret)
			return ret;
		if (req->entry >= e->dev->msix_entries)
			return -EINVAL;
		e->entry = req->entry;
		e->table = e->dev->msix_table + e->entry * MSIX_ENTRY_WORDS;
		e->maskable = true;
		return 0;
	}
	flags = pci_conf_read(a, e->cap + MSI_FLAGS, 2);
	if (e->order > (flags >> MSI_MMC_SHIFT & 7))
		return -EINVAL;
	e->is_64 = flags & MSI_64;
	e->maskable = flags & MSI_MASKABLE;
	e->mask = ~0u;
	return 0;
}

static void publish(struct msi_entry *e, unsigned int vector)
{
	unsigned int i;

	for (i = 0; i < e->users; i++) {
		struct irq_desc *desc = irq_to_desc(e->first_irq + i);
		unsigned long flags = spin_lock_irqsave(&desc->lock);

		desc->msi = e;
		desc->chip = e->order ? &msi_block_chip : &msi_chip;
		desc->vector = vector + i;
		desc->cpu = 0;
		desc->level = false;
		desc->count = 0;
		spin_unlock_irqrestore(&desc->lock, flags);
	}
}

/* Message, masks, enable bit; the table's entries can be read when on. */
static void device_program(struct msi_entry *e)
{
	struct irq_desc *desc = irq_to_desc(e->first_irq);
	pci_addr_t a = e->dev->addr;
	uint16_t was = 0;
	unsigned long flags;

	if (e->table) {
		was = pci_conf_read(a, e->cap + MSIX_FLAGS, 2);
		pci_conf_write(a, e->cap + MSIX_FLAGS, 2,
			       was | MSIX_ENABLE | MSIX_MASKALL);
		e->table[3] = MSIX_ENTRY_MASKED;
	} else if (e->maskable) {
		pci_conf_write(a, mask_reg(e), 4, e->mask);
	}
	flags = spin_lock_irqsave(&desc->lock);
	msi_program(desc);
	spin_unlock_irqrestore(&desc->lock, flags);
	if (e->table)
		pci_conf_write(a, e->cap + MSIX_FLAGS, 2,
			       (was & MSIX_MASKALL) | MSIX_ENABLE);
	else
		device_enable(e);
}

static int create_locked(const struct msi_request *req)
{
	struct pci_dev *dev = pci_dev_find(req->addr);
	struct msi_entry *e;
	unsigned int order = order_from_pages(req->count);
	int irq, vector, ret;

	if (!dev)
		return -ENODEV;
	if (in_use(dev, req->msix, req->entry))
		return -EEXIST;
	if (cpu_apic_id[0] > 255)
		return -ENOSPC; /* a message could not name it */
	e = xnew(struct msi_entry);
	if (!e)
		return -ENOMEM;
	e->dev = dev;
	e->order = order;
	e->users = req->count;
	ret = entry_fill(e, req);
	if (ret)
		goto err_table;
	irq = ret = find_irqs(req->count);
	if (ret < 0)
		goto err_table;
	e->first_irq = irq;
	vector = ret = vector_alloc(0, irq, order);
	if (ret < 0)
		goto err_table;
	publish(e, vector);
	dev->msi_users++;
	dev->msix_users += req->msix;
	device_program(e);
	return irq;

err_table:
	if (dev->msix_table && !dev->msix_users)
		msix_unmap_table(dev);
	xfree(e);
	return ret;
}

int msi_create(const struct msi_request *req)
{
	int ret;

	if (!req->count || req->count > 32 || !is_power_of_2(req->count) ||
	    (req->msix && req->count != 1))
		return -EINVAL;
	spin_lock(&msi_lock);
	ret = create_locked(req);
	spin_unlock(&msi_lock);
	return ret;
}

/* The last irq of the entry has gone. */
static void entry_destroy(struct msi_entry *e)
{
	struct pci_dev *dev = e->dev;

	dev->msi_users--;
	if (!e->table) {
		flags_change(dev->addr, e->cap + MSI_FLAGS, MSI_ENABLE, 0);
	} else if (--dev->msix_users == 0) {
		flags_change(dev->addr, e->cap + MSIX_FLAGS, MSIX_ENABLE, 0);
		msix_unmap_table(dev);
	}
	xfree(e);
}

void msi_destroy(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct msi_entry *e;
	unsigned long flags;

	spin_lock(&msi_lock);
	flags = spin_lock_irqsave(&desc->lock);
	e = desc->msi;
	if (e) {
		desc->chip->mask(desc);
		irq_release_vector(desc);
		desc->chip = NULL;
		desc->msi = NULL;
	}
	spin_unlock_irqrestore(&desc->lock, flags);
	if (e && --e->users == 0)
		entry_destroy(e);
	spin_unlock(&msi_lock);
}

int msi_restore(pci_addr_t addr)
{
	struct pci_dev *dev = pci_dev_find(addr);
	unsigned int irq;

	if (!dev)
		return -ENODEV;
	spin_lock(&msi_lock);
	for (irq = nr_irqs_gsi; irq < nr_irqs; irq++) {
		struct irq_desc *desc = irq_to_desc(irq);
		struct msi_entry *e = desc->msi;
		unsigned long flags;

		if (!e || e->dev != dev)
			continue;
		if (irq == e->first_irq)
			device_program(e);
		flags = spin_lock_irqsave(&desc->lock);
		if (desc->guests)
			desc->chip->unmask(desc);
		spin_unlock_irqrestore(&desc->lock, flags);
	}
	spin_unlock(&msi_lock);
	return 0;
}

int msix_reserve(pci_addr_t addr, bool reserve)
{
	struct pci_dev *dev = pci_dev_find(addr);
	int ret = 0;

	if (!dev)
		return -ENODEV;
	if (!pci_find_cap(addr, PCI_CAP_MSIX))
		return -ENODEV;
	spin_lock(&msi_lock);
	if (dev->msix_users)
		ret = -EBUSY;
	else
		dev->msix_reserved = reserve;
	spin_unlock(&msi_lock);
	return ret;
}
