/*
 * test_grant.c: grant tables through the hypercall.
 *
 * The model test does random maps, unmaps (whole, by pieces), copies (direct,
 * sub-page, transitive), changes of entries and of the tables' versions
 * between two granters and a mapper, against naive counts: page references,
 * writable references, the in-use flags that the guest sees and the number of
 * handles must agree, and be zero at the end.  A million steps take
 * some seconds; GRANT_STEPS says another number.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include <xen/grant.h>
#include <xen/hypercall.h>
#include <public/grant_table.h>

#include "../sched/sim.h"
#include "seed.h"

/* ---- What may fail ---- */

static bool no_memory, no_mapping, no_writing;

#define WRAP(fn, params, args)                              \
	void *__real_##fn params;                           \
	void *__wrap_##fn params;                           \
	void *__wrap_##fn params                            \
	{                                                   \
		return no_memory ? NULL : __real_##fn args; \
	}
WRAP(slab_alloc, (size_t size, size_t align), (size, align))
WRAP(slab_array, (size_t size, size_t n), (size, n))
WRAP(xheap_alloc, (unsigned int order), (order))

/* Writable references by frame; mappings in page tables. */
static int writable[SIM_PAGES], host_maps;

bool __wrap_arch_page_get_writable(struct page_info *pg);
bool __wrap_arch_page_get_writable(struct page_info *pg)
{
	if (no_writing)
		return false;
	writable[mfn_x(page_to_mfn(pg))]++;
	return true;
}

void __wrap_arch_page_put_writable(struct page_info *pg);
void __wrap_arch_page_put_writable(struct page_info *pg)
{
	assert_true(writable[mfn_x(page_to_mfn(pg))]-- > 0);
}

int __wrap_arch_grant_map(struct vcpu *v, uint64_t addr, mfn_t mfn,
			  unsigned int flags, unsigned int cache);
int __wrap_arch_grant_map(struct vcpu *v, uint64_t addr, mfn_t mfn,
			  unsigned int flags, unsigned int cache)
{
	if (no_mapping)
		return GNTST_bad_virt_addr;
	host_maps++;
	return 0;
}

int __wrap_arch_grant_unmap(struct vcpu *v, uint64_t addr, mfn_t mfn,
			    unsigned int flags, uint64_t new_addr);
int __wrap_arch_grant_unmap(struct vcpu *v, uint64_t addr, mfn_t mfn,
			    unsigned int flags, uint64_t new_addr)
{
	if (no_mapping)
		return GNTST_bad_virt_addr;
	host_maps--;
	return 0;
}

/* ---- Domains ---- */

static struct domain *make(void)
{
	static domid_t next = 200;
	struct xen_domctl_createdomain config = {
		.max_vcpus = 1,
		.max_evtchn_port = ~0u,
		.max_grant_frames = 4,
		.max_maptrack_frames = 2,
		.grant_opts = 2,
	};
	struct domain *d;

	assert_int_equal(domain_create(next++, &config, false, &d), 0);
	d->max_pages = 100;
	assert_non_null(vcpu_create(d, 0));
	return d;
}

static long op(struct domain *d, unsigned int cmd, void *arg,
	       unsigned int count)
{
	struct hypercall_args args = { { cmd, (unsigned long)arg, count } };
	long ret;

	host_become(0, d->vcpu[0]);
	ret = hc_grant_table_op(d->vcpu[0], &args);
	host_become(0, sim_current[0]);
	return ret;
}

static struct page_info *page(struct domain *d)
{
	struct page_info *pg = domain_page_alloc(d, 0, 0);

	assert_non_null(pg);
	return pg;
}

static unsigned int refs(const struct page_info *pg)
{
	return pg->count_info & PGC_count_mask;
}

static void *va(const struct page_info *pg)
{
	return mfn_to_virt(page_to_mfn(pg));
}

/* The entry as the guest sees it. */
static union grant_entry_v2 *entry2(struct domain *d, unsigned int ref)
{
	mfn_t mfn;

	assert_int_equal(grant_table_frame(d, ref / 256, false, &mfn), 0);
	return (union grant_entry_v2 *)mfn_to_virt(mfn) + ref % 256;
}

static uint16_t *status(struct domain *d, unsigned int ref)
{
	mfn_t mfn;

	assert_int_equal(grant_table_frame(d, ref / 2048, true, &mfn), 0);
	return (uint16_t *)mfn_to_virt(mfn) + ref % 2048;
}

static long set_version(struct domain *d, unsigned int version)
{
	struct gnttab_set_version v = { version };
	long ret = op(d, GNTTABOP_set_version, &v, 1);

	if (!ret)
		assert_int_equal(v.version, version);
	return ret;
}

static struct grant_entry_v1 *entry(struct domain *d, unsigned int ref)
{
	mfn_t mfn;

	assert_int_equal(grant_table_frame(d, ref / 512, false, &mfn), 0);
	return (struct grant_entry_v1 *)mfn_to_virt(mfn) + ref % 512;
}

static void grant(struct domain *d, unsigned int ref, struct domain *to,
		  struct page_info *pg, unsigned int flags)
{
	struct grant_entry_v1 *e = entry(d, ref);

	e->domid = to->id;
	e->frame = (uint32_t)mfn_x(page_to_mfn(pg));
	e->flags = (uint16_t)(GTF_permit_access | flags);
}

