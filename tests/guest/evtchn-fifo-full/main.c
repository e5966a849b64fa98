/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * FIFO event channels to the last port: 131071 of them, each has a word that
 * works; in each of the 16 priorities events come in the order in which they
 * were sent, whatever their ports; a more urgent one that comes meanwhile is
 * told and comes first.  Then EVTCHNOP_reset gives all back, and the domain
 * has two-level channels again.  Fails if a port, a link or a priority gets
 * lost.
 *
 * On Xen with fewer ports: it looks for a free one from the first on.
 */
#include "guest.h"

#define WORDS_VA (TEST_VA + (1UL << 36))
#define NR_PAGES 128
#define NR_PORTS 131072
#define STRIDE	 13 /* of those that are sent */
#define NR_PRIO	 16
#define MAX_SENT (NR_PORTS / STRIDE + 1)

#define PENDING (1u << EVTCHN_FIFO_PENDING)
#define MASKED	(1u << EVTCHN_FIFO_MASKED)
#define LINKED	(1u << EVTCHN_FIFO_LINKED)

static struct evtchn_fifo_control_block *control;
static volatile event_word_t *words = (volatile event_word_t *)WORDS_VA;
/* What we know: the order of sends in each priority. */
static unsigned int order[NR_PRIO][MAX_SENT / NR_PRIO + 2], sent[NR_PRIO];
static unsigned int ports[MAX_SENT], nr_ports;
static int end = NR_PORTS; /* of those that are bound */

static long expand(uint64_t gfn)
{
	struct evtchn_expand_array e = { .array_gfn = gfn };

	return hc_event_channel_op(EVTCHNOP_expand_array, &e);
}

static void enter(void)
{
	struct evtchn_init_control c = { .vcpu = 0 };

	control = page_alloc();
	c.control_gfn = virt_to_mfn(control);
	CHECK_EQ(hc_event_channel_op(EVTCHNOP_init_control, &c), 0);
	for (unsigned int i = 0; i < NR_PAGES; i++) {
		unsigned long mfn = pfn_to_mfn(spare_pfn());

		if (map_page(WORDS_VA + i * PAGE_SIZE, mfn, PTE_RW))
			test_error("cannot map");
		memset((void *)(WORDS_VA + i * PAGE_SIZE), 0, PAGE_SIZE);
		CHECK_EQ(expand(mfn), 0);
	}
	CHECK_EQ(expand(virt_to_mfn(page_alloc())), -XEN_ENOSPC);
}

static void bind_all(void)
{
	struct evtchn_status st;
	int port = 0, last = 0, n = 0;

	while (last < end - 1 && (port = bind_ipi(0)) > 0) {
		last = port;
		n++;
	}
	if (end == NR_PORTS)
		CHECK_EQ(bind_ipi(0), -XEN_ENOSPC);
	CHECK_EQ(last, end - 1);
	CHECK(n > end - 64);
	CHECK_EQ(event_status(end - 1, &st), 0);
	CHECK_EQ(st.status, EVTCHNSTAT_ipi);
	CHECK_EQ(event_status(NR_PORTS, &st), -XEN_EINVAL);
	CHECK_EQ(event_send(NR_PORTS), -XEN_EINVAL);
	CHECK_EQ(event_send(~0u), -XEN_EINVAL);
}

/* From the last port on downwards, in random order, a priority each. */
static void choose(void)
{
	for (int port = end - 1; port > 64; port -= STRIDE)
		ports[nr_ports++] = port;
	for (unsigned int i = nr_ports - 1; i; i--) {
		unsigned int j = random64() % (i + 1), t = ports[i];

		ports[i] = ports[j];
		ports[j] = t;
	}
}

static unsigned int prio_of(unsigned int i)
{
	return i % NR_PRIO;
}

static void send_all(void)
{
	unsigned int bad = 0;

	for (unsigned int i = 0; i < nr_ports; i++) {
		struct evtchn_set_priority s = { .port = ports[i],
						 .priority = prio_of(i) };
		unsigned int p = prio_of(i);

		bad += !!hc_event_channel_op(EVTCHNOP_set_priority, &s);
		bad += !!event_send(ports[i]);
		order[p][sent[p]++] = ports[i];
		/* A second one is the same event. */
		if (i % 7 == 0)
			bad += !!event_send(ports[i]);
	}
	CHECK_EQ(bad, 0);
	CHECK_EQ(control->ready, 0xffff);
}

