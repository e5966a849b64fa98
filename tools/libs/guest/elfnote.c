// SPDX-License-Identifier: GPL-2.0-only
/*
 * Xen's ELF notes (public/elfnote.h) and their predecessor, the string in
 * the section __xen_guest.  Notes of other owners are skipped.
 */
#include "private.h"

#include <xen/elfnote.h>

static uint64_t align_up(uint64_t v, uint64_t a)
{
	return (v + a - 1) & ~(a - 1);
}

static void copy_text(char *dst, size_t room, const uint8_t *desc, size_t len)
{
	size_t n = strnlen((const char *)desc, len);

	snprintf(dst, room, "%.*s", (int)(n < room ? n : room - 1),
		 (const char *)desc);
}

static bool number(const uint8_t *desc, size_t len, uint64_t *v)
{
	if (len == 8)
		*v = xg_le64(desc);
	else if (len == 4)
		*v = xg_le32(desc);
	else
		return false;
	return true;
}

static bool is_yes(const uint8_t *desc, size_t len)
{
	uint64_t v;

	if (number(desc, len, &v) && (len == 8 || desc[0] < ' '))
		return v != 0;
	return len >= 3 && !memcmp(desc, "yes", 3);
}

static void take(struct xc_dom_notes *n, uint32_t type, const uint8_t *desc,
		 size_t len)
{
	const struct {
		uint32_t type;
		uint64_t *to;
	} numbers[] = {
		{ XEN_ELFNOTE_ENTRY, &n->entry },
		{ XEN_ELFNOTE_HYPERCALL_PAGE, &n->hypercall_page },
		{ XEN_ELFNOTE_VIRT_BASE, &n->virt_base },
		{ XEN_ELFNOTE_PADDR_OFFSET, &n->paddr_offset },
		{ XEN_ELFNOTE_INIT_P2M, &n->init_p2m },
		{ XEN_ELFNOTE_PHYS32_ENTRY, &n->phys32_entry },
		{ XEN_ELFNOTE_HV_START_LOW, &n->hv_start_low },
		{ XEN_ELFNOTE_SUPPORTED_FEATURES, &n->supported_features },
	};
	const struct {
		uint32_t type;
		char *to;
		size_t room;
	} texts[] = {
		{ XEN_ELFNOTE_GUEST_OS, n->guest_os, sizeof(n->guest_os) },
		{ XEN_ELFNOTE_GUEST_VERSION, n->guest_version,
		  sizeof(n->guest_version) },
		{ XEN_ELFNOTE_XEN_VERSION, n->xen_version,
		  sizeof(n->xen_version) },
		{ XEN_ELFNOTE_LOADER, n->loader, sizeof(n->loader) },
		{ XEN_ELFNOTE_FEATURES, n->features, sizeof(n->features) },
		{ XEN_ELFNOTE_PAE_MODE, n->pae_mode, sizeof(n->pae_mode) },
	};
	unsigned int i;

	if (type < 32)
		n->given |= 1U << type;
	n->present = true;
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (type == numbers[i].type &&
		    !number(desc, len, numbers[i].to))
			n->given &= ~(1U << type);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (type == texts[i].type)
			copy_text(texts[i].to, texts[i].room, desc, len);
	if (type == XEN_ELFNOTE_MOD_START_PFN)
		n->mod_start_pfn = is_yes(desc, len);
	if (type == XEN_ELFNOTE_SUSPEND_CANCEL)
		n->suspend_cancel = is_yes(desc, len);
}

int xg_notes_parse(struct xc_dom_notes *notes, const uint8_t *p, size_t len,
		   size_t align, struct xc_dom_error *err)
{
	uint64_t pos = 0, namesz, descsz, desc;
	uint32_t type;

	align = align == 8 ? 8 : 4;
	while (len - pos >= 12) {
		namesz = xg_le32(p + pos);
		descsz = xg_le32(p + pos + 4);
		type = xg_le32(p + pos + 8);
		desc = pos + align_up(12 + namesz, align);
		if (!xg_inside(pos + 12, namesz, len) ||
		    !xg_inside(desc, descsz, len))
			return xg_fail(err, EINVAL,
				       "its ELF notes are damaged");
		if (namesz == 4 && !memcmp(p + pos + 12, "Xen", 4))
			take(notes, type, p + desc, descsz);
		pos = desc + align_up(descsz, align);
		if (pos > len)
			break;
	}
	return 0;
}

int xg_guest_string_parse(struct xc_dom_notes *notes, const char *s,
			  struct xc_dom_error *err)
{
	static const struct {
		const char *key;
		uint32_t type;
		bool num;
	} keys[] = {
		{ "LOADER", XEN_ELFNOTE_LOADER, false },
		{ "GUEST_OS", XEN_ELFNOTE_GUEST_OS, false },
		{ "GUEST_VER", XEN_ELFNOTE_GUEST_VERSION, false },
		{ "XEN_VER", XEN_ELFNOTE_XEN_VERSION, false },
		{ "PAE", XEN_ELFNOTE_PAE_MODE, false },
		{ "FEATURES", XEN_ELFNOTE_FEATURES, false },
		{ "VIRT_BASE", XEN_ELFNOTE_VIRT_BASE, true },
		{ "VIRT_ENTRY", XEN_ELFNOTE_ENTRY, true },
		{ "ELF_PADDR_OFFSET", XEN_ELFNOTE_PADDR_OFFSET, true },
		{ "HYPERCALL_PAGE", XEN_ELFNOTE_HYPERCALL_PAGE, true },
	};
	size_t i, klen, vlen;
	const char *eq;
	uint8_t num[8];
	uint64_t v;

	while (*s) {
		klen = strcspn(s, "=,");
		eq = s[klen] == '=' ? s + klen + 1 : "";
		vlen = strcspn(eq, ",");
		for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
			if (strlen(keys[i].key) != klen ||
			    memcmp(keys[i].key, s, klen))
				continue;
			if (!keys[i].num) {
				take(notes, keys[i].type, (const uint8_t *)eq,
				     vlen);
				continue;
			}
			v = strtoull(eq, NULL, 0);
			/* The old form counts in pages from the base. */
			if (keys[i].type == XEN_ELFNOTE_HYPERCALL_PAGE)
				v = (v << XC_PAGE_SHIFT) + notes->virt_base;
			memcpy(num, &v, sizeof(num));
			take(notes, keys[i].type, num, sizeof(num));
		}
		s += klen;
		if (*s == '=')
			s += 1 + vlen;
		if (*s == ',')
			s++;
	}
	/* It used to mean: physical addresses are virtual ones. */
	if (!XC_DOM_NOTE_GIVEN(notes, XEN_ELFNOTE_PADDR_OFFSET))
		notes->paddr_offset = notes->virt_base;
	return 0;
}