static void kill_domain(struct domain *d)
{
	struct page_info *pg, *next;

	d->max_pages = 0;
	for (pg = page_list_first(&d->pages); pg; pg = next) {
		next = page_list_next(pg);
		page_put_alloc_ref(pg);
	}
	sim_kill(d);
}

static int map(struct domain *l, struct domain *r, unsigned int ref,
	       unsigned int flags, uint32_t *handle)
{
	struct gnttab_map_grant_ref m = {
		.host_addr = 0x1000,
		.flags = flags,
		.ref = ref,
		.dom = r->id,
	};

	assert_int_equal(op(l, GNTTABOP_map_grant_ref, &m, 1), 0);
	*handle = m.handle;
	return m.status;
}

static int unmap(struct domain *l, uint32_t handle, uint64_t host, uint64_t dev)
{
	struct gnttab_unmap_grant_ref u = { host, dev, handle, 0 };

	assert_int_equal(op(l, GNTTABOP_unmap_grant_ref, &u, 1), 0);
	return u.status;
}

/* ---- Single operations ---- */

static void test_map(void **state)
{
	struct domain *a = make(), *b = make();
	struct page_info *pg = page(a);
	uint64_t dev = mfn_x(page_to_mfn(pg)) << PAGE_SHIFT;
	struct gnttab_map_grant_ref m = { .flags = GNTMAP_host_map,
					  .dom = 0x7000 };
	uint32_t h, h2;

	grant(a, 9, b, pg, GTF_readonly);
	assert_int_equal(map(b, a, 9, GNTMAP_host_map, &h),
			 GNTST_general_error);
	assert_int_equal(map(b, a, 9, 0, &h), GNTST_bad_gntref);
	assert_int_equal(map(b, a, 2048, GNTMAP_host_map, &h),
			 GNTST_bad_gntref);
	assert_int_equal(map(a, a, 9, GNTMAP_host_map | GNTMAP_readonly, &h),
			 GNTST_general_error);
	assert_int_equal(op(b, GNTTABOP_map_grant_ref, &m, 1), 0);
	assert_int_equal(m.status, GNTST_bad_domain);
	assert_int_equal(entry(a, 9)->flags, GTF_permit_access | GTF_readonly);
	assert_int_equal(map(b, a, 9, GNTMAP_host_map | GNTMAP_readonly, &h),
			 0);
	assert_int_equal(entry(a, 9)->flags,
			 GTF_permit_access | GTF_readonly | GTF_reading);
	assert_int_equal(refs(pg), 2);
	assert_int_equal(writable[mfn_x(page_to_mfn(pg))], 0);
	entry(a, 9)->flags &= (uint16_t)~GTF_readonly;
	assert_int_equal(map(b, a, 9, GNTMAP_host_map | GNTMAP_device_map, &h2),
			 0);
	assert_int_not_equal(h, h2);
	assert_int_equal(refs(pg), 4);
	assert_int_equal(writable[mfn_x(page_to_mfn(pg))], 2);
	assert_true(entry(a, 9)->flags & GTF_writing);

	assert_int_equal(unmap(b, 12345, 0x1000, 0), GNTST_bad_handle);
	assert_int_equal(unmap(b, h2, 0x1000, dev + 4096), GNTST_general_error);
	assert_int_equal(unmap(b, h2, 0x1000, 0), 0);
	assert_int_equal(refs(pg), 3);
	assert_int_equal(unmap(b, h2, 0, dev), 0);
	assert_int_equal(unmap(b, h2, 0, dev), GNTST_bad_handle);
	assert_int_equal(entry(a, 9)->flags, GTF_permit_access | GTF_reading);
	assert_int_equal(unmap(b, h, 0x1000, 0), 0);
	assert_int_equal(entry(a, 9)->flags, GTF_permit_access);
	assert_int_equal(refs(pg), 1);
	assert_int_equal(host_maps, 0);

	/* A frame that is not the granter's. */
	entry(a, 9)->frame = (uint32_t)mfn_x(page_to_mfn(page(b)));
	assert_int_equal(map(b, a, 9, GNTMAP_host_map, &h), GNTST_bad_page);
	entry(a, 9)->frame = ~0u;
	assert_int_equal(map(b, a, 9, GNTMAP_host_map, &h), GNTST_bad_page);
	assert_int_equal(entry(a, 9)->flags, GTF_permit_access);
	kill_domain(a);
	kill_domain(b);
}

static void test_failures(void **state)
{
	struct domain *a = make(), *b = make();
	struct page_info *pg = page(a);
	uint32_t h;

	grant(a, 9, b, pg, 0);
	no_memory = true;
	assert_int_equal(map(b, a, 9, GNTMAP_host_map, &h), GNTST_no_space);
	no_memory = false;
	no_mapping = true;
	assert_int_equal(map(b, a, 9, GNTMAP_host_map | GNTMAP_device_map, &h),
			 GNTST_bad_virt_addr);
	no_mapping = false;
	no_writing = true;
	assert_int_equal(map(b, a, 9, GNTMAP_host_map, &h),
			 GNTST_general_error);
	no_writing = false;
	assert_int_equal(entry(a, 9)->flags, GTF_permit_access);
	assert_int_equal(refs(pg), 1);
	assert_int_equal(writable[mfn_x(page_to_mfn(pg))], 0);
	/* One that can't be unmapped stays. */
	assert_int_equal(map(b, a, 9, GNTMAP_host_map, &h), 0);
	no_mapping = true;
	assert_int_equal(unmap(b, h, 0x1000, 0), GNTST_bad_virt_addr);
	no_mapping = false;
	assert_int_equal(refs(pg), 2);
	assert_int_equal(unmap(b, h, 0x1000, 0), 0);
	assert_int_equal(refs(pg), 1);
	kill_domain(a);
	kill_domain(b);
}

