/*
 * memory_op.c: the hypercall about a domain's memory, as all architectures
 * have it.
 *
 * args: command, with the number of extents done above MEMOP_EXTENT_SHIFT (how
 * a continuation goes on); guest address of the command's structure.
 *
 * The three reservation commands answer with the number of extents that they
 * did, and nothing else: who asks for the impossible gets 0.
 */
#include <xen/arch/mm.h>
#include <xen/bitops.h>
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/grant.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/log.h>
#include <public/memory.h>

#include "exchange.h"
#include "reservation.h"

#define MEMOP_EXTENT_SHIFT 6
#define MEMOP_CMD_MASK	   ((1UL << MEMOP_EXTENT_SHIFT) - 1)

/* Frames of a resource between two looks at what else is to do. */
#define RESOURCE_STRIDE 32

/* ---- Reservations ---- */

static long reservation_op(struct vcpu *v, unsigned long cmd,
			   unsigned long start, struct hypercall_args *args)
{
	struct xen_memory_reservation r;
	struct memop m = { .done = start };
	long rc;

	if (get_guest(&r, guest_ptr_reg(args->a[1])))
		return start;
	/* A continuation could not say more. */
	if (r.nr_extents > UINT_MAX >> MEMOP_EXTENT_SHIFT ||
	    start >= r.nr_extents || memop_init(&m, v, &r))
		return start;
	switch (cmd) {
	case XENMEM_increase_reservation:
		memop_increase(&m);
		break;
	case XENMEM_decrease_reservation:
		memop_decrease(&m);
		break;
	default:
		memop_populate(&m);
		break;
	}
	rc = m.done;
	if (m.preempted) {
		args->a[0] = cmd | m.done << MEMOP_EXTENT_SHIFT;
		rc = -ERESTART;
	}
	memop_fini(&m);
	return rc;
}

/* ---- Questions ---- */

static long domain_stat(struct vcpu *v, unsigned long cmd, guest_ptr_t arg)
{
	struct xen_memory_domain who;
	struct domain *d;
	long rc = -EPERM;

	if (get_guest(&who, arg))
		return -EFAULT;
	d = domain_get_any(who.domid);
	if (!d)
		return -ESRCH;
	if (domain_may_manage(v->domain, d))
		rc = cmd == XENMEM_current_reservation
			     ? READ_ONCE(d->tot_pages)
			     : READ_ONCE(d->max_pages);
	domain_put(d);
	return rc;
}

static long vnuma_info(struct vcpu *v, guest_ptr_t arg)
{
	struct xen_vnuma_topology_info info;
	struct domain *d;

	if (get_guest(&info, arg))
		return -EFAULT;
	if (info.pad)
		return -EINVAL;
	d = domain_get_any(info.domid);
	if (!d)
		return -ESRCH;
	domain_put(d);
	/* No domain has a virtual topology. */
	return -EOPNOTSUPP;
}

static long reserved_device_memory(guest_ptr_t arg)
{
	struct xen_reserved_device_memory_map map;

	if (get_guest(&map, arg))
		return -EFAULT;
	if (map.flags & ~XENMEM_RDM_ALL)
		return -EINVAL;
	map.nr_entries = 0;
	return put_guest(arg, &map);
}

/* ---- Guests that the hypervisor translates for ---- */

/* A target of memory populated on demand. */
static long pod_target(struct vcpu *v, guest_ptr_t arg)
{
	struct xen_pod_target t;
	struct domain *d;
	bool allowed;

	if (get_guest(&t, arg))
		return -EFAULT;
	d = domain_get_any(t.domid);
	if (!d)
		return -ESRCH;
	allowed = domain_may_manage(v->domain, d);
	domain_put(d);
	return allowed ? -EINVAL : -EPERM;
}

/* Rights on another domain's frames. */
static long access_op(struct vcpu *v, guest_ptr_t arg)
{
	struct xen_mem_access_op a;
	struct domain *d;
	bool allowed;

	if (get_guest(&a, arg))
		return -EFAULT;
	d = domain_get_any(a.domid);
	if (!d)
		return -ESRCH;
	allowed = d != v->domain && domain_may_manage(v->domain, d);
	domain_put(d);
	return allowed ? -EINVAL : -EPERM;
}

/* ---- Claims ---- */

static long claim_pages(struct vcpu *v, guest_ptr_t arg)
{
	struct xen_memory_reservation r;
	struct domain *d;
	long rc;

	if (get_guest(&r, arg))
		return -EFAULT;
	if (!guest_ptr_null(guest_ptr(r.extent_start)) || r.extent_order ||
	    r.mem_flags)
		return -EINVAL;
	d = domain_get_by_id(r.domid);
	if (!d)
		return -ESRCH;
	rc = is_control_domain(v->domain) ? heap_claim(d, r.nr_extents)
					  : -EPERM;
	domain_put(d);
	return rc;
}

/* ---- The physical map ---- */

static long remove_from_physmap(struct vcpu *v, guest_ptr_t arg)
{
	struct xen_remove_from_physmap r;
	struct page_info *pg;
	struct domain *d;
	long rc = -EPERM;

	if (get_guest(&r, arg))
		return -EFAULT;
	d = domain_get_any(r.domid);
	if (!d)
		return -ESRCH;
	if (!domain_may_manage(v->domain, d))
		goto out;
	rc = -EACCES;
	if (is_pv_domain(d))
		goto out;
	rc = -ENOENT;
	pg = arch_get_page_from_gfn(d, _gfn(r.gpfn), false);
	if (pg) {
		rc = arch_physmap_remove(d, _gfn(r.gpfn), page_to_mfn(pg), 0);
		page_put(pg);
	}
out:
	domain_put(d);
	return rc;
}

