/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A dom0 that makes an unprivileged domain of another test kernel, its boot
 * module, and shows what that writes to its console: so any test kernel can
 * run as a guest, on ours and on Xen, in seconds.  The guest gets our own
 * command line, PAGES pages and VCPUS vCPUs; when it is gone all of its memory
 * has to be back.
 *
 * The guest finds its frames one after another from VIRT_BASE on: the image
 * where it is linked, then the list of its frames, start_info, xenstore's
 * page, the console's, and the page tables.
 */
#define __XEN_TOOLS__
#include "guest.h"
#include <domctl.h>
#include <sysctl.h>

#define PAGES	      2048UL
#define VCPUS	      2
#define WINDOW	      (TEST_VA + (1UL << 30))
#define P2M_PAGES     (PAGES * 8 / PAGE_SIZE)
#define L1_TABLES     (PAGES / 512)
#define GUEST_VA(pfn) (VIRT_BASE + ((pfn) << PAGE_SHIFT))

struct elf64 {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phentsize, phnum;
};
struct segment {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

static struct xen_domctl op;
static xen_pfn_t frames[PAGES];
static domid_t dom;
static const char *image;
static unsigned long next_pfn;
static bool quiet;  /* the guest is not heard */
static bool result; /* it has printed one */

static long domctl(unsigned int cmd)
{
	op.cmd = cmd;
	op.domain = dom;
	op.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	return HCALL1(domctl, &op);
}

static void must(long rc, const char *what)
{
	if (!rc)
		return;
	printf("%s: %ld\n", what, rc);
	test_error("cannot make the guest");
}

static unsigned long free_pages(void)
{
	struct xen_sysctl s = {
		.cmd = XEN_SYSCTL_physinfo,
		.interface_version = XEN_SYSCTL_INTERFACE_VERSION,
	};

	must(HCALL1(sysctl, &s), "physinfo");
	return s.u.physinfo.free_pages;
}

/* A frame of the guest in our window, until the next one. */
static void *map_mfn(unsigned long mfn)
{
	struct mmu_update u = {
		.ptr = entry_maddr(pt_entry(WINDOW, 1)),
		.val = mfn_pte(mfn, PTE_RW),
	};

	must(hc_mmu_update(&u, 1, 0, dom), "mapping the guest's frame");
	must(mmuext(MMUEXT_INVLPG_LOCAL, WINDOW >> PAGE_SHIFT << PAGE_SHIFT, 0),
	     "invlpg");
	return (void *)WINDOW;
}

static void *map_frame(unsigned long pfn)
{
	return map_mfn(frames[pfn]);
}

/* A guest starts with its events off. */
static void mask_events(unsigned long mfn)
{
	struct shared_info *s = map_mfn(mfn);

	for (unsigned int i = 0; i < VCPUS; i++)
		s->vcpu_info[i].evtchn_upcall_mask = 1;
}

/* Guest-virtual, any length. */
static void put(unsigned long va, const void *from, unsigned long n)
{
	const char *p = from;

	while (n) {
		unsigned long in = va & (PAGE_SIZE - 1);
		unsigned long part = n < PAGE_SIZE - in ? n : PAGE_SIZE - in;

		memcpy((char *)map_frame((va - VIRT_BASE) >> PAGE_SHIFT) + in,
		       p, part);
		va += part;
		p += part;
		n -= part;
	}
}

/* Free pages when nothing has come back for a while. */
static unsigned long settled(void)
{
	unsigned long n = free_pages();

	for (int quiet = 0; quiet < 5; quiet++) {
		delay_ns(20000000);
		if (free_pages() != n)
			quiet = 0;
		n = free_pages();
	}
	return n;
}

static void destroy(void)
{
	memset(&op.u, 0, sizeof(op.u));
	must(domctl(XEN_DOMCTL_destroydomain), "destroydomain");
}

static void create(void)
{
	struct xen_domctl_createdomain *c = &op.u.createdomain;

	memset(&op.u, 0, sizeof(op.u));
	dom = DOMID_FIRST_RESERVED;
	c->max_vcpus = VCPUS;
	c->max_evtchn_port = 1023;
	c->max_grant_frames = 32;
	c->max_maptrack_frames = 32;
	c->grant_opts = XEN_DOMCTL_GRANT_version(option("grants", 1));
	must(domctl(XEN_DOMCTL_createdomain), "createdomain");
	dom = op.domain;
	memset(&op.u, 0, sizeof(op.u));
	op.u.max_vcpus.max = VCPUS;
	must(domctl(XEN_DOMCTL_max_vcpus), "max_vcpus");
	memset(&op.u, 0, sizeof(op.u));
	op.u.max_mem.max_memkb = (PAGES + 64) * 4;
	must(domctl(XEN_DOMCTL_max_mem), "max_mem");
}

static void populate(void)
{
	struct xen_memory_reservation r = { .nr_extents = PAGES, .domid = dom };

	for (unsigned long i = 0; i < PAGES; i++)
		frames[i] = i;
	set_xen_guest_handle(r.extent_start, frames);
	if (hc_memory_op(XENMEM_populate_physmap, &r) != PAGES)
		test_error("populate_physmap");
}

static unsigned long load(void)
{
	const struct elf64 *e = (const void *)image;
	const struct segment *s = (const void *)(image + e->phoff);

	if (memcmp(e->ident, "\177ELF", 4))
		test_error("the module is no ELF file");
	for (unsigned int i = 0; i < e->phnum; i++) {
		if (s[i].type != 1)
			continue;
		put(s[i].vaddr, image + s[i].offset, s[i].filesz);
		next_pfn =
			(s[i].vaddr + s[i].memsz - VIRT_BASE + PAGE_SIZE - 1) >>
			PAGE_SHIFT;
	}
	return e->entry;
}

/* Tables first to last: L4, L3, L2, the L1s; mapped read-only themselves. */
static unsigned long page_tables(void)
{
	unsigned long first = next_pfn, l1 = first + 3, n = 3 + L1_TABLES;
	uint64_t *t;

	for (unsigned long i = 0; i < L1_TABLES; i++) {
		t = map_frame(l1 + i);
		for (unsigned long j = 0; j < 512; j++) {
			unsigned long pfn = i * 512 + j;
			bool table = pfn >= first && pfn < first + n;

			t[j] = mfn_pte(frames[pfn], table ? PTE_RO : PTE_RW);
		}
	}
	t = map_frame(first);
	t[511] = mfn_pte(frames[first + 1], PTE_RW);
	t = map_frame(first + 1);
	t[510] = mfn_pte(frames[first + 2], PTE_RW);
	t = map_frame(first + 2);
	for (unsigned long i = 0; i < L1_TABLES; i++)
		t[i] = mfn_pte(frames[l1 + i], PTE_RW);
	next_pfn += n;
	return first;
}

static struct xencons_interface *console(unsigned long pfn)
{
	return map_frame(pfn);
}

static unsigned long build(void)
{
	struct start_info si = { .magic = "xen-3.0-x86_64", .nr_pages = PAGES };
	static struct vcpu_guest_context c;
	struct mmuext_op pin = { .cmd = MMUEXT_PIN_L4_TABLE };
	unsigned long entry = load(), info, ring, l4;

	si.mfn_list = GUEST_VA(next_pfn);
	put(si.mfn_list, frames, sizeof(frames));
	next_pfn += P2M_PAGES;
	info = next_pfn++;
	si.store_mfn = frames[next_pfn++];
	ring = next_pfn++;
	si.console.domU.mfn = frames[ring];
	si.store_evtchn = alloc_unbound(dom, 0);
	si.console.domU.evtchn = alloc_unbound(dom, 0);
	l4 = page_tables();
	si.pt_base = GUEST_VA(l4);
	si.nr_pt_frames = 3 + L1_TABLES;
	memset(&op.u, 0, sizeof(op.u));
	must(domctl(XEN_DOMCTL_getdomaininfo), "getdomaininfo");
	si.shared_info = op.u.getdomaininfo.shared_info_frame << PAGE_SHIFT;
	mask_events(op.u.getdomaininfo.shared_info_frame);
	memcpy(si.cmd_line, start_info->cmd_line, sizeof(si.cmd_line));
	put(GUEST_VA(info), &si, sizeof(si));
	/* Nothing of ours may keep a writable mapping of a table. */
	map_frame(ring);
	pin.arg1.mfn = frames[l4];
	must(hc_mmuext_op(&pin, 1, 0, dom), "pinning the tables");

	c.flags = VGCF_IN_KERNEL | VGCF_online;
	c.user_regs.rip = entry;
	c.user_regs.rsi = GUEST_VA(info);
	c.user_regs.cs = FLAT_KERNEL_CS;
	c.user_regs.ss = c.kernel_ss = FLAT_KERNEL_SS;
	c.user_regs.rsp = c.kernel_sp = GUEST_VA(info) + PAGE_SIZE;
	c.user_regs.rflags = 0x202;
	c.ctrlreg[0] = 0x80050033;
	c.ctrlreg[3] = xen_pfn_to_cr3(frames[l4]);
	memset(&op.u, 0, sizeof(op.u));
	set_xen_guest_handle(op.u.vcpucontext.ctxt, &c);
	must(domctl(XEN_DOMCTL_setvcpucontext), "setvcpucontext");
	return ring;
}

/* Lines of the guest, as they come; whether it printed a result. */
static bool drain(struct xencons_interface *con)
{
	static char line[512];
	static unsigned int n;

	while (con->out_cons != READ_ONCE(con->out_prod)) {
		char ch = con->out[MASK_XENCONS_IDX(con->out_cons, con->out)];

		barrier();
		con->out_cons++;
		if (ch != '\n' && n < sizeof(line) - 1) {
			line[n++] = ch;
			continue;
		}
		line[n] = 0;
		n = 0;
		result |= !strncmp(line, "Test result:", 12);
		if (!quiet)
			printf("%s\n", line);
	}
	return result;
}

/* One guest from its creation to its end; whether it had a result. */
static bool life(void)
{
	struct xencons_interface *con;

	result = false;
	create();
	populate();
	con = console(build());
	memset(&op.u, 0, sizeof(op.u));
	must(domctl(XEN_DOMCTL_unpausedomain), "unpausedomain");
	do {
		drain(con);
		hc_sched_op(SCHEDOP_yield, 0);
		memset(&op.u, 0, sizeof(op.u));
		must(domctl(XEN_DOMCTL_getdomaininfo), "getdomaininfo");
	} while (!(op.u.getdomaininfo.flags & XEN_DOMINF_shutdown));
	if (!drain(con))
		printf("the guest ends, reason %u\n",
		       op.u.getdomaininfo.flags >> XEN_DOMINF_shutdownshift);
	set_entry(entry_maddr(pt_entry(WINDOW, 1)), 0);
	destroy();
	return result;
}

void test_main(void)
{
	unsigned long before, after;

	if (!start_info->mod_start)
		test_error("no module: a test kernel to run as a guest");
	image = (const char *)start_info->mod_start;
	must(map_page(WINDOW, virt_to_mfn(page_alloc()), PTE_RW), "window");
	/* What the hypervisor keeps for the next it has after the first. */
	quiet = true;
	life();
	quiet = false;
	before = settled();
	CHECK(life() && "the guest has a result");
	after = settled();
	/* In the words of a hypervisor's complaint: run.t looks for them. */
	if (after < before)
		printf("Xen BUG: %lu pages of the guest are lost\n",
		       before - after);
}
