/*
 * multiboot.c: what the boot loader tells, by Multiboot 0.6.96 or Multiboot2
 * 2.0, copied into boot_info, e820 and boot_rsdp.
 *
 * Both kinds of information lie below 4 GiB, which is mapped at the direct
 * map.  They come from the boot loader, whom we trust; the lengths are still
 * checked, so that a broken one ends in a message.
 */
#include <xen/init.h>
#include <xen/log.h>
#include <xen/string.h>
#include <xen/arch/mm.h>
#include "boot.h"

#define MB1_CMDLINE 0x004
#define MB1_MODS    0x008
#define MB1_MMAP    0x040
#define MB1_LOADER  0x200
#define MB1_SCREEN  0x1000

/* The same in both. */
struct mb_screen {
	uint64_t addr;
	uint32_t pitch, width, height;
	uint8_t bits, type;
#define MB_SCREEN_RGB  1
#define MB_SCREEN_TEXT 2
} __packed;

/* ... and then, for MB_SCREEN_RGB: */
struct mb_colours {
	struct screen_colour red, green, blue;
} __packed;

struct mb1_info {
	uint32_t flags, mem_lower, mem_upper, boot_device, cmdline;
	uint32_t mods_count, mods_addr, syms[4], mmap_length, mmap_addr;
	uint32_t drives_length, drives_addr, config_table, loader_name;
	uint32_t apm_table, vbe[4];
	struct mb_screen screen;
	struct mb_colours colours;
} __packed;

struct mb1_module {
	uint32_t start, end, string, reserved;
};

struct mb1_mmap {
	uint32_t size; /* of what follows */
	uint64_t addr, len;
	uint32_t type;
} __packed;

#define MB2_TAG_END	0
#define MB2_TAG_CMDLINE 1
#define MB2_TAG_LOADER	2
#define MB2_TAG_MODULE	3
#define MB2_TAG_MMAP	6
#define MB2_TAG_SCREEN	8
#define MB2_TAG_RSDP1	14
#define MB2_TAG_RSDP2	15
#define MB2_TAG_EFI_MAP 17

struct mb2_tag {
	uint32_t type, size;
};

struct mb2_module {
	struct mb2_tag tag;
	uint32_t start, end;
	char cmdline[];
};

struct mb2_mmap {
	struct mb2_tag tag;
	uint32_t entry_size, version;
};

struct mb2_mmap_entry {
	uint64_t addr, len;
	uint32_t type, zero;
};

struct mb2_screen {
	struct mb2_tag tag;
	struct mb_screen screen;
	uint16_t reserved;
	struct mb_colours colours;
} __packed;

struct mb2_efi_map {
	struct mb2_tag tag;
	uint32_t entry_size, version;
};

struct boot_info boot_info;
const void *boot_rsdp;
__initdata bool e820_by_efi;
char saved_cmdline[1024];

/* Module command lines and names, kept after the loader's memory is gone. */
static __initdata char strings[4096];
static __initdata size_t strings_used;

static __init const char *keep(const char *s)
{
	size_t len = strnlen(s, sizeof(strings));
	char *p = strings + strings_used;

	if (len + 1 > sizeof(strings) - strings_used)
		panic("The boot loader's command lines are longer than %zu "
		      "bytes\n",
		      sizeof(strings));
	memcpy(p, s, len);
	p[len] = '\0';
	strings_used += len + 1;
	return p;
}

static __init void *at(uint32_t pa)
{
	return maddr_to_virt(_maddr(pa));
}

static __init void add_module(paddr_t start, paddr_t end, const char *cmdline)
{
	struct boot_module *m = &boot_info.module[boot_info.nr_modules];

	if (boot_info.nr_modules == MAX_BOOT_MODULES)
		panic("More than %u boot modules\n", MAX_BOOT_MODULES);
	if (end < start)
		panic("Boot module %u ends before it begins\n",
		      boot_info.nr_modules);
	m->start = start;
	m->size = end - start;
	m->cmdline = keep(cmdline);
	boot_info.nr_modules++;
	boot_reserve(start, end);
}

/*
 * Multiboot1 strings begin with the file's name, by tradition; GRUB 2 leaves
 * it out.
 */
static __init const char *skip_name(const char *s)
{
	if (!strncmp(boot_info.loader_name, "GRUB ", 5) &&
	    boot_info.loader_name[5] != '0')
		return s;
	while (*s && *s != ' ')
		s++;
	while (*s == ' ')
		s++;
	return s;
}

static __init void parse_screen(const struct mb_screen *s,
				const struct mb_colours *c)
{
	if (s->type == MB_SCREEN_TEXT)
		boot_screen_bios();
	if (s->type != MB_SCREEN_RGB)
		return;
	boot_info.screen = (struct screen_info){
		.kind = SCREEN_PIXELS,
		.base = s->addr,
		.width = s->width,
		.height = s->height,
		.pitch = s->pitch,
		.bits = s->bits,
		.red = c->red,
		.green = c->green,
		.blue = c->blue,
	};
}

