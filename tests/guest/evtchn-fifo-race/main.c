/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * No FIFO event gets lost in races: one vCPU sends while the other takes
 * events off the same few queues, so that links are made to events which are
 * being unlinked, and events come again while they are worked on.  Each send
 * is preceded by a number that the receiver must have seen in the end.
 */
#include "guest.h"

#define NR_PORTS 40
#define PENDING	 (1u << EVTCHN_FIFO_PENDING)
#define LINKED	 (1u << EVTCHN_FIFO_LINKED)

static struct evtchn_fifo_control_block *control;
static volatile event_word_t *words;
static int ports[NR_PORTS];
static unsigned int index_of[1024];
static volatile unsigned int number[NR_PORTS];
static unsigned int seen[NR_PORTS], heads[16], taken;
static volatile bool finished;
static unsigned int rounds;

static void sender(void)
{
	uint64_t x = 88172645463325252UL;

	for (unsigned int i = 0; i < rounds; i++) {
		unsigned int k;

		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		k = (x >> 20) % NR_PORTS;
		__atomic_store_n(&number[k], i + 1, __ATOMIC_SEQ_CST);
		event_send(ports[k]);
	}
	finished = true;
}

static void take(unsigned int port)
{
	unsigned int k = index_of[port];

	__atomic_fetch_and((event_word_t *)&words[port], ~PENDING,
			   __ATOMIC_SEQ_CST);
	seen[k] = number[k];
	taken++;
}

/* One event of a queue; its bit of `ready` goes with the last. */
static void one(unsigned int p, unsigned int *ready)
{
	unsigned int port = heads[p], word;

	if (!port)
		port = READ_ONCE(control->head[p]);
	word = __atomic_fetch_and((event_word_t *)&words[port],
				  ~(LINKED | EVTCHN_FIFO_LINK_MASK),
				  __ATOMIC_SEQ_CST);
	heads[p] = word & EVTCHN_FIFO_LINK_MASK;
	if (!heads[p])
		*ready &= ~(1u << p);
	if (word & PENDING)
		take(port);
}

static bool receive(void)
{
	unsigned int ready;

	__atomic_store_n(&this_vcpu_info()->evtchn_upcall_pending, 0,
			 __ATOMIC_SEQ_CST);
	ready = __atomic_exchange_n(&control->ready, 0, __ATOMIC_SEQ_CST);
	if (!ready)
		return false;
	while (ready) {
		one(__builtin_ctz(ready), &ready);
		ready |= __atomic_exchange_n(&control->ready, 0,
					     __ATOMIC_SEQ_CST);
	}
	return true;
}

void test_main(void)
{
	struct evtchn_init_control c = { .vcpu = 0 };
	struct evtchn_expand_array e;
	unsigned int lost = 0;

	if (vcpu_count() < 2)
		test_skip("one vCPU");
	rounds = option("rounds", 200000);
	control = page_alloc();
	words = page_alloc();
	c.control_gfn = virt_to_mfn(control);
	CHECK_EQ(hc_event_channel_op(EVTCHNOP_init_control, &c), 0);
	e.array_gfn = virt_to_mfn(words);
	CHECK_EQ(hc_event_channel_op(EVTCHNOP_expand_array, &e), 0);
	for (int i = 0; i < NR_PORTS; i++) {
		struct evtchn_set_priority s = { .priority = i % 4 };

		ports[i] = bind_ipi(0);
		index_of[ports[i]] = i;
		words[ports[i]] = 0;
		s.port = ports[i];
		CHECK_EQ(hc_event_channel_op(EVTCHNOP_set_priority, &s), 0);
	}
	CHECK_EQ(vcpu_start(1, sender), 0);
	while (!finished)
		receive();
	while (receive())
		;
	for (int i = 0; i < NR_PORTS; i++)
		lost += seen[i] != number[i];
	printf("%u of %u sends taken\n", taken, rounds);
	CHECK_EQ(lost, 0);
	CHECK_EQ(control->ready, 0);
	for (int i = 0; i < NR_PORTS; i++)
		CHECK_EQ(words[ports[i]] & (PENDING | LINKED), 0);
	CHECK(taken > 0);
	CHECK(vcpu_wait(1));
}
