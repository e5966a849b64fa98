/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XENVER_get_features: the bits that a 64-bit PV dom0 relies on, the second
 * word is empty, words after it are refused or empty.  Fails if a feature is
 * offered that PV does not have (auto-translation, HVM callbacks).
 */
#include "guest.h"

void test_main(void)
{
	struct xen_feature_info f = { .submap_idx = 0 };

	CHECK_EQ(hc_xen_version(XENVER_get_features, &f), 0);
	CHECK(f.submap >> XENFEAT_pae_pgdir_above_4gb & 1);
	CHECK(f.submap >> XENFEAT_mmu_pt_update_preserve_ad & 1);
	CHECK(f.submap >> XENFEAT_gnttab_map_avail_bits & 1);
	CHECK(f.submap >> XENFEAT_dom0 & 1);
	CHECK(f.submap >> XENFEAT_memory_op_vnode_supported & 1);
	CHECK(!(f.submap >> XENFEAT_auto_translated_physmap & 1));
	CHECK(!(f.submap >> XENFEAT_hvm_callback_vector & 1));
	CHECK(!(f.submap >> XENFEAT_supervisor_mode_kernel & 1));
	CHECK(!(f.submap >> XENFEAT_writable_descriptor_tables & 1));
	f.submap_idx = 1;
	CHECK_EQ(hc_xen_version(XENVER_get_features, &f), -XEN_EINVAL);
	f.submap_idx = ~0u;
	CHECK_EQ(hc_xen_version(XENVER_get_features, &f), -XEN_EINVAL);
	CHECK_EQ(hc_xen_version(XENVER_get_features, 8), -XEN_EFAULT);
}
