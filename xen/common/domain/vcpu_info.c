/*
 * vcpu_info.c: where guest and hypervisor share what concerns one vCPU.
 *
 * The first vCPUs have theirs in shared_info until they register a page of
 * their own; the others have none before that: the dummy, which nobody reads.
 */
#include <xen/domain.h>

#include <xen/arch/mm.h>
#include <xen/atomic.h>
#include <xen/errno.h>
#include <xen/event.h>
#include <xen/sched.h>
#include <xen/string.h>

struct vcpu_info dummy_vcpu_info = { .evtchn_upcall_mask = 1 };

void vcpu_info_init(struct vcpu *v)
{
	struct shared_info *si = v->domain->shared_info;

	v->vcpu_info_mfn = INVALID_MFN;
	v->vcpu_info = si && v->id < XEN_LEGACY_MAX_VCPUS
			       ? &si->vcpu_info[v->id]
			       : &dummy_vcpu_info;
}

int vcpu_info_map(struct vcpu *v, uint64_t gfn, unsigned int offset)
{
	struct page_info *pg;
	struct vcpu_info *new;

	if (offset > PAGE_SIZE - sizeof(*new) || offset % sizeof(long))
		return -ENXIO;
	if (mfn_is_set(v->vcpu_info_mfn))
		return -EINVAL;
	/* It must not use the old one meanwhile. */
	if (v != current && !(READ_ONCE(v->pause_flags) & BIT(VPF_down)))
		return -EINVAL;
	pg = arch_get_page_from_gfn(v->domain, _gfn(gfn), true);
	if (!pg)
		return -EINVAL;
	if (!arch_page_get_writable(pg)) {
		page_put(pg);
		return -EINVAL;
	}

	new = (struct vcpu_info *)((char *)mfn_to_virt(page_to_mfn(pg)) +
				   offset);
	if (v->vcpu_info == &dummy_vcpu_info) {
		memset(new, 0, sizeof(*new));
		new->evtchn_upcall_mask = 1;
	} else {
		memcpy(new, v->vcpu_info, sizeof(*new));
	}
	v->vcpu_info_mfn = page_to_mfn(pg);
	/* Others raise events through it: complete before they see it. */
	store_release(&v->vcpu_info, new);
	/* Nor is one lost that went to the old one meanwhile. */
	smp_mb();
	evtchn_vcpu_info_moved(v);
	return 0;
}

void vcpu_info_unmap(struct vcpu *v)
{
	mfn_t mfn = v->vcpu_info_mfn;

	if (!mfn_is_set(mfn))
		return;
	store_release(&v->vcpu_info, &dummy_vcpu_info);
	v->vcpu_info_mfn = INVALID_MFN;
	arch_page_put_writable(mfn_to_page(mfn));
	page_put(mfn_to_page(mfn));
}
