/*
 * asm/layout.h: the virtual address space of the hypervisor on x86-64.
 *
 * PV guests own everything but L4 slots 256-271 (the ABI's hole, which the
 * machine-to-phys table opens).  Of these, per slot of 512 GiB:
 *
 *	256	machine-to-phys table, read-only for guests  (M2P_VIRT_START)
 *	257	device mappings (arch_map_frames)
 *	258	machine-to-phys table again, read-write, supervisor only
 *	260	per domain: GDT and LDT windows of its vCPUs
 *	261	first 1 GiB: the image, then CPU stacks and syscall stubs;
 *		second half: frame table
 *	262-271	direct map of RAM: 5 TiB
 */
#ifndef ASM_LAYOUT_H
#define ASM_LAYOUT_H

#define L4_SLOT_ADDR(n) (0xffff000000000000 + (n)*0x8000000000)

#define HOLE_START	0xffff800000000000
#define HOLE_END	0xffff880000000000 /* first byte above */
#define HOLE_FIRST_SLOT 256
#define HOLE_LAST_SLOT	271

#define M2P_VIRT_START	     L4_SLOT_ADDR(256)
#define IOMAP_VIRT_START     L4_SLOT_ADDR(257)
#define IOMAP_VIRT_END	     (IOMAP_VIRT_START + 0x40000000)
#define M2P_RW_VIRT_START    L4_SLOT_ADDR(258)
#define PERDOMAIN_SLOT	     260
#define PERDOMAIN_VIRT_START L4_SLOT_ADDR(260)
#define XEN_VIRT_START	     L4_SLOT_ADDR(261)
#define XEN_VIRT_SIZE	     0x40000000
/* Each CPU: 64 KiB, of which the upper half is its stack area, one page below
 * that its syscall stub; the rest stays unmapped as guards. */
#define CPU_VIRT_START	      (XEN_VIRT_START + 0x20000000)
#define CPU_VIRT_SHIFT	      16
#define CPU_MAIN_PAGES	      4 /* of its stack, at the end */
#define FRAMETABLE_VIRT_START (L4_SLOT_ADDR(261) + 0x4000000000)
#define DIRECTMAP_VIRT_START  L4_SLOT_ADDR(262)
#define DIRECTMAP_VIRT_END    HOLE_END

/*
 * Each vCPU's window: 16 pages of GDT (14 the guest's, 1 the CPU's own at
 * selector 0xe000, 1 empty), 16 pages of LDT.
 */
#define GDT_LDT_VCPU_SHIFT 17
#define GDT_VIRT_START(v) \
	(PERDOMAIN_VIRT_START + ((unsigned long)(v)->id << GDT_LDT_VCPU_SHIFT))
#define LDT_VIRT_START(v) (GDT_VIRT_START(v) + 0x10000)

#endif /* ASM_LAYOUT_H */