static unsigned int heads[NR_PRIO];

/* As a kernel does: the most urgent queue's head; 0: there is none. */
static unsigned int take(unsigned int *ready, unsigned int *prio)
{
	unsigned int p, port, word;

	*ready |= __atomic_exchange_n(&control->ready, 0, __ATOMIC_SEQ_CST);
	if (!*ready)
		return 0;
	p = __builtin_ctz(*ready);
	*prio = p;
	port = heads[p];
	if (!port)
		port = READ_ONCE(control->head[p]);
	word = __atomic_fetch_and((event_word_t *)&words[port],
				  ~(LINKED | EVTCHN_FIFO_LINK_MASK),
				  __ATOMIC_SEQ_CST);
	heads[p] = word & EVTCHN_FIFO_LINK_MASK;
	if (!heads[p])
		*ready &= ~(1u << p);
	if ((word & (PENDING | LINKED)) != (PENDING | LINKED))
		return ~0u;
	__atomic_fetch_and((event_word_t *)&words[port], ~PENDING,
			   __ATOMIC_SEQ_CST);
	return port;
}

static void receive_all(void)
{
	unsigned int ready = 0, p, port, bad = 0, n = 0, got[NR_PRIO] = { 0 };
	unsigned int last = 0;

	while ((port = take(&ready, &p)) && bad < 10) {
		bad += p < last;
		bad += got[p] >= sent[p] || order[p][got[p]] != port;
		got[p]++;
		last = p;
		n++;
	}
	CHECK_EQ(bad, 0);
	CHECK_EQ(n, nr_ports);
	CHECK_EQ(control->ready, 0);
}

/* While priority 9 is worked on, something of 2 and of 12 comes. */
static void urgent(void)
{
	unsigned int ready = 0, p;

	CHECK_EQ(event_send(ports[9]), 0);
	CHECK_EQ(event_send(ports[9 + 16]), 0);
	CHECK_EQ(event_send(ports[9 + 32]), 0);
	CHECK_EQ(take(&ready, &p), ports[9]);
	CHECK_EQ(event_send(ports[12]), 0);
	CHECK_EQ(event_send(ports[2]), 0);
	CHECK_EQ(take(&ready, &p), ports[2]);
	CHECK_EQ(p, 2);
	CHECK_EQ(take(&ready, &p), ports[9 + 16]);
	/* One that came before comes again, behind. */
	CHECK_EQ(event_send(ports[9]), 0);
	CHECK_EQ(take(&ready, &p), ports[9 + 32]);
	CHECK_EQ(take(&ready, &p), ports[9]);
	CHECK_EQ(take(&ready, &p), ports[12]);
	CHECK_EQ(take(&ready, &p), 0);
}

/* Closed while it is linked: not given again until it is taken off. */
static void closed(void)
{
	unsigned int ready = 0, p, port = ports[3];

	CHECK_EQ(event_send(port), 0);
	CHECK_EQ(event_close(port), 0);
	if (end == NR_PORTS)
		CHECK_EQ(bind_ipi(0), -XEN_ENOSPC);
	CHECK_EQ(words[port] & (PENDING | LINKED), LINKED);
	(void)take(&ready, &p);
	if (end == NR_PORTS)
		CHECK_EQ(bind_ipi(0), port);
}

void test_main(void)
{
	struct evtchn_reset r = { .dom = DOMID_SELF };
	struct evtchn_set_priority s = { .port = 1, .priority = 1 };
	struct evtchn_status st;

	random_seed(option("seed", 1));
	if (!on_xenolith())
		end = 8192;
	enter();
	bind_all();
	choose();
	send_all();
	receive_all();
	urgent();
	closed();
	CHECK_EQ(hc_event_channel_op(EVTCHNOP_reset, &r), 0);
	CHECK_EQ(bind_ipi(0), 1);
	CHECK_EQ(event_status(2, &st), 0);
	CHECK_EQ(st.status, EVTCHNSTAT_closed);
	/* Two levels have no priorities. */
	CHECK_EQ(hc_event_channel_op(EVTCHNOP_set_priority, &s), -XEN_ENOSYS);
	CHECK_EQ(event_send(1), 0);
	CHECK(event_pending(1));
	r.dom = 4711;
	CHECK_EQ(hc_event_channel_op(EVTCHNOP_reset, &r), -XEN_ESRCH);
}
