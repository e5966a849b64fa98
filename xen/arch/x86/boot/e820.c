/*
 * e820.c: the machine's memory map, put in order.
 *
 * Firmware maps overlap and come unsorted.  The sanitized map is made by a
 * sweep over all borders: between two borders the type is the highest of the
 * entries that cover it, so that RAM gives way to everything else.
 */
#include <xen/init.h>
#include <xen/log.h>
#include "boot.h"

struct e820_map e820;

__init bool e820_add(struct e820_map *m, uint64_t addr, uint64_t size,
		     uint32_t type)
{
	if (size == 0 || addr + size < addr)
		return true;
	if (m->nr == MAX_E820)
		return false;
	m->entry[m->nr++] = (struct e820_entry){ addr, size, type };
	return true;
}

/* The lowest border above `from`, or 0. */
static __init uint64_t next_border(const struct e820_map *m, uint64_t from)
{
	uint64_t best = 0;

	for (unsigned int i = 0; i < m->nr; i++) {
		uint64_t b[2] = { m->entry[i].addr,
				  m->entry[i].addr + m->entry[i].size };

		for (unsigned int j = 0; j < 2; j++)
			if (b[j] > from && (best == 0 || b[j] < best))
				best = b[j];
	}
	return best;
}

static __init uint32_t type_at(const struct e820_map *m, uint64_t addr)
{
	uint32_t type = 0;

	for (unsigned int i = 0; i < m->nr; i++) {
		const struct e820_entry *e = &m->entry[i];

		if (addr >= e->addr && addr - e->addr < e->size &&
		    e->type > type)
			type = e->type;
	}
	return type;
}

__init void e820_sanitize(struct e820_map *m)
{
	static __initdata struct e820_map out;
	uint64_t at = 0, next;

	out.nr = 0;
	while ((next = next_border(m, at)) != 0) {
		uint32_t type = type_at(m, at);
		struct e820_entry *last =
			out.nr ? &out.entry[out.nr - 1] : NULL;

		if (type && last && last->type == type &&
		    last->addr + last->size == at)
			last->size += next - at;
		else if (type && !e820_add(&out, at, next - at, type))
			break;
		at = next;
	}
	*m = out;
}

__init void e820_limit(struct e820_map *m, uint64_t limit)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < m->nr; i++) {
		struct e820_entry e = m->entry[i];

		if (e.type == E820_RAM && e.addr >= limit)
			continue;
		if (e.type == E820_RAM)
			e.size = min(e.size, limit - e.addr);
		m->entry[n++] = e;
	}
	m->nr = n;
}
