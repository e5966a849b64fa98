/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event channels of the two-level kind: the upcall counts each port's events
 * and calls a hook.
 */
#include "guest.h"

volatile unsigned int event_count[4096];
void (*event_hook)(unsigned int port);
struct vcpu_info *vcpu_infos[MAX_CPUS];

struct vcpu_info *this_vcpu_info(void)
{
	return vcpu_infos[cpu_id()];
}

static void deliver_word(unsigned int word)
{
	unsigned long bits = shared_info->evtchn_pending[word] &
			     ~shared_info->evtchn_mask[word];

	while (bits) {
		unsigned int bit = __builtin_ctzl(bits);
		unsigned int port = word * 64 + bit;

		bits &= bits - 1;
		event_clear(port);
		event_count[port]++;
		if (event_hook)
			event_hook(port);
	}
}

void do_events(void);
void do_events(void)
{
	struct vcpu_info *v = this_vcpu_info();

	__atomic_store_n(&v->evtchn_upcall_pending, 0, __ATOMIC_SEQ_CST);
	for (;;) {
		unsigned long sel = __atomic_exchange_n(&v->evtchn_pending_sel,
							0, __ATOMIC_SEQ_CST);

		if (!sel)
			return;
		for (unsigned int w = 0; w < 64; w++)
			if (sel & (1UL << w))
				deliver_word(w);
	}
}

void events_run(void)
{
	hc_xen_version(XENVER_version, 0);
}

void events_on(void)
{
	this_vcpu_info()->evtchn_upcall_mask = 0;
	__sync_synchronize();
	if (this_vcpu_info()->evtchn_upcall_pending)
		events_run();
}

void events_off(void)
{
	this_vcpu_info()->evtchn_upcall_mask = 1;
	__sync_synchronize();
}

void event_unmask(unsigned int port)
{
	struct evtchn_unmask u = { .port = port };

	hc_event_channel_op(EVTCHNOP_unmask, &u);
}

void event_mask(unsigned int port)
{
	__atomic_fetch_or(&shared_info->evtchn_mask[port / 64],
			  1UL << (port % 64), __ATOMIC_SEQ_CST);
}

bool event_pending(unsigned int port)
{
	return READ_ONCE(shared_info->evtchn_pending[port / 64]) >>
		       (port % 64) &
	       1;
}

void event_clear(unsigned int port)
{
	__atomic_fetch_and(&shared_info->evtchn_pending[port / 64],
			   ~(1UL << (port % 64)), __ATOMIC_SEQ_CST);
}

int bind_virq(unsigned int virq, unsigned int vcpu)
{
	struct evtchn_bind_virq b = { .virq = virq, .vcpu = vcpu };
	long rc = hc_event_channel_op(EVTCHNOP_bind_virq, &b);

	return rc ? rc : (int)b.port;
}

int bind_ipi(unsigned int vcpu)
{
	struct evtchn_bind_ipi b = { .vcpu = vcpu };
	long rc = hc_event_channel_op(EVTCHNOP_bind_ipi, &b);

	return rc ? rc : (int)b.port;
}

int alloc_unbound(domid_t dom, domid_t remote)
{
	struct evtchn_alloc_unbound a = { .dom = dom, .remote_dom = remote };
	long rc = hc_event_channel_op(EVTCHNOP_alloc_unbound, &a);

	return rc ? rc : (int)a.port;
}

int bind_interdomain(domid_t remote, unsigned int port)
{
	struct evtchn_bind_interdomain b = { .remote_dom = remote,
					     .remote_port = port };
	long rc = hc_event_channel_op(EVTCHNOP_bind_interdomain, &b);

	return rc ? rc : (int)b.local_port;
}

long event_send(unsigned int port)
{
	struct evtchn_send s = { .port = port };

	return hc_event_channel_op(EVTCHNOP_send, &s);
}

long event_close(unsigned int port)
{
	struct evtchn_close c = { .port = port };

	return hc_event_channel_op(EVTCHNOP_close, &c);
}

int event_status(unsigned int port, struct evtchn_status *st)
{
	memset(st, 0, sizeof(*st));
	st->dom = DOMID_SELF;
	st->port = port;
	return hc_event_channel_op(EVTCHNOP_status, st);
}
