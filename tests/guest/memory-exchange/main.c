/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XENMEM_exchange: pages are exchanged one for one; unequal sizes, pages that
 * are not ours, and an output array in the hypervisor's memory are refused
 * (XSA-212: the check of the output handle was missing).
 */
#include "guest.h"

static xen_pfn_t in[4], out[4];

static long exchange(struct xen_memory_exchange *x)
{
	return hc_memory_op(XENMEM_exchange, x);
}

static struct xen_memory_exchange request(unsigned long n)
{
	struct xen_memory_exchange x = {
		.in = { .nr_extents = n, .domid = DOMID_SELF },
		.out = { .nr_extents = n, .domid = DOMID_SELF },
	};

	set_xen_guest_handle(x.in.extent_start, in);
	set_xen_guest_handle(x.out.extent_start, out);
	return x;
}

void test_main(void)
{
	struct xen_memory_exchange x = request(4);
	unsigned long pfn[4];

	for (int i = 0; i < 4; i++) {
		pfn[i] = spare_pfn();
		in[i] = pfn_to_mfn(pfn[i]);
		out[i] = pfn[i];
	}
	CHECK_EQ(exchange(&x), 0);
	CHECK_EQ(x.nr_exchanged, 4);
	for (int i = 0; i < 4; i++)
		CHECK_EQ(machine_to_phys_mapping[out[i]], pfn[i]);
	memcpy(in, out, sizeof(in));

	x = request(4);
	x.out.nr_extents = 3;
	CHECK_EQ(exchange(&x), -XEN_EINVAL);
	x = request(4);
	x.nr_exchanged = 5;
	CHECK_EQ(exchange(&x), -XEN_EINVAL);
	x = request(1);
	x.out.domid = 5;
	CHECK(exchange(&x) < 0);
	x = request(1);
	set_xen_guest_handle(
		x.out.extent_start,
		(xen_pfn_t *)(HYPERVISOR_VIRT_START + (1UL << 40)));
	CHECK_EQ(exchange(&x), -XEN_EFAULT);
	/* The index moves the pointer: it must not wrap into the hole. */
	x = request(1UL << 40);
	x.nr_exchanged = (1UL << 40) - 1;
	CHECK(exchange(&x) < 0);
	in[0] = 0xffffffffffUL;
	x = request(1);
	CHECK(exchange(&x) < 0);
	CHECK_EQ(exchange((void *)8), -XEN_EFAULT);
}
