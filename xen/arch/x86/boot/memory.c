/*
 * memory.c: from the boot loader's memory to the hypervisor's own.
 *
 * In order: find free memory; move the image to the top of the memory below
 * 4 GiB; build the final page tables (W^X: only .text is executable, nothing
 * executable is writable); frame table and machine-to-phys table; the heap.
 *
 * The boot allocator hands out pages top down from RAM minus a short list of
 * reserved ranges, and ends with boot_give_heap().
 */
#include <xen/acpi.h>
#include <xen/console.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/kexec.h>
#include <xen/log.h>
#include <xen/mm.h>
#include <xen/string.h>
#include <xen/arch/mm.h>
#include <public/xen.h>
#include <asm/insn.h>
#include <asm/layout.h>
#include <asm/numa.h>
#include <asm/xen_map.h>
#include "boot.h"

#define FRAMES_PER_GROUP_SHIFT 18 /* 1 GiB: 2 MiB of M2P */

extern char _start[], _stext[], _etext[], _srodata[], _erodata[], _sdata[],
	_sinittext[], _einittext[], _end[], _sinit[], _einit[];

void relocate_image(void *dst, const void *src, size_t len, paddr_t cr3);

paddr_t idle_pg_table_pa, boot_trampoline_pa, xen_phys_start;
struct page_info *frame_table = (void *)FRAMETABLE_VIRT_START;
unsigned long max_page;
unsigned long total_pages;
unsigned long frame_groups[BITS_PER_LONG]; /* see asm/mm.h */

/* ---- Boot allocator ---- */

#define MAX_RESERVED 64
static struct {
	paddr_t start, end;
} reserved[MAX_RESERVED];
static unsigned int nr_reserved;
static bool heap_given;
/* What the page tables of the moment map. */
static __initdata paddr_t boot_limit = GB(4);

static uint64_t opt_mem;
PARAM_SIZE("mem", opt_mem);

void boot_reserve(paddr_t start, paddr_t end)
{
	start = ROUNDDOWN(start, PAGE_SIZE);
	end = ROUNDUP(end, PAGE_SIZE);
	for (unsigned int i = 0; i < nr_reserved; i++) {
		if (end != reserved[i].start && start != reserved[i].end)
			continue;
		reserved[i].start = min(start, reserved[i].start);
		reserved[i].end = max(end, reserved[i].end);
		return;
	}
	if (nr_reserved == MAX_RESERVED)
		panic("Too many reserved memory ranges at boot\n");
	reserved[nr_reserved].start = start;
	reserved[nr_reserved].end = end;
	nr_reserved++;
}

void boot_release(paddr_t start, paddr_t end)
{
	start = ROUNDDOWN(start, PAGE_SIZE);
	end = ROUNDUP(end, PAGE_SIZE);
	if (heap_given) {
		heap_add_range(maddr_to_mfn(_maddr(start)),
			       maddr_to_mfn(_maddr(end)));
		return;
	}
	for (unsigned int i = 0; i < nr_reserved; i++) {
		paddr_t rs = reserved[i].start, re = reserved[i].end;

		if (start < rs || end > re)
			continue;
		reserved[i] = reserved[--nr_reserved];
		if (rs < start)
			boot_reserve(rs, start);
		if (end < re)
			boot_reserve(end, re);
		return;
	}
}

/* The reserved range that overlaps [start, end), or -1. */
static int reserved_overlap(paddr_t start, paddr_t end)
{
	for (unsigned int i = 0; i < nr_reserved; i++)
		if (start < reserved[i].end && end > reserved[i].start)
			return i;
	return -1;
}

static __init paddr_t boot_find(paddr_t size, paddr_t align)
{
	for (int i = e820.nr - 1; i >= 0; i--) {
		const struct e820_entry *e = &e820.entry[i];
		paddr_t end = min(e->addr + e->size, boot_limit);

		if (e->type != E820_RAM)
			continue;
		while (end > e->addr && end - e->addr >= size) {
			paddr_t start = ROUNDDOWN(end - size, align);
			int r;

			if (start < e->addr || start < MB(1))
				break;
			r = reserved_overlap(start, start + size);
			if (r < 0)
				return start;
			end = reserved[r].start;
		}
	}
	return 0;
}

/* ---- crashkernel= ---- */

static __init bool is_ram(paddr_t start, paddr_t size)
{
	for (unsigned int i = 0; i < e820.nr; i++) {
		const struct e820_entry *e = &e820.entry[i];

		if (e->type == E820_RAM && start >= e->addr &&
		    start + size > start && start + size <= e->addr + e->size)
			return true;
	}
	return false;
}

