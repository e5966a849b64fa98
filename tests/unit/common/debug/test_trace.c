/*
 * test_trace.c: random records against a reader that knows only the format:
 * each record comes out whole and in order, or is counted by a lost-records
 * record; a reader that writes nonsense ends tracing; allocation failures leave
 * nothing behind.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <xen/arch/mm.h>
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/hypercall.h>
#include <xen/softirq.h>
#include <asm/host.h>
#include <public/sysctl.h>

#include "seed.h"

/* Pages as they come: the records are not in one piece. */
static unsigned int pages_left = UINT32_MAX;
static unsigned long pages_out;

static void *test_page(unsigned int order)
{
	if (!pages_left)
		return NULL;
	pages_left--;
	pages_out++;
	return calloc(1, PAGE_SIZE << order);
}

static void test_page_free(void *va, unsigned int order)
{
	pages_out--;
	free(va);
}

static void *test_array(size_t size, size_t n)
{
	if (!pages_left)
		return NULL;
	pages_left--;
	return calloc(n, size);
}

static void test_share(void *va, struct domain *d)
{
}

/* Its statics are the state that each test begins anew. */
#define xheap_alloc    test_page
#define xheap_free     test_page_free
#define slab_array     test_array
#define slab_free      free
#define xen_page_share test_share
#define virt_to_mfn(p) _mfn((unsigned long)(p) >> PAGE_SHIFT)
#include "../../xen/common/debug/trace.c"

static struct domain dom = { .id = 3 };
static struct vcpu me = { .domain = &dom, .id = 2 };

static long control(unsigned int cmd, uint32_t value)
{
	struct xen_sysctl_tbuf_op op = { .cmd = cmd,
					 .size = value,
					 .evt_mask = value };

	return trace_control(&op);
}

static void setup(unsigned int pages)
{
	host_cpus_init(2, 2);
	host_become(0, &me);
	trace_on = false;
	for (unsigned int cpu = 0; cpu < 2; cpu++) {
		ring_destroy(&per_cpu(ring, cpu), ring_pages);
		memset(&per_cpu(ring, cpu), 0, sizeof(struct ring));
	}
	if (info)
		test_page_free(info, info_order);
	ring_pages = 0;
	info = NULL;
	trace_init();
	if (pages) {
		assert_int_equal(control(XEN_SYSCTL_TBUFOP_set_size, pages), 0);
		control(XEN_SYSCTL_TBUFOP_set_evt_mask, TRC_ALL);
		assert_int_equal(control(XEN_SYSCTL_TBUFOP_enable, 0), 0);
	}
}

/* ---- The reader ---- */

struct rec {
	uint32_t event, words, data[7];
};

static uint32_t take_word(struct ring *r)
{
	struct t_buf *h = head(r);
	uint32_t w = *word_at(r, h->cons % data_size);

	h->cons = (h->cons + 4) % (2 * data_size);
	return w;
}

static bool take(struct ring *r, struct rec *out)
{
	uint32_t first, from = head(r)->cons % data_size, bytes;

	if (head(r)->cons == head(r)->prod)
		return false;
	first = take_word(r);
	out->event = TRC_HD_TO_EVENT(first);
	out->words = TRC_HD_EXTRA(first);
	bytes = 4;
	if (TRC_HD_INCLUDES_CYCLE_COUNT(first)) {
		take_word(r);
		take_word(r);
		bytes += 8;
	}
	for (unsigned int i = 0; i < out->words; i++, bytes += 4)
		out->data[i] = take_word(r);
	/* Nothing goes over the end. */
	assert_true(from + bytes <= data_size);
	return true;
}

static unsigned int wraps, losses;

static void run(unsigned int pages, unsigned int steps)
{
	struct ring *r = &per_cpu(ring, 0);
	uint32_t next_in = 0, next_out = 0;
	struct rec rec;

	setup(pages);
	for (unsigned int i = 0; i < steps; i++) {
		unsigned int words = 1 + rand() % 7;
		uint32_t data[7];

		for (unsigned int j = 0; j < words; j++)
			data[j] = next_in;
		next_in++;
		trace_record(TRC_PV_TRAP, data, words);
		if (rand() % 100)
			continue;
		for (unsigned int n = rand() % 400; n && take(r, &rec); n--) {
			if (rec.event == TRC_TRACE_WRAP_BUFFER) {
				assert_int_equal(head(r)->cons % data_size, 0);
				wraps++;
				continue;
			}
			if (rec.event == TRC_LOST_RECORDS) {
				assert_int_equal(rec.words, 4);
				assert_int_equal(rec.data[1], 3 | 2 << 16);
				next_out += rec.data[0];
				losses++;
				continue;
			}
			assert_int_equal(rec.event, TRC_PV_TRAP);
			for (unsigned int j = 0; j < rec.words; j++)
				assert_int_equal(rec.data[j], next_out);
			next_out++;
		}
	}
	while (take(r, &rec)) {
		if (rec.event == TRC_LOST_RECORDS)
			next_out += rec.data[0];
		if (rec.event == TRC_PV_TRAP)
			assert_int_equal(rec.data[0], next_out++);
	}
	assert_int_equal(next_out + r->lost, next_in);
}

