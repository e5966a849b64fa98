/* descriptor.h: GDT and LDT of PV vCPUs, inside pv/mm. */
#ifndef PV_MM_DESCRIPTOR_H
#define PV_MM_DESCRIPTOR_H

#include <xen/domain.h>

/* The vCPU's 32 entries: 16 pages of GDT, 16 of LDT. */
uint64_t *pv_vcpu_window(const struct vcpu *v);

/*
 * Forgets the LDT pages that were faulted in; whether there were any: then
 * the CPU that has v loaded needs a flush.
 */
bool pv_drop_ldt(struct vcpu *v);
/* Another LDT for the current vCPU: checked base and number of entries. */
void pv_set_ldt(struct vcpu *v, unsigned long base, unsigned int ents);

#endif /* PV_MM_DESCRIPTOR_H */
