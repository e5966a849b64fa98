/*
 * test_image.c: loading kernels for kexec: random segments, then the copies as
 * the stub makes them, in the list's order: memory is as it was loaded,
 * whatever lay there before.  What is refused, and each allocation that fails,
 * leaves no page behind.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <xen/arch/kexec.h>
#include <xen/arch/mm.h>
#include <xen/errno.h>
#include <xen/mm.h>
#include <asm/host.h>

#include "../../xen/common/kexec/private.h"
#include "seed.h"

#define FRAMES	  2048UL
#define AREA	  0x100000UL /* of crash images: 1 MiB ... */
#define AREA_SIZE 0x80000UL
#define EM_X86_64 62

static unsigned long free_before;
static xen_kexec_segment_t segment[KEXEC_MAX_SEGMENTS];
static unsigned char contents[KEXEC_MAX_SEGMENTS][64 * PAGE_SIZE];

static int setup(void **state)
{
	host_cpus_init(1, 1);
	host_ram_init(FRAMES);
	/* Frame 0 is nobody's; the crash area is not the heap's. */
	heap_add_range(_mfn(1), _mfn(AREA >> PAGE_SHIFT));
	heap_add_range(_mfn((AREA + AREA_SIZE) >> PAGE_SHIFT), _mfn(FRAMES));
	kexec_area.start = AREA;
	kexec_area.size = AREA_SIZE;
	return 0;
}

static int load(unsigned int type, unsigned int nr, struct kexec_image **image)
{
	xen_kexec_load_t l = { .type = type,
			       .arch = EM_X86_64,
			       .nr_segments = nr,
			       .entry_maddr = segment[0].dest_maddr };

	l.segments.h.p = segment;
	return kexec_image_create(&l, image);
}

static void set(unsigned int i, unsigned long to, unsigned long pages,
		unsigned long bytes)
{
	segment[i].buf.h.p = contents[i];
	segment[i].buf_size = bytes;
	segment[i].dest_maddr = to;
	segment[i].dest_size = pages * PAGE_SIZE;
	for (unsigned long j = 0; j < bytes; j++)
		contents[i][j] = rand();
}

/* Some that do not overlap, in rising order, in [from, to). */
static unsigned int random_segments(unsigned long from, unsigned long to)
{
	unsigned int nr = 0;

	while (nr < KEXEC_MAX_SEGMENTS) {
		unsigned long pages = 1 + rand() % 60;

		from += rand() % 20 * PAGE_SIZE;
		if (from + pages * PAGE_SIZE > to)
			break;
		set(nr++, from, pages, rand() % (pages * PAGE_SIZE + 1));
		from += pages * PAGE_SIZE;
	}
	return nr;
}

static bool in_segment(unsigned long a, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++)
		if (a >= segment[i].dest_maddr &&
		    a < segment[i].dest_maddr + segment[i].dest_size)
			return true;
	return false;
}

/* As the stub does it; what it reads is in no destination. */
static void run(const struct kexec_image *image, unsigned int nr)
{
	const struct kexec_list *l;

	for (paddr_t at = image->list; at; at = l->next) {
		assert_false(in_segment(at, nr));
		l = maddr_to_virt(_maddr(at));
		for (uint64_t i = 0; i < l->nr; i++) {
			assert_false(in_segment(l->copy[i].from, nr));
			memcpy(maddr_to_virt(_maddr(l->copy[i].to)),
			       maddr_to_virt(_maddr(l->copy[i].from)),
			       PAGE_SIZE);
		}
	}
}

static void check_contents(unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++) {
		const unsigned char *at =
			maddr_to_virt(_maddr(segment[i].dest_maddr));

		assert_memory_equal(at, contents[i], segment[i].buf_size);
		for (uint64_t j = segment[i].buf_size; j < segment[i].dest_size;
		     j++)
			assert_int_equal(at[j], 0);
	}
}

static void test_default(void **state)
{
	struct kexec_image *image;

	test_seed();
	for (unsigned int round = 0; round < 60; round++) {
		unsigned int nr = random_segments(PAGE_SIZE, 500 * PAGE_SIZE);

		assert_int_equal(load(KEXEC_TYPE_DEFAULT, nr, &image), 0);
		if (!round) {
			kexec_image_destroy(image);
			free_before = heap_free_pages();
			continue;
		}
		kexec_image_destroy(image);
		assert_int_equal(heap_free_pages(), free_before);
	}
	/* Once more, to the end: then the heap's pages are overwritten. */
	assert_int_equal(load(KEXEC_TYPE_DEFAULT,
			      random_segments(AREA, AREA + AREA_SIZE), &image),
			 0);
	run(image, image->nr_segments);
	check_contents(image->nr_segments);
	kexec_image_destroy(image);
}

