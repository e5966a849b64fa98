/*
 * domctl_vcpu.c: what a vCPU's context lacks: 32-bit entries, extended
 * states, MSRs.
 */
#include "control.h"

#include <xen/errno.h>
#include <xen/sched.h>
#include <xen/string.h>
#include <xen/arch/domain.h>
#include <asm/cpu.h>
#include <asm/policy.h>
#include <asm/pv.h>

static long find_vcpu(struct domain *d, uint32_t id, struct vcpu **v)
{
	if (d == current->domain)
		return -EINVAL;
	*v = domain_vcpu(d, id);
	return *v ? 0 : -ESRCH;
}

/* ---- 32-bit entries ---- */

long domctl_get_ext_vcpucontext(struct domain *d, struct xen_domctl *op,
				bool *copyback)
{
	struct xen_domctl_ext_vcpucontext *e = &op->u.ext_vcpucontext;
	uint32_t id = e->vcpu;
	const struct pv_vcpu *pv;
	struct vcpu *v;
	long ret = find_vcpu(d, id, &v);

	if (ret)
		return ret;
	vcpu_pause(v);
	pv = &v->arch.pv;
	memset(e, 0, sizeof(*e));
	e->vcpu = id;
	e->size = sizeof(*e);
	e->syscall32_callback_eip = pv->syscall32_callback;
	e->sysenter_callback_eip = pv->sysenter_callback;
	e->syscall32_callback_cs = pv->syscall32_cs;
	e->sysenter_callback_cs = pv->sysenter_cs;
	e->syscall32_disables_events = pv->syscall32_masks_events;
	e->sysenter_disables_events = pv->sysenter_masks_events;
	vcpu_unpause(v);
	*copyback = true;
	return 0;
}

#define EXT_ENTRIES_SIZE offsetof(struct xen_domctl_ext_vcpucontext, mcg_cap)

long domctl_set_ext_vcpucontext(struct domain *d, struct xen_domctl *op,
				bool *copyback)
{
	const struct xen_domctl_ext_vcpucontext *e = &op->u.ext_vcpucontext;
	struct pv_vcpu *pv;
	struct vcpu *v;
	long ret = find_vcpu(d, e->vcpu, &v);

	if (ret)
		return ret;
	if (e->size < EXT_ENTRIES_SIZE ||
	    !pv_code_addr_ok(e->syscall32_callback_eip) ||
	    !pv_code_addr_ok(e->sysenter_callback_eip))
		return -EINVAL;
	vcpu_pause(v);
	pv = &v->arch.pv;
	pv->syscall32_callback = e->syscall32_callback_eip;
	pv->sysenter_callback = e->sysenter_callback_eip;
	pv->syscall32_cs = pv_fix_selector(e->syscall32_callback_cs);
	pv->sysenter_cs = pv_fix_selector(e->sysenter_callback_cs);
	pv->syscall32_masks_events = e->syscall32_disables_events;
	pv->sysenter_masks_events = e->sysenter_disables_events;
	vcpu_unpause(v);
	return 0;
}

/* ---- XSAVE area, behind two words: xcr0, xcr0_accum ---- */

#define EXT_HEADER	16u
#define XSAVE_HEADER_AT 512

struct xsave_header {
	uint64_t xstate_bv, xcomp_bv, reserved[6];
};

static long get_extstate(struct vcpu *v, struct xen_domctl_vcpuextstate *e)
{
	guest_ptr_t out = guest_ptr(e->buffer);
	uint64_t size = EXT_HEADER + cpu_features.xsave_size;
	uint64_t head[2] = { v->arch.xcr0, v->arch.xcr0_accum };

	e->xfeature_mask = cpu_features.xcr0_mask;
	if (e->size == 0 || guest_ptr_null(out)) {
		e->size = size;
		return 0;
	}
	if (e->size < size)
		return -EINVAL;
	e->size = size;
	if (copy_to_guest(out, head, sizeof(head)) ||
	    copy_to_guest(guest_ptr_at(out, EXT_HEADER, 1), v->arch.fpu,
			  cpu_features.xsave_size))
		return -EFAULT;
	return 0;
}

long domctl_getvcpuextstate(struct domain *d, struct xen_domctl *op,
			    bool *copyback)
{
	struct vcpu *v;
	long ret = find_vcpu(d, op->u.vcpuextstate.vcpu, &v);

	if (ret)
		return ret;
	if (!cpu_features.xsave) {
		op->u.vcpuextstate.size = 0;
		op->u.vcpuextstate.xfeature_mask = 0;
		*copyback = true;
		return 0;
	}
	vcpu_pause(v);
	arch_vcpu_sync_state(v);
	ret = get_extstate(v, &op->u.vcpuextstate);
	vcpu_unpause(v);
	*copyback = true;
	return ret;
}

