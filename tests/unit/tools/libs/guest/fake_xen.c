// SPDX-License-Identifier: GPL-2.0-only
#include "fake_xen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <xencall.h>
#include <xenforeignmemory.h>

struct fake_machine fake;
long fake_mappings;
static int memory_fd = -1;

/* --- the machine --- */

void fake_reset(void)
{
	size_t size = (FAKE_FRAMES + FAKE_M2P_FRAMES) * XC_PAGE_SIZE;
	uint8_t *mem = fake.mem;
	unsigned int i;

	if (memory_fd < 0) {
		memory_fd = memfd_create("frames", MFD_CLOEXEC);
		if (memory_fd < 0 || ftruncate(memory_fd, size))
			abort();
		mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
			   memory_fd, 0);
		if (mem == MAP_FAILED)
			abort();
	}
	memset(&fake, 0, sizeof(fake));
	fake.mem = mem;
	fake.m2p = (xen_pfn_t *)(mem + FAKE_FRAMES * XC_PAGE_SIZE);
	for (i = 0; i < FAKE_FRAMES; i++) {
		fake.owner[i] = -1;
		fake.m2p[i] = INVALID_MFN;
	}
}

static xen_pfn_t alloc_frame(unsigned int domid)
{
	static xen_pfn_t next;
	unsigned int i;

	/* Far from any order. */
	for (i = 0; i < FAKE_FRAMES; i++) {
		next = (next + 1531) % FAKE_FRAMES;
		if (fake.owner[next] < 0) {
			fake.owner[next] = domid;
			fake.type[next] = 0;
			memset(fake_frame(next), 0xa5, XC_PAGE_SIZE);
			return next;
		}
	}
	return INVALID_MFN;
}

void fake_domain_create(unsigned int domid, uint64_t max_pages)
{
	struct fake_domain *d = &fake.dom[domid];
	unsigned int i;

	memset(d, 0, sizeof(*d));
	d->exists = true;
	d->max_pages = max_pages;
	d->shared_info = alloc_frame(domid);
	memset(fake_frame(d->shared_info), 0, XC_PAGE_SIZE);
	for (i = 0; i < FAKE_VCPUS; i++)
		d->vcpu[i].online = i == 0;
}

void fake_domain_destroy(unsigned int domid)
{
	unsigned int i;

	for (i = 0; i < FAKE_FRAMES; i++)
		if (fake.owner[i] == (int)domid) {
			fake.owner[i] = -1;
			fake.m2p[i] = INVALID_MFN;
		}
	fake.dom[domid].exists = false;
}

xen_pfn_t fake_populate(unsigned int domid, xen_pfn_t pfn)
{
	xen_pfn_t mfn;

	if (fake.dom[domid].nr_pages >= fake.dom[domid].max_pages)
		return INVALID_MFN;
	mfn = alloc_frame(domid);
	if (mfn == INVALID_MFN)
		return mfn;
	fake.m2p[mfn] = pfn;
	fake.dom[domid].nr_pages++;
	return mfn;
}

/* --- hypercalls --- */

struct xencall_handle {
	int unused;
};
static struct xencall_handle the_xencall;

xencall_handle *xencall_open(struct xentoollog_logger *logger,
			     unsigned open_flags)
{
	return &the_xencall;
}

int xencall_close(xencall_handle *xcall)
{
	return 0;
}

void *xencall_alloc_buffer(xencall_handle *xcall, size_t size)
{
	return malloc(size);
}

void xencall_free_buffer(xencall_handle *xcall, void *p)
{
	free(p);
}

static int fails(int error)
{
	errno = error;
	return -1;
}

static void get_info(struct xen_domctl *op, unsigned int id)
{
	struct xen_domctl_getdomaininfo *i = &op->u.getdomaininfo;
	struct fake_domain *d = &fake.dom[id];

	memset(i, 0, sizeof(*i));
	op->domain = id;
	i->domain = id;
	i->tot_pages = d->nr_pages;
	i->max_pages = d->max_pages;
	i->shared_info_frame = d->shared_info;
	i->max_vcpu_id = FAKE_VCPUS - 1;
	if (d->suspended)
		i->flags = XEN_DOMINF_shutdown |
			   SHUTDOWN_suspend << XEN_DOMINF_shutdownshift;
}

