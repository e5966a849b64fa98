/*
 * walk.h: from a linear address of a guest to the entry that maps it, and
 * whose pages an operation is about.
 */
#ifndef PV_MM_WALK_H
#define PV_MM_WALK_H

#include <xen/domain.h>
#include <asm/mm.h>
#include <asm/regs.h>

/*
 * The L1 entry for `addr` in the tables of v's present mode (v is current):
 * its table in *mfn; NULL.  Nothing is locked: another vCPU may change what
 * is above it at any time, so the caller checks (pv_l1_lock()) that the frame
 * still is an L1 table of the domain.
 */
uint64_t *pv_walk_l1(const struct vcpu *v, unsigned long addr,
		     unsigned long *mfn);

/*
 * The same with the table referenced and locked; NULL.  pv_l1_release() ends
 * it.
 */
uint64_t *pv_l1_acquire(const struct vcpu *v, unsigned long addr,
			struct page_info **pg);
void pv_l1_release(struct page_info *pg);

/*
 * Domain of an operation's foreign-domain argument, with a reference (not for
 * `v`'s own): DOMID_SELF, DOMID_IO, DOMID_XEN or an id.  -ESRCH, -EPERM.
 */
int pv_foreign_get(struct vcpu *v, domid_t id, struct domain **out);
void pv_foreign_put(struct vcpu *v, struct domain *d);

#endif /* PV_MM_WALK_H */