static void test_limits(void **state)
{
	struct domain *a = make(), *b = make();
	struct page_info *pg = page(a);
	uint32_t h[513];
	struct gnttab_query_size q = { .dom = DOMID_SELF };
	xen_pfn_t frames[4];
	struct gnttab_setup_table s = { .dom = DOMID_SELF, .nr_frames = 4 };
	struct gnttab_set_version v = { 3 };
	unsigned int i;
	mfn_t mfn;

	/* As many handles as 2 frames have; entries bear 128 pins. */
	for (i = 0; i < 8; i++)
		grant(a, i, b, pg, 0);
	for (i = 0; i < 512; i++)
		assert_int_equal(map(b, a, i / 64, GNTMAP_host_map, &h[i]), 0);
	assert_int_equal(map(b, a, 0, GNTMAP_host_map, &h[512]),
			 GNTST_no_space);
	for (i = 0; i < 512; i++)
		assert_int_equal(unmap(b, h[i], 0x1000, 0), 0);
	for (i = 0; i < 128; i++)
		assert_int_equal(map(b, a, 0, GNTMAP_host_map, &h[i]), 0);
	assert_int_equal(map(b, a, 0, GNTMAP_host_map, &h[i]),
			 GNTST_general_error);
	/* b dies with its mappings. */
	kill_domain(b);
	assert_int_equal(refs(pg), 1);
	assert_int_equal(entry(a, 0)->flags, GTF_permit_access);
	host_maps = 0;

	assert_int_equal(op(a, GNTTABOP_query_size, &q, 1), 0);
	assert_int_equal(q.nr_frames, 1);
	assert_int_equal(q.max_nr_frames, 4);
	assert_int_equal(op(a, GNTTABOP_query_size, &q, 2), -EINVAL);
	no_memory = true;
	set_xen_guest_handle(s.frame_list, frames);
	assert_int_equal(op(a, GNTTABOP_setup_table, &s, 1), 0);
	assert_int_equal(s.status, GNTST_general_error);
	no_memory = false;
	assert_int_equal(op(a, GNTTABOP_setup_table, &s, 1), 0);
	assert_int_equal(s.status, GNTST_okay);
	for (i = 0; i < 4; i++) {
		assert_int_equal(grant_table_frame(a, i, false, &mfn), 0);
		assert_int_equal(mfn_x(mfn), frames[i]);
	}
	assert_int_equal(grant_table_max_frames(a, false), 4);
	assert_int_equal(grant_table_max_frames(a, true), 1);
	s.nr_frames = 5;
	assert_int_equal(op(a, GNTTABOP_setup_table, &s, 1), 0);
	assert_int_equal(s.status, GNTST_general_error);
	assert_int_equal(grant_table_frame(a, 4, false, &mfn), -EINVAL);
	assert_int_equal(grant_table_frame(a, 0, true, &mfn), -EINVAL);
	assert_int_equal(op(a, GNTTABOP_set_version, &v, 1), -EINVAL);
	assert_int_equal(v.version, 1);
	assert_int_equal(op(a, GNTTABOP_set_version, &v, 1), 0);
	assert_int_equal(op(a, 99, &v, 1), -ENOSYS);
	assert_int_equal(op(a, GNTTABOP_copy, &v, ~0u), -EINVAL);
	kill_domain(a);
}

static int copy(struct domain *d, struct gnttab_copy c)
{
	assert_int_equal(op(d, GNTTABOP_copy, &c, 1), 0);
	return c.status;
}

static void test_copy(void **state)
{
	struct domain *a = make(), *b = make();
	struct page_info *pa = page(a), *pb = page(b);
	struct gnttab_copy c = {
		.source = { .u.ref = 3, .domid = a->id, .offset = 100 },
		.dest = { .u.gmfn = mfn_x(page_to_mfn(pb)),
			  .domid = DOMID_SELF, .offset = 4000 },
		.len = 96, .flags = GNTCOPY_source_gref,
	}, bad;

	memset(va(pa), 0x5a, PAGE_SIZE);
	grant(a, 3, b, pa, GTF_readonly);
	assert_int_equal(copy(b, c), GNTST_okay);
	assert_int_equal(((char *)va(pb))[3999], 0);
	for (int i = 4000; i < 4096; i++)
		assert_int_equal(((char *)va(pb))[i], 0x5a);
	bad = c;
	bad.len = 97;
	assert_int_equal(copy(b, bad), GNTST_bad_copy_arg);
	bad = c;
	bad.dest.domid = a->id;
	assert_int_equal(copy(b, bad), GNTST_permission_denied);
	bad = c;
	bad.dest.u.gmfn = mfn_x(page_to_mfn(pa));
	assert_int_equal(copy(b, bad), GNTST_bad_page);
	bad = c;
	bad.source.u.ref = 4;
	assert_int_equal(copy(b, bad), GNTST_general_error);
	bad = c;
	bad.dest = (struct gnttab_copy_ptr){ .u.ref = 3, .domid = a->id };
	bad.flags |= GNTCOPY_dest_gref;
	assert_int_equal(copy(b, bad), GNTST_general_error); /* read-only */
	grant(a, 3, b, pa, 0);
	bad.source.offset = 0;
	((char *)va(pa))[0] = 1;
	bad.dest.offset = 1;
	bad.len = 4095;
	assert_int_equal(copy(b, bad), GNTST_okay); /* overlapping */
	assert_int_equal(((char *)va(pa))[1], 1);
	assert_int_equal(((char *)va(pa))[2], 0x5a);
	assert_int_equal(refs(pa), 1);
	assert_int_equal(refs(pb), 1);
	assert_int_equal(entry(a, 3)->flags, GTF_permit_access);
	kill_domain(a);
	kill_domain(b);
}

