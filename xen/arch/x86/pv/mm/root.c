/*
 * root.c: see root.h.
 *
 * The references of root_kernel and root_user are the vCPU's; cr3[] repeats
 * them for the hot way through pv_write_ptbase().
 */
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/sched.h>
#include <asm/insn.h>
#include <asm/pv_env.h>
#include <asm/pv_mm.h>
#include <asm/xen_map.h>

#include "descriptor.h"
#include "root.h"
#include "types.h"

void pv_write_ptbase(struct vcpu *v)
{
	write_cr3(v->arch.pv.hw_cr3[v->arch.pv.kernel_mode]);
}

void pv_drop_later(struct vcpu *v, struct domain *d, mfn_t mfn)
{
	int rc = -ERESTART;

	if (v == current && d == v->domain &&
	    !mfn_is_set(v->arch.pv.dropping)) {
		v->arch.pv.dropping = mfn;
		return;
	}
	while (rc) {
		spin_lock(pv_env_lock(d));
		rc = pv_table_resume(d, mfn_x(mfn));
		spin_unlock(pv_env_lock(d));
	}
}

bool pv_drop_some(struct vcpu *v)
{
	struct domain *d = v->domain;
	int rc;

	spin_lock(pv_env_lock(d));
	rc = pv_table_resume(d, mfn_x(v->arch.pv.dropping));
	spin_unlock(pv_env_lock(d));
	if (!rc)
		v->arch.pv.dropping = INVALID_MFN;
	return rc;
}

static void set_root(struct vcpu *v, mfn_t mfn, bool user)
{
	struct pv_vcpu *pv = &v->arch.pv;

	if (user)
		pv->root_user = mfn;
	else
		pv->root_kernel = mfn;
	pv->cr3[1] = mfn_is_set(pv->root_kernel)
			     ? PFN_PHYS(mfn_x(pv->root_kernel))
			     : 0;
	/* CR3 is never nonsense, even if user mode was given no tables. */
	pv->cr3[0] = mfn_is_set(pv->root_user) ? PFN_PHYS(mfn_x(pv->root_user))
					       : pv->cr3[1];
	if (pv_logged(v->domain)) {
		pv_log_roots(v);
		return;
	}
	pv->hw_cr3[0] = pv->cr3[0];
	pv->hw_cr3[1] = pv->cr3[1];
}

/*
 * With the m2p_strict assist user mode does not see the machine-to-phys
 * table; a table that served as user root and becomes a kernel's gets it back.
 */
static void set_m2p_slot(struct domain *d, unsigned long mfn, bool user)
{
	uint64_t *l4 = frame_virt(mfn);

	if (!user)
		l4[HOLE_FIRST_SLOT] = idle_l4[HOLE_FIRST_SLOT];
	else if (d->vm_assist >> VMASST_TYPE_m2p_strict & 1)
		l4[HOLE_FIRST_SLOT] = 0;
	pv_env_entry_written(d, &l4[HOLE_FIRST_SLOT]);
}

int pv_new_root(struct vcpu *v, unsigned long mfn, bool user)
{
	struct domain *d = v->domain;
	mfn_t old = user ? v->arch.pv.root_user : v->arch.pv.root_kernel;
	bool none = user && !mfn, stopped = false;
	int rc = 0;

	if (!none && mfn == mfn_x(old)) {
		if (v == current && v->arch.pv.kernel_mode != user)
			pv_write_ptbase(v);
		return 0;
	}
	spin_lock(pv_env_lock(d));
	if (d->dying)
		rc = -EINVAL;
	else if (!none)
		rc = pv_table_get(d, mfn, 4);
	if (!rc) {
		if (!user)
			(void)pv_drop_ldt(v);
		if (!none)
			set_m2p_slot(d, mfn, user);
		set_root(v, none ? INVALID_MFN : _mfn(mfn), user);
		/* Off the old one before it can go. */
		if (v == current && v->arch.pv.kernel_mode != user)
			pv_write_ptbase(v);
		if (mfn_is_set(old))
			stopped = pv_table_put(d, frame_page(mfn_x(old)));
	}
	spin_unlock(pv_env_lock(d));
	if (stopped)
		pv_drop_later(v, d, old);
	return rc;
}

int pv_pin_root(struct domain *d, unsigned long mfn)
{
	int rc;

	spin_lock(pv_env_lock(d));
	do {
		rc = pv_table_pin(d, mfn, 4);
	} while (rc == -ERESTART);
	spin_unlock(pv_env_lock(d));
	return rc;
}

int pv_vcpus_to_cpus(const struct domain *d, uint64_t bitmap, cpumask_t *mask)
{
	uint64_t word = 0;

	cpumask_zero(mask);
	for (unsigned int id = 0; id < d->max_vcpus; id++) {
		const struct vcpu *v = d->vcpu[id];
		unsigned int cpu;

		/* Byte by byte, as the guest need not have more. */
		if (id % 8 == 0 &&
		    copy_from_guest(&word, guest_ptr_reg(bitmap + id / 8), 1))
			return -EFAULT;
		if (!v || !(word >> (id % 8) & 1))
			continue;
		cpu = READ_ONCE(v->dirty_cpu);
		if (cpu < NR_CPUS)
			cpumask_set(cpu, mask);
	}
	return 0;
}