static void test_records(void **state)
{
	test_seed();
	for (unsigned int pages = 1; pages < 6; pages++)
		run(pages, 60000);
	/* In some of them. */
	assert_true(wraps && losses);
}

static void test_half_full(void **state)
{
	struct ring *r;
	uint32_t word = 1;
	unsigned int n = 0;

	setup(2);
	r = &per_cpu(ring, 0);
	per_cpu(softirq_pending, 0) = 0;
	while (!per_cpu(softirq_pending, 0)) {
		trace_record(TRC_PV_TRAP, &word, 1);
		n++;
	}
	assert_int_equal(n, DIV_ROUND_UP(data_size / 2, 16));
	assert_int_equal(per_cpu(softirq_pending, 0), 1u << TRACE_SOFTIRQ);
	/* Once: until it was less than half again. */
	per_cpu(softirq_pending, 0) = 0;
	trace_record(TRC_PV_TRAP, &word, 1);
	assert_int_equal(per_cpu(softirq_pending, 0), 0);
	head(r)->cons = head(r)->prod;
	while (--n)
		trace_record(TRC_PV_TRAP, &word, 1);
	assert_int_equal(per_cpu(softirq_pending, 0), 0);
	trace_record(TRC_PV_TRAP, &word, 1);
	assert_int_not_equal(per_cpu(softirq_pending, 0), 0);
}

static void test_bad_cons(void **state)
{
	static const uint32_t bad[] = { 1,	    2,		3,
					7,	    0xfffffffc, 0xffffffff,
					0x80000000, 0x7ffffffc };
	uint32_t word = 1;

	for (unsigned int i = 0; i < ARRAY_SIZE(bad) + 3; i++) {
		struct ring *r;
		uint32_t more[3];

		setup(1);
		r = &per_cpu(ring, 0);
		more[0] = 2 * data_size;
		more[1] = 4;		 /* ahead of prod: the ring "full" */
		more[2] = data_size - 4; /* more unread than there is */
		head(r)->cons = i < ARRAY_SIZE(bad) ? bad[i]
						    : more[i - ARRAY_SIZE(bad)];
		trace_record(TRC_PV_TRAP, &word, 1);
		assert_false(trace_on);
		assert_int_equal(head(r)->prod, 0);
	}
}

static void test_masks(void **state)
{
	static const struct {
		uint32_t mask, event;
		bool taken;
	} rows[] = {
		{ TRC_ALL, TRC_PV_TRAP, true },
		{ TRC_PV, TRC_PV_TRAP | TRC_64_FLAG, true },
		{ TRC_PV_ENTRY, TRC_PV_TRAP, true },
		{ TRC_PV_SUBCALL, TRC_PV_TRAP, false },
		{ TRC_SCHED, TRC_PV_TRAP, false },
		{ 0x00200000, TRC_PV_TRAP, false },
		{ 0, TRC_PV_TRAP, false },
		{ TRC_SCHED_MIN, TRC_SCHED_RUNSTATE_CHANGE, true },
		{ TRC_SCHED_MIN, TRC_SCHED_SWITCH, false },
	};
	struct rec rec;

	setup(1);
	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		control(XEN_SYSCTL_TBUFOP_set_evt_mask, rows[i].mask);
		trace_record(rows[i].event, NULL, 0);
		assert_int_equal(take(&per_cpu(ring, 0), &rec), rows[i].taken);
	}
}

static void test_cpus(void **state)
{
	uint8_t bytes = 2;
	struct xen_sysctl_tbuf_op op = {
		.cmd = XEN_SYSCTL_TBUFOP_set_cpu_mask
	};
	struct rec rec;

	setup(1);
	op.cpu_mask.nr_bits = 2;
	op.cpu_mask.bitmap.p = &bytes;
	assert_int_equal(trace_control(&op), 0);
	trace_record(TRC_PV_TRAP, NULL, 0);
	assert_false(take(&per_cpu(ring, 0), &rec));
	op.cpu_mask.nr_bits = 1;
	bytes = 3;
	assert_int_equal(trace_control(&op), 0);
	trace_record(TRC_PV_TRAP, NULL, 0);
	assert_true(take(&per_cpu(ring, 0), &rec));
	op.cpu_mask.bitmap.p = (void *)8;
	assert_int_equal(trace_control(&op), -EFAULT);
}

static void test_no_memory(void **state)
{
	unsigned long before;
	int ret;

	setup(0);
	before = pages_out;
	for (unsigned int i = 0; i < 100; i++) {
		setup(0);
		pages_left = i;
		ret = control(XEN_SYSCTL_TBUFOP_set_size, 3);
		pages_left = UINT32_MAX;
		if (!ret)
			break;
		assert_int_equal(ret, -ENOMEM);
		assert_int_equal(pages_out, before);
		assert_int_equal(control(XEN_SYSCTL_TBUFOP_enable, 0), -EINVAL);
	}
	assert_int_equal(pages_out, before + 1 + 2 * 3);
}

static void test_too_large(void **state)
{
	setup(0);
	assert_int_equal(most_pages(64), (65535 - 33) / 64);
	assert_int_equal(control(XEN_SYSCTL_TBUFOP_set_size, 0), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_half_full),
		cmocka_unit_test(test_bad_cons),
		cmocka_unit_test(test_masks),
		cmocka_unit_test(test_cpus),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