static void test_transfer_swap(void **state)
{
	struct domain *a = make(), *b = make();
	struct page_info *pg = page(a);
	struct gnttab_transfer t = { .mfn = mfn_x(page_to_mfn(pg)),
				     .domid = b->id,
				     .ref = 5 };
	struct gnttab_swap_grant_ref s = { 5, 6, 0 };
	unsigned long had = a->tot_pages;

	entry(b, 5)->domid = a->id;
	entry(b, 5)->frame = 77;
	entry(b, 5)->flags = GTF_accept_transfer;
	assert_int_equal(op(a, GNTTABOP_transfer, &t, 1), 0);
	assert_int_equal(t.status, GNTST_okay);
	assert_int_equal(entry(b, 5)->flags, GTF_accept_transfer |
						     GTF_transfer_committed |
						     GTF_transfer_completed);
	assert_int_equal(entry(b, 5)->frame, t.mfn);
	assert_int_equal(pg->owner, b->id);
	assert_int_equal(a->tot_pages, had - 1);
	assert_int_equal(op(a, GNTTABOP_transfer, &t, 1), 0);
	assert_int_equal(t.status, GNTST_bad_page);
	assert_int_equal(op(b, GNTTABOP_swap_grant_ref, &s, 1), 0);
	assert_int_equal(s.status, 0);
	assert_int_equal(entry(b, 6)->frame, t.mfn);
	assert_int_equal(entry(b, 5)->flags, 0);
	s.ref_a = 512;
	assert_int_equal(op(b, GNTTABOP_swap_grant_ref, &s, 1), 0);
	assert_int_equal(s.status, GNTST_bad_gntref);
	kill_domain(a);
	kill_domain(b);
}

/* ---- Version 2 ---- */

static void grant2(struct domain *d, unsigned int ref, struct domain *to,
		   struct page_info *pg, unsigned int flags)
{
	union grant_entry_v2 *e = entry2(d, ref);

	e->hdr.domid = to->id;
	e->full_page.frame = mfn_x(page_to_mfn(pg));
	e->hdr.flags = (uint16_t)(GTF_permit_access | flags);
}

static void test_version(void **state)
{
	struct domain *a = make(), *b = make();
	struct page_info *pg = page(a), *shared;
	struct gnttab_get_status_frames g = { .nr_frames = 1,
					      .dom = DOMID_SELF };
	struct gnttab_get_version v = { .dom = DOMID_SELF };
	uint64_t frame;
	uint32_t h, h2;
	mfn_t mfn;

	/* A reserved entry stays mapped over both changes. */
	grant(a, 1, b, pg, 0);
	grant(a, 9, b, pg, 0);
	assert_int_equal(map(b, a, 1, GNTMAP_host_map, &h), 0);
	assert_int_equal(map(b, a, 9, GNTMAP_host_map, &h2), 0);
	assert_int_equal(set_version(a, 2), -EBUSY);
	assert_int_equal(unmap(b, h2, 0x1000, 0), 0);
	no_memory = true;
	assert_int_equal(set_version(a, 2), -ENOMEM);
	no_memory = false;
	set_xen_guest_handle(g.frame_list, &frame);
	assert_int_equal(op(a, GNTTABOP_get_status_frames, &g, 1), 0);
	assert_int_equal(g.status, GNTST_general_error);
	assert_int_equal(grant_table_frame(a, 0, true, &mfn), -EINVAL);
	assert_int_equal(set_version(a, 2), 0);
	assert_int_equal(op(a, GNTTABOP_get_version, &v, 1), 0);
	assert_int_equal(v.version, 2);
	assert_int_equal(op(a, GNTTABOP_get_status_frames, &g, 1), 0);
	assert_int_equal(g.status, GNTST_okay);
	assert_int_equal(grant_table_frame(a, 0, true, &mfn), 0);
	assert_int_equal(frame, mfn_x(mfn));
	assert_int_equal(grant_table_frame(a, 1, true, &mfn), -EINVAL);
	assert_int_equal(entry2(a, 1)->hdr.flags, GTF_permit_access);
	assert_int_equal(entry2(a, 1)->hdr.domid, b->id);
	assert_int_equal(entry2(a, 1)->full_page.frame, mfn_x(page_to_mfn(pg)));
	assert_int_equal(*status(a, 1), GTF_reading | GTF_writing);
	assert_int_equal(entry2(a, 9)->hdr.flags, 0);
	assert_int_equal(*status(a, 9), 0);
	/* Half as many entries. */
	assert_int_equal(map(b, a, 1024, GNTMAP_host_map, &h2),
			 GNTST_bad_gntref);
	grant2(a, 255, b, pg, 0);
	assert_int_equal(map(b, a, 255, GNTMAP_host_map, &h2), 0);
	assert_int_equal(set_version(a, 1), -EBUSY);
	assert_int_equal(unmap(b, h2, 0x1000, 0), 0);
	/* Reserved ones that version 1 can't say. */
	entry2(a, 2)->hdr.flags = GTF_transitive;
	assert_int_equal(set_version(a, 1), -ERANGE);
	grant2(a, 2, b, pg, 0);
	entry2(a, 2)->full_page.frame = 1UL << 32;
	assert_int_equal(set_version(a, 1), -ERANGE);
	entry2(a, 2)->hdr.flags = 0;
	/* The guest has the status frame mapped. */
	shared = mfn_to_page(_mfn(frame));
	assert_true(page_get(shared, a));
	assert_int_equal(set_version(a, 1), -EBUSY);
	page_put(shared);
	assert_int_equal(set_version(a, 1), 0);
	assert_int_equal(entry(a, 1)->flags,
			 GTF_permit_access | GTF_reading | GTF_writing);
	assert_int_equal(entry(a, 1)->frame, mfn_x(page_to_mfn(pg)));
	assert_int_equal(unmap(b, h, 0x1000, 0), 0);
	assert_int_equal(entry(a, 1)->flags, GTF_permit_access);
	kill_domain(a);
	kill_domain(b);
}

