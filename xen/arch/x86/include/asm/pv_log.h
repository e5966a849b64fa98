/*
 * asm/pv_log.h: which pages of a PV domain have been written to (log-dirty).
 * docs/hypervisor/migration.md.
 *
 * While a domain is logged its vCPUs run on replicas of its page tables in
 * which only pages that are known as dirty are writable (pv/mm/replica.c).
 * The guest's own tables stay as the guest wrote them.
 *
 * Whoever changes a page in another way says so afterwards: pv_log_page().
 * Without a logged domain all of it is a test of one word.
 */
#ifndef ASM_PV_LOG_H
#define ASM_PV_LOG_H

#include <xen/domain.h>
#include <xen/mm.h>

struct xen_domctl_shadow_op;

/* How many domains are logged. [a] */
extern unsigned int pv_logged_domains;

static inline bool pv_logged(const struct domain *d)
{
	return unlikely(READ_ONCE(d->arch.pv.log) != NULL);
}

/*
 * A page fault of `v`, the current vCPU (its own, or the hypervisor's access
 * for it) at `addr` with error code `error`, that its page tables allow or
 * that they would have met otherwise: true, try again.  `wait`: interrupts
 * are on, so that trying again can help if there was no page for a replica.
 */
bool pv_log_fault(struct vcpu *v, unsigned long addr, uint32_t error,
		  bool wait);

/* Entry `slot` of a table of the logged domain `d` was written. */
void pv_log_entry(struct domain *d, const uint64_t *slot);
/* The table `pg` of `d` was made, or is being unmade and not valid any more. */
void pv_log_table(struct domain *d, const struct page_info *pg);
/* Loads v's top tables, which have changed (and CR3, if v is current). */
void pv_log_roots(struct vcpu *v);

void pv_log_page_slow(const struct page_info *pg);
/* What is in the page of whatever domain has changed; any lock may be held. */
static inline void pv_log_page(const struct page_info *pg)
{
	if (unlikely(READ_ONCE(pv_logged_domains)))
		pv_log_page_slow(pg);
}

/* XEN_DOMCTL_shadow_op on a domain that is not the caller's; -ERESTART. */
long pv_log_control(struct domain *d, struct xen_domctl_shadow_op *op);
/* The end of a domain none of whose vCPUs is loaded on a CPU. */
void pv_log_stop(struct domain *d);

#endif /* ASM_PV_LOG_H */
