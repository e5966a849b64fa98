/*
 * populate.c: dom0's memory: pages, kernel, initrd, P2M, page tables,
 * start_info, and the registers of its first vCPU.
 *
 * Page tables are written as plain data and then validated by the page-type
 * engine like any guest's.
 */
#include <xen/atomic.h>
#include <xen/console.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/printf.h>
#include <xen/sched.h>
#include <xen/string.h>
#include <xen/arch/mm.h>
#include <asm/pv.h>
#include <asm/pv_mm.h>
#include "../../boot/boot.h"
#include "private.h"

#define TABLE_FLAGS (PTE_P | PTE_RW | PTE_US | PTE_A | PTE_D)

static __init void *pfn_virt(const struct dom0 *b, unsigned long pfn)
{
	return mfn_to_virt(_mfn(b->p2m[pfn]));
}

/* ---- Pages ---- */

static __init unsigned int order_below(unsigned long nr)
{
	unsigned int order = 0;

	while (order < MAX_ORDER && (2UL << order) <= nr)
		order++;
	return order;
}

static __init int allocate(struct dom0 *b)
{
	unsigned int order = order_below(b->nr_pages);

	for (unsigned long pfn = 0; pfn < b->nr_pages;) {
		struct page_info *pg;

		while ((1UL << order) > b->nr_pages - pfn)
			order--;
		pg = domain_page_alloc(b->d, order, MEMF_no_scrub);
		if (!pg && order == 0)
			return -ENOMEM;
		if (!pg) {
			order--;
			continue;
		}
		for (unsigned long i = 0; i < 1UL << order; i++, pfn++) {
			mfn_t mfn = mfn_add(page_to_mfn(pg), i);

			b->p2m[pfn] = mfn_x(mfn);
			arch_set_gpfn(b->d, mfn, pfn);
		}
	}
	return 0;
}

/* Copies (from NULL: zeroes) `len` bytes at pseudo-physical `pa`. */
static __init int fill(const struct dom0 *b, uint64_t pa, const void *from,
		       size_t len)
{
	if (pa > PFN_PHYS(b->nr_pages) || len > PFN_PHYS(b->nr_pages) - pa)
		return -E2BIG;
	while (len) {
		size_t off = pa & (PAGE_SIZE - 1);
		size_t n = min(len, PAGE_SIZE - off);
		uint8_t *to = (uint8_t *)pfn_virt(b, PFN_DOWN(pa)) + off;

		if (from) {
			memcpy(to, from, n);
			from = (const uint8_t *)from + n;
		} else {
			memset(to, 0, n);
		}
		pa += n;
		len -= n;
	}
	return 0;
}

static __init int load_segment(const struct elf_segment *s, void *ctx)
{
	const struct dom0 *b = ctx;
	uint64_t pa = s->paddr + b->info.virt_offset - b->l.virt_start;
	int ret = fill(b, pa, s->data, s->file_size);

	return ret
		       ?: fill(b, pa + s->file_size, NULL,
			       s->mem_size - s->file_size);
}

/* ---- Page tables ---- */

struct mapper {
	struct dom0 *b;
	unsigned long top;	 /* pfn of the L4 table */
	unsigned long next, end; /* pfns for further tables */
};

static __init bool is_table(const struct dom0_layout *l, unsigned long pfn)
{
	return pfn - l->pt_pfn < l->nr_pt ||
	       (l->nr_p2m_pt && pfn - l->p2m_pt_pfn < l->nr_p2m_pt);
}

static __init int map_page(struct mapper *m, unsigned long va,
			   unsigned long pfn)
{
	const struct dom0 *b = m->b;
	uint64_t *table = pfn_virt(b, m->top);
	uint64_t flags = TABLE_FLAGS;

	for (unsigned int shift = 39; shift > 12; shift -= 9) {
		uint64_t *e = &table[(va >> shift) & 511];

		if (!(*e & PTE_P)) {
			if (m->next == m->end)
				return -ENOSPC;
			memset(pfn_virt(b, m->next), 0, PAGE_SIZE);
			*e = PFN_PHYS(b->p2m[m->next++]) | TABLE_FLAGS;
		}
		table = maddr_to_virt(_maddr(*e & PTE_ADDR_MASK));
	}
	if (is_table(&b->l, pfn))
		flags &= ~PTE_RW;
	table[(va >> 12) & 511] = PFN_PHYS(b->p2m[pfn]) | flags;
	return 0;
}

static __init int map_range(struct mapper *m, unsigned long va,
			    unsigned long pfn, unsigned long nr)
{
	int ret = 0;

	for (unsigned long i = 0; i < nr && !ret; i++)
		ret = map_page(m, va + PFN_PHYS(i), pfn + i);
	return ret;
}

