/*
 * physdev.c: the hypercalls physdev_op and its compatible elder.
 *
 * One handler for each operation, in a table; what only the hardware domain
 * may do says so there.  PHYSDEVOP_pirq_eoi_gmfn is not offered: guests then
 * ask with irq_status_query, whose answer is exact here (only level-triggered
 * interrupts need an EOI).
 */
#include <xen/acpi.h>
#include <xen/caps.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/log.h>
#include <xen/string.h>
#include <asm/irq.h>
#include <asm/numa.h>
#include <asm/pirq.h>
#include <public/physdev.h>

typedef long physdev_fn(struct vcpu *v, guest_ptr_t arg);

static long op_eoi(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_eoi eoi;

	if (get_guest(&eoi, arg))
		return -EFAULT;
	return pirq_guest_eoi(v->domain, eoi.irq);
}

static long op_status_query(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_irq_status_query q;

	if (get_guest(&q, arg))
		return -EFAULT;
	if (q.irq >= domain_nr_pirqs(v->domain))
		return -EINVAL;
	q.flags = pirq_needs_eoi(v->domain, q.irq) ? XENIRQSTAT_needs_eoi : 0;
	return put_guest(arg, &q) ? -EFAULT : 0;
}

/* ---- Mapping ---- */

/* A GSI to a pirq; the pirq. */
static long map_gsi(struct domain *d, int gsi, int pirq)
{
	long ret = 0;

	if (gsi < 0 || (unsigned int)gsi >= nr_irqs_gsi)
		return -EINVAL;
	if (!caps_contain(current->domain->irq_caps, gsi, gsi))
		return -EPERM;
	spin_lock(&d->event_lock);
	if (!d->arch.pirqs)
		ret = -EINVAL;
	else if (pirq < 0)
		pirq = pirq_of_irq(d, gsi);
	if (!ret && pirq < 0)
		ret = pirq = pirq_find_free(d, false, 1);
	if (ret >= 0)
		ret = pirq_map(d, pirq, gsi);
	spin_unlock(&d->event_lock);
	return ret < 0 ? ret : pirq;
}

/* Puts the irqs of a new block into the table; the first pirq. */
static long map_block(struct domain *d, int irq, unsigned int count, int pirq)
{
	unsigned int i;
	long ret = -EINVAL;

	spin_lock(&d->event_lock);
	if (d->arch.pirqs && !d->dying) {
		if (pirq < 0)
			pirq = pirq_find_free(d, true, count);
		ret = pirq;
	}
	for (i = 0; ret >= 0 && i < count; i++) {
		int err = pirq_map(d, pirq + i, irq + i);

		if (!err)
			continue;
		while (i--)
			(void)pirq_unmap(d, pirq + i);
		ret = err;
	}
	spin_unlock(&d->event_lock);
	return ret;
}

/* As the caller gave it, or the hypercall's way to say "any". */
static long map_msi(struct domain *d, struct physdev_map_pirq *map)
{
	struct msi_request req = {
		.addr = {
			.bus = map->bus, .devfn = map->devfn,
			.seg = map->type == MAP_PIRQ_TYPE_MSI
				       ? 0 : (uint32_t)map->bus >> 16,
		},
		.msix = map->table_base,
		.table_base = map->table_base,
		.count = 1,
	};
	unsigned int i;
	long ret;
	int irq;

	/* An interrupt that exists can't be told to be the device's. */
	if (map->type != MAP_PIRQ_TYPE_MULTI_MSI && map->index != -1)
		return -EINVAL;
	if (map->type == MAP_PIRQ_TYPE_MULTI_MSI) {
		if (map->table_base || map->entry_nr <= 0)
			return -EINVAL;
		if (map->entry_nr > 32)
			return -EDOM;
		req.count = map->entry_nr;
		/* Vectors come in powers of two. */
		while (req.count & (req.count - 1))
			req.count++;
	} else if (req.msix) {
		if (map->entry_nr < 0)
			return -EINVAL;
		req.entry = map->entry_nr;
	}
	irq = msi_create(&req);
	if (irq < 0)
		return irq;
	ret = map_block(d, irq, req.count, map->pirq);
	if (ret < 0)
		for (i = 0; i < req.count; i++)
			msi_destroy(irq + i);
	return ret;
}

