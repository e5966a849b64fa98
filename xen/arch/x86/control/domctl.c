/*
 * domctl.c: x86's commands of domctl: ports, address size, frames' types,
 * clocks; and what is about hardware that this build does not virtualise.
 */
#include "control.h"

#include <xen/atomic.h>
#include <xen/caps.h>
#include <xen/errno.h>
#include <xen/log.h>
#include <xen/sched.h>
#include <xen/time.h>
#include <xen/arch/cpu.h>
#include <xen/arch/domain.h>
#include <xen/arch/mm.h>
#include <asm/cpu.h>
#include <asm/pv.h>
#include <asm/platform.h>
#include <asm/pv_log.h>

#define MAX_MAPPING_FRAMES 64 /* in one call */

static long domctl_ioport_permission(struct domain *d, struct xen_domctl *op,
				     bool *copyback)
{
	const struct xen_domctl_ioport_permission *p = &op->u.ioport_permission;
	unsigned long first = p->first_port, last = first + p->nr_ports - 1;

	if (!p->nr_ports || last > 0xffff)
		return -EINVAL;
	if (!caps_contain(current->domain->arch.ioport_caps, first, last))
		return -EPERM;
	return p->allow_access ? caps_add(d->arch.ioport_caps, first, last)
			       : caps_remove(d->arch.ioport_caps, first, last);
}

/* A PV guest maps device memory by itself: nothing is to be done for it. */
static long domctl_memory_mapping(struct domain *d, struct xen_domctl *op,
				  bool *copyback)
{
	const struct xen_domctl_memory_mapping *m = &op->u.memory_mapping;
	unsigned long last = m->first_mfn + m->nr_mfns - 1;

	if (last < m->first_mfn ||
	    (m->first_mfn | last) >> (cpu_features.phys_bits - PAGE_SHIFT) ||
	    m->first_gfn + m->nr_mfns - 1 < m->first_gfn)
		return -EINVAL;
	return m->nr_mfns > MAX_MAPPING_FRAMES ? -E2BIG : 0;
}

static long domctl_hypercall_init(struct domain *d, struct xen_domctl *op,
				  bool *copyback)
{
	struct page_info *pg;
	long ret = -EINVAL;

	pg = arch_get_page_from_gfn(d, _gfn(op->u.hypercall_init.gmfn), true);
	if (!pg)
		return -EINVAL;
	if (arch_page_get_writable(pg)) {
		pv_fill_hypercall_page(mfn_to_virt(page_to_mfn(pg)));
		arch_page_put_writable(pg);
		ret = 0;
	}
	page_put(pg);
	return ret;
}

static long domctl_set_address_size(struct domain *d, struct xen_domctl *op,
				    bool *copyback)
{
	switch (op->u.address_size.size) {
	case 64:
		return 0;
	case 32:
		log_warn("d%u: PV guests of 32 bits are not supported; take a "
			 "64-bit kernel\n",
			 d->id);
		return -EOPNOTSUPP;
	default:
		return -EINVAL;
	}
}

/*
 * A device does not keep to its guest's memory by itself, so that without an
 * IOMMU whoever has one has the machine.
 */
static long domctl_assign_device(struct domain *d, struct xen_domctl *op,
				 bool *copyback)
{
	uint32_t sbdf = op->u.assign_device.u.pci.machine_sbdf;

	if (op->u.assign_device.dev != XEN_DOMCTL_DEV_PCI)
		return -EOPNOTSUPP;
	log_warn("d%u: PCI device %04x:%02x:%02x.%u is not given to it: "
		 "nothing (no IOMMU) would keep the device to its memory\n",
		 d->id, sbdf >> 16, sbdf >> 8 & 0xff, sbdf >> 3 & 0x1f,
		 sbdf & 7);
	return -EOPNOTSUPP;
}

static long domctl_get_address_size(struct domain *d, struct xen_domctl *op,
				    bool *copyback)
{
	op->u.address_size.size = 64;
	*copyback = true;
	return 0;
}

/* ---- Types of frames ---- */

static unsigned long frame_type(struct domain *d, unsigned long gfn)
{
	struct page_info *pg = arch_get_page_from_gfn(d, _gfn(gfn), false);
	uint32_t info;
	unsigned long type = XEN_DOMCTL_PFINFO_NOTAB;

	if (!pg)
		return XEN_DOMCTL_PFINFO_XTAB;
	info = READ_ONCE(pg->type_info);
	switch (info & PGT_type_mask) {
	case PGT_l1_page_table:
		type = XEN_DOMCTL_PFINFO_L1TAB;
		break;
	case PGT_l2_page_table:
		type = XEN_DOMCTL_PFINFO_L2TAB;
		break;
	case PGT_l3_page_table:
		type = XEN_DOMCTL_PFINFO_L3TAB;
		break;
	case PGT_l4_page_table:
		type = XEN_DOMCTL_PFINFO_L4TAB;
		break;
	}
	if (info & PGT_pinned)
		type |= XEN_DOMCTL_PFINFO_LPINTAB;
	page_put(pg);
	return type;
}

static long domctl_getpageframeinfo3(struct domain *d, struct xen_domctl *op,
				     bool *copyback)
{
	const struct xen_domctl_getpageframeinfo3 *p = &op->u.getpageframeinfo3;
	guest_ptr_t array = guest_ptr(p->array);
	xen_pfn_t pfn;

	if (p->num > 1024)
		return -E2BIG;
	for (uint64_t i = 0; i < p->num; i++) {
		if (get_guest_at(&pfn, array, i))
			return -EFAULT;
		pfn = frame_type(d, pfn);
		if (put_guest_at(array, i, &pfn))
			return -EFAULT;
	}
	return 0;
}