static __init int make_tables(struct dom0 *b)
{
	const struct dom0_layout *l = &b->l;
	struct mapper m = { .b = b,
			    .top = l->pt_pfn,
			    .next = l->pt_pfn + 1,
			    .end = l->pt_pfn + l->nr_pt };
	int ret;

	memset(pfn_virt(b, m.top), 0, PAGE_SIZE);
	ret = map_range(&m, l->virt_start, l->first_pfn, l->nr_mapped);
	if (ret || !l->nr_p2m_pt)
		return ret;
	m.next = l->p2m_pt_pfn;
	m.end = l->p2m_pt_pfn + l->nr_p2m_pt;
	return map_range(&m, l->p2m_va, l->p2m_pfn, l->nr_p2m);
}

/* ---- start_info, registers ---- */

static __init void fill_start_info(const struct dom0 *b)
{
	const struct dom0_layout *l = &b->l;
	unsigned long pfn = PFN_DOWN(l->start_info - l->virt_start);
	struct start_info *si = pfn_virt(b, pfn);

	memset(si, 0, PAGE_SIZE);
	snprintf(si->magic, sizeof(si->magic), "xen-3.0-x86_64");
	si->nr_pages = b->nr_pages;
	si->shared_info = maddr_x(virt_to_maddr(b->d->shared_info));
	si->flags = SIF_PRIVILEGED | SIF_INITDOMAIN | SIF_VIRT_P2M_4TOOLS;
	si->pt_base = l->pt;
	si->nr_pt_frames = l->nr_pt;
	si->mfn_list = l->p2m_va;
	if (l->nr_p2m_pt) {
		si->first_p2m_pfn = l->p2m_pfn;
		si->nr_p2m_frames = l->nr_p2m + l->nr_p2m_pt;
	}
	if (b->initrd) {
		si->mod_len = b->initrd->size;
		si->mod_start = l->initrd_va;
		if (!l->initrd_va) {
			si->mod_start = l->initrd_pfn;
			si->flags |= SIF_MOD_START_PFN;
		}
	}
	strlcpy((char *)si->cmd_line, b->kernel->cmdline, sizeof(si->cmd_line));
	/* Behind it in its page. */
	console_leave_screen(&boot_info.screen);
	if (boot_screen_tell((void *)(si + 1))) {
		si->console.dom0.info_off = sizeof(*si);
		si->console.dom0.info_size =
			sizeof(struct dom0_vga_console_info);
	}
}

static __init int validate_tables(struct dom0 *b)
{
	struct vcpu *v = b->d->vcpu[0];
	unsigned long top = b->p2m[b->l.pt_pfn];
	int ret;

	do {
		ret = pv_new_root(v, top, false);
	} while (ret == -ERESTART);
	if (ret)
		return ret;
	return pv_pin_root(b->d, top);
}

static __init void start_vcpu(const struct dom0 *b)
{
	struct vcpu *v = b->d->vcpu[0];
	struct cpu_user_regs *r = &v->arch.regs;

	r->cs = GUEST_CS64;
	r->ss = GUEST_DS32;
	r->rip = b->info.entry;
	r->rsp = b->l.stack + PAGE_SIZE;
	r->rsi = b->l.start_info;
	r->rflags = X86_EFLAGS_IF | X86_EFLAGS_MBS;
	v->arch.pv.kernel_mode = true;
	v->vcpu_info->evtchn_upcall_mask = 1;
	v->initialised = true;
	atomic_and(&v->pause_flags, ~BIT(VPF_down));
}

__init int dom0_populate(struct dom0 *b)
{
	const struct dom0_layout *l = &b->l;
	unsigned int order = get_order(b->nr_pages * sizeof(*b->p2m));
	int ret = -ENOMEM;

	b->p2m = xheap_alloc_flags(order, MEMF_no_scrub);
	if (!b->p2m)
		return ret;
	ret = allocate(b);
	/* No old data in what the kernel maps at first. */
	if (!ret)
		ret = elf_load(&b->elf, load_segment, b);
	if (!ret && b->initrd)
		ret = fill(b, PFN_PHYS(l->initrd_pfn),
			   maddr_to_virt(_maddr(b->initrd->start)),
			   b->initrd->size);
	if (!ret && b->info.hypercall_page != XEN_ELF_UNSET)
		pv_fill_hypercall_page(pfn_virt(
			b, PFN_DOWN(b->info.hypercall_page - l->virt_start)));
	if (!ret)
		ret = make_tables(b);
	if (!ret)
		ret = fill(b, PFN_PHYS(l->p2m_pfn), b->p2m,
			   b->nr_pages * sizeof(*b->p2m));
	if (!ret) {
		fill_start_info(b);
		ret = validate_tables(b);
	}
	if (!ret)
		start_vcpu(b);
	xheap_free(b->p2m, order);
	return ret;
}
