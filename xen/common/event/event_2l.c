/*
 * event_2l.c: the two-level ABI: bitmaps of pending and masked ports in
 * shared_info, and in vcpu_info a word that says which words of them to look
 * at.
 */
#include "private.h"

#include <xen/bitops.h>
#include <xen/errno.h>

#define PORTS_PER_WORD (sizeof(xen_ulong_t) * 8)

static unsigned long *pending_map(const struct domain *d)
{
	return (unsigned long *)d->shared_info->evtchn_pending;
}

static unsigned long *mask_map(const struct domain *d)
{
	return (unsigned long *)d->shared_info->evtchn_mask;
}

/* The port is pending and not masked: tells its vCPU. */
static inline void notify(struct domain *d, unsigned int vcpu,
			  unsigned int port)
{
	struct vcpu *v = READ_ONCE(d->vcpu[vcpu]);
	unsigned int word = port / PORTS_PER_WORD;

	if (unlikely(!v))
		return;
	if (!atomic_test_and_set_bit(
		    word, (unsigned long *)&v->vcpu_info->evtchn_pending_sel))
		evtchn_vcpu_mark_pending(v);
}

static void set_pending_2l(struct domain *d, struct evtchn *chn)
{
	unsigned int port = chn->port;

	/* A FIFO port seen by a sender that came before a reset. */
	if (unlikely(port >= EVTCHN_2L_NR_CHANNELS))
		return;
	if (atomic_test_and_set_bit(port, pending_map(d)))
		return;
	if (!(READ_ONCE(mask_map(d)[port / PORTS_PER_WORD]) &
	      BIT(port % PORTS_PER_WORD)))
		notify(d, READ_ONCE(chn->notify_vcpu), port);
	evtchn_check_pollers(d, port);
}

static void clear_pending_2l(struct domain *d, struct evtchn *chn)
{
	if (chn->port < EVTCHN_2L_NR_CHANNELS)
		atomic_clear_bit(chn->port, pending_map(d));
}

static bool is_pending_2l(const struct domain *d, const struct evtchn *chn)
{
	return chn->port < EVTCHN_2L_NR_CHANNELS &&
	       test_bit(chn->port, pending_map(d));
}

static bool is_masked_2l(const struct domain *d, const struct evtchn *chn)
{
	return chn->port >= EVTCHN_2L_NR_CHANNELS ||
	       test_bit(chn->port, mask_map(d));
}

static void unmask_2l(struct domain *d, struct evtchn *chn)
{
	unsigned int port = chn->port;

	if (unlikely(port >= EVTCHN_2L_NR_CHANNELS))
		return;
	if (atomic_test_and_clear_bit(port, mask_map(d)) &&
	    READ_ONCE(pending_map(d)[port / PORTS_PER_WORD]) &
		    BIT(port % PORTS_PER_WORD))
		notify(d, READ_ONCE(chn->notify_vcpu), port);
}

static bool is_busy_2l(const struct domain *d, const struct evtchn *chn)
{
	return false;
}

static int set_priority_2l(struct evtchn *chn, unsigned int priority)
{
	return -ENOSYS;
}

const struct evtchn_ops evtchn_ops_2l = {
	.name = "two-level",
	.nr_ports = EVTCHN_2L_NR_CHANNELS,
	.set_pending = set_pending_2l,
	.clear_pending = clear_pending_2l,
	.unmask = unmask_2l,
	.is_pending = is_pending_2l,
	.is_masked = is_masked_2l,
	.is_busy = is_busy_2l,
	.set_priority = set_priority_2l,
};
