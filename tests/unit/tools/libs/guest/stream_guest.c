// SPDX-License-Identifier: GPL-2.0-only
#include "stream_guest.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

xen_pfn_t guest_p2m[GUEST_PFNS];
uint8_t *stream_bytes;
size_t stream_size;

static uint64_t pte(xen_pfn_t pfn)
{
	return guest_p2m[pfn] << XC_PAGE_SHIFT | 0x63;
}

static void make_tables(void)
{
	uint64_t *l4 = fake_frame(guest_p2m[PFN_L4]);
	uint64_t *user = fake_frame(guest_p2m[PFN_USER_L4]);
	uint64_t *l3 = fake_frame(guest_p2m[PFN_L3]);
	uint64_t *l2 = fake_frame(guest_p2m[PFN_L2]);
	uint64_t *l1 = fake_frame(guest_p2m[PFN_L1]);
	unsigned int i;
	xen_pfn_t pfn;

	for (pfn = PFN_L4; pfn <= PFN_USER_L4; pfn++)
		memset(fake_frame(guest_p2m[pfn]), 0, XC_PAGE_SIZE);
	l4[GUEST_LIST_VA >> 39 & 511] = pte(PFN_L3);
	l4[260] = 0x123457063; /* the hypervisor's */
	user[GUEST_LIST_VA >> 39 & 511] = pte(PFN_L3);
	l3[0] = pte(PFN_L2);
	l2[0] = pte(PFN_L1);
	for (i = 0; i < 3; i++)
		l1[i] = pte(PFN_LIST + i);
	for (; i < 500; i++)
		l1[i] = pte(100 + i);
	l1[510] = 0xdeadbeef00; /* not present: stays as it is */
	fake.type[guest_p2m[PFN_L4]] = 4 | 8;
	fake.type[guest_p2m[PFN_USER_L4]] = 4 | 8;
	fake.type[guest_p2m[PFN_L3]] = 3;
	fake.type[guest_p2m[PFN_L2]] = 2;
	fake.type[guest_p2m[PFN_L1]] = 1 | 8;
}

static void make_list(void)
{
	xen_pfn_t *top = fake_frame(guest_p2m[PFN_TREE_TOP]);
	xen_pfn_t *mid = fake_frame(guest_p2m[PFN_TREE_MID]);
	unsigned int i;

	memset(top, 0, XC_PAGE_SIZE);
	memset(mid, 0, XC_PAGE_SIZE);
	top[0] = guest_p2m[PFN_TREE_MID];
	for (i = 0; i < 3; i++)
		mid[i] = guest_p2m[PFN_LIST + i];
	for (i = 0; i < 3 * 512; i++)
		((xen_pfn_t *)fake_frame(
			guest_p2m[PFN_LIST + i / 512]))[i % 512] =
			i < GUEST_PFNS ? guest_p2m[i] : INVALID_MFN;
}

static void make_vcpu(struct fake_vcpu *v, unsigned int id)
{
	vcpu_guest_context_t *c = &v->ctxt;

	v->online = true;
	memset(c, 0x11 * (id + 1), sizeof(*c));
	c->user_regs.rdx = guest_p2m[PFN_START_INFO];
	c->gdt_ents = 512 + 1;
	c->gdt_frames[0] = guest_p2m[PFN_GDT];
	c->gdt_frames[1] = guest_p2m[PFN_GDT + 1];
	c->ctrlreg[3] = guest_p2m[PFN_L4] << XC_PAGE_SHIFT;
	c->ctrlreg[1] = id ? 0 : guest_p2m[PFN_USER_L4] << XC_PAGE_SHIFT;
	memset(v->xsave, 0x40 + id, sizeof(v->xsave));
	v->ext.syscall32_callback_eip = 0x1000 + id;
	v->nr_msrs = id == 0;
	v->msr = (xen_domctl_vcpu_msr_t){ .index = 0xc0000103, .value = 7 };
}

void guest_make(unsigned int domid, bool tree)
{
	struct fake_domain *d = &fake.dom[domid];
	shared_info_t *s;
	start_info_t *si;
	xen_pfn_t pfn;

	fake_domain_create(domid, GUEST_PFNS + 10);
	for (pfn = 0; pfn < GUEST_PFNS; pfn++) {
		guest_p2m[pfn] = pfn == GUEST_HOLE ? INVALID_MFN
						   : fake_populate(domid, pfn);
		if (pfn != GUEST_HOLE)
			memset(fake_frame(guest_p2m[pfn]), pfn * 7 + 1,
			       XC_PAGE_SIZE);
	}
	make_list();
	make_tables();
	make_vcpu(&d->vcpu[0], 0);
	make_vcpu(&d->vcpu[1], 1);
	si = fake_frame(guest_p2m[PFN_START_INFO]);
	si->store_mfn = PFN_STORE; /* as a guest does that suspends */
	si->console.domU.mfn = PFN_CONSOLE;
	s = fake_frame(d->shared_info);
	s->arch.max_pfn = GUEST_PFNS;
	s->arch.pfn_to_mfn_frame_list_list = guest_p2m[PFN_TREE_TOP];
	if (!tree) {
		s->arch.p2m_cr3 = guest_p2m[PFN_L4] << XC_PAGE_SHIFT;
		s->arch.p2m_vaddr = GUEST_LIST_VA;
	}
	s->evtchn_pending[3] = 5;
	s->vcpu_info[0].evtchn_pending_sel = 1;
	s->vcpu_info[0].arch.cr2 = 0x1234;
	s->wc_sec = 99;
	d->tsc = (struct xen_domctl_tsc_info){ .tsc_mode = 2,
					       .gtsc_khz = 1000,
					       .incarnation = 3,
					       .elapsed_nsec = 55 };
}

static int suspend(void *arg)
{
	fake.dom[1].suspended = true;
	return 0;
}

static xc_interface *open_xc(void)
{
	return xc_interface_open(NULL, NULL, 0);
}

static int memory_file(const void *bytes, size_t size)
{
	int fd = memfd_create("stream", MFD_CLOEXEC);

	if (fd < 0 || (size && pwrite(fd, bytes, size, 0) != (ssize_t)size))
		abort();
	return fd;
}

int guest_save(struct xc_save_params *par, struct xc_dom_error *err)
{
	xc_interface *xch = open_xc();
	int rc;

	par->domid = 1;
	par->fd = memory_file(NULL, 0);
	par->suspend = suspend;
	rc = xc_domain_save(xch, par, err);
	free(stream_bytes);
	stream_size = lseek(par->fd, 0, SEEK_END);
	stream_bytes = malloc(stream_size + 1);
	if (pread(par->fd, stream_bytes, stream_size, 0) !=
	    (ssize_t)stream_size)
		abort();
	close(par->fd);
	xc_interface_close(xch);
	return rc;
}

int guest_restore(const uint8_t *bytes, size_t size,
		  struct xc_restore_params *par, struct xc_dom_error *err)
{
	xc_interface *xch = open_xc();
	int rc;

	if (fake.dom[2].exists)
		fake_domain_destroy(2);
	fake_domain_create(2, GUEST_PFNS + 10);
	par->domid = 2;
	par->fd = memory_file(bytes, size);
	par->console_port = 2;
	par->xenstore_port = 1;
	rc = xc_domain_restore(xch, par, err);
	close(par->fd);
	xc_interface_close(xch);
	return rc;
}
