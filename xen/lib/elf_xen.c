/*
 * elf_xen.c: ELF notes of the name "Xen".
 *
 * The first note of a type counts: sections may show the notes of a segment
 * once more.
 */
#include <public/elfnote.h>
#include <public/features.h>
#include <xen/bitops.h>
#include <xen/elf_xen.h>
#include <xen/errno.h>
#include <xen/string.h>

struct reader {
	struct xen_elf_info *info;
	unsigned long seen; /* bit per note type */
};

/* Names as they stand in XEN_ELFNOTE_FEATURES. */
static const struct {
	const char *name;
	unsigned int bit;
} features[] = {
	{ "writable_page_tables", XENFEAT_writable_page_tables },
	{ "writable_descriptor_tables", XENFEAT_writable_descriptor_tables },
	{ "auto_translated_physmap", XENFEAT_auto_translated_physmap },
	{ "supervisor_mode_kernel", XENFEAT_supervisor_mode_kernel },
	{ "pae_pgdir_above_4gb", XENFEAT_pae_pgdir_above_4gb },
	{ "hvm_callback_vector", XENFEAT_hvm_callback_vector },
	{ "dom0", XENFEAT_dom0 },
};

/* One name, after an '!' if it is required; unknown ones may be ignored. */
static int parse_feature(struct xen_elf_info *info, const char *s, size_t n)
{
	bool required = n && s[0] == '!';
	unsigned int i;

	if (required) {
		s++;
		n--;
	}
	for (i = 0; i < ARRAY_SIZE(features); i++) {
		if (strlen(features[i].name) == n &&
		    !memcmp(features[i].name, s, n)) {
			info->features_supported |= 1U << features[i].bit;
			if (required)
				info->features_required |= 1U
							   << features[i].bit;
			return 0;
		}
	}
	return required ? -EOPNOTSUPP : 0;
}

/* Names separated by '|'. */
static int parse_features(struct xen_elf_info *info, const char *s, size_t n)
{
	const char *end = s + strnlen(s, n), *sep;
	int rc = 0;

	for (; s < end && !rc; s = sep + 1) {
		sep = memchr(s, '|', (size_t)(end - s));
		if (!sep)
			sep = end;
		rc = parse_feature(info, s, (size_t)(sep - s));
	}
	return rc;
}

static int read_number(const uint8_t *p, size_t n, uint64_t *v)
{
	if (n != 1 && n != 2 && n != 4 && n != 8)
		return -EBADMSG;
	*v = 0;
	while (n--)
		*v = *v << 8 | p[n];
	return 0;
}

static void read_text(const struct elf_note *note, char *buf, size_t size)
{
	size_t n = strnlen(note->desc, min(note->desc_len, size - 1));

	memcpy(buf, note->desc, n);
	buf[n] = '\0';
}

/* Whether the contents begin with that word. */
static bool starts_with(const struct elf_note *note, const char *word)
{
	size_t n = strlen(word);

	return note->desc_len >= n && !memcmp(note->desc, word, n);
}

static int read_flag(const struct elf_note *note, bool *flag)
{
	uint64_t v;
	int rc = read_number(note->desc, note->desc_len, &v);

	if (!rc)
		*flag = v;
	return rc;
}

static int read_l1_mfn(const struct elf_note *note, struct xen_elf_info *info)
{
	size_t n = note->desc_len / 2;
	const uint8_t *p = note->desc;
	uint64_t mask, value;

	if (note->desc_len % 2 || read_number(p, n, &mask) ||
	    read_number(p + n, n, &value))
		return -EBADMSG;
	info->l1_mfn_mask = mask;
	info->l1_mfn_value = value;
	return 0;
}

/* Where the number of a note type goes; NULL if it is none of those. */
static uint64_t *number_field(struct xen_elf_info *info, uint32_t type)
{
	switch (type) {
	case XEN_ELFNOTE_ENTRY:
		return &info->entry;
	case XEN_ELFNOTE_HYPERCALL_PAGE:
		return &info->hypercall_page;
	case XEN_ELFNOTE_VIRT_BASE:
		return &info->virt_base;
	case XEN_ELFNOTE_PADDR_OFFSET:
		return &info->paddr_offset;
	case XEN_ELFNOTE_INIT_P2M:
		return &info->init_p2m;
	case XEN_ELFNOTE_HV_START_LOW:
		return &info->hv_start_low;
	case XEN_ELFNOTE_PHYS32_ENTRY:
		return &info->phys32_entry;
	default:
		return NULL;
	}
}

