/*
 * test_heap.c: the buddy heap against a naive model: a byte a frame.
 *
 * Two nodes, a hole in the middle of RAM, frames below and above 16 MiB.
 * Every page that comes out is zero, is ours alone, is of the node and width
 * asked for; what is freed comes together again.  Seeds are printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <xen/arch/mm.h>
#include <xen/domain.h>
#include <xen/errno.h>
#include <asm/host.h>

#include "seed.h"

#define FRAMES	   0x6000UL
#define HOLE_START 0x2345UL
#define HOLE_END   0x2a00UL
#define NODE1	   0x3003UL /* first frame of node 1 */

unsigned int nr_nodes = 2;
static unsigned char used[FRAMES];
static unsigned int flushes;
static unsigned long all;

unsigned int arch_mfn_node(mfn_t mfn)
{
	return mfn_x(mfn) >= NODE1;
}

bool mfn_valid(mfn_t mfn)
{
	return mfn_x(mfn) < FRAMES &&
	       (mfn_x(mfn) < HOLE_START || mfn_x(mfn) >= HOLE_END);
}

void arch_tlb_flush_since(const cpumask_t *mask, uint16_t stamp)
{
	flushes++;
}

bool domain_get(struct domain *d)
{
	d->refs++;
	return true;
}

void domain_put(struct domain *d)
{
	d->refs--;
}

static struct domain *make_domain(domid_t id)
{
	struct domain *d = calloc(1, sizeof(*d));

	d->id = id;
	d->refs = 1;
	d->max_pages = 100;
	d->node_affinity = NODEMASK_ALL;
	assert_int_equal(domain_page_init(d), 0);
	return d;
}

static int setup(void **state)
{
	struct domain *d;

	host_cpus_init(2, 2);
	host_ram_init(FRAMES);
	for (unsigned long i = 0; i < FRAMES; i++)
		frame_table[i].count_info = PGC_state_off;
	/* Old data everywhere. */
	for (unsigned long i = 1; i < FRAMES; i++)
		memset(mfn_to_virt(_mfn(i)), 0xa5, PAGE_SIZE);
	heap_add_range(_mfn(1), _mfn(HOLE_START));
	heap_add_range(_mfn(HOLE_END), _mfn(FRAMES));
	assert_int_equal(heap_free_pages(), heap_pages);
	/* What remembers owners stays. */
	d = make_domain(0);
	domain_page_fini(d);
	d->id = 0x7fff;
	assert_int_equal(domain_page_init(d), 0);
	domain_page_fini(d);
	free(d);
	all = heap_free_pages();
	return 0;
}

static bool page_is_zero(unsigned long mfn)
{
	const unsigned long *p = mfn_to_virt(_mfn(mfn));

	for (unsigned int i = 0; i < PAGE_SIZE / sizeof(*p); i++)
		if (p[i])
			return false;
	return true;
}

static void take(struct page_info *pg, unsigned int order, bool zero)
{
	unsigned long mfn = mfn_x(page_to_mfn(pg));

	assert_int_equal(mfn & ((1UL << order) - 1), 0);
	for (unsigned long i = mfn; i < mfn + (1UL << order); i++) {
		assert_true(mfn_valid(_mfn(i)));
		assert_int_equal(used[i], 0);
		used[i] = 1;
		assert_int_equal(frame_table[i].count_info, PGC_state_inuse);
		if (zero)
			assert_true(page_is_zero(i));
		memset(mfn_to_virt(_mfn(i)), 0x77, PAGE_SIZE);
	}
}

static void give(struct page_info *pg, unsigned int order)
{
	unsigned long mfn = mfn_x(page_to_mfn(pg));

	memset(&used[mfn], 0, 1UL << order);
	heap_free(pg, order, true);
}

/* With all free, each node's largest aligned block must be there. */
static void check_merged(void)
{
	struct page_info *pg =
		heap_alloc(12, MEMF_no_scrub | MEMF_node(1) | MEMF_exact_node);

	assert_non_null(pg);
	heap_free(pg, 12, true);
	assert_int_equal(heap_free_pages(), all);
	assert_int_equal(heap_free_pages_node(0) + heap_free_pages_node(1),
			 all);
	assert_int_equal(heap_free_pages_low(), all);
}

