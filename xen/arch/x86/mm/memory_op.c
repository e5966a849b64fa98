/*
 * memory_op.c: XENMEM operations that only x86 has: memory maps, the
 * machine-to-phys table.
 */
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/sched.h>
#include <xen/arch/mm.h>
#include <public/memory.h>
#include <asm/e820.h>
#include <asm/mm.h>
#include <asm/xen_map.h>

#include "../boot/boot.h"

/* ---- Memory maps ---- */

static long set_memory_map(struct vcpu *v, guest_ptr_t arg)
{
	struct xen_foreign_memory_map f;
	struct e820entry *map = NULL, *old;
	struct domain *d;
	long rc = 0;

	if (get_guest(&f, arg))
		return -EFAULT;
	if (f.map.nr_entries > E820ENTRIES_MAX)
		return -EINVAL;
	d = domain_get_any(f.domid);
	if (!d)
		return -ESRCH;
	rc = -EPERM;
	if (!domain_may_manage(v->domain, d) || !is_pv_domain(d))
		goto out;
	rc = -ENOMEM;
	map = slab_array(sizeof(*map), f.map.nr_entries);
	if (!map)
		goto out;
	rc = -EFAULT;
	if (copy_from_guest(map, guest_ptr(f.map.buffer),
			    f.map.nr_entries * sizeof(*map)))
		goto out;
	rc = 0;
	spin_lock(&d->lock);
	old = d->arch.pv.e820;
	d->arch.pv.e820 = map;
	d->arch.pv.nr_e820 = f.map.nr_entries;
	map = old;
	spin_unlock(&d->lock);
out:
	slab_free(map);
	domain_put(d);
	return rc;
}

static long memory_map(struct domain *d, guest_ptr_t arg)
{
	struct e820entry *copy;
	struct xen_memory_map map;
	long rc = -ENOSYS;

	if (get_guest(&map, arg))
		return -EFAULT;
	copy = slab_array(sizeof(*copy), E820ENTRIES_MAX);
	if (!copy)
		return -ENOMEM;
	spin_lock(&d->lock);
	if (d->arch.pv.e820) {
		map.nr_entries = min(map.nr_entries, d->arch.pv.nr_e820);
		for (unsigned int i = 0; i < map.nr_entries; i++)
			copy[i] = d->arch.pv.e820[i];
		rc = 0;
	}
	spin_unlock(&d->lock);
	if (!rc && (copy_to_guest(guest_ptr(map.buffer), copy,
				  map.nr_entries * sizeof(*copy)) ||
		    put_guest(arg, &map)))
		rc = -EFAULT;
	slab_free(copy);
	return rc;
}

static long machine_memory_map(struct vcpu *v, guest_ptr_t arg)
{
	struct xen_memory_map map;

	if (!is_control_domain(v->domain))
		return -EPERM;
	if (get_guest(&map, arg))
		return -EFAULT;
	/* As much as there is room for. */
	map.nr_entries = min(map.nr_entries, e820.nr);
	for (unsigned int i = 0; i < map.nr_entries; i++) {
		struct e820entry e = { e820.entry[i].addr, e820.entry[i].size,
				       e820.entry[i].type };

		if (put_guest_at(guest_ptr(map.buffer), i, &e))
			return -EFAULT;
	}
	return put_guest(arg, &map);
}

/* ---- The machine-to-phys table ---- */

#define M2P_PIECE 0x200000UL /* 2 MiB, one frame number each */

/* Frames of the table; where RAM has holes the last piece stands again. */
static long machphys_mfn_list(guest_ptr_t arg)
{
	unsigned long end = ROUNDUP(max_page * sizeof(long), M2P_PIECE);
	struct xen_machphys_mfn_list list;
	xen_pfn_t mfn = 0;
	unsigned int i;

	if (get_guest(&list, arg))
		return -EFAULT;
	for (i = 0; i < list.max_extents && i * M2P_PIECE < end; i++) {
		unsigned int level;
		uint64_t e = xen_lookup(M2P_VIRT_START + i * M2P_PIECE, &level);

		if (e & PTE_P)
			mfn = (e & PTE_ADDR_MASK & ~PTE_PSE_PAT) >> PAGE_SHIFT;
		if (put_guest_at(guest_ptr(list.extent_start), i, &mfn))
			return -EFAULT;
	}
	list.nr_extents = i;
	return put_guest(arg, &list);
}

static long machphys_mapping(guest_ptr_t arg)
{
	struct xen_machphys_mapping map = {
		.v_start = M2P_VIRT_START,
		.v_end = M2P_VIRT_START + 0x4000000000,
		.max_mfn = max_page - 1,
	};

	return put_guest(arg, &map);
}

static long maximum_gpfn(struct vcpu *v, guest_ptr_t arg)
{
	struct xen_memory_domain who;
	unsigned long pages;
	struct domain *d;
	long rc = -EPERM;

	if (get_guest(&who, arg))
		return -EFAULT;
	d = domain_get_any(who.domid);
	if (!d)
		return -ESRCH;
	if (domain_may_manage(v->domain, d)) {
		/* None before the guest, or who restores it, has said so. */
		pages = READ_ONCE(d->shared_info->arch.max_pfn);
		rc = pages ? (long)(pages - 1) : 0;
	}
	domain_put(d);
	return rc;
}

long arch_memory_op(unsigned long cmd, struct hypercall_args *args)
{
	guest_ptr_t arg = guest_ptr_reg(args->a[1]);
	struct vcpu *v = current;

	switch (cmd) {
	case XENMEM_set_memory_map:
		return set_memory_map(v, arg);
	case XENMEM_memory_map:
		return memory_map(v->domain, arg);
	case XENMEM_machine_memory_map:
		return machine_memory_map(v, arg);
	case XENMEM_machphys_mfn_list:
		return machphys_mfn_list(arg);
	case XENMEM_machphys_mapping:
		return machphys_mapping(arg);
	case XENMEM_maximum_gpfn:
		return maximum_gpfn(v, arg);
	/* It is for 32-bit PV guests. */
	case XENMEM_machphys_compat_mfn_list:
		return -EOPNOTSUPP;
	/* No page is shared. */
	case XENMEM_get_sharing_freed_pages:
	case XENMEM_get_sharing_shared_pages:
		return 0;
	default:
		return -ENOSYS;
	}
}
