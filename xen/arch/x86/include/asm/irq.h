/*
 * asm/irq.h: interrupt descriptors, vectors, IOAPICs and message-signalled
 * interrupts.
 *
 * An "irq" is a GSI (below nr_irqs_gsi) or a dynamic number above them for a
 * message.  Each that is in use has a vector on one CPU.
 *
 * Locks: D struct irq_desc::lock (LOCK_IRQ_DESC, interrupts off), inside it
 * C the chips' (LOCK_IRQ_CHIP).
 */
#ifndef ASM_IRQ_H
#define ASM_IRQ_H

#include <xen/irq.h>
#include <xen/pci.h>
#include <asm/apic.h>

#define NR_MSI_IRQS   512
#define MAX_IRQ_SHARE 7

struct irq_desc;
struct msi_entry;

struct irq_chip {
	const char *name;
	bool fixed; /* stays on its CPU */
	void (*mask)(struct irq_desc *desc);
	void (*unmask)(struct irq_desc *desc);
	/* Writes vector, CPU (and, GSIs, mode); leaves the mask as it is. */
	void (*program)(struct irq_desc *desc);
};

/* Domains that have the interrupt bound. */
struct irq_guests {
	unsigned int nr, in_flight;
	bool share;
	struct {
		struct domain *d; /* alive as long as it is bound */
		unsigned int pirq;
		bool needs_eoi;
	} guest[MAX_IRQ_SHARE];
};

struct irq_desc {
	struct spinlock lock;
	const struct irq_chip *chip; /* NULL: nothing there */
	irq_handler_fn *fn;	     /* [D] the hypervisor's, or NULL */
	void *data;
	const char *name;
	struct irq_guests *guests;  /* [D] owned */
	struct msi_entry *msi;	    /* [D] owned by msi.c */
	uint16_t irq;		    /* constant */
	uint16_t cpu, old_cpu;	    /* [D] */
	uint8_t vector, old_vector; /* [D] 0: none */
	bool level;		    /* [D] */
	bool in_progress;	    /* [D] handlers run without the lock */
	bool pending;		    /* [D] came again meanwhile */
	bool move_pending;	    /* [D] to move_cpu, when quiet */
	uint16_t move_cpu;
	s_time_t old_expires; /* when old_vector may be reused */
	unsigned long count;
};

extern unsigned int nr_irqs;
struct irq_desc *irq_to_desc(unsigned int irq); /* NULL: no such */

/* ---- vector.c: [C] ---- */

/*
 * 2^order vectors in a row, aligned, on `cpu` for irq, irq + 1 ...; the
 * first, or -ENOSPC.
 */
int vector_alloc(unsigned int cpu, unsigned int irq, unsigned int order);
void vector_free(unsigned int cpu, unsigned int vector);
/* Frees the vector that desc moved away from. [D] */
void vector_free_old(struct irq_desc *desc);
/* desc moves: its vector becomes the old one. [D] */
void vector_retire(struct irq_desc *desc, unsigned int cpu,
		   unsigned int vector);
/* Irq of a vector of this CPU, or -1. */
int vector_to_irq(unsigned int vector);

/* ---- irq.c ---- */

/* Gives desc a vector on `cpu` if it has none; holding its lock. */
int irq_assign_vector(struct irq_desc *desc, unsigned int cpu);
void irq_release_vector(struct irq_desc *desc);
/* Wishes desc onto `cpu`; done at once or when it is quiet. [D] */
void irq_move(struct irq_desc *desc, unsigned int cpu);
/* After the last guest's EOI. [D] */
void irq_quiet(struct irq_desc *desc);

/* ---- ioapic.c ---- */

/* Finds the IOAPICs; then, with descriptors, fills in their pins. */
void ioapic_probe(void);
void ioapic_init(void);
/* All pins masked, for ever: the machine is handed over. */
void ioapic_quiesce(void);
/* -EINVAL: no such pin; -EBUSY: in use in another mode. */
int ioapic_set_mode(unsigned int gsi, bool level, bool low);
unsigned int isa_irq_to_gsi(unsigned int irq);
/* A register of the IOAPIC at `base`; -ENODEV. */
int ioapic_guest_read(unsigned long base, unsigned int reg, uint32_t *v);
bool ioapic_exists(unsigned long base);

/* ---- msi.c ---- */

struct msi_request {
	pci_addr_t addr;
	unsigned int entry; /* MSI-X entry; MSI: 0 */
	unsigned int count; /* MSI: power of two up to 32 */
	bool msix;
	uint64_t table_base; /* MSI-X of a virtual function */
};

/*
 * Makes `count` interrupts in a row for a device and programs it, masked
 * where it can be masked.  First irq, or -ENODEV, -EEXIST, -ENOSPC, -ENOMEM,
 * -EINVAL.  Serialised by msi.c's lock; interrupts on.
 */
int msi_create(const struct msi_request *req);
/* Ends one; the last of a block silences the device. */
void msi_destroy(unsigned int irq);
/* Programs all of a device's again; -ENODEV. */
int msi_restore(pci_addr_t addr);
int msix_reserve(pci_addr_t addr, bool reserve);

#endif /* ASM_IRQ_H */