static void test_map2(void **state)
{
	struct domain *a = make(), *b = make();
	struct page_info *pg = page(a);
	uint32_t h, h2;

	assert_int_equal(set_version(a, 2), 0);
	grant2(a, 9, b, pg, GTF_readonly);
	assert_int_equal(map(b, a, 9, GNTMAP_host_map, &h),
			 GNTST_general_error);
	assert_int_equal(*status(a, 9), 0);
	assert_int_equal(map(b, a, 9, GNTMAP_host_map | GNTMAP_readonly, &h),
			 0);
	assert_int_equal(*status(a, 9), GTF_reading);
	assert_int_equal(entry2(a, 9)->hdr.flags,
			 GTF_permit_access | GTF_readonly);
	assert_int_equal(map(b, a, 9, GNTMAP_host_map, &h2),
			 GNTST_general_error);
	assert_int_equal(*status(a, 9), GTF_reading);
	entry2(a, 9)->hdr.flags = 0; /* it is pinned: of no effect */
	assert_int_equal(map(b, a, 9, GNTMAP_host_map, &h2), 0);
	assert_int_equal(*status(a, 9), GTF_reading | GTF_writing);
	assert_int_equal(unmap(b, h2, 0x1000, 0), 0);
	assert_int_equal(*status(a, 9), GTF_reading);
	assert_int_equal(unmap(b, h, 0x1000, 0), 0);
	assert_int_equal(*status(a, 9), 0);
	assert_int_equal(map(b, a, 9, GNTMAP_host_map, &h),
			 GNTST_general_error);
	entry2(a, 9)->hdr.flags = GTF_permit_access | GTF_sub_page;
	assert_int_equal(map(b, a, 9, GNTMAP_host_map, &h),
			 GNTST_general_error);
	entry2(a, 9)->hdr.flags = GTF_transitive;
	assert_int_equal(map(b, a, 9, GNTMAP_host_map, &h),
			 GNTST_general_error);
	grant2(a, 9, b, pg, 0);
	entry2(a, 9)->full_page.frame |= 1UL << 40;
	assert_int_equal(map(b, a, 9, GNTMAP_host_map, &h), GNTST_bad_page);
	assert_int_equal(*status(a, 9), 0);
	assert_int_equal(refs(pg), 1);
	kill_domain(a);
	kill_domain(b);
}

/* The table grows with its status frames. */
static void test_grow2(void **state)
{
	struct xen_domctl_createdomain config = {
		.max_vcpus = 1,
		.max_evtchn_port = ~0u,
		.max_grant_frames = 20,
		.grant_opts = 2,
	};
	struct domain *a;
	mfn_t mfn;

	assert_int_equal(domain_create(199, &config, false, &a), 0);
	assert_non_null(vcpu_create(a, 0));
	assert_int_equal(grant_table_max_frames(a, true), 3);
	assert_int_equal(set_version(a, 2), 0);
	assert_int_equal(grant_table_frame(a, 8, false, &mfn), 0);
	assert_int_equal(*status(a, 9 * 256 - 1), 0);
	no_memory = true;
	assert_int_equal(grant_table_frame(a, 19, false, &mfn), -EINVAL);
	no_memory = false;
	/* A status frame comes only with all frames that it serves. */
	assert_int_equal(grant_table_frame(a, 2, true, &mfn), -EINVAL);
	assert_int_equal(grant_table_frame(a, 1, true, &mfn), 0);
	assert_int_equal(grant_table_frame(a, 19, false, &mfn), 0);
	assert_int_equal(grant_table_frame(a, 2, true, &mfn), 0);
	assert_int_equal(set_version(a, 1), 0);
	assert_int_equal(set_version(a, 2), 0);
	assert_int_equal(*status(a, 20 * 256 - 1), 0);
	kill_domain(a);
}