static struct domain *domain_of(domid_t id, long *err)
{
	struct domain *d = domain_get_any(id);

	*err = 0;
	if (!d) {
		*err = -ESRCH;
	} else if (!domain_may_manage(current->domain, d) ||
		   (!is_hardware_domain(current->domain) &&
		    d == current->domain)) {
		domain_put(d);
		*err = -EPERM;
		d = NULL;
	}
	return d;
}

static long op_map_pirq(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_map_pirq map;
	struct domain *d;
	long ret;

	if (get_guest(&map, arg))
		return -EFAULT;
	d = domain_of(map.domid, &ret);
	if (!d)
		goto out;
	switch (map.type) {
	case MAP_PIRQ_TYPE_GSI:
		ret = map_gsi(d, map.index, map.pirq);
		break;
	case MAP_PIRQ_TYPE_MSI:
	case MAP_PIRQ_TYPE_MSI_SEG:
	case MAP_PIRQ_TYPE_MULTI_MSI:
		ret = map_msi(d, &map);
		break;
	default:
		ret = -EINVAL;
	}
	domain_put(d);
	if (ret >= 0) {
		map.pirq = ret;
		ret = 0;
	}
out:
	return put_guest(arg, &map) ? -EFAULT : ret;
}

static long op_unmap_pirq(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_unmap_pirq unmap;
	struct domain *d;
	long ret;
	int irq;

	if (get_guest(&unmap, arg))
		return -EFAULT;
	d = domain_of(unmap.domid, &ret);
	if (!d)
		return ret;
	spin_lock(&d->event_lock);
	irq = unmap.pirq < 0 ? -EINVAL : pirq_unmap(d, unmap.pirq);
	spin_unlock(&d->event_lock);
	domain_put(d);
	if (irq >= (int)nr_irqs_gsi)
		msi_destroy(irq);
	return irq == -EINVAL ? -EINVAL : 0;
}

static long op_get_free_pirq(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_get_free_pirq f;
	struct domain *d = v->domain;
	int pirq;

	if (get_guest(&f, arg))
		return -EFAULT;
	spin_lock(&d->event_lock);
	pirq = -EINVAL;
	if (d->arch.pirqs)
		pirq = pirq_find_free(d, f.type != MAP_PIRQ_TYPE_GSI, 1);
	if (pirq >= 0)
		d->arch.pirqs->pirq[pirq].irq = PIRQ_TAKEN;
	spin_unlock(&d->event_lock);
	if (pirq < 0)
		return pirq;
	f.pirq = pirq;
	return put_guest(arg, &f) ? -EFAULT : 0;
}

static long op_setup_gsi(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_setup_gsi s;
	int ret;

	if (get_guest(&s, arg))
		return -EFAULT;
	if (s.gsi < 0 || s.triggering > 1 || s.polarity > 1)
		return -EINVAL;
	ret = ioapic_set_mode(s.gsi, s.triggering, s.polarity);
	/* In use and in another mode: the first word stands. */
	return ret == -EBUSY ? -EEXIST : ret;
}

/* ---- PCI devices ---- */

static long op_manage_pci_add(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_manage_pci m;

	if (get_guest(&m, arg))
		return -EFAULT;
	return pci_dev_add((pci_addr_t){ 0, m.bus, m.devfn }, false, false,
			   (pci_addr_t){ 0 }, NR_NODES);
}

static long op_manage_pci_remove(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_manage_pci m;

	if (get_guest(&m, arg))
		return -EFAULT;
	return pci_dev_remove((pci_addr_t){ 0, m.bus, m.devfn });
}

static long op_manage_pci_add_ext(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_manage_pci_ext m;

	if (get_guest(&m, arg))
		return -EFAULT;
	if (m.is_extfn > 1 || m.is_virtfn > 1)
		return -EINVAL;
	return pci_dev_add(
		(pci_addr_t){ 0, m.bus, m.devfn }, m.is_extfn, m.is_virtfn,
		(pci_addr_t){ 0, m.physfn.bus, m.physfn.devfn }, NR_NODES);
}