static int get_types(struct xen_domctl *op, unsigned int id)
{
	xen_pfn_t *a = op->u.getpageframeinfo3.array.p;
	uint64_t i;

	if (op->u.getpageframeinfo3.num > 1024)
		return fails(E2BIG);
	for (i = 0; i < op->u.getpageframeinfo3.num; i++)
		if (a[i] < FAKE_FRAMES && fake.owner[a[i]] == (int)id)
			a[i] = (xen_pfn_t)fake.type[a[i]] << 28;
		else
			a[i] = XEN_DOMCTL_PFINFO_XTAB;
	return 0;
}

static int shadow_op(struct xen_domctl *op, unsigned int id)
{
	struct xen_domctl_shadow_op *s = &op->u.shadow_op;
	struct fake_domain *d = &fake.dom[id];

	if (fake.no_logdirty)
		return fails(EOPNOTSUPP);
	switch (s->op) {
	case XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY:
		d->logging = true;
		return 0;
	case XEN_DOMCTL_SHADOW_OP_OFF:
		d->logging = false;
		return 0;
	case XEN_DOMCTL_SHADOW_OP_CLEAN:
		if (!d->logging)
			return fails(EINVAL);
		if (fake.run)
			fake.run(id);
		d->clean_calls++;
		memcpy(s->dirty_bitmap.p, d->dirty, (s->pages + 7) / 8);
		memset(d->dirty, 0, sizeof(d->dirty));
		return 0;
	}
	return fails(EINVAL);
}

static int get_xsave(struct xen_domctl_vcpuextstate *x, struct fake_vcpu *v)
{
	if (!x->buffer.p) {
		x->size = sizeof(v->xsave);
		x->xfeature_mask = 7;
		return 0;
	}
	/* Xen wants both as it said them. */
	if (x->size != sizeof(v->xsave) || x->xfeature_mask != 7)
		return fails(EINVAL);
	memcpy(x->buffer.p, v->xsave, sizeof(v->xsave));
	return 0;
}

static int set_xsave(struct xen_domctl_vcpuextstate *x, struct fake_vcpu *v)
{
	if (x->size > sizeof(v->xsave))
		return fails(EINVAL);
	memcpy(v->xsave, x->buffer.p, x->size);
	return 0;
}

static int get_msrs(struct xen_domctl_vcpu_msrs *m, struct fake_vcpu *v)
{
	if (!m->msrs.p) {
		m->msr_count = 1;
		return 0;
	}
	m->msr_count = v->nr_msrs;
	memcpy(m->msrs.p, &v->msr, v->nr_msrs * sizeof(v->msr));
	return 0;
}

static int set_msrs(struct xen_domctl_vcpu_msrs *m, struct fake_vcpu *v)
{
	if (m->msr_count > 1)
		return fails(EINVAL);
	v->nr_msrs = m->msr_count;
	memcpy(&v->msr, m->msrs.p, m->msr_count * sizeof(v->msr));
	return 0;
}

/* Leaves and MSRs with the domain's number in them. */
static int get_policy(struct xen_domctl_cpu_policy *p, unsigned int id)
{
	xen_cpuid_leaf_t leaf = { .leaf = 1, .a = id };
	xen_msr_entry_t msr = { .idx = 0xce, .val = id };

	p->nr_leaves = 1;
	p->nr_msrs = 1;
	memcpy(p->leaves.p, &leaf, sizeof(leaf));
	memcpy(p->msrs.p, &msr, sizeof(msr));
	return 0;
}

static int set_policy(struct xen_domctl_cpu_policy *p, struct fake_domain *d)
{
	const uint8_t *b = (uint8_t *)p->leaves.p;
	uint32_t i;

	d->policy_sum = 0;
	for (i = 0; i < p->nr_leaves * sizeof(xen_cpuid_leaf_t); i++)
		d->policy_sum += b[i];
	return 0;
}

static bool frame_is(unsigned int id, xen_pfn_t mfn, unsigned int level)
{
	return mfn < FAKE_FRAMES && fake.owner[mfn] == (int)id &&
	       (fake.type[mfn] & 7) == level;
}

static int set_context(unsigned int id, struct fake_vcpu *v,
		       const vcpu_guest_context_t *c)
{
	if (!frame_is(id, c->ctrlreg[3] >> XC_PAGE_SHIFT, 4))
		return fails(EINVAL);
	v->ctxt = *c;
	v->online = true;
	return 0;
}