static void test_copy2(void **state)
{
	struct domain *a = make(), *b = make(), *c = make();
	struct page_info *pa = page(a), *pb = page(b);
	struct gnttab_copy g = {
		.source = { .u.ref = 3, .domid = a->id, .offset = 100 },
		.dest = { .u.gmfn = mfn_x(page_to_mfn(pb)),
			  .domid = DOMID_SELF },
		.len = 50, .flags = GNTCOPY_source_gref,
	}, bad;

	memset(va(pa), 0x5a, PAGE_SIZE);
	assert_int_equal(set_version(a, 2), 0);
	grant2(a, 3, b, pa, GTF_sub_page | GTF_readonly);
	entry2(a, 3)->sub_page.page_off = 100;
	entry2(a, 3)->sub_page.length = 50;
	assert_int_equal(copy(b, g), GNTST_okay);
	assert_int_equal(((char *)va(pb))[49], 0x5a);
	assert_int_equal(((char *)va(pb))[50], 0);
	bad = g;
	bad.len = 51;
	assert_int_equal(copy(b, bad), GNTST_general_error);
	bad = g;
	bad.source.offset = 99;
	assert_int_equal(copy(b, bad), GNTST_general_error);
	bad = g;
	bad.source.offset = 4090;
	assert_int_equal(copy(b, bad), GNTST_bad_copy_arg);
	entry2(a, 3)->sub_page.page_off = 0xfff0;
	entry2(a, 3)->sub_page.length = 0xffff;
	assert_int_equal(copy(b, g), GNTST_general_error);
	entry2(a, 3)->sub_page.page_off = 60;
	assert_int_equal(copy(b, g), GNTST_okay);

	/* c's entry 7 stands for a's entry 3, which allows c. */
	assert_int_equal(set_version(c, 2), 0);
	entry2(a, 3)->hdr.domid = c->id;
	entry2(c, 7)->transitive.trans_domid = a->id;
	entry2(c, 7)->transitive.gref = 3;
	entry2(c, 7)->hdr.domid = b->id;
	entry2(c, 7)->hdr.flags = GTF_transitive;
	g.source.domid = c->id;
	g.source.u.ref = 7;
	memset(va(pb), 0, PAGE_SIZE);
	assert_int_equal(copy(b, g), GNTST_okay);
	assert_int_equal(((char *)va(pb))[49], 0x5a);
	assert_int_equal(*status(c, 7) | *status(a, 3), 0);
	assert_int_equal(copy(a, g), GNTST_general_error);
	bad = g;
	bad.source.offset = 59;
	assert_int_equal(copy(b, bad), GNTST_general_error);
	entry2(c, 7)->transitive.gref = 4096;
	assert_int_equal(copy(b, g), GNTST_bad_gntref);
	entry2(c, 7)->transitive.gref = 3;
	entry2(c, 7)->transitive.trans_domid = 0x7000;
	assert_int_equal(copy(b, g), GNTST_general_error);
	entry2(c, 7)->transitive.trans_domid = c->id;
	assert_int_equal(copy(b, g), GNTST_general_error);
	entry2(c, 7)->transitive.trans_domid = a->id;
	/* One step only. */
	entry2(a, 3)->hdr.flags = GTF_transitive;
	entry2(a, 3)->transitive.trans_domid = b->id;
	assert_int_equal(copy(b, g), GNTST_general_error);
	assert_int_equal(*status(c, 7) | *status(a, 3), 0);
	/* As target, to a read-only one and to one that may be written. */
	grant2(a, 3, c, pa, GTF_readonly);
	g = (struct gnttab_copy){
		.source = { .u.gmfn = mfn_x(page_to_mfn(pb)),
			    .domid = DOMID_SELF,
			    .offset = 50 },
		.dest = { .u.ref = 7, .domid = c->id },
		.len = 3,
		.flags = GNTCOPY_dest_gref,
	};
	assert_int_equal(copy(b, g), GNTST_general_error);
	assert_int_equal(*status(c, 7) | *status(a, 3), 0);
	grant2(a, 3, c, pa, 0);
	assert_int_equal(copy(b, g), GNTST_okay);
	assert_int_equal(((char *)va(pa))[2], 0);
	assert_int_equal(((char *)va(pa))[3], 0x5a);
	no_writing = true;
	assert_int_equal(copy(b, g), GNTST_general_error);
	no_writing = false;
	assert_int_equal(*status(c, 7) | *status(a, 3), 0);
	gnttab_transitive = false;
	assert_int_equal(copy(b, g), GNTST_general_error);
	gnttab_transitive = true;
	assert_int_equal(*status(c, 7) | *status(a, 3), 0);
	assert_int_equal(refs(pa), 1);
	assert_int_equal(refs(pb), 1);
	/* The real granter is gone. */
	kill_domain(a);
	assert_int_equal(copy(b, g), GNTST_general_error);
	assert_int_equal(*status(c, 7), 0);
	kill_domain(b);
	kill_domain(c);
}

