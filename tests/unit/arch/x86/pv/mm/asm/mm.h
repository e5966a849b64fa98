/* asm/mm.h of the page-type engine's test: frames of the host's arena. */
#ifndef ASM_MM_H
#define ASM_MM_H

#include <xen/arch/mm.h>
#include <asm/layout.h>
#include <asm/regs.h>

static inline bool frame_valid(unsigned long mfn)
{
	return mfn < max_page;
}

static inline struct page_info *frame_page(unsigned long mfn)
{
	return (void *)((uintptr_t)frame_table + mfn * sizeof(*frame_table));
}

static inline unsigned long page_frame(const struct page_info *pg)
{
	return pg - frame_table;
}

static inline unsigned long virt_frame(const void *va)
{
	return mfn_x(virt_to_mfn(va));
}

static inline void *frame_virt(unsigned long mfn)
{
	return mfn_to_virt(_mfn(mfn));
}

#endif /* ASM_MM_H */
