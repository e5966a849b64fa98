// SPDX-License-Identifier: GPL-2.0-only
/* Page tables of a PV domain, changed on its behalf. */
#include "private.h"

int xc_mmuext_op(xc_interface *xch, struct mmuext_op *op, unsigned int nr,
		 uint32_t dom)
{
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, op, nr * sizeof(*op), XC_BOUNCE_BOTH))
		return -1;
	ret = xencall4(xch->xcall, __HYPERVISOR_mmuext_op,
		       (unsigned long)b.hbuf, nr, 0, dom);
	xc_unbounce(xch, &b);
	return ret;
}

struct xc_mmu *xc_alloc_mmu_updates(xc_interface *xch, unsigned int subject)
{
	struct xc_mmu *mmu = calloc(1, sizeof(*mmu));

	if (mmu)
		mmu->subject = subject;
	return mmu;
}

int xc_flush_mmu_updates(xc_interface *xch, struct xc_mmu *mmu)
{
	xc_hypercall_buffer_t b;
	int ret;

	if (!mmu->idx)
		return 0;
	if (xc_bounce(xch, &b, mmu->updates, mmu->idx * sizeof(mmu->updates[0]),
		      XC_BOUNCE_BOTH))
		return -1;
	ret = xencall4(xch->xcall, __HYPERVISOR_mmu_update,
		       (unsigned long)b.hbuf, mmu->idx, 0, mmu->subject);
	xc_unbounce(xch, &b);
	mmu->idx = 0;
	return ret < 0 ? -1 : 0;
}

int xc_add_mmu_update(xc_interface *xch, struct xc_mmu *mmu,
		      unsigned long long ptr, unsigned long long val)
{
	mmu->updates[mmu->idx].ptr = ptr;
	mmu->updates[mmu->idx].val = val;
	if (++mmu->idx == MAX_MMU_UPDATES)
		return xc_flush_mmu_updates(xch, mmu);
	return 0;
}