static void test_transfer_swap2(void **state)
{
	struct domain *a = make(), *b = make();
	struct page_info *pg = page(a);
	struct gnttab_transfer t = { .mfn = mfn_x(page_to_mfn(pg)),
				     .domid = b->id,
				     .ref = 250 };
	struct gnttab_swap_grant_ref s = { 250, 9, 0 };

	assert_int_equal(set_version(b, 2), 0);
	entry2(b, 250)->hdr.domid = a->id;
	entry2(b, 250)->full_page.frame = 77;
	entry2(b, 250)->hdr.flags = GTF_accept_transfer;
	gnttab_transfer = false;
	assert_int_equal(op(a, GNTTABOP_transfer, &t, 1), -EOPNOTSUPP);
	gnttab_transfer = true;
	assert_int_equal(op(a, GNTTABOP_transfer, &t, 1), 0);
	assert_int_equal(t.status, GNTST_okay);
	assert_int_equal(entry2(b, 250)->hdr.flags,
			 GTF_accept_transfer | GTF_transfer_committed |
				 GTF_transfer_completed);
	assert_int_equal(entry2(b, 250)->full_page.frame, t.mfn);
	assert_int_equal(op(b, GNTTABOP_swap_grant_ref, &s, 1), 0);
	assert_int_equal(s.status, 0);
	assert_int_equal(entry2(b, 9)->full_page.frame, t.mfn);
	assert_int_equal(entry2(b, 250)->hdr.flags, 0);
	s.ref_a = 256;
	assert_int_equal(op(b, GNTTABOP_swap_grant_ref, &s, 1), 0);
	assert_int_equal(s.status, GNTST_bad_gntref);
	kill_domain(a);
	kill_domain(b);
}

/* A granter that dies first stays until the last mapping is gone. */
static void test_dead_granter(void **state)
{
	struct domain *a = make(), *b = make();
	struct page_info *pg = page(a);
	domid_t id = a->id;
	uint32_t h;

	grant(a, 3, b, pg, 0);
	assert_int_equal(map(b, a, 3, GNTMAP_host_map, &h), 0);
	kill_domain(a);
	a = domain_get_by_id(id);
	assert_non_null(a);
	domain_put(a);
	assert_int_equal(unmap(b, h, 0x1000, 0), 0);
	sim_softirqs();
	assert_null(domain_get_by_id(id));
	kill_domain(b);
}

/* ---- The model ---- */

#define REFS  12
#define MAPS  64
#define STEPS 1000000u

/* Granter g[1] changes its version as it goes; g[0] stays with 1. */
static unsigned int version[2];

static uint16_t in_use(struct domain **g, int i, unsigned int r)
{
	return version[i] == 1 ? entry(g[i], r)->flags : *status(g[i], r);
}

static uint16_t *guest_flags(struct domain **g, int i, unsigned int r)
{
	return version[i] == 1 ? &entry(g[i], r)->flags
			       : &entry2(g[i], r)->hdr.flags;
}

static void model_grant(struct domain *b, struct domain **g,
			struct page_info *pg[2][12], int i, unsigned int r)
{
	if (version[i] == 1)
		grant(g[i], r, b, pg[i][r], 0);
	else
		grant2(g[i], r, b, pg[i][r], 0);
}

static struct held {
	bool used;
	int g; /* granter */
	unsigned int ref;
	bool host, dev, ro;
	uint32_t handle;
} held[MAPS];

static void check(struct domain **g, struct page_info *pg[2][REFS])
{
	for (int i = 0; i < 2; i++)
		for (unsigned int r = 0; r < REFS; r++) {
			unsigned int uses = 0, writes = 0;
			uint16_t f = in_use(g, i, r);

			for (int m = 0; m < MAPS; m++) {
				struct held *h = &held[m];

				if (!h->used || h->g != i || h->ref != r)
					continue;
				uses += h->host + h->dev;
				writes += h->ro ? 0 : h->host + h->dev;
			}
			assert_int_equal(refs(pg[i][r]), 1 + uses);
			assert_int_equal(writable[mfn_x(page_to_mfn(pg[i][r]))],
					 writes);
			assert_int_equal(!!(f & GTF_reading), uses > 0);
			assert_int_equal(!!(f & GTF_writing), writes > 0);
		}
}

static void model_step(struct domain *b, struct domain **g,
		       struct page_info *pg[2][REFS])
{
	struct held *h = &held[rand() % MAPS];
	int want;

	if (!h->used) {
		unsigned int flags = (unsigned int)rand() % 4;
		uint16_t f;

		h->g = rand() % 2;
		h->ref = (unsigned int)rand() % REFS;
		h->ro = rand() % 2;
		f = in_use(g, h->g, h->ref);
		want = !flags ? GNTST_bad_gntref
		       : !h->ro && !(f & GTF_writing) &&
				       *guest_flags(g, h->g, h->ref) &
					       GTF_readonly
			       ? GNTST_general_error
			       : GNTST_okay;
		flags |= h->ro ? GNTMAP_readonly : 0;
		assert_int_equal(map(b, g[h->g], h->ref, flags, &h->handle),
				 want);
		h->used = !want;
		h->host = flags & GNTMAP_host_map;
		h->dev = flags & GNTMAP_device_map;
	} else if (rand() % 8 == 0) {
		*guest_flags(g, h->g, h->ref) ^= GTF_readonly;
	} else {
		uint64_t dev = mfn_x(page_to_mfn(pg[h->g][h->ref]))
			       << PAGE_SHIFT;
		bool host = rand() % 2, device = rand() % 2;

		assert_int_equal(unmap(b, h->handle, host ? 0x1000 : 0,
				       device ? dev : 0),
				 0);
		h->host &= !host;
		h->dev &= !device;
		h->used = h->host || h->dev;
		if (!h->used)
			assert_int_equal(unmap(b, h->handle, 0x1000, dev),
					 GNTST_bad_handle);
	}
}