static long op_pci_device_add(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_pci_device_add add;
	size_t fixed = offsetof(struct physdev_pci_device_add, optarr);
	unsigned int node = NR_NODES;
	uint32_t pxm;

	if (copy_from_guest(&add, arg, fixed))
		return -EFAULT;
	if (add.flags & XEN_PCI_DEV_PXM) {
		if (copy_from_guest(&pxm, guest_ptr_at(arg, 1, fixed),
				    sizeof(pxm)))
			return -EFAULT;
		node = numa_pxm_node(pxm);
	}
	return pci_dev_add(
		(pci_addr_t){ add.seg, add.bus, add.devfn },
		add.flags & XEN_PCI_DEV_EXTFN, add.flags & XEN_PCI_DEV_VIRTFN,
		(pci_addr_t){ add.seg, add.physfn.bus, add.physfn.devfn },
		node);
}

static int get_pci_device(pci_addr_t *a, guest_ptr_t arg)
{
	struct physdev_pci_device dev;

	if (get_guest(&dev, arg))
		return -EFAULT;
	*a = (pci_addr_t){ dev.seg, dev.bus, dev.devfn };
	return 0;
}

static long op_pci_device_remove(struct vcpu *v, guest_ptr_t arg)
{
	pci_addr_t a;

	return get_pci_device(&a, arg) ? -EFAULT : pci_dev_remove(a);
}

static long op_restore_msi_ext(struct vcpu *v, guest_ptr_t arg)
{
	pci_addr_t a;

	return get_pci_device(&a, arg) ? -EFAULT : msi_restore(a);
}

static long op_restore_msi(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_restore_msi r;

	if (get_guest(&r, arg))
		return -EFAULT;
	return msi_restore((pci_addr_t){ 0, r.bus, r.devfn });
}

static long op_prepare_msix(struct vcpu *v, guest_ptr_t arg)
{
	pci_addr_t a;

	return get_pci_device(&a, arg) ? -EFAULT : msix_reserve(a, true);
}

static long op_release_msix(struct vcpu *v, guest_ptr_t arg)
{
	pci_addr_t a;

	return get_pci_device(&a, arg) ? -EFAULT : msix_reserve(a, false);
}

/* What MCFG named is used already; windows that only AML names are not. */
static long op_mmcfg_reserved(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_pci_mmcfg_reserved m;
	unsigned int i;

	if (get_guest(&m, arg))
		return -EFAULT;
	if (m.flags & ~XEN_PCI_MMCFG_RESERVED)
		return -EINVAL;
	for (i = 0; i < acpi.mcfg.nr; i++) {
		const struct acpi_mcfg_window *w = &acpi.mcfg.window[i];

		if (w->address == m.address && w->seg == m.segment &&
		    w->first_bus == m.start_bus && w->last_bus == m.end_bus)
			return 0;
	}
	return -ENODEV;
}

/* No debug port of ours is in use: dom0 may reset what it likes. */
static long op_dbgp(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_dbgp_op op;

	if (get_guest(&op, arg))
		return -EFAULT;
	return 0;
}

/* ---- IOAPIC registers, ports ---- */

static long op_apic_read(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_apic a;
	int ret;

	if (get_guest(&a, arg))
		return -EFAULT;
	ret = ioapic_guest_read(a.apic_physbase, a.reg, &a.value);
	return put_guest(arg, &a) ? -EFAULT : ret;
}

/* Accepted, without effect: pins are programmed from setup_gsi and binding. */
static long op_apic_write(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_apic a;

	if (get_guest(&a, arg))
		return -EFAULT;
	return ioapic_exists(a.apic_physbase) ? 0 : -EINVAL;
}

/* Vectors are the hypervisor's: any number will do. */
static long op_alloc_irq_vector(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_irq irq;

	if (get_guest(&irq, arg))
		return -EFAULT;
	irq.vector = irq.irq;
	return put_guest(arg, &irq) ? -EFAULT : 0;
}

static long op_nothing(struct vcpu *v, guest_ptr_t arg)
{
	return 0;
}

static long op_set_iopl(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_set_iopl s;

	if (get_guest(&s, arg))
		return -EFAULT;
	if (s.iopl > 3)
		return -EINVAL;
	v->arch.pv.iopl = s.iopl;
	return 0;
}

static long op_set_iobitmap(struct vcpu *v, guest_ptr_t arg)
{
	struct physdev_set_iobitmap s;

	if (get_guest(&s, arg))
		return -EFAULT;
	if (s.nr_ports > 65536)
		return -EINVAL;
	v->arch.pv.iobmp = guest_ptr(s.bitmap).a;
	v->arch.pv.iobmp_limit = s.nr_ports;
	return 0;
}

