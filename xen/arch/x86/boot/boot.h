/*
 * boot/boot.h: what the files of arch/x86/boot share, and what other parts of
 * the arch take from the boot loader's information.
 */
#ifndef X86_BOOT_BOOT_H
#define X86_BOOT_BOOT_H

#include <xen/arch/boot.h>
#include <public/xen.h>

/* ---- Memory map (e820.c) ---- */

#define E820_RAM      1
#define E820_RESERVED 2
#define E820_ACPI     3
#define E820_NVS      4
#define E820_UNUSABLE 5
#define MAX_E820      128

struct e820_entry {
	uint64_t addr, size;
	uint32_t type;
};

struct e820_map {
	unsigned int nr;
	struct e820_entry entry[MAX_E820];
};

/* Sorted, without overlaps; as the firmware said, but for broken entries. */
extern struct e820_map e820;

/* Adds an entry as found; false if the table is full. */
bool e820_add(struct e820_map *m, uint64_t addr, uint64_t size, uint32_t type);
/*
 * Fills an empty map from UEFI's of `size` bytes, `each` a descriptor; only
 * for after ExitBootServices().  False: that map has no RAM, don't use it.
 */
bool e820_from_efi(struct e820_map *m, const void *map, size_t size,
		   size_t each);
/* Sorts and resolves overlaps: the highest type wins (RAM is the lowest). */
void e820_sanitize(struct e820_map *m);
/* Cuts what lies at or above address `limit` off RAM (mem=). */
void e820_limit(struct e820_map *m, uint64_t limit);

/* ---- Boot loader (multiboot.c) ---- */

#define MB1_MAGIC 0x2badb002
#define MB2_MAGIC 0x36d76289

/*
 * Fills boot_info and e820 from the information at `pa`, which may lie
 * anywhere below 4 GiB; panics if there is no memory map.
 */
void multiboot_parse(uint32_t magic, uint32_t pa);

extern const void *boot_rsdp; /* a copy of the RSDP, NULL: not told */
extern bool e820_by_efi;      /* e820 was made from UEFI's map */

/* ---- Screen (screen.c) ---- */

/* boot_info.screen, if a BIOS's text mode is there. */
void boot_screen_bios(void);
/* What a PV dom0 is told (public/xen.h); false: nothing. */
bool boot_screen_tell(struct dom0_vga_console_info *out);

/* ---- Memory (memory.c) ---- */

/* A free page below 640 KiB for the AP trampoline. */
extern paddr_t boot_trampoline_pa;
/* The hypervisor's own L4 table. */
extern paddr_t idle_pg_table_pa;
/* Where the image lies: machine address of XEN_VIRT_START. */
extern paddr_t xen_phys_start;

/* Marks [start, end) as taken for the boot allocator. */
void boot_reserve(paddr_t start, paddr_t end);
/* Ends it; after boot_give_heap() the whole pages go to the heap. */
void boot_release(paddr_t start, paddr_t end);
/* Gives what the boot allocator has left to the heap. */
void boot_give_heap(void);

#endif /* X86_BOOT_BOOT_H */