/* A copy leaves nothing behind, whether it is done or not. */
static void model_copy(struct domain *b, struct domain **g,
		       struct page_info *own)
{
	struct gnttab_copy c = {
		.source = { .u.ref = (unsigned int)rand() % (REFS + 2),
			    .domid = g[rand() % 2]->id,
			    .offset = (uint16_t)(rand() % 4200) },
		.dest = { .u.gmfn = mfn_x(page_to_mfn(own)),
			  .domid = DOMID_SELF,
			  .offset = (uint16_t)(rand() % 4200) },
		.len = (uint16_t)(rand() % 300),
		.flags = GNTCOPY_source_gref,
	};

	if (rand() % 2) {
		struct gnttab_copy_ptr p = c.source;

		c.source = c.dest;
		c.dest = p;
		c.flags = GNTCOPY_dest_gref;
	}
	assert_int_equal(op(b, GNTTABOP_copy, &c, 1), 0);
	assert_true(c.status <= 0);
}

/* Entries REFS and REFS + 1 of g[1]: sub-page, and through g[0]'s. */
static void model_special(struct domain *b, struct domain **g,
			  struct page_info *pg)
{
	union grant_entry_v2 *e = entry2(g[1], REFS);

	grant2(g[1], REFS, b, pg, GTF_sub_page | (rand() & GTF_readonly));
	e->sub_page.page_off = (uint16_t)(rand() % 4200);
	e->sub_page.length = (uint16_t)(rand() % 5000);
	e = entry2(g[1], REFS + 1);
	e->transitive.trans_domid = g[rand() % 8 == 0]->id;
	e->transitive.gref = REFS + (unsigned int)rand() % 2;
	e->hdr.domid = b->id;
	e->hdr.flags = GTF_transitive;
	grant(g[0], REFS, g[1], pg, 0); /* not its page: refused */
	grant(g[0], REFS + 1, g[1], mfn_to_page(_mfn(entry(g[0], 0)->frame)),
	      rand() & GTF_readonly);
}

static void model_version(struct domain *b, struct domain **g,
			  struct page_info *pg[2][REFS])
{
	bool busy = false;

	for (int m = 0; m < MAPS; m++)
		busy |= held[m].used && held[m].g == 1 && held[m].ref >= 8;
	assert_int_equal(set_version(g[1], 3 - version[1]), busy ? -EBUSY : 0);
	if (busy)
		return;
	version[1] = 3 - version[1];
	for (unsigned int r = 8; r < REFS; r++)
		model_grant(b, g, pg, 1, r);
}

/* Now and then all mappings go, so that the version can change. */
static void model_release(struct domain *b, struct domain **g,
			  struct page_info *pg[2][REFS])
{
	for (int m = 0; m < MAPS; m++) {
		struct held *h = &held[m];
		uint64_t dev;

		if (!h->used || h->ref < 8)
			continue;
		dev = mfn_x(page_to_mfn(pg[h->g][h->ref])) << PAGE_SHIFT;
		assert_int_equal(unmap(b, h->handle, 0x1000, dev), 0);
		h->used = false;
	}
}

static void test_model(void **state)
{
	struct domain *g[2] = { make(), make() }, *b = make();
	struct page_info *pg[2][REFS], *own = page(b);
	const char *env = getenv("GRANT_STEPS");
	unsigned int steps = env ? (unsigned int)atoi(env) : STEPS;

	version[0] = version[1] = 1;
	test_seed();
	for (int i = 0; i < 2; i++)
		for (unsigned int r = 0; r < REFS; r++) {
			pg[i][r] = page(g[i]);
			grant(g[i], r, b, pg[i][r], 0);
		}
	for (unsigned int i = 0; i < steps; i++) {
		model_step(b, g, pg);
		if (rand() % 4 == 0)
			model_copy(b, g, own);
		if (version[1] == 2 && rand() % 8 == 0)
			model_special(b, g, pg[1][0]);
		if (rand() % 512 == 0)
			model_release(b, g, pg);
		if (rand() % 256 == 0)
			model_version(b, g, pg);
		if (i % 16 == 0)
			check(g, pg);
	}
	assert_int_equal(refs(own), 1);
	kill_domain(b);
	memset(held, 0, sizeof(held));
	check(g, pg);
	kill_domain(g[0]);
	kill_domain(g[1]);
}

static int setup(void **state)
{
	sim_init(1, 1);
	(void)sim_run;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_map),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_transfer_swap),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_map2),
		cmocka_unit_test(test_grow2),
		cmocka_unit_test(test_copy2),
		cmocka_unit_test(test_transfer_swap2),
		cmocka_unit_test(test_dead_granter),
		cmocka_unit_test(test_model),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