static void test_crash(void **state)
{
	struct kexec_image *image;

	for (unsigned int round = 0; round < 30; round++) {
		unsigned int nr = random_segments(AREA, AREA + AREA_SIZE);

		assert_int_equal(load(KEXEC_TYPE_CRASH, nr, &image), 0);
		assert_int_equal(image->list, 0);
		check_contents(nr);
		kexec_image_destroy(image);
	}
}

static void test_refused(void **state)
{
	static const struct {
		unsigned int type;
		uint64_t to, size, bytes;
		int error;
	} rows[] = {
		{ KEXEC_TYPE_CRASH, AREA - PAGE_SIZE, PAGE_SIZE, 1,
		  -EADDRNOTAVAIL },
		{ KEXEC_TYPE_CRASH, AREA + AREA_SIZE, PAGE_SIZE, 1,
		  -EADDRNOTAVAIL },
		{ KEXEC_TYPE_CRASH, AREA, AREA_SIZE + PAGE_SIZE, 1,
		  -EADDRNOTAVAIL },
		{ KEXEC_TYPE_CRASH, AREA + 8, PAGE_SIZE, 1, -EADDRNOTAVAIL },
		{ KEXEC_TYPE_CRASH, AREA, PAGE_SIZE - 1, 1, -EADDRNOTAVAIL },
		{ KEXEC_TYPE_CRASH, AREA, PAGE_SIZE, PAGE_SIZE + 1, -EINVAL },
		{ KEXEC_TYPE_CRASH, AREA, PAGE_SIZE, ~0UL, -EINVAL },
		{ KEXEC_TYPE_DEFAULT, FRAMES * PAGE_SIZE, PAGE_SIZE, 1,
		  -EADDRNOTAVAIL },
		{ KEXEC_TYPE_DEFAULT, PAGE_SIZE, ~0UL << PAGE_SHIFT, 1,
		  -EADDRNOTAVAIL },
		{ KEXEC_TYPE_DEFAULT, ~0UL << PAGE_SHIFT, PAGE_SIZE, 1,
		  -EADDRNOTAVAIL },
		{ KEXEC_TYPE_DEFAULT, ~0UL << PAGE_SHIFT, 2 * PAGE_SIZE, 1,
		  -EADDRNOTAVAIL },
	};
	unsigned long before = heap_free_pages();
	struct kexec_image *image;

	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		set(0, rows[i].to, 1, 1);
		segment[0].dest_size = rows[i].size;
		segment[0].buf_size = rows[i].bytes;
		assert_int_equal(load(rows[i].type, 1, &image), rows[i].error);
		assert_int_equal(heap_free_pages(), before);
	}
	/* Two over each other, in either order. */
	for (unsigned int i = 0; i < 2; i++) {
		set(i, AREA, 3, 1);
		set(!i, AREA + 2 * PAGE_SIZE, 1, 1);
		assert_int_equal(load(KEXEC_TYPE_CRASH, 2, &image), -EINVAL);
	}
	set(0, AREA, 1, PAGE_SIZE);
	assert_int_equal(load(KEXEC_TYPE_CRASH, KEXEC_MAX_SEGMENTS + 1, &image),
			 -EINVAL);
	segment[0].buf.h.p = (void *)8;
	assert_int_equal(load(KEXEC_TYPE_DEFAULT, 1, &image), -EFAULT);
	assert_int_equal(heap_free_pages(), before);
}

static void test_no_memory(void **state)
{
	struct page_list hog = PAGE_LIST_INIT;
	struct page_info *pg;
	struct kexec_image *image;
	unsigned long before;
	int ret = -ENOMEM;

	set(0, PAGE_SIZE, 40, 40 * PAGE_SIZE);
	while ((pg = heap_alloc(0, 0)))
		page_list_add(&hog, pg);
	before = heap_free_pages();
	/* A page more each time, from the end of memory. */
	while (ret) {
		ret = load(KEXEC_TYPE_DEFAULT, 1, &image);
		assert_true(!ret || ret == -ENOMEM);
		if (!ret)
			kexec_image_destroy(image);
		assert_int_equal(heap_free_pages(), before);
		heap_free(page_list_pop(&hog), 0, true);
		before++;
	}
	while ((pg = page_list_pop(&hog)))
		heap_free(pg, 0, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_default),
		cmocka_unit_test(test_crash),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
