/*
 * asm/mm.h: frames and addresses, inline, for x86's own code.
 *
 * Common code uses the functions of xen/arch/mm.h; they are these.
 */
#ifndef ASM_MM_H
#define ASM_MM_H

#include <xen/mm.h>
#include <asm/layout.h>
#include <asm/regs.h>

/*
 * One bit a GiB of frames: set where RAM is.  There the frame table and the
 * machine-to-phys table are mapped, up to max_page (boot/memory.c).
 */
#define FRAMES_PER_GROUP_SHIFT 18
extern unsigned long frame_groups[BITS_PER_LONG];

/* Machine address of XEN_VIRT_START. */
extern paddr_t xen_phys_start;

/*
 * A frame number that a guest gave, as it is used where it was found good by a
 * branch: a mispredicted one gets nowhere but into the tables of frames, since
 * these have their addresses for themselves up to this many frames.
 */
#define FRAMES_MAX (BITS_PER_LONG * BITS_PER_LONG << FRAMES_PER_GROUP_SHIFT)

static inline unsigned long frame_bound(unsigned long mfn)
{
	return mfn & (FRAMES_MAX - 1);
}

static inline bool frame_valid(unsigned long mfn)
{
	unsigned long g = frame_bound(mfn) >> FRAMES_PER_GROUP_SHIFT;

	return mfn < max_page &&
	       (frame_groups[g / BITS_PER_LONG] >> (g % BITS_PER_LONG) & 1);
}

/* Of any number, also one from a guest: it may be looked at afterwards. */
static inline struct page_info *frame_page(unsigned long mfn)
{
	return (struct page_info *)FRAMETABLE_VIRT_START + frame_bound(mfn);
}

static inline unsigned long page_frame(const struct page_info *pg)
{
	return pg - (const struct page_info *)FRAMETABLE_VIRT_START;
}

static inline void *frame_virt(unsigned long mfn)
{
	return (void *)(DIRECTMAP_VIRT_START +
			(frame_bound(mfn) << PAGE_SHIFT));
}

static inline unsigned long virt_frame(const void *va)
{
	return ((unsigned long)va - DIRECTMAP_VIRT_START) >> PAGE_SHIFT;
}

/*
 * Machine-to-phys, of valid frames.  Always by the supervisor's mapping: what
 * guests read at M2P_VIRT_START is out of our reach with SMAP.
 */
static inline unsigned long m2p_get(unsigned long mfn)
{
	return ((const unsigned long *)M2P_RW_VIRT_START)[frame_bound(mfn)];
}

static inline void m2p_set(unsigned long mfn, unsigned long gpfn)
{
	((unsigned long *)M2P_RW_VIRT_START)[frame_bound(mfn)] = gpfn;
}

#define M2P_INVALID ~0UL

#endif /* ASM_MM_H */
