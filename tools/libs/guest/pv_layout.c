// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where everything lies in a new PV domain: the contract of "start of day"
 * in public/xen.h.  pfn 0 is mapped at virt_base; behind the kernel come, in
 * this order, the ramdisk (if the kernel wants it mapped), start info, the
 * two rings, the p2m list (unless it has an address of its own), the page
 * tables and the stack.  At least 512 KiB are mapped behind the last of them
 * and the mapping ends on a 4 MiB boundary.  Unmapped parts lie behind that.
 */
#include "private.h"

#include <xen/elfnote.h>
#include <xen/features.h>

#define MAP_ALIGN   (4ULL << 20)
#define MAP_PADDING (512ULL << 10)

static uint64_t pages(uint64_t bytes)
{
	return (bytes + XC_PAGE_SIZE - 1) >> XC_PAGE_SHIFT;
}

static struct xc_dom_range place(xen_pfn_t *next, uint64_t nr)
{
	struct xc_dom_range r = { *next, nr };

	*next += nr;
	return r;
}

static int check_features(const char *features, struct xc_dom_error *err)
{
	static const char *const refused[] = {
		"writable_descriptor_tables",
		"auto_translated_physmap",
		"supervisor_mode_kernel",
	};
	size_t len, i;

	while (*features) {
		len = strcspn(features, "|");
		for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
			if (features[0] == '!' &&
			    len - 1 == strlen(refused[i]) &&
			    !memcmp(features + 1, refused[i], len - 1))
				return xg_fail(
					err, EINVAL,
					"it requires the feature %s, which a "
					"PV domain does not have",
					refused[i]);
		features += len + (features[len] == '|');
	}
	return 0;
}

static int check_kind(const struct xc_dom_kernel *k, struct xc_dom_error *err)
{
	const struct xc_dom_notes *n = &k->notes;

	if (!n->present)
		return xg_fail(err, EINVAL,
			       "it has no Xen notes, so it is not a PV kernel "
			       "(built without CONFIG_XEN_PV?)");
	if (n->xen_version[0] && strcmp(n->xen_version, "xen-3.0"))
		return xg_fail(err, EINVAL,
			       "it is for the interface %s, not xen-3.0",
			       n->xen_version);
	/* Without a hypercall page it makes its hypercalls itself. */
	if (!XC_DOM_NOTE_GIVEN(n, XEN_ELFNOTE_ENTRY) &&
	    XC_DOM_NOTE_GIVEN(n, XEN_ELFNOTE_PHYS32_ENTRY))
		return xg_fail(err, EINVAL,
			       "it can only start as type=\"pvh\"");
	if (k->bits != 64)
		return xg_fail(err, EINVAL,
			       "it is a 32-bit PV kernel; this stack runs "
			       "64-bit ones only");
	return check_features(n->features, err);
}

/* Where in pfn space a virtual address of the kernel lies. */
static int to_pfn(const struct xc_dom_pv_plan *plan, uint64_t virt,
		  const char *what, xen_pfn_t *pfn, struct xc_dom_error *err)
{
	uint64_t p = (virt - plan->virt_base) >> XC_PAGE_SHIFT;

	if (virt < plan->virt_base || p < plan->kernel.first ||
	    p >= plan->kernel.first + plan->kernel.nr)
		return xg_fail(err, EINVAL,
			       "its %s 0x%llx lies outside its image", what,
			       (unsigned long long)virt);
	*pfn = p;
	return 0;
}

static int place_kernel(const struct xc_dom_kernel *k,
			struct xc_dom_pv_plan *plan, struct xc_dom_error *err)
{
	const struct xc_dom_notes *n = &k->notes;
	uint64_t low = UINT64_MAX, high = 0, start;
	xen_pfn_t dummy;
	unsigned int i;
	int rc;