static int domctl(struct xen_domctl *op)
{
	unsigned int id = op->domain;
	struct fake_domain *d = &fake.dom[id];
	struct fake_vcpu *v;
	uint32_t n;

	if (id >= FAKE_DOMS || !d->exists)
		return fails(ESRCH);
	/* All structures of vCPUs begin with its number. */
	memcpy(&n, &op->u, sizeof(n));
	v = &d->vcpu[n % FAKE_VCPUS];
	switch (op->cmd) {
	case XEN_DOMCTL_getdomaininfo:
		get_info(op, id);
		return 0;
	case XEN_DOMCTL_get_address_size:
		op->u.address_size.size = 64;
		return 0;
	case XEN_DOMCTL_getpageframeinfo3:
		return get_types(op, id);
	case XEN_DOMCTL_shadow_op:
		return shadow_op(op, id);
	case XEN_DOMCTL_gettscinfo:
		op->u.tsc_info = d->tsc;
		return 0;
	case XEN_DOMCTL_settscinfo:
		d->tsc = op->u.tsc_info;
		return 0;
	case XEN_DOMCTL_get_cpu_policy:
		return get_policy(&op->u.cpu_policy, id);
	case XEN_DOMCTL_set_cpu_policy:
		return set_policy(&op->u.cpu_policy, d);
	}
	if (n >= FAKE_VCPUS)
		return fails(ESRCH);
	switch (op->cmd) {
	case XEN_DOMCTL_getvcpuinfo:
		op->u.getvcpuinfo.online = v->online;
		return 0;
	case XEN_DOMCTL_getvcpucontext:
		memcpy(op->u.vcpucontext.ctxt.p, &v->ctxt, sizeof(v->ctxt));
		return 0;
	case XEN_DOMCTL_setvcpucontext:
		return set_context(id, v, op->u.vcpucontext.ctxt.p);
	case XEN_DOMCTL_get_ext_vcpucontext:
		op->u.ext_vcpucontext = v->ext;
		return 0;
	case XEN_DOMCTL_set_ext_vcpucontext:
		v->ext = op->u.ext_vcpucontext;
		return 0;
	case XEN_DOMCTL_getvcpuextstate:
		return get_xsave(&op->u.vcpuextstate, v);
	case XEN_DOMCTL_setvcpuextstate:
		return set_xsave(&op->u.vcpuextstate, v);
	case XEN_DOMCTL_get_vcpu_msrs:
		return get_msrs(&op->u.vcpu_msrs, v);
	case XEN_DOMCTL_set_vcpu_msrs:
		return set_msrs(&op->u.vcpu_msrs, v);
	}
	return fails(ENOSYS);
}

static int sysctl(struct xen_sysctl *op)
{
	if (op->cmd != XEN_SYSCTL_get_cpu_policy)
		return fails(ENOSYS);
	op->u.cpu_policy.nr_leaves = 4;
	op->u.cpu_policy.nr_msrs = 2;
	return 0;
}

static bool injected(void)
{
	return fake.fail_at && ++fake.calls == fake.fail_at;
}

int xencall1(xencall_handle *xcall, unsigned int op, uint64_t arg)
{
	if (injected())
		return fails(ENOMEM);
	return op == __HYPERVISOR_domctl   ? domctl((void *)arg)
	       : op == __HYPERVISOR_sysctl ? sysctl((void *)arg)
					   : fails(ENOSYS);
}

int xencall2(xencall_handle *xcall, unsigned int op, uint64_t a, uint64_t b)
{
	return op == __HYPERVISOR_xen_version && a == XENVER_version
		       ? 4 << 16 | 17
		       : fails(ENOSYS);
}

int xencall3(xencall_handle *xcall, unsigned int op, uint64_t a, uint64_t b,
	     uint64_t c)
{
	return fails(ENOSYS);
}

static long populate(struct xen_memory_reservation *r)
{
	xen_pfn_t *p = r->extent_start.p;
	unsigned long i;

	for (i = 0; i < r->nr_extents; i++) {
		p[i] = fake_populate(r->domid, p[i]);
		if (p[i] == INVALID_MFN)
			break;
	}
	return i;
}