/* Where boot loaders leave no room at the place that was named: none. */
static __init void reserve_crash_area(void)
{
	struct kexec_area *a = &kexec_area;
	paddr_t old_limit = boot_limit;

	if (!a->size)
		return;
	a->start = a->wanted;
	if (!a->wanted) {
		boot_limit =
			a->below ? min_t(paddr_t, a->below, GB(4)) : boot_limit;
		a->start = boot_find(a->size, MB(16));
		boot_limit = old_limit;
	} else if (!is_ram(a->start, a->size) ||
		   reserved_overlap(a->start, a->start + a->size) >= 0) {
		a->start = 0;
	}
	if (a->start) {
		boot_reserve(a->start, a->start + a->size);
		return;
	}
	log_warn("crashkernel=: no %lu MiB of memory there\n",
		 (unsigned long)a->size >> 20);
	a->size = 0;
}

__init mfn_t boot_alloc_pages(unsigned long nr, unsigned long align)
{
	paddr_t pa = boot_find(PFN_PHYS(nr), PFN_PHYS(align));

	if (!pa)
		panic("No room for %lu pages of boot memory\n", nr);
	boot_reserve(pa, pa + PFN_PHYS(nr));
	memset(maddr_to_virt(_maddr(pa)), 0, PFN_PHYS(nr));
	return maddr_to_mfn(_maddr(pa));
}

__init void boot_give_heap(void)
{
	for (unsigned int i = 0; i < e820.nr; i++) {
		const struct e820_entry *e = &e820.entry[i];
		paddr_t at = ROUNDUP(max_t(paddr_t, e->addr, MB(1)), PAGE_SIZE);
		paddr_t end = ROUNDDOWN(e->addr + e->size, PAGE_SIZE);

		if (e->type != E820_RAM)
			continue;
		/* RAM that stays ours is no device memory to guests. */
		for (paddr_t a = at; a < end; a += PAGE_SIZE)
			mfn_to_page(maddr_to_mfn(_maddr(a)))->count_info =
				PGC_state_inuse;
		while (at < end) {
			paddr_t stop = end;
			int r = reserved_overlap(at, at + PAGE_SIZE);

			if (r >= 0) {
				at = reserved[r].end;
				continue;
			}
			for (unsigned int j = 0; j < nr_reserved; j++)
				if (reserved[j].start > at)
					stop = min(stop, reserved[j].start);
			heap_add_range(maddr_to_mfn(_maddr(at)),
				       maddr_to_mfn(_maddr(stop)));
			at = stop;
		}
	}
	heap_given = true;
}

/* ---- Final page tables ---- */

static __init void must_map(unsigned long va, paddr_t pa, paddr_t len,
			    uint64_t flags)
{
	if (xen_map(va, maddr_to_mfn(_maddr(pa)), PFN_UP(len), flags))
		panic("No memory for page tables\n");
}

static __init void map_image_part(const char *from, const char *to,
				  uint64_t flags)
{
	unsigned long va = (unsigned long)from;

	must_map(va, va - XEN_VIRT_START + xen_phys_start, to - from, flags);
}

/*
 * RAM and what firmware left in memory (below 4 GiB also beside RAM: ACPI
 * tables), never executable.  Where that is a device, the MTRRs say uncached,
 * which wins.
 */
static __init void map_direct(void)
{
	must_map(DIRECTMAP_VIRT_START, 0, MB(1), XEN_RW);
	for (unsigned int i = 0; i < e820.nr; i++) {
		const struct e820_entry *e = &e820.entry[i];
		paddr_t start =
			ROUNDDOWN(max_t(paddr_t, e->addr, MB(1)), PAGE_SIZE);
		paddr_t end = min(ROUNDUP(e->addr + e->size, PAGE_SIZE),
				  max_t(paddr_t, PFN_PHYS(max_page), GB(4)));

		if (e->type <= E820_NVS && start < end)
			must_map(DIRECTMAP_VIRT_START + start, start,
				 end - start, XEN_RW);
	}
}

/* A UART in device memory: it has no place in the memory map. */
static __init void map_console(void)
{
	const struct serial_ops *s = console_serial();
	paddr_t start;

	if (!s || !s->is_mmio)
		return;
	start = ROUNDDOWN(s->base, PAGE_SIZE);
	must_map(DIRECTMAP_VIRT_START + start, start, s->base + s->size - start,
		 XEN_RW | PTE_PCD | PTE_PWT);
}