	for (i = 0; i < k->nr_segments; i++) {
		if (k->segments[i].paddr < n->paddr_offset)
			return xg_fail(
				err, EINVAL,
				"its segment at 0x%llx lies below its base",
				(unsigned long long)k->segments[i].paddr);
		start = k->segments[i].paddr - n->paddr_offset;
		if (start < low)
			low = start;
		if (start + k->segments[i].memsz > high)
			high = start + k->segments[i].memsz;
	}
	if (high > XC_DOM_KERNEL_MAX)
		return xg_fail(err, EINVAL,
			       "it wants to be loaded above %lu MiB",
			       XC_DOM_KERNEL_MAX >> 20);
	plan->virt_base = n->virt_base;
	if (plan->virt_base & ((1ULL << 21) - 1) ||
	    plan->virt_base > UINT64_MAX - 2 * XC_DOM_KERNEL_MAX)
		return xg_fail(err, EINVAL,
			       "its virtual base 0x%llx is impossible",
			       (unsigned long long)plan->virt_base);
	plan->kernel.first = low >> XC_PAGE_SHIFT;
	plan->kernel.nr = pages(high) - plan->kernel.first;
	plan->entry = XC_DOM_NOTE_GIVEN(n, XEN_ELFNOTE_ENTRY) ? n->entry
							      : k->elf_entry;
	rc = to_pfn(plan, plan->entry, "entry point", &dummy, err);
	plan->has_hypercall_page =
		XC_DOM_NOTE_GIVEN(n, XEN_ELFNOTE_HYPERCALL_PAGE);
	if (!rc && plan->has_hypercall_page)
		rc = to_pfn(plan, n->hypercall_page, "hypercall page",
			    &plan->hypercall_page, err);
	return rc;
}

/* The tables must cover themselves: grow until they do. */
static void place_tables(struct xc_dom_pv_plan *plan, xen_pfn_t *next)
{
	xen_pfn_t first = *next;
	uint64_t end;

	plan->pagetables = (struct xc_dom_range){ first, 1 };
	for (;;) {
		*next = first + plan->pagetables.nr;
		plan->stack = place(next, 1);
		end = plan->virt_base + ((uint64_t)*next << XC_PAGE_SHIFT);
		plan->map_end =
			(end + MAP_PADDING + MAP_ALIGN - 1) & ~(MAP_ALIGN - 1);
		if (xg_pagetables_count(plan) <= plan->pagetables.nr)
			return;
		plan->pagetables.nr = xg_pagetables_count(plan);
	}
}

int xc_dom_pv_plan(const struct xc_dom_kernel *kernel, xen_pfn_t total_pages,
		   uint64_t ramdisk_size, struct xc_dom_pv_plan *plan,
		   struct xc_dom_error *err)
{
	const struct xc_dom_notes *n = &kernel->notes;
	uint64_t p2m_pages = pages(total_pages * sizeof(xen_pfn_t));
	xen_pfn_t next;
	int rc;

	memset(plan, 0, sizeof(*plan));
	plan->total_pages = total_pages;
	rc = check_kind(kernel, err);
	if (!rc)
		rc = place_kernel(kernel, plan, err);
	if (rc)
		return rc;
	if (total_pages > 1ULL << 32 || ramdisk_size > 1ULL << 40)
		return xg_fail(err, EINVAL,
			       "memory or ramdisk have an absurd size");

	next = plan->kernel.first + plan->kernel.nr;
	plan->ramdisk_mapped = !n->mod_start_pfn;
	if (plan->ramdisk_mapped)
		plan->ramdisk = place(&next, pages(ramdisk_size));
	plan->start_info = place(&next, 1);
	plan->xenstore = place(&next, 1);
	plan->console = place(&next, 1);

	plan->p2m_apart = XC_DOM_NOTE_GIVEN(n, XEN_ELFNOTE_INIT_P2M) &&
			  n->init_p2m < n->virt_base;
	plan->p2m.nr = p2m_pages;
	if (plan->p2m_apart) {
		if (n->init_p2m & ((1ULL << 21) - 1))
			return xg_fail(
				err, EINVAL,
				"its address for the p2m list is not aligned");
		plan->p2m_virt = n->init_p2m;
	} else {
		plan->p2m = place(&next, p2m_pages);
		plan->p2m_virt = plan->virt_base +
				 ((uint64_t)plan->p2m.first << XC_PAGE_SHIFT);
	}
	place_tables(plan, &next);
	/* What is not in the first mapping lies behind it, if there is room. */
	if (plan->p2m_apart)
		plan->p2m = place(&next, p2m_pages);
	if (!plan->ramdisk_mapped)
		plan->ramdisk = place(&next, pages(ramdisk_size));
	plan->end = next;
	if (next > total_pages)
		return xg_fail(
			err, ENOMEM,
			"kernel and ramdisk need %llu MiB before the first "
			"instruction, the domain has %llu MiB: raise memory=",
			(unsigned long long)(next >> 8) + 1,
			(unsigned long long)total_pages >> 8);
	return 0;
}