static __init void parse_mb1(uint32_t pa)
{
	const struct mb1_info *mbi = at(pa);
	const struct mb1_module *mod = at(mbi->mods_addr);

	if (mbi->flags & MB1_LOADER)
		boot_info.loader_name = keep(at(mbi->loader_name));
	if (mbi->flags & MB1_CMDLINE)
		boot_info.cmdline = keep(skip_name(at(mbi->cmdline)));
	if (mbi->flags & MB1_MODS)
		for (uint32_t i = 0; i < mbi->mods_count; i++)
			add_module(mod[i].start, mod[i].end,
				   mod[i].string ? skip_name(at(mod[i].string))
						 : "");
	if (mbi->flags & MB1_SCREEN)
		parse_screen(&mbi->screen, &mbi->colours);
	else
		boot_screen_bios();
	if (!(mbi->flags & MB1_MMAP))
		return;
	for (uint32_t off = 0; off < mbi->mmap_length;) {
		const struct mb1_mmap *e = at(mbi->mmap_addr + off);

		if (!e820_add(&e820, e->addr, e->len, e->type))
			break;
		off += e->size + sizeof(e->size);
	}
}

static __init void parse_mb2_mmap(const struct mb2_mmap *t)
{
	uint32_t off = sizeof(*t);

	if (t->entry_size < sizeof(struct mb2_mmap_entry))
		return;
	for (; off + t->entry_size <= t->tag.size; off += t->entry_size) {
		const struct mb2_mmap_entry *e = (const void *)t + off;

		if (!e820_add(&e820, e->addr, e->len, e->type))
			break;
	}
}

/* What the loader made of UEFI's map says less: that map goes before. */
static __init void parse_mb2_efi_map(const struct mb2_efi_map *t)
{
	static __initdata struct e820_map efi;

	if (t->tag.size < sizeof(*t) ||
	    !e820_from_efi(&efi, t + 1, t->tag.size - sizeof(*t),
			   t->entry_size))
		return;
	e820 = efi;
	e820_by_efi = true;
}

static __initdata bool screen_told;

static __init void parse_mb2_tag(const struct mb2_tag *t)
{
	const struct mb2_module *mod = (const void *)t;
	const struct mb2_screen *scr = (const void *)t;
	static uint8_t rsdp_copy[64] __aligned(16);

	switch (t->type) {
	case MB2_TAG_CMDLINE:
		boot_info.cmdline = keep((const char *)(t + 1));
		break;
	case MB2_TAG_LOADER:
		boot_info.loader_name = keep((const char *)(t + 1));
		break;
	case MB2_TAG_MODULE:
		add_module(mod->start, mod->end, mod->cmdline);
		break;
	case MB2_TAG_MMAP:
		if (!e820_by_efi)
			parse_mb2_mmap((const void *)t);
		break;
	case MB2_TAG_SCREEN:
		if (t->size >= sizeof(*scr) ||
		    scr->screen.type != MB_SCREEN_RGB)
			parse_screen(&scr->screen, &scr->colours);
		screen_told = true;
		break;
	case MB2_TAG_EFI_MAP:
		parse_mb2_efi_map((const void *)t);
		break;
	case MB2_TAG_RSDP1:
	case MB2_TAG_RSDP2:
		/* A copy of the RSDP stands in the tag: keep it. */
		if (t->size - sizeof(*t) > sizeof(rsdp_copy) ||
		    (boot_rsdp && t->type == MB2_TAG_RSDP1))
			break;
		memcpy(rsdp_copy, t + 1, t->size - sizeof(*t));
		boot_rsdp = rsdp_copy;
		break;
	}
}

static __init void parse_mb2(uint32_t pa)
{
	uint32_t total = *(const uint32_t *)at(pa);
	uint32_t off = 8;

	while (off + sizeof(struct mb2_tag) <= total) {
		const struct mb2_tag *t = at(pa + off);

		if (t->type == MB2_TAG_END || t->size < sizeof(*t) ||
		    t->size > total - off)
			break;
		parse_mb2_tag(t);
		off = ROUNDUP(off + t->size, 8u);
	}
	if (!screen_told && !e820_by_efi)
		boot_screen_bios();
}

__init void multiboot_parse(uint32_t magic, uint32_t pa)
{
	boot_info.loader_name = "unknown";
	boot_info.cmdline = "";
	if (magic == MB1_MAGIC)
		parse_mb1(pa);
	else if (magic == MB2_MAGIC)
		parse_mb2(pa);
	else
		panic("Not started by a Multiboot loader (magic %#x)\n", magic);
	strlcpy(saved_cmdline, boot_info.cmdline, sizeof(saved_cmdline));
	if (e820.nr == 0)
		panic("The boot loader gave no memory map\n");
	e820_sanitize(&e820);
}
