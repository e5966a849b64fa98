/* asm/pv_log.h of the page-type engine's test: only what replica.c defines. */
#ifndef ASM_PV_LOG_H
#define ASM_PV_LOG_H

#include <xen/domain.h>

bool pv_log_fault(struct vcpu *v, unsigned long addr, uint32_t error,
		  bool wait);
void pv_log_entry(struct domain *d, const uint64_t *slot);
void pv_log_table(struct domain *d, const struct page_info *pg);

#endif /* ASM_PV_LOG_H */