/* ---- Dirty pages ---- */

static long domctl_shadow_op(struct domain *d, struct xen_domctl *op,
			     bool *copyback)
{
	*copyback = true;
	return pv_log_control(d, &op->u.shadow_op);
}

/* ---- TSC ---- */

static long domctl_gettscinfo(struct domain *d, struct xen_domctl *op,
			      bool *copyback)
{
	struct xen_domctl_tsc_info *t = &op->u.tsc_info;

	if (d == current->domain)
		return -EINVAL;
	domain_tsc_get(d, &t->tsc_mode, &t->elapsed_nsec, &t->gtsc_khz,
		       &t->incarnation);
	t->pad = 0;
	*copyback = true;
	return 0;
}

static long domctl_settscinfo(struct domain *d, struct xen_domctl *op,
			      bool *copyback)
{
	const struct xen_domctl_tsc_info *t = &op->u.tsc_info;
	struct vcpu *v;
	long ret;

	if (d == current->domain)
		return -EINVAL;
	domain_pause(d);
	/* What is loaded traps, or not, from the next load on. */
	for_each_vcpu (d, v)
		arch_vcpu_sync_state(v);
	ret = domain_tsc_set(d, t->tsc_mode, t->elapsed_nsec, t->gtsc_khz,
			     t->incarnation);
	domain_unpause(d);
	return ret;
}

/* ---- Triggers ---- */

/* PV guests know no other but the NMI. */
static long domctl_sendtrigger(struct domain *d, struct xen_domctl *op,
			       bool *copyback)
{
	const struct xen_domctl_sendtrigger *t = &op->u.sendtrigger;
	struct vcpu *v = domain_vcpu(d, t->vcpu);

	if (t->vcpu >= d->max_vcpus || !v)
		return -ESRCH;
	switch (t->trigger) {
	case XEN_DOMCTL_SENDTRIGGER_NMI:
		/* Who has no handler yet does not hear of it. */
		if (!v->arch.pv.nmi_callback)
			return 0;
		atomic_or(&v->arch.pv.attention, (uint8_t)PV_ATTENTION_NMI);
		vcpu_kick(v);
		return 0;
	case XEN_DOMCTL_SENDTRIGGER_POWER:
	case XEN_DOMCTL_SENDTRIGGER_SLEEP:
		return -EINVAL;
	default:
		return -ENOSYS;
	}
}

/* ---- Caches ---- */

/* No CPU here can share its cache out. */
static long domctl_psr_alloc(struct domain *d, struct xen_domctl *op,
			     bool *copyback)
{
	return op->u.psr_alloc.cmd <= XEN_DOMCTL_PSR_GET_MBA_THRTL
		       ? -ENODEV
		       : -EOPNOTSUPP;
}

/* ---- The table ---- */

struct arch_domctl_row {
	uint32_t cmd;
	arch_domctl_fn *fn; /* NULL: `error` */
	int error;
	const char *name;
};

#define ROW(name)                                          \
	{                                                  \
		XEN_DOMCTL_##name, domctl_##name, 0, #name \
	}
/* Refused, but with an error that depends on what was asked. */
#define REFUSED(name) ROW(name)
#define ABSENT(name, error)                           \
	{                                             \
		XEN_DOMCTL_##name, NULL, error, #name \
	}

static const struct arch_domctl_row table[] = {
	ROW(shadow_op),
	ROW(ioport_permission),
	ROW(memory_mapping),
	ROW(hypercall_init),
	ROW(sendtrigger),
	ABSENT(gethvmcontext, -EINVAL),
	ABSENT(sethvmcontext, -EINVAL),
	ABSENT(gethvmcontext_partial, -EINVAL),
	ROW(set_address_size),
	ROW(get_address_size),
	ROW(assign_device),
	ABSENT(test_assign_device, -EOPNOTSUPP),
	ABSENT(deassign_device, -EOPNOTSUPP),
	ABSENT(get_device_group, -EOPNOTSUPP),
	ABSENT(bind_pt_irq, -EINVAL),
	ABSENT(unbind_pt_irq, -EINVAL),
	ABSENT(ioport_mapping, -EOPNOTSUPP), /* for translated guests */
	ROW(set_ext_vcpucontext),
	ROW(get_ext_vcpucontext),
	ABSENT(debug_op, -EINVAL), /* for HVM guests */
	ROW(gettscinfo),
	ROW(settscinfo),
	ROW(getpageframeinfo3),
	ROW(setvcpuextstate),
	ROW(getvcpuextstate),
	ABSENT(set_broken_page_p2m, -EINVAL),
	ROW(get_vcpu_msrs),
	ROW(set_vcpu_msrs),
	ABSENT(psr_cmt_op, -ENODEV),
	REFUSED(psr_alloc),
	ROW(get_cpu_policy),
	ROW(set_cpu_policy),
};
#undef ROW
#undef REFUSED
#undef ABSENT

long arch_domctl(struct domain *d, struct xen_domctl *op, bool *copyback)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].cmd == op->cmd)
			return table[i].fn ? table[i].fn(d, op, copyback)
					   : table[i].error;
	return -ENOSYS;
}

void arch_domain_info(const struct domain *d,
		      struct xen_domctl_getdomaininfo *info)
{
	info->gpaddr_bits = cpu_features.phys_bits;
}
