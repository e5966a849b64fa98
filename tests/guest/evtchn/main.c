/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event channels of one domain with itself: allocate, bind, send, masks,
 * status, close; each wrong state and number is refused.
 */
#include "guest.h"

static unsigned int status(unsigned int port)
{
	struct evtchn_status st;

	return event_status(port, &st) ? 99 : st.status;
}

void test_main(void)
{
	struct evtchn_bind_vcpu bv;
	struct evtchn_status st;
	int a, b;

	a = alloc_unbound(DOMID_SELF, DOMID_SELF);
	CHECK(a > 0);
	CHECK_EQ(status(a), EVTCHNSTAT_unbound);
	b = bind_interdomain(DOMID_SELF, a);
	CHECK(b > 0 && b != a);
	CHECK_EQ(event_status(a, &st), 0);
	CHECK_EQ(st.status, EVTCHNSTAT_interdomain);
	CHECK_EQ(st.u.interdomain.port, b);
	/* The local end is pending from the start. */
	CHECK(event_pending(b));
	event_clear(b);
	CHECK_EQ(bind_interdomain(DOMID_SELF, a), -XEN_EINVAL);
	CHECK_EQ(bind_interdomain(DOMID_SELF, 4000), -XEN_EINVAL);
	CHECK_EQ(bind_interdomain(4711, a), -XEN_ESRCH);

	event_mask(b);
	events_on();
	CHECK_EQ(event_send(a), 0);
	CHECK(event_pending(b));
	CHECK(!event_pending(a));
	events_run();
	CHECK_EQ(event_count[b], 0);
	event_unmask(b);
	events_run();
	CHECK_EQ(event_count[b], 1);
	CHECK(!event_pending(b));
	event_send(a);
	event_send(a);
	events_run();
	CHECK(event_count[b] >= 2 && event_count[b] <= 3);

	bv.port = b;
	bv.vcpu = 4000;
	CHECK_EQ(hc_event_channel_op(EVTCHNOP_bind_vcpu, &bv), -XEN_ENOENT);
	bv.vcpu = 0;
	CHECK_EQ(hc_event_channel_op(EVTCHNOP_bind_vcpu, &bv), 0);
	bv.port = 4000;
	CHECK_EQ(hc_event_channel_op(EVTCHNOP_bind_vcpu, &bv), -XEN_EINVAL);

	CHECK_EQ(event_close(b), 0);
	CHECK_EQ(status(b), EVTCHNSTAT_closed);
	CHECK_EQ(status(a), EVTCHNSTAT_unbound);
	CHECK_EQ(event_send(a), 0);
	CHECK_EQ(event_close(a), 0);
	CHECK_EQ(event_close(a), -XEN_EINVAL);
	CHECK_EQ(event_send(a), -XEN_EINVAL);
	CHECK_EQ(event_send(0), -XEN_EINVAL);
	CHECK_EQ(event_send(~0u), -XEN_EINVAL);
	CHECK_EQ(event_close(1u << 31), -XEN_EINVAL);
	CHECK_EQ(alloc_unbound(4711, DOMID_SELF), -XEN_ESRCH);
	CHECK_EQ(hc_event_channel_op(EVTCHNOP_send, 8), -XEN_EFAULT);
	CHECK_EQ(hc_event_channel_op(99, 0), -XEN_ENOSYS);
}