static int read_other(const struct elf_note *note, struct xen_elf_info *info)
{
	uint64_t v;
	int rc;

	switch (note->type) {
	case XEN_ELFNOTE_GUEST_OS:
		read_text(note, info->guest_os, sizeof(info->guest_os));
		return 0;
	case XEN_ELFNOTE_GUEST_VERSION:
		read_text(note, info->guest_version,
			  sizeof(info->guest_version));
		return 0;
	case XEN_ELFNOTE_XEN_VERSION:
		read_text(note, info->xen_version, sizeof(info->xen_version));
		return 0;
	case XEN_ELFNOTE_LOADER:
		read_text(note, info->loader, sizeof(info->loader));
		return 0;
	case XEN_ELFNOTE_PAE_MODE:
		info->pae = starts_with(note, "yes") ||
			    starts_with(note, "bimodal");
		info->pae_extended_cr3 = starts_with(note, "yes");
		return 0;
	case XEN_ELFNOTE_BSD_SYMTAB:
		info->bsd_symtab = starts_with(note, "yes");
		return 0;
	case XEN_ELFNOTE_FEATURES:
		return parse_features(info, note->desc, note->desc_len);
	case XEN_ELFNOTE_SUPPORTED_FEATURES:
		rc = read_number(note->desc, note->desc_len, &v);
		if (!rc)
			info->features_supported |= (uint32_t)v;
		return rc;
	case XEN_ELFNOTE_MOD_START_PFN:
		return read_flag(note, &info->mod_start_pfn);
	case XEN_ELFNOTE_SUSPEND_CANCEL:
		return read_flag(note, &info->suspend_cancel);
	case XEN_ELFNOTE_L1_MFN_VALID:
		return read_l1_mfn(note, info);
	default:
		return 0;
	}
}

static int read_note(const struct elf_note *note, void *ctx)
{
	struct reader *r = ctx;
	uint64_t *field;

	if (note->name_len != 4 || memcmp(note->name, "Xen", 4) ||
	    note->type > XEN_ELFNOTE_MAX || test_bit(note->type, &r->seen))
		return 0;
	__set_bit(note->type, &r->seen);
	r->info->xen_guest = true;
	field = number_field(r->info, note->type);
	if (field)
		return read_number(note->desc, note->desc_len, field);
	return read_other(note, r->info);
}

/* The rules by which notes that are not there get their values. */
static int resolve_addresses(const struct elf *elf, struct xen_elf_info *info)
{
	if (info->virt_base == XEN_ELF_UNSET)
		info->virt_base = 0;
	if (info->paddr_offset == XEN_ELF_UNSET)
		info->paddr_offset = info->xen_guest ? 0 : info->virt_base;
	if (info->entry == XEN_ELF_UNSET)
		info->entry = elf->entry;

	/* Arithmetic modulo 2^64: offsets may be "negative". */
	info->virt_offset = info->virt_base - info->paddr_offset;
	info->virt_start = elf->paddr_start + info->virt_offset;
	info->virt_end = elf->paddr_end + info->virt_offset;
	if (info->virt_end < info->virt_start)
		return -EINVAL;
	if (info->xen_guest && info->phys32_entry == XEN_ELF_UNSET &&
	    (info->entry < info->virt_start || info->entry >= info->virt_end))
		return -EINVAL;
	return 0;
}

int xen_elf_parse(const struct elf *elf, struct xen_elf_info *info)
{
	struct reader r = { .info = info };
	int rc;

	*info = (struct xen_elf_info){
		.entry = XEN_ELF_UNSET,
		.hypercall_page = XEN_ELF_UNSET,
		.virt_base = XEN_ELF_UNSET,
		.paddr_offset = XEN_ELF_UNSET,
		.init_p2m = XEN_ELF_UNSET,
		.hv_start_low = XEN_ELF_UNSET,
		.phys32_entry = XEN_ELF_UNSET,
		.l1_mfn_mask = XEN_ELF_UNSET,
		.l1_mfn_value = XEN_ELF_UNSET,
	};
	rc = elf_for_each_note(elf, read_note, &r);
	return rc ? rc : resolve_addresses(elf, info);
}
