/*
 * efi_map.c: UEFI's memory map (UEFI 2.10, 7.2.3) as E820 ranges.
 */
#include <xen/init.h>
#include <xen/string.h>
#include "boot.h"

/* Descriptors of later versions are longer. */
struct efi_memory {
	uint32_t type, pad;
	uint64_t start, virt, pages, attribute;
};

#define EFI_PAGE_SHIFT	   12
#define EFI_MEMORY_WB	   (1ULL << 3)
#define EFI_MEMORY_RUNTIME (1ULL << 63)

/* By EfiMemoryType; what boot services used is free once they have ended. */
static const __initconst uint8_t e820_types[] = {
	[1] = E820_RAM,			     /* loader's code, data */
	[2] = E820_RAM,	     [3] = E820_RAM, /* boot services' */
	[4] = E820_RAM,	     [7] = E820_RAM, /* conventional */
	[8] = E820_UNUSABLE, [9] = E820_ACPI, [10] = E820_NVS,
};

static __init uint32_t e820_type(const struct efi_memory *d)
{
	uint32_t type =
		d->type < ARRAY_SIZE(e820_types) ? e820_types[d->type] : 0;

	if (type == E820_RAM && (!(d->attribute & EFI_MEMORY_WB) ||
				 d->attribute & EFI_MEMORY_RUNTIME))
		return E820_RESERVED;
	return type ? type : E820_RESERVED;
}

__init bool e820_from_efi(struct e820_map *m, const void *map, size_t size,
			  size_t each)
{
	struct efi_memory d;

	m->nr = 0;
	if (each < sizeof(d))
		return false;
	for (; size >= each; size -= each, map += each) {
		struct e820_entry *last = m->nr ? &m->entry[m->nr - 1] : NULL;
		uint32_t type;

		memcpy(&d, map, sizeof(d));
		if (d.pages > UINT64_MAX >> EFI_PAGE_SHIFT)
			continue;
		type = e820_type(&d);
		/* A hundred pieces of a firmware's life are one range. */
		if (last && last->type == type &&
		    last->addr + last->size == d.start &&
		    d.start + (d.pages << EFI_PAGE_SHIFT) >= d.start)
			last->size += d.pages << EFI_PAGE_SHIFT;
		else if (!e820_add(m, d.start, d.pages << EFI_PAGE_SHIFT, type))
			break;
	}
	for (unsigned int i = 0; i < m->nr; i++)
		if (m->entry[i].type == E820_RAM)
			return true;
	return false;
}