/* ---- Tables ---- */

#define ANYBODY	 0u
#define HARDWARE 1u /* the hardware domain only */
#define PV_ONLY	 2u

static const struct physdev_op_row {
	physdev_fn *fn;
	unsigned int who;
} ops[] = {
	[PHYSDEVOP_IRQ_UNMASK_NOTIFY] = { op_nothing, ANYBODY },
	[PHYSDEVOP_irq_status_query] = { op_status_query, ANYBODY },
	[PHYSDEVOP_set_iopl] = { op_set_iopl, PV_ONLY },
	[PHYSDEVOP_set_iobitmap] = { op_set_iobitmap, PV_ONLY },
	[PHYSDEVOP_apic_read] = { op_apic_read, HARDWARE },
	[PHYSDEVOP_apic_write] = { op_apic_write, HARDWARE },
	[PHYSDEVOP_alloc_irq_vector] = { op_alloc_irq_vector, HARDWARE },
	[PHYSDEVOP_eoi] = { op_eoi, ANYBODY },
	[PHYSDEVOP_map_pirq] = { op_map_pirq, ANYBODY },
	[PHYSDEVOP_unmap_pirq] = { op_unmap_pirq, ANYBODY },
	[PHYSDEVOP_manage_pci_add] = { op_manage_pci_add, HARDWARE },
	[PHYSDEVOP_manage_pci_remove] = { op_manage_pci_remove, HARDWARE },
	[PHYSDEVOP_restore_msi] = { op_restore_msi, HARDWARE },
	[PHYSDEVOP_manage_pci_add_ext] = { op_manage_pci_add_ext, HARDWARE },
	[PHYSDEVOP_setup_gsi] = { op_setup_gsi, HARDWARE },
	[PHYSDEVOP_get_free_pirq] = { op_get_free_pirq, ANYBODY },
	[PHYSDEVOP_pci_mmcfg_reserved] = { op_mmcfg_reserved, HARDWARE },
	[PHYSDEVOP_pci_device_add] = { op_pci_device_add, HARDWARE },
	[PHYSDEVOP_pci_device_remove] = { op_pci_device_remove, HARDWARE },
	[PHYSDEVOP_restore_msi_ext] = { op_restore_msi_ext, HARDWARE },
	[PHYSDEVOP_dbgp_op] = { op_dbgp, HARDWARE },
	[PHYSDEVOP_prepare_msix] = { op_prepare_msix, HARDWARE },
	[PHYSDEVOP_release_msix] = { op_release_msix, HARDWARE },
};

long hc_physdev_op(struct vcpu *v, struct hypercall_args *args)
{
	unsigned int cmd = args->a[0];
	const struct physdev_op_row *row;

	if (cmd >= ARRAY_SIZE(ops))
		return -ENOSYS;
	row = &ops[array_index_nospec(cmd, ARRAY_SIZE(ops))];
	if (!row->fn)
		return -ENOSYS;
	if (row->who == HARDWARE && !is_hardware_domain(v->domain))
		return -EPERM;
	if (row->who == PV_ONLY && !is_pv_domain(v->domain))
		return -ENOSYS;
	return row->fn(v, guest_ptr_reg(args->a[1]));
}

/* The elder: number and argument in one struct, five operations. */
long hc_physdev_op_compat(struct vcpu *v, struct hypercall_args *args)
{
	guest_ptr_t op = guest_ptr_reg(args->a[0]);
	struct hypercall_args inner;
	uint32_t cmd;

	if (get_guest(&cmd, op))
		return -EFAULT;
	switch (cmd) {
	case PHYSDEVOP_irq_status_query:
	case PHYSDEVOP_set_iopl:
	case PHYSDEVOP_set_iobitmap:
	case PHYSDEVOP_apic_read:
	case PHYSDEVOP_apic_write:
	case PHYSDEVOP_alloc_irq_vector:
	case PHYSDEVOP_IRQ_UNMASK_NOTIFY:
		break;
	default:
		return -ENOSYS;
	}
	inner.a[0] = cmd;
	inner.a[1] = guest_ptr_at(op, 1, offsetof(struct physdev_op, u)).a;
	return hc_physdev_op(v, &inner);
}
