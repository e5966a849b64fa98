// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the macros and inline functions of the public headers on random input
 * and prints a digest for each subject.  behave.t builds it with our headers
 * and with the reference's: equal digests mean equal behaviour.
 *
 * Rule: every index, notification and byte that a user of ring.h can observe is
 * the same.  It fails if, say, a push forgets to compare with the event index
 * or a packet that wraps is copied wrongly.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define xen_mb()  __sync_synchronize()
#define xen_rmb() xen_mb()
#define xen_wmb() xen_mb()
#define __XEN_TOOLS__
#define XEN_NETIF_DEFINE_TOEPLITZ
#include <xen/io/ring.h>
#include <xen/io/netif.h>
#include <xen/arch-x86/xen-mca.h>
#include <xen/trace.h>

struct ask {
	uint32_t word[3];
};
struct answer {
	uint16_t half[5];
};
DEFINE_RING_TYPES(tst, struct ask, struct answer);
DEFINE_XEN_FLEX_RING_AND_INTF(flx);

static uint32_t seed;
static uint64_t digest;

static uint32_t rnd(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static void seen(const void *data, size_t size)
{
	const uint8_t *byte = data;

	for (size_t i = 0; i < size; i++)
		digest = (digest ^ byte[i]) * 0x100000001b3;
}

static void seen_number(uint64_t n)
{
	seen(&n, sizeof(n));
}

static void fill(void *data, size_t size)
{
	uint8_t *byte = data;

	for (size_t i = 0; i < size; i++)
		byte[i] = rnd(256);
}

/* One step of the frontend or the backend; returns what it was told. */
static unsigned int ring_step(tst_front_ring_t *f, tst_back_ring_t *b, int i)
{
	struct answer answer;
	struct ask ask;
	unsigned int n = 0;

	switch (rnd(11)) {
	case 0:
	case 1:
		if (!RING_FULL(f))
			RING_GET_REQUEST(f, f->req_prod_pvt++)->word[1] = i;
		return RING_FREE_REQUESTS(f);
	case 2:
		RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(f, n);
		return n;
	case 3:
		RING_PUSH_REQUESTS(f);
		return 0;
	case 4:
	case 5:
		n = RING_HAS_UNCONSUMED_REQUESTS(b);
		if (n) {
			RING_COPY_REQUEST(b, b->req_cons, &ask);
			b->req_cons++;
			seen_number(ask.word[1]);
		}
		return n;
	case 6:
		if (b->rsp_prod_pvt != b->req_cons)
			RING_GET_RESPONSE(b, b->rsp_prod_pvt++)->half[0] = i;
		return 0;
	case 7:
		RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(b, n);
		return n;
	case 8:
		n = RING_HAS_UNCONSUMED_RESPONSES(f);
		if (n) {
			RING_COPY_RESPONSE(f, f->rsp_cons, &answer);
			f->rsp_cons++;
			seen_number(answer.half[0]);
		}
		return n;
	case 9:
		RING_FINAL_CHECK_FOR_REQUESTS(b, n);
		return n;
	default:
		RING_FINAL_CHECK_FOR_RESPONSES(f, n);
		return n;
	}
}

static void ring(void)
{
	static uint64_t page[1024];
	tst_sring_t *shared = (tst_sring_t *)page;
	tst_front_ring_t f;
	tst_back_ring_t b;

	memset(page, 0xaa, sizeof(page));
	SHARED_RING_INIT(shared);
	FRONT_RING_INIT(&f, shared, sizeof(page));
	BACK_RING_INIT(&b, shared, 512u << rnd(5));
	b.nr_ents = f.nr_ents = b.nr_ents < f.nr_ents ? b.nr_ents : f.nr_ents;
	seen_number(RING_SIZE(&f));
	seen_number(__CONST_RING_SIZE(tst, 4096));
	for (int i = 0; i < 300; i++) {
		seen_number(ring_step(&f, &b, i));
		seen_number(RING_REQUEST_CONS_OVERFLOW(&b, rnd(500)));
		seen_number(RING_REQUEST_PROD_OVERFLOW(&b, rnd(500)));
		seen_number(RING_RESPONSE_PROD_OVERFLOW(&f, rnd(500)));
		seen(page, 80);
	}
	seen(page, sizeof(page));
}

static void flex_ring(void)
{
	RING_IDX size = 8u << rnd(7), cons, prod, used, at;
	unsigned char buf[512], data[512];

	fill(buf, sizeof(buf));
	fill(data, sizeof(data));
	cons = rnd(1u << 24) * 300;
	used = rnd(size + 1);
	prod = cons + used;
	seen_number(flx_queued(prod, cons, size));
	if (used == size)
		return;
	at = flx_mask(cons, size);
	flx_read_packet(data, buf, used, flx_mask(prod, size), &at, size);
	seen_number(at);
	at = flx_mask(prod, size);
	flx_write_packet(buf, data, rnd(size - used), &at, flx_mask(cons, size),
			 size);
	seen_number(at);
	seen_number(flx_get_ring_ptr(buf, cons, size) - buf);
	seen_number(XEN_FLEX_RING_SIZE(rnd(10)));
	seen(buf, sizeof(buf));
	seen(data, sizeof(data));
}

static void toeplitz(void)
{
	uint8_t key[60], buf[60];

	fill(key, sizeof(key));
	fill(buf, sizeof(buf));
	seen_number(xen_netif_toeplitz_hash(key, rnd(60), buf, rnd(60)));
}

static void machine_check(void)
{
	struct mcinfo_common *record, *hit;
	struct mc_info info = { .mi_nentries = rnd(6) };

	record = x86_mcinfo_first(&info);
	for (int i = 0; i < 5; i++) {
		record->type = rnd(4);
		record->size = 8 * (1 + rnd(4));
		record = x86_mcinfo_next(record);
	}
	for (int type = 0; type < 4; type++) {
		x86_mcinfo_lookup(hit, &info, type);
		seen_number(hit ? (char *)hit - (char *)&info : -1);
	}
}

static void trace(void)
{
	uint32_t word = rnd(1u << 24) << 8 | rnd(256);

	seen_number(TRC_HD_TO_EVENT(word));
	seen_number(TRC_HD_EXTRA(word));
	seen_number(TRC_HD_INCLUDES_CYCLE_COUNT(word));
	seen_number(TRC_SCHED_CLASS_EVT(CSCHED2, (word & 0xff)));
	seen_number(TRC_PV_HYPERCALL_V2_ARG_32(word % 6));
}

int main(void)
{
	static const struct {
		const char *name;
		void (*run)(void);
		int times;
	} subjects[] = {
		{ "ring of requests", ring, 500 },
		{ "ring of bytes", flex_ring, 20000 },
		{ "Toeplitz hash", toeplitz, 20000 },
		{ "machine check records", machine_check, 20000 },
		{ "trace records", trace, 20000 },
	};

	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		seed = 12345;
		digest = 0xcbf29ce484222325;
		for (int n = 0; n < subjects[i].times; n++)
			subjects[i].run();
		printf("%s\t%016llx\n", subjects[i].name,
		       (unsigned long long)digest);
	}
	return 0;
}