static __init void build_tables(void)
{
	static const unsigned int slots[] = { 256, 257, 258, 261 };

	idle_l4 = mfn_to_virt(boot_alloc_pages(1, 1));
	idle_pg_table_pa = maddr_x(virt_to_maddr(idle_l4));
	for (unsigned int i = 0; i < ARRAY_SIZE(slots); i++)
		idle_l4[slots[i]] = PFN_PHYS(mfn_x(boot_alloc_pages(1, 1))) |
				    PTE_P | PTE_RW | PTE_A | PTE_D | PTE_US;

	map_image_part(_start, _etext, XEN_RX);
	map_image_part(_srodata, _erodata, XEN_RO);
	map_image_part(_sdata, _sinittext, XEN_RW);
	map_image_part(_sinittext, _einittext, XEN_RX);
	map_image_part(_einittext, _end, XEN_RW);
	map_direct();
	map_console();
}

/* The image's alias in the direct map: as read-only as the image. */
static __init void protect_alias(void)
{
	paddr_t text = xen_phys_start + (_start - (char *)XEN_VIRT_START);
	paddr_t ro = xen_phys_start + (_srodata - (char *)XEN_VIRT_START);
	paddr_t init = xen_phys_start + (_sinittext - (char *)XEN_VIRT_START);

	must_map(DIRECTMAP_VIRT_START + text, text, _etext - _start, XEN_RO);
	must_map(DIRECTMAP_VIRT_START + ro, ro, _erodata - _srodata, XEN_RO);
	must_map(DIRECTMAP_VIRT_START + init, init, _einittext - _sinittext,
		 XEN_RO);
}

static __init void move_image(void)
{
	size_t len = ROUNDUP((size_t)(_end - _start), PAGE_SIZE);
	paddr_t old = _start - (char *)XEN_VIRT_START;
	mfn_t mfn = boot_alloc_pages(PFN_UP(len), 512);

	xen_phys_start = PFN_PHYS(mfn_x(mfn)) - old;
	build_tables();
	relocate_image(mfn_to_virt(mfn), _start, len, idle_pg_table_pa);
	boot_release(old, old + len);
}

/* ---- Frame table and machine-to-phys table ---- */

static __init void find_groups(void)
{
	for (unsigned int i = 0; i < e820.nr; i++) {
		const struct e820_entry *e = &e820.entry[i];
		unsigned long g =
			e->addr >> (FRAMES_PER_GROUP_SHIFT + PAGE_SHIFT);
		unsigned long end = (e->addr + e->size - 1) >>
				    (FRAMES_PER_GROUP_SHIFT + PAGE_SHIFT);

		if (e->type != E820_RAM)
			continue;
		for (; g <= end; g++)
			frame_groups[g / BITS_PER_LONG] |=
				1UL << (g % BITS_PER_LONG);
	}
}

static bool group_valid(unsigned long g)
{
	return frame_groups[g / BITS_PER_LONG] & (1UL << (g % BITS_PER_LONG));
}

static __init void make_m2p(unsigned long g)
{
	mfn_t mfn = boot_alloc_pages(512, 512);
	unsigned long off = g << 21;

	memset(mfn_to_virt(mfn), 0xff, MB(2));
	must_map(M2P_VIRT_START + off, PFN_PHYS(mfn_x(mfn)), MB(2),
		 XEN_RO | PTE_US);
	must_map(M2P_RW_VIRT_START + off, PFN_PHYS(mfn_x(mfn)), MB(2), XEN_RW);
}

/* The frame table of groups [from, to), which are all valid. */
static __init void make_frames(unsigned long from, unsigned long to)
{
	unsigned long first = from << FRAMES_PER_GROUP_SHIFT;
	unsigned long last = min(to << FRAMES_PER_GROUP_SHIFT, max_page);
	unsigned long bytes = (last - first) * sizeof(struct page_info);
	mfn_t mfn = boot_alloc_pages(PFN_UP(bytes), 512);

	must_map((unsigned long)&frame_table[first], PFN_PHYS(mfn_x(mfn)),
		 bytes, XEN_RW);
	for (unsigned long i = first; i < last; i++)
		frame_table[i].count_info = PGC_state_off;
}

/*
 * Who saves domains maps the table, to read (DOMID_XEN's pages).  A count of
 * no type never lets it become writable.
 */
static __init void share_m2p_piece(unsigned long g)
{
	unsigned int level;
	uint64_t e = xen_lookup(M2P_VIRT_START + (g << 21), &level);
	struct page_info *pg =
		&frame_table[(e & PTE_ADDR_MASK & ~PTE_PSE_PAT) >> PAGE_SHIFT];

	for (unsigned int i = 0; i < MB(2) / PAGE_SIZE; i++) {
		pg[i].owner = DOMID_XEN;
		pg[i].type_info = PGT_none | 1;
		pg[i].count_info = PGC_xen_shared | PGC_allocated | 1;
	}
}

static __init void share_m2p(void)
{
	unsigned long nr =
		DIV_ROUND_UP(max_page, 1UL << FRAMES_PER_GROUP_SHIFT);

	for (unsigned long g = 0; g < nr; g++)
		if (group_valid(g))
			share_m2p_piece(g);
}