static void test_random(void **state)
{
	enum { SLOTS = 400 };
	static struct {
		struct page_info *pg;
		unsigned int order;
	} slot[SLOTS];
	unsigned long left = all;

	test_seed();
	for (unsigned int n = 0; n < 60000; n++) {
		unsigned int i = rand() % SLOTS;
		unsigned int flags = 0, bits = 0, node = rand() % 2;
		unsigned int order = rand() % 4 ? rand() % 3 : rand() % 10;

		if (!(n % 16))
			heap_scrub_some();
		if (slot[i].pg) {
			left += 1UL << slot[i].order;
			give(slot[i].pg, slot[i].order);
			slot[i].pg = NULL;
			continue;
		}
		if (rand() % 8 == 0)
			flags |= MEMF_bits(bits = 24 + rand() % 3);
		if (rand() % 4 == 0)
			flags |= MEMF_node(node) | MEMF_exact_node;
		if (rand() % 4 == 0)
			flags |= MEMF_no_scrub;
		slot[i].pg = heap_alloc(order, flags);
		slot[i].order = order;
		if (!slot[i].pg)
			continue;
		take(slot[i].pg, order, !(flags & MEMF_no_scrub));
		left -= 1UL << order;
		if (bits)
			assert_true(mfn_x(page_to_mfn(slot[i].pg)) <
				    1UL << (bits - PAGE_SHIFT));
		if (flags & MEMF_exact_node)
			assert_int_equal(arch_mfn_node(page_to_mfn(slot[i].pg)),
					 node);
		assert_int_equal(heap_free_pages(), left);
	}
	for (unsigned int i = 0; i < SLOTS; i++)
		if (slot[i].pg)
			give(slot[i].pg, slot[i].order);
	check_merged();
}

static void test_exhaust(void **state)
{
	static struct page_info *pages[FRAMES];
	unsigned long n = 0;
	struct page_info *pg;

	while ((pg = heap_alloc(0, 0)) != NULL) {
		take(pg, 0, true);
		pages[n++] = pg;
	}
	assert_int_equal(n, all);
	assert_int_equal(heap_free_pages(), 0);
	while (n)
		give(pages[--n], 0);
	check_merged();
}

static void test_idle_scrub(void **state)
{
	struct page_info *pg;

	while (heap_scrub_some())
		;
	/* All free memory is zero now, without the allocator's doing. */
	for (unsigned long i = 1; i < FRAMES; i++)
		if ((frame_table[i].count_info & PGC_state_mask) ==
		    PGC_state_free) {
			assert_false(frame_table[i].count_info &
				     PGC_need_scrub);
			assert_true(page_is_zero(i));
		}
	assert_int_equal(heap_free_pages(), all);
	pg = heap_alloc(3, MEMF_no_scrub);
	assert_true(page_is_zero(mfn_x(page_to_mfn(pg))));
	heap_free(pg, 3, false);
	check_merged();
}

/* Whoever gets `pg` next gets it after a flush. */
static void check_flushed(struct page_info *pg)
{
	struct page_list taken = PAGE_LIST_INIT;
	struct page_info *q;

	for (;;) {
		flushes = 0;
		q = heap_alloc(0, MEMF_no_scrub);
		assert_non_null(q);
		page_list_add(&taken, q);
		if (q == pg)
			break;
	}
	assert_int_equal(flushes, 1);
	while ((q = page_list_pop(&taken)) != NULL)
		heap_free(q, 0, true);
}

static void test_domain_pages(void **state)
{
	struct domain *d = make_domain(7), *e = make_domain(0x7ff2);
	struct page_info *pg = domain_page_alloc(d, 2, 0);

	assert_non_null(pg);
	assert_int_equal(d->tot_pages, 4);
	assert_int_equal(d->refs, 2);
	assert_ptr_equal(page_owner(pg), d);
	assert_true(page_get(pg, d));
	assert_false(page_get(pg, e));
	assert_int_equal(pg->count_info, PGC_allocated | 2);
	/* Above the limit; the heap keeps its pages. */
	assert_null(domain_page_alloc(d, 7, 0));
	assert_int_equal(heap_free_pages(), all - 4);

	/* A full count refuses. */
	pg[1].count_info = PGC_allocated | PGC_count_mask;
	assert_false(page_get(&pg[1], d));
	pg[1].count_info = PGC_allocated | 1;

	/* Stealing: not while someone has it, nor from another. */
	assert_int_equal(domain_page_steal(e, &pg[0]), -EINVAL);
	assert_int_equal(domain_page_steal(d, &pg[1]), -EBUSY);
	pg->type_info = PGT_writable_page | PGT_validated | 1;
	assert_int_equal(domain_page_steal(d, pg), -EBUSY);
	assert_int_equal(pg->count_info, PGC_allocated | 2);
	pg->type_info = 0;
	assert_int_equal(domain_page_steal(d, pg), 0);
	assert_int_equal(d->tot_pages, 3);
	assert_false(page_get_any(pg));
	assert_int_equal(domain_page_assign(e, pg, 0, 0), 0);
	assert_int_equal(e->tot_pages, 1);
	page_put_alloc_ref(pg);
	assert_int_equal(e->tot_pages, 0);
	assert_int_equal(e->refs, 1);

	/* The last reference frees, and is flushed before it is reused. */
	assert_true(page_get(&pg[1], d));
	page_put_alloc_ref(&pg[1]);
	page_put_alloc_ref(&pg[1]);
	assert_int_equal(d->tot_pages, 3);
	page_put(&pg[1]);
	assert_int_equal(d->tot_pages, 2);
	page_put_alloc_ref(&pg[2]);
	page_put_alloc_ref(&pg[3]);
	assert_int_equal(d->refs, 1);
	assert_int_equal(heap_free_pages(), all);
	check_flushed(&pg[1]);

	d->dying = DOMDYING_dying;
	assert_null(domain_page_alloc(d, 0, 0));
	assert_int_equal(heap_free_pages(), all);
	domain_page_fini(d);
	domain_page_fini(e);
	free(d);
	free(e);
}

