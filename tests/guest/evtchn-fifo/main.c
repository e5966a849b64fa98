/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * FIFO event channels: the control block, the array's growth, event words,
 * order within a queue and priorities.
 */
#include "guest.h"

static struct evtchn_fifo_control_block *control;
static volatile event_word_t *words;

static long init_control(uint64_t gfn, unsigned int offset, unsigned int vcpu,
			 unsigned char *bits)
{
	struct evtchn_init_control c = {
		.control_gfn = gfn,
		.offset = offset,
		.vcpu = vcpu,
	};
	long rc = hc_event_channel_op(EVTCHNOP_init_control, &c);

	*bits = c.link_bits;
	return rc;
}

static long expand(uint64_t gfn)
{
	struct evtchn_expand_array e = { .array_gfn = gfn };

	return hc_event_channel_op(EVTCHNOP_expand_array, &e);
}

static long priority(unsigned int port, unsigned int p)
{
	struct evtchn_set_priority s = { .port = port, .priority = p };

	return hc_event_channel_op(EVTCHNOP_set_priority, &s);
}

#define PENDING (1u << EVTCHN_FIFO_PENDING)
#define MASKED	(1u << EVTCHN_FIFO_MASKED)
#define LINKED	(1u << EVTCHN_FIFO_LINKED)

void test_main(void)
{
	unsigned char bits = 0;
	int a, b, c, early = bind_ipi(0);

	control = page_alloc();
	words = page_alloc();
	CHECK(expand(virt_to_mfn((void *)words)) < 0);
	CHECK_EQ(init_control(virt_to_mfn(control), 4096 - 8, 0, &bits),
		 -XEN_EINVAL);
	CHECK_EQ(init_control(virt_to_mfn(control), 4, 0, &bits), -XEN_EINVAL);
	CHECK_EQ(init_control(virt_to_mfn(control), 0, 4000, &bits),
		 -XEN_ENOENT);
	CHECK(init_control(0xffffffffff, 0, 0, &bits) < 0);
	CHECK_EQ(init_control(virt_to_mfn(control), 0, 0, &bits), 0);
	CHECK_EQ(bits, EVTCHN_FIFO_LINK_BITS);
	CHECK(init_control(virt_to_mfn(control), 0, 0, &bits) < 0);
	CHECK(expand(0xffffffffff) < 0);
	CHECK_EQ(expand(virt_to_mfn((void *)words)), 0);
	a = bind_ipi(0);
	b = bind_ipi(0);
	c = bind_ipi(0);
	CHECK(a > 0 && b > 0 && c > 0);
	words[a] = words[b] = words[c] = 0;
	CHECK_EQ(priority(c, 3), 0);
	CHECK_EQ(priority(c, 16), -XEN_EINVAL);
	CHECK_EQ(priority(4000, 1), -XEN_EINVAL);

	CHECK_EQ(event_send(a), 0);
	CHECK_EQ(event_send(b), 0);
	CHECK_EQ(event_send(c), 0);
	CHECK_EQ(control->ready & 0xffff,
		 1 << EVTCHN_FIFO_PRIORITY_DEFAULT | 1 << 3);
	CHECK_EQ(control->head[EVTCHN_FIFO_PRIORITY_DEFAULT], a);
	CHECK_EQ(control->head[3], c);
	CHECK_EQ(words[a] & EVTCHN_FIFO_LINK_MASK, b);
	CHECK_EQ(words[b] & EVTCHN_FIFO_LINK_MASK, 0);
	CHECK_EQ(words[a] >> 29, (PENDING | LINKED) >> 29);
	CHECK_EQ(words[c] >> 29, (PENDING | LINKED) >> 29);
	CHECK(this_vcpu_info()->evtchn_upcall_pending);
	/* Masked: pending, in no queue. */
	words[early] = MASKED;
	CHECK_EQ(event_send(early), 0);
	CHECK_EQ(words[early] >> 29, (PENDING | MASKED) >> 29);
	event_unmask(early);
	CHECK_EQ(words[early] >> 29, (PENDING | LINKED) >> 29);
	CHECK_EQ(words[b] & EVTCHN_FIFO_LINK_MASK, early);
	CHECK(page_protect((void *)words, PTE_RW) == 0);
}
