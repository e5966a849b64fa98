/*
 * access.c: whether a guest's page tables allow an access now.
 *
 * A fault only tells what the TLB knew.  Rights that were raised since (a PV
 * guest need not flush then, SDM 3A 4.10.4.3) make it spurious: the access
 * works if it is tried again.
 *
 * Nothing is locked: a wrong answer means one more fault, or one too early,
 * for a guest that changes its tables at that moment.
 */
#include <xen/atomic.h>
#include <asm/mm.h>
#include <asm/pv_mm.h>
#include <asm/regs.h>

bool pv_access_allowed(unsigned long root, unsigned long addr, uint32_t error)
{
	uint64_t need = PTE_P | (error & PFEC_WRITE ? PTE_RW : 0);
	unsigned long mfn = root;

	if ((error & ~(uint32_t)(PFEC_P | PFEC_WRITE)) ||
	    addr - 0x0000800000000000 < HOLE_END - 0x0000800000000000)
		return false;
	for (unsigned int level = 4; level; level--) {
		const uint64_t *table = frame_virt(mfn);
		unsigned int shift = PAGE_SHIFT + 9 * (level - 1);
		uint64_t e = READ_ONCE(table[addr >> shift & 511]);

		if ((e & need) != need)
			return false;
		mfn = (e & PTE_ADDR_MASK) >> PAGE_SHIFT;
		/* What is in use is in the direct map for certain. */
		if (level > 1 && (!frame_valid(mfn) ||
				  !(READ_ONCE(frame_page(mfn)->count_info) &
				    PGC_count_mask)))
			return false;
	}
	return true;
}
