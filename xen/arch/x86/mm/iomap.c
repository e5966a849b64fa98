/*
 * iomap.c: device memory in the hypervisor's address space.
 *
 * Addresses of the window are handed out upwards; a range that is given back
 * is used again if it was the last.  That is enough for what boots once and
 * for tables that are mapped, read and unmapped.
 */
#include <xen/arch/mm.h>
#include <xen/spinlock.h>
#include <asm/layout.h>
#include <asm/mm.h>
#include <asm/xen_map.h>

static struct spinlock iomap_lock = SPINLOCK_INIT(LOCK_LEAF);
static unsigned long iomap_next = IOMAP_VIRT_START;

static unsigned long window_take(unsigned long nr)
{
	unsigned long va = 0;

	spin_lock(&iomap_lock);
	if (nr <= (IOMAP_VIRT_END - iomap_next) >> PAGE_SHIFT) {
		va = iomap_next;
		iomap_next += nr << PAGE_SHIFT;
	}
	spin_unlock(&iomap_lock);
	return va;
}

static void window_give(unsigned long va, unsigned long nr)
{
	spin_lock(&iomap_lock);
	if (va + (nr << PAGE_SHIFT) == iomap_next)
		iomap_next = va;
	spin_unlock(&iomap_lock);
}

/* The PAT as asm/regs.h sets it: index 3 is UC, index 4 is WC. */
void *arch_map_frames(mfn_t mfn, unsigned long nr, unsigned int how)
{
	static const uint64_t cache[] = {
		[XEN_MAP_WB] = 0,
		[XEN_MAP_UC] = PTE_PCD | PTE_PWT,
		[XEN_MAP_WC] = PTE_PAT,
	};
	unsigned long va = window_take(nr);

	if (!va)
		return NULL;
	if (xen_map(va, mfn, nr, XEN_RW | cache[how])) {
		window_give(va, nr);
		return NULL;
	}
	return (void *)va;
}

void arch_unmap_frames(void *va, unsigned long nr)
{
	xen_unmap((unsigned long)va, nr);
	window_give((unsigned long)va, nr);
}
