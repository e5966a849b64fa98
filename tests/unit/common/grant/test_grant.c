/*
 * test_grant.c: grant tables through the hypercall.
 *
 * The model test does random maps, unmaps (whole, by pieces, replaced), copies
 * and entries that change between two granters and a mapper, against naive
 * counts: page references, writable references, the guest's in-use flags and
 * the number of handles must agree after each step, and be zero at the end.
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
		.grant_opts = 1,
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
	struct gnttab_set_version v = { 2 };
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
	assert_int_equal(grant_table_max_frames(a), 4);
	s.nr_frames = 5;
	assert_int_equal(op(a, GNTTABOP_setup_table, &s, 1), 0);
	assert_int_equal(s.status, GNTST_general_error);
	assert_int_equal(grant_table_frame(a, 4, false, &mfn), -EINVAL);
	assert_int_equal(grant_table_frame(a, 0, true, &mfn), -EINVAL);
	assert_int_equal(op(a, GNTTABOP_set_version, &v, 1), -ENOSYS);
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
#define STEPS 60000

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
			uint16_t f = entry(g[i], r)->flags;

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
		f = entry(g[h->g], h->ref)->flags;
		want = !flags ? GNTST_bad_gntref
		       : !h->ro && f & GTF_readonly && !(f & GTF_writing)
			       ? GNTST_general_error
			       : GNTST_okay;
		flags |= h->ro ? GNTMAP_readonly : 0;
		assert_int_equal(map(b, g[h->g], h->ref, flags, &h->handle),
				 want);
		h->used = !want;
		h->host = flags & GNTMAP_host_map;
		h->dev = flags & GNTMAP_device_map;
	} else if (rand() % 8 == 0) {
		struct grant_entry_v1 *e = entry(g[h->g], h->ref);

		e->flags ^= GTF_readonly;
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

static void test_model(void **state)
{
	struct domain *g[2] = { make(), make() }, *b = make();
	struct page_info *pg[2][REFS];

	test_seed();
	for (int i = 0; i < 2; i++)
		for (unsigned int r = 0; r < REFS; r++) {
			pg[i][r] = page(g[i]);
			grant(g[i], r, b, pg[i][r], 0);
		}
	for (int i = 0; i < STEPS; i++) {
		model_step(b, g, pg);
		if (i % 16 == 0)
			check(g, pg);
	}
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
		cmocka_unit_test(test_dead_granter),
		cmocka_unit_test(test_model),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