long xencall2L(xencall_handle *xcall, unsigned int op, uint64_t cmd,
	       uint64_t arg)
{
	struct xen_machphys_mfn_list *l = (void *)arg;

	if (injected())
		return fails(ENOMEM);
	switch (cmd) {
	case XENMEM_maximum_ram_page:
		/* RAM ends where a piece of the table does. */
		return FAKE_M2P_FRAMES * XC_PAGE_SIZE / sizeof(xen_pfn_t);
	case XENMEM_machphys_mfn_list:
		l->extent_start.p[0] = FAKE_FRAMES;
		l->nr_extents = 1;
		return 0;
	case XENMEM_populate_physmap:
		return populate((void *)arg);
	}
	return fails(ENOSYS);
}

/* As the hypervisor would: every present entry maps the domain's own frame. */
static bool table_ok(unsigned int id, xen_pfn_t mfn, unsigned int level)
{
	const uint64_t *t = fake_frame(mfn);
	unsigned int i;
	xen_pfn_t f;

	for (i = 0; i < 512; i++) {
		if (!(t[i] & 1) || (level == 4 && i >= 256 && i < 272))
			continue;
		f = (t[i] & 0x000ffffffffff000ULL) >> XC_PAGE_SHIFT;
		if (f >= FAKE_FRAMES || fake.owner[f] != (int)id)
			return false;
	}
	return true;
}

static int pin(unsigned int id, const struct mmuext_op *op)
{
	unsigned int level = op->cmd == MMUEXT_PIN_L1_TABLE   ? 1
			     : op->cmd == MMUEXT_PIN_L2_TABLE ? 2
			     : op->cmd == MMUEXT_PIN_L3_TABLE ? 3
							      : 4;
	xen_pfn_t mfn = op->arg1.mfn;

	if (mfn >= FAKE_FRAMES || fake.owner[mfn] != (int)id ||
	    !table_ok(id, mfn, level))
		return fails(EINVAL);
	fake.type[mfn] = level | 8;
	fake.dom[id].pins++;
	return 0;
}

int xencall4(xencall_handle *xcall, unsigned int op, uint64_t a, uint64_t nr,
	     uint64_t c, uint64_t domid)
{
	struct mmuext_op *ops = (void *)a;
	uint64_t i;

	if (injected())
		return fails(ENOMEM);
	if (op != __HYPERVISOR_mmuext_op || domid >= FAKE_DOMS)
		return fails(ENOSYS);
	for (i = 0; i < nr; i++)
		if (pin(domid, &ops[i]))
			return -1;
	return 0;
}

/* --- mappings --- */

struct xenforeignmemory_handle {
	int unused;
};
static struct xenforeignmemory_handle the_memory;

xenforeignmemory_handle *xenforeignmemory_open(struct xentoollog_logger *logger,
					       unsigned open_flags)
{
	return &the_memory;
}

int xenforeignmemory_close(xenforeignmemory_handle *fmem)
{
	return 0;
}

static bool may_map(uint32_t dom, xen_pfn_t mfn)
{
	if (dom == DOMID_XEN)
		return mfn >= FAKE_FRAMES &&
		       mfn < FAKE_FRAMES + FAKE_M2P_FRAMES;
	return mfn < FAKE_FRAMES && fake.owner[mfn] == (int)dom;
}

void *xenforeignmemory_map(xenforeignmemory_handle *fmem, uint32_t dom,
			   int prot, size_t pages, const xen_pfn_t arr[],
			   int err[])
{
	uint8_t *p = mmap(NULL, pages * XC_PAGE_SIZE, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t i;

	for (i = 0; i < pages; i++) {
		if (!may_map(dom, arr[i])) {
			if (!err) {
				munmap(p, pages * XC_PAGE_SIZE);
				errno = EINVAL;
				return NULL;
			}
			err[i] = EINVAL;
			continue;
		}
		if (err)
			err[i] = 0;
		if (mmap(p + i * XC_PAGE_SIZE, XC_PAGE_SIZE, prot,
			 MAP_SHARED | MAP_FIXED, memory_fd,
			 arr[i] * XC_PAGE_SIZE) == MAP_FAILED)
			abort();
	}
	fake_mappings += pages;
	return p;
}

int xenforeignmemory_unmap(xenforeignmemory_handle *fmem, void *addr,
			   size_t pages)
{
	fake_mappings -= pages;
	return munmap(addr, pages * XC_PAGE_SIZE);
}