/* Nothing in it may make XRSTOR fault. */
static bool area_ok(const uint8_t *area, uint64_t accum)
{
	struct xsave_header h;
	uint32_t mxcsr;

	memcpy(&h, area + XSAVE_HEADER_AT, sizeof(h));
	memcpy(&mxcsr, area + 24, sizeof(mxcsr));
	if (h.xstate_bv & ~accum || h.xcomp_bv || mxcsr >> 16)
		return false;
	for (unsigned int i = 0; i < ARRAY_SIZE(h.reserved); i++)
		if (h.reserved[i])
			return false;
	return true;
}

static long set_extstate(struct vcpu *v,
			 const struct xen_domctl_vcpuextstate *e)
{
	guest_ptr_t in = guest_ptr(e->buffer);
	uint64_t mask = cpu_features.xcr0_mask, head[2];
	uint32_t size = cpu_features.xsave_size;
	uint8_t *area;
	long ret = 0;

	if (e->size < EXT_HEADER + XSAVE_HEADER_AT +
			      sizeof(struct xsave_header) ||
	    e->size > EXT_HEADER + size)
		return -EINVAL;
	if (copy_from_guest(head, in, sizeof(head)))
		return -EFAULT;
	if (head[0] & ~head[1] || head[1] & ~mask || !(head[0] & 1) ||
	    ((head[0] & 4) && !(head[0] & 2)) ||
	    ((head[0] & 0xe0) && (~head[0] & 0xe4)))
		return -EINVAL;
	area = slab_alloc(size, 64);
	if (!area)
		return -ENOMEM;
	if (copy_from_guest(area, guest_ptr_at(in, EXT_HEADER, 1),
			    e->size - EXT_HEADER))
		ret = -EFAULT;
	else if (!area_ok(area, head[1]))
		ret = -EINVAL;
	if (!ret) {
		vcpu_pause(v);
		arch_vcpu_sync_state(v);
		memcpy(v->arch.fpu, area, size);
		v->arch.xcr0 = head[0];
		v->arch.xcr0_accum = head[1];
		vcpu_unpause(v);
	}
	slab_free(area);
	return ret;
}

long domctl_setvcpuextstate(struct domain *d, struct xen_domctl *op,
			    bool *copyback)
{
	struct vcpu *v;
	long ret = find_vcpu(d, op->u.vcpuextstate.vcpu, &v);

	if (ret)
		return ret;
	return cpu_features.xsave ? set_extstate(v, &op->u.vcpuextstate)
				  : -EINVAL;
}

/* ---- MSRs that migrate ---- */

static const uint32_t saved_msrs[] = { MSR_TSC_AUX };

long domctl_get_vcpu_msrs(struct domain *d, struct xen_domctl *op,
			  bool *copyback)
{
	struct xen_domctl_vcpu_msrs *m = &op->u.vcpu_msrs;
	guest_ptr_t out = guest_ptr(m->msrs);
	uint32_t n = 0;
	struct vcpu *v;
	long ret = find_vcpu(d, m->vcpu, &v);

	if (ret)
		return ret;
	*copyback = true;
	if (guest_ptr_null(out)) {
		m->msr_count = ARRAY_SIZE(saved_msrs);
		return 0;
	}
	vcpu_pause(v);
	for (unsigned int i = 0; i < ARRAY_SIZE(saved_msrs) && !ret; i++) {
		struct xen_domctl_vcpu_msr e = { .index = saved_msrs[i] };
		uint64_t val;

		if (guest_rdmsr(v, saved_msrs[i], &val) || !val)
			continue;
		e.value = val;
		if (n == m->msr_count)
			ret = -ENOBUFS;
		else if (put_guest_at(out, n, &e))
			ret = -EFAULT;
		n++;
	}
	vcpu_unpause(v);
	m->msr_count = n;
	return ret;
}

static bool is_saved_msr(uint32_t index)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(saved_msrs); i++)
		if (saved_msrs[i] == index)
			return true;
	return false;
}

long domctl_set_vcpu_msrs(struct domain *d, struct xen_domctl *op,
			  bool *copyback)
{
	struct xen_domctl_vcpu_msrs *m = &op->u.vcpu_msrs;
	struct xen_domctl_vcpu_msr e;
	struct vcpu *v;
	uint32_t i;
	long ret = find_vcpu(d, m->vcpu, &v);

	if (ret)
		return ret;
	if (m->msr_count > ARRAY_SIZE(saved_msrs))
		return -EINVAL;
	vcpu_pause(v);
	for (i = 0; i < m->msr_count && !ret; i++) {
		if (get_guest_at(&e, guest_ptr(m->msrs), i))
			ret = -EFAULT;
		else if (e.reserved || !is_saved_msr(e.index) ||
			 guest_wrmsr(v, e.index, e.value))
			ret = -EINVAL;
	}
	vcpu_unpause(v);
	/* How far it came. */
	m->msr_count = ret ? i - 1 : i;
	*copyback = true;
	return ret;
}
