/* capabilities.c: x86's part of xen_version and vm_assist. */
#include <xen/arch/domain.h>
#include <xen/bitops.h>
#include <xen/string.h>
#include <asm/layout.h>
#include <public/version.h>

void arch_capabilities(char *buf, size_t len)
{
	strlcpy(buf, "xen-3.0-x86_64 ", len);
}

uint32_t arch_features(const struct domain *d, unsigned int submap)
{
	uint32_t f = 1u << XENFEAT_memory_op_vnode_supported;

	if (submap)
		return 0;
	if (d->vm_assist & 1UL << VMASST_TYPE_pae_extended_cr3)
		f |= 1u << XENFEAT_pae_pgdir_above_4gb;
	if (is_hardware_domain(d))
		f |= 1u << XENFEAT_dom0;
	if (is_pv_domain(d))
		f |= 1u << XENFEAT_mmu_pt_update_preserve_ad |
		     1u << XENFEAT_highmem_assist |
		     1u << XENFEAT_gnttab_map_avail_bits |
		     1u << XENFEAT_direct_mapped;
	return f;
}

unsigned long arch_hypervisor_virt_start(const struct domain *d)
{
	return is_pv_domain(d) ? HOLE_START : 0;
}

unsigned long arch_vm_assists(const struct domain *d)
{
	unsigned long any = 1UL << VMASST_TYPE_runstate_update_flag;

	if (!is_pv_domain(d))
		return any;
	return any | 1UL << VMASST_TYPE_4gb_segments |
	       1UL << VMASST_TYPE_4gb_segments_notify |
	       1UL << VMASST_TYPE_writable_pagetables |
	       1UL << VMASST_TYPE_pae_extended_cr3 |
	       1UL << VMASST_TYPE_architectural_iopl |
	       1UL << VMASST_TYPE_m2p_strict;
}

/* An ELF note of three words, the name "GNU" and the id (xen.lds.S). */
const void *arch_build_id(size_t *len)
{
	extern const char build_id_start[], build_id_end[];
	size_t size = build_id_end - build_id_start;
	const uint32_t *note = (const uint32_t *)build_id_start;

	*len = 0;
	if (size < 16 || note[0] != 4 || note[1] > size - 16)
		return NULL;
	*len = note[1];
	return note + 4;
}
