/*
 * asm/pirq.h: a domain's table of physical interrupts.  xen/irq.h has what
 * event channels use of it.  All under struct domain::event_lock.
 */
#ifndef ASM_PIRQ_H
#define ASM_PIRQ_H

#include <xen/irq.h>

#define PIRQ_FREE  (-1)
#define PIRQ_TAKEN (-2) /* PHYSDEVOP_get_free_pirq gave it out */

struct pirq {
	int16_t irq;   /* or PIRQ_FREE, PIRQ_TAKEN */
	uint8_t bound; /* an event channel has it */
	uint8_t share;
};

struct pirq_domain {
	unsigned int nr;
	struct pirq pirq[];
};

/* A free number, for a message from the top down; -ENOSPC. */
int pirq_find_free(struct domain *d, bool msi, unsigned int count);
/* pirq -> irq; 0 if so already, -EEXIST, -EINVAL. */
int pirq_map(struct domain *d, unsigned int pirq, unsigned int irq);
/*
 * Ends the mapping (an event channel bound to it gets nothing more); the irq
 * it had, or -EINVAL.
 */
int pirq_unmap(struct domain *d, unsigned int pirq);
/* The pirq that stands for irq, or -1. */
int pirq_of_irq(const struct domain *d, unsigned int irq);

#endif /* ASM_PIRQ_H */
