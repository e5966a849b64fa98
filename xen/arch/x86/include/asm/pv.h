/*
 * asm/pv.h: PV guests' CPU side: frames, modes, segment bases.
 */
#ifndef ASM_PV_H
#define ASM_PV_H

#include <xen/domain.h>
#include <asm/layout.h>
#include <asm/regs.h>

/*
 * Whether a guest address may be touched for the guest: canonical lower half,
 * or above the hypervisor's hole.  A range may begin with it: it grows upward
 * and faults before it reaches the hole.
 */
static inline bool pv_addr_ok(unsigned long addr)
{
	return addr < 0x0000800000000000 || addr >= HOLE_END;
}

/* An address of code: canonical, not in the hole. */
static inline bool pv_code_addr_ok(unsigned long addr)
{
	return pv_addr_ok(addr);
}

/* A selector of guest code or data never has less privilege than ring 3. */
static inline uint16_t pv_fix_selector(uint16_t sel)
{
	return (sel & 3) == 3 ? sel : (sel & 0xfffc) | 3;
}

/* Kernel to user mode of the guest or back: page tables and GS. */
void pv_toggle_mode(struct vcpu *v);

/* What the guest has in its segment bases; the current vCPU. */
#define PV_BASE_FS	  0
#define PV_BASE_GS_KERNEL 1
#define PV_BASE_GS_USER	  2
unsigned long pv_read_segment_base(struct vcpu *v, unsigned int which);
/* -EINVAL: not canonical. */
int pv_write_segment_base(struct vcpu *v, unsigned int which,
			  unsigned long base);

/* The selector in a segment register of this CPU. */
#define READ_SEL(reg)                                                \
	({                                                           \
		uint32_t sel_;                                       \
		__asm__ volatile("mov %%" #reg ", %0" : "=r"(sel_)); \
		(uint16_t) sel_;                                     \
	})

/* Segment registers and bases of a vCPU that is loaded here. */
void pv_save_segments(struct vcpu *v);
/*
 * Of the current vCPU, interrupts on: its LDT's pages are brought in.  False:
 * a selector could not be loaded and is null; the guest is to be told by
 * pv_failsafe().
 */
bool pv_load_segments(struct vcpu *v);

/* Debug registers; value checked: -EINVAL, -EPERM, -ENODEV as Xen. */
long pv_set_debugreg(struct vcpu *v, unsigned int reg, unsigned long value);
void pv_load_debug(struct vcpu *v);

/* Writes the hypercall stubs into a page of a guest. */
void pv_fill_hypercall_page(void *page);

/* The guest's event mask: IF of a PV kernel. */
static inline bool pv_events_masked(const struct vcpu *v)
{
	return v->vcpu_info->evtchn_upcall_mask;
}

#endif /* ASM_PV_H */