static void test_shared(void **state)
{
	struct domain *d = make_domain(9);
	void *va = xheap_alloc(0);
	struct page_info *pg = virt_to_page(va);

	xen_page_share(va, d);
	assert_true(page_get(pg, d));
	assert_int_equal(d->tot_pages, 0);
	assert_int_equal(d->refs, 2);
	assert_int_equal(domain_page_steal(d, pg), -EINVAL);
	assert_false(xen_page_unshare(va));
	page_put(pg);
	assert_true(xen_page_unshare(va));
	assert_int_equal(d->refs, 1);
	xheap_free(va, 0);
	check_flushed(pg);
	domain_page_fini(d);
	free(d);
	assert_int_equal(heap_free_pages(), all);
}

static void test_claim(void **state)
{
	struct domain *d = make_domain(3);
	struct page_info *pg, *mine;
	unsigned long n = 0;
	struct page_list taken = PAGE_LIST_INIT;

	d->max_pages = FRAMES * 2;
	assert_int_equal(heap_claim(d, all + 1), -ENOMEM);
	assert_int_equal(heap_claim(d, FRAMES * 2 + 1), -EINVAL);
	assert_int_equal(heap_claim(d, 16), 0);
	assert_int_equal(heap_claim(d, 17), -EINVAL);
	assert_int_equal(heap_claimed_pages(), 16);
	while ((pg = heap_alloc(0, MEMF_no_scrub)) != NULL) {
		page_list_add(&taken, pg);
		n++;
	}
	assert_int_equal(n, all - 16);
	mine = domain_page_alloc(d, 0, 0);
	assert_non_null(mine);
	assert_int_equal(heap_claimed_pages(), 15);
	assert_null(heap_alloc(0, 0));
	assert_int_equal(heap_claim(d, 0), 0);
	assert_int_equal(heap_claimed_pages(), 0);
	page_put_alloc_ref(mine);
	while ((pg = page_list_pop(&taken)) != NULL)
		heap_free(pg, 0, true);
	check_merged();
	domain_page_fini(d);
	free(d);
}

static void test_slab(void **state)
{
	enum { N = 3000 };
	static unsigned char *obj[N];
	static size_t size[N];
	unsigned long before = heap_free_pages();

	test_seed();
	for (unsigned int round = 0; round < 40000; round++) {
		unsigned int i = rand() % N;
		size_t align = 1UL << (rand() % 5);

		if (obj[i]) {
			for (size_t k = 0; k < size[i]; k++)
				assert_int_equal(obj[i][k], i % 251 + 1);
			slab_free(obj[i]);
			obj[i] = NULL;
			continue;
		}
		size[i] = rand() % 50 ? rand() % 600 : rand() % 9000;
		if (rand() % 100 == 0)
			align = 4096;
		obj[i] = slab_alloc(size[i], align);
		if (!obj[i]) {
			assert_int_equal(size[i], 0);
			continue;
		}
		assert_int_equal((uintptr_t)obj[i] % align, 0);
		for (size_t k = 0; k < size[i]; k++)
			assert_int_equal(obj[i][k], 0);
		memset(obj[i], i % 251 + 1, size[i]);
	}
	for (unsigned int i = 0; i < N; i++)
		slab_free(obj[i]);
	assert_null(slab_array(SIZE_MAX / 2, 3));
	/* One spare page a class may stay. */
	assert_in_range(before - heap_free_pages(), 0, 14);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_exhaust),
		cmocka_unit_test(test_idle_scrub),
		cmocka_unit_test(test_domain_pages),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_claim),
		cmocka_unit_test(test_slab),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