/* Guests that translate by themselves have no map to add to. */
static long add_to_physmap(struct vcpu *v, domid_t id)
{
	struct domain *d = domain_get_any(id);
	long rc;

	if (!d)
		return -ESRCH;
	rc = !domain_may_manage(v->domain, d) ? -EPERM
	     : is_pv_domain(d)		      ? -EACCES
					      : -EOPNOTSUPP;
	domain_put(d);
	return rc;
}

static long add_to_physmap_one(struct vcpu *v, guest_ptr_t arg)
{
	struct xen_add_to_physmap a;

	return get_guest(&a, arg) ? -EFAULT : add_to_physmap(v, a.domid);
}

static long add_to_physmap_batch(struct vcpu *v, guest_ptr_t arg)
{
	struct xen_add_to_physmap_batch a;

	return get_guest(&a, arg) ? -EFAULT : add_to_physmap(v, a.domid);
}

/* ---- Resources ---- */

static bool is_status(const struct xen_mem_acquire_resource *r)
{
	return r->id == XENMEM_resource_grant_table_id_status;
}

/* How many frames it may come to have; -EINVAL if it has none. */
static long resource_size(struct domain *d,
			  const struct xen_mem_acquire_resource *r)
{
	switch (r->type) {
	case XENMEM_resource_grant_table:
		if (r->id != XENMEM_resource_grant_table_id_shared &&
		    r->id != XENMEM_resource_grant_table_id_status)
			return -EINVAL;
		return grant_table_max_frames(d, is_status(r));
	case XENMEM_resource_ioreq_server:
	case XENMEM_resource_vmtrace_buf:
		return -EINVAL;
	default:
		return -EOPNOTSUPP;
	}
}

/* Frames from *done on of those that are asked for; -ERESTART: up to *done. */
static long acquire_frames(struct domain *d,
			   const struct xen_mem_acquire_resource *r,
			   unsigned long *done)
{
	unsigned long first = *done;

	/* A continuation could not say more. */
	if (first >= r->nr_frames ||
	    r->nr_frames > UINT_MAX >> MEMOP_EXTENT_SHIFT)
		return -EINVAL;
	for (unsigned long i = first; i < r->nr_frames; i++) {
		xen_pfn_t pfn;
		mfn_t mfn;
		int rc;

		if (i != first && !(i % RESOURCE_STRIDE) &&
		    hypercall_preempt()) {
			*done = i;
			return -ERESTART;
		}
		rc = grant_table_frame(d, r->frame + i, is_status(r), &mfn);

		if (rc)
			return rc;
		pfn = mfn_x(mfn);
		if (put_guest_at(guest_ptr(r->frame_list), i, &pfn))
			return -EFAULT;
	}
	return 0;
}

/* Without a list and a number it asks for the size. */
static long acquire_resource(struct vcpu *v, unsigned long start,
			     struct hypercall_args *args)
{
	guest_ptr_t arg = guest_ptr_reg(args->a[1]);
	struct xen_mem_acquire_resource r;
	struct domain *d;
	long rc = -EPERM;

	if (get_guest(&r, arg))
		return -EFAULT;
	if (r.pad || r.frame > UINT_MAX || r.frame + r.nr_frames > UINT_MAX)
		return -EINVAL;
	d = domain_get_by_id(r.domid);
	if (!d)
		return -ESRCH;
	if (d == v->domain || !domain_may_manage(v->domain, d))
		goto out;
	rc = resource_size(d, &r);
	if (rc < 0)
		goto out;
	if (!guest_ptr_null(guest_ptr(r.frame_list))) {
		rc = acquire_frames(d, &r, &start);
		if (rc == -ERESTART)
			args->a[0] = XENMEM_acquire_resource |
				     start << MEMOP_EXTENT_SHIFT;
	} else if (r.nr_frames || start) {
		rc = -EINVAL;
	} else {
		r.nr_frames = (uint32_t)rc;
		rc = put_guest(arg, &r);
	}
out:
	domain_put(d);
	return rc;
}

long hc_memory_op(struct vcpu *v, struct hypercall_args *args)
{
	unsigned long cmd = args->a[0] & MEMOP_CMD_MASK;
	unsigned long start = args->a[0] >> MEMOP_EXTENT_SHIFT;
	guest_ptr_t arg = guest_ptr_reg(args->a[1]);

	switch (cmd) {
	case XENMEM_increase_reservation:
	case XENMEM_decrease_reservation:
	case XENMEM_populate_physmap:
		return reservation_op(v, cmd, start, args);
	case XENMEM_exchange:
		return start ? -EINVAL : memory_exchange(v, arg);
	case XENMEM_maximum_ram_page:
		return start ? -EINVAL : (long)max_page;
	case XENMEM_current_reservation:
	case XENMEM_maximum_reservation:
		return start ? -EINVAL : domain_stat(v, cmd, arg);
	case XENMEM_add_to_physmap:
		return add_to_physmap_one(v, arg);
	case XENMEM_add_to_physmap_batch:
		return add_to_physmap_batch(v, arg);
	case XENMEM_remove_from_physmap:
		return start ? -EINVAL : remove_from_physmap(v, arg);
	case XENMEM_claim_pages:
		return start ? -EINVAL : claim_pages(v, arg);
	case XENMEM_get_vnumainfo:
		return start ? -EINVAL : vnuma_info(v, arg);
	case XENMEM_acquire_resource:
		return acquire_resource(v, start, args);
	case XENMEM_set_pod_target:
	case XENMEM_get_pod_target:
		return start ? -EINVAL : pod_target(v, arg);
	case XENMEM_access_op:
		return access_op(v, arg);
	case XENMEM_reserved_device_memory_map:
		return start ? -EINVAL : reserved_device_memory(arg);
	default:
		return arch_memory_op(cmd, args);
	}
}
