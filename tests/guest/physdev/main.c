/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * physdev_op: interrupts that do not exist, unknown commands, the IO-APIC for
 * dom0; bad pointers.
 */
#include "guest.h"

void test_main(void)
{
	struct physdev_irq_status_query q = { .irq = 0xffff };
	struct physdev_eoi e = { .irq = 0xffff };
	struct physdev_apic a = { .apic_physbase = 0xfec00000, .reg = 1 };
	struct physdev_unmap_pirq u = { .domid = DOMID_SELF, .pirq = 0xffff };
	struct physdev_map_pirq m = {
		.domid = DOMID_SELF, .type = 99, .index = 4, .pirq = -1
	};

	CHECK_EQ(hc_physdev_op(PHYSDEVOP_irq_status_query, &q), -XEN_EINVAL);
	CHECK_EQ(hc_physdev_op(PHYSDEVOP_eoi, &e), -XEN_EINVAL);
	if (start_info->flags & SIF_INITDOMAIN) {
		CHECK_EQ(hc_physdev_op(PHYSDEVOP_apic_read, &a), 0);
		CHECK_EQ(a.value >> 16 & 0xff, 23);
		a.apic_physbase = 0x12345000;
		CHECK(hc_physdev_op(PHYSDEVOP_apic_read, &a) < 0);
	}
	CHECK_EQ(hc_physdev_op(PHYSDEVOP_map_pirq, &m), -XEN_EINVAL);
	CHECK(hc_physdev_op(PHYSDEVOP_unmap_pirq, &u) < 0);
	CHECK_EQ(hc_physdev_op(PHYSDEVOP_eoi, 8), -XEN_EFAULT);
	CHECK_EQ(hc_physdev_op(PHYSDEVOP_map_pirq, 8), -XEN_EFAULT);
	CHECK_EQ(hc_physdev_op(99, 0), -XEN_ENOSYS);
}