static __init void make_frame_tables(void)
{
	unsigned long nr =
		DIV_ROUND_UP(max_page, 1UL << FRAMES_PER_GROUP_SHIFT);
	unsigned long from = 0;

	find_groups();
	for (unsigned long g = 0; g < nr; g++)
		if (group_valid(g))
			make_m2p(g);
	while (from < nr) {
		unsigned long to = from;

		while (to < nr && group_valid(to))
			to++;
		if (to > from)
			make_frames(from, to);
		from = to + 1;
	}
}

static __init void find_trampoline(void)
{
	/* Conventional memory's end as the BIOS data area says, or 640 KiB. */
	for (unsigned int i = 0; i < e820.nr; i++) {
		const struct e820_entry *e = &e820.entry[i];
		paddr_t end = min_t(paddr_t, e->addr + e->size, 0x9f000);

		if (e->type == E820_RAM && e->addr < 0x90000 && end >= 0x2000)
			boot_trampoline_pa =
				ROUNDDOWN(end - PAGE_SIZE, PAGE_SIZE);
	}
	if (!boot_trampoline_pa)
		log_warn("No page below 640 KiB: only one CPU can be used\n");
}

static __init void print_e820(void)
{
	static const char *const names[] = { "?",    "usable",	 "reserved",
					     "ACPI", "ACPI NVS", "unusable" };

	for (unsigned int i = 0; i < e820.nr; i++) {
		const struct e820_entry *e = &e820.entry[i];

		log_info("  [%013lx, %013lx] %s\n", (unsigned long)e->addr,
			 (unsigned long)(e->addr + e->size - 1),
			 names[e->type < ARRAY_SIZE(names) ? e->type : 0]);
	}
}

__init void arch_boot_memory(void)
{
	paddr_t image = _start - (char *)XEN_VIRT_START;

	if (opt_mem)
		e820_limit(&e820, opt_mem);
	log_info("Memory map%s:\n", e820_by_efi ? ", by UEFI" : "");
	print_e820();
	for (unsigned int i = 0; i < e820.nr; i++)
		if (e820.entry[i].type == E820_RAM)
			max_page = max_t(unsigned long, max_page,
					 PFN_DOWN(e820.entry[i].addr +
						  e820.entry[i].size));
	if (max_page >
		    (DIRECTMAP_VIRT_END - DIRECTMAP_VIRT_START) / PAGE_SIZE ||
	    (max_page - 1) >> FRAMES_PER_GROUP_SHIFT >=
		    sizeof(frame_groups) * CHAR_BIT) {
		log_warn("Memory above 4 TiB is not used\n");
		max_page = min((DIRECTMAP_VIRT_END - DIRECTMAP_VIRT_START) /
				       PAGE_SIZE,
			       (sizeof(frame_groups) * CHAR_BIT)
				       << FRAMES_PER_GROUP_SHIFT);
		e820_limit(&e820, PFN_PHYS(max_page));
	}
	for (unsigned int i = 0; i < e820.nr; i++)
		if (e820.entry[i].type == E820_RAM)
			total_pages += PFN_DOWN(e820.entry[i].size);
	boot_reserve(image, image + (_end - _start));
	find_trampoline();
	reserve_crash_area();
	move_image();
	protect_alias();
	boot_limit = PFN_PHYS(max_page);
	make_frame_tables();
	/* The heap is per node from its first page on. */
	if (boot_rsdp)
		acpi_set_rsdp(boot_rsdp, 36);
	for (unsigned int i = 0; i < e820.nr; i++)
		if ((e820.entry[i].type == E820_ACPI ||
		     e820.entry[i].type == E820_NVS) &&
		    e820.entry[i].addr + e820.entry[i].size <= GB(4))
			acpi_add_rsdp_area(e820.entry[i].addr,
					   e820.entry[i].size);
	acpi_init();
	numa_init();
	boot_give_heap();
	share_m2p();
}

/* Boot-only code and data go back. */
void arch_free_init_memory(void)
{
	paddr_t start = xen_phys_start + (_sinit - (char *)XEN_VIRT_START);

	/* Its pages are there already: nothing is split. */
	if (xen_map(DIRECTMAP_VIRT_START + start, maddr_to_mfn(_maddr(start)),
		    PFN_DOWN(_einit - _sinit), XEN_RW))
		panic("No memory for page tables\n");
	xen_unmap((unsigned long)_sinit, PFN_DOWN(_einit - _sinit));
	boot_release(start, start + (_einit - _sinit));
	xen_map_check();
	log_info("Rights: nothing is writable and executable; the image is at "
		 "%#lx\n",
		 (unsigned long)xen_phys_start);
}
