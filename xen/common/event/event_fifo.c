/*
 * event_fifo.c: the FIFO ABI: an event word for each port, linked into a queue
 * for each vCPU and priority.
 *
 * Words and control blocks are in the guest's pages: the guest may write
 * anything at any time.  What the hypervisor relies on it keeps itself: the
 * tail of each queue and the queue that a port was last put in.  A link that
 * the guest finds is worth as much as the guest's own behaviour; here every
 * loop is bounded and every index is our own.
 *
 * A queue is appended to under its vCPU's lock.  An event's word is marked
 * PENDING with the lock held, so that nobody learns of the event before the
 * guest can find it.  When an event that still is the tail of another queue
 * moves, that tail is forgotten, hence both vCPUs' locks.
 *
 * The guest may at any time clear LINKED (it took the event off), PENDING, or
 * change MASKED.  The tail's word gets its link only while it is LINKED;
 * BUSY keeps a guest from unmasking meanwhile, so that few tries are enough.
 *
 * Of an atomic operation's old value only the bit that it changes is used: so
 * it is one locked instruction, not a loop which the guest could make long.
 */
#include "private.h"

#include <xen/errno.h>
#include <xen/log.h>

#define PENDING (1u << EVTCHN_FIFO_PENDING)
#define MASKED	(1u << EVTCHN_FIFO_MASKED)
#define LINKED	(1u << EVTCHN_FIFO_LINKED)
#define BUSY	(1u << EVTCHN_FIFO_BUSY)

#define LAST(vcpu, prio) ((uint16_t)((vcpu) << 4 | (prio)))
#define LAST_VCPU(last)	 ((last) >> 4)
#define LAST_PRIO(last)	 ((last)&15)

#define MAX_TRIES 4

/* The word of a port, NULL while the guest has not given its page. */
static inline event_word_t *word_of(const struct domain *d, unsigned int port)
{
	const struct evtchn_fifo *fifo = READ_ONCE(d->evtchn->fifo);

	if (unlikely(!fifo || port >= load_acquire(&fifo->nr_ports)))
		return NULL;
	return fifo->page[port / EVENT_WORDS_PER_PAGE] +
	       port % EVENT_WORDS_PER_PAGE;
}

static inline bool test_and_set(unsigned int bit, uint32_t *p)
{
	uint32_t mask = 1u << (bit % 32);

	return atomic_or(p, mask) & mask;
}

/* ---- Queues ---- */

/*
 * Links `port` behind the event of `word`.  false: that is in no queue any
 * more, the queue is empty.
 */
static bool set_link(const struct domain *d, event_word_t *word,
		     unsigned int port)
{
	event_word_t w = READ_ONCE(*word);

	for (unsigned int try = 0; try <= MAX_TRIES; try++) {
		if (!(w & LINKED)) {
			if (try)
				atomic_and(word, ~BUSY);
			return false;
		}
		if (likely(atomic_try_cmpxchg(
			    word, &w,
			    (w & ~(BUSY | EVTCHN_FIFO_LINK_MASK)) | port)))
			return true;
		if (!try) {
			atomic_or(word, BUSY);
			w = READ_ONCE(*word);
		}
	}
	log_guest(LOG_WARNING, "d%u: event word of port %u changes for ever\n",
		  d->id, port);
	atomic_and(word, ~BUSY);
	return true;
}

/* Both locks, and the queue that chn was last put in; false: too many races. */
static bool lock_queues(struct domain *d, struct evtchn *chn,
			struct evtchn_vcpu *q, uint16_t *last)
{
	for (unsigned int try = 0; try < MAX_TRIES; try++) {
		struct evtchn_vcpu *old;

		*last = READ_ONCE(chn->last);
		old = d->vcpu[LAST_VCPU(*last)]->evtchn;
		if (likely(old == q))
			spin_lock(&q->lock);
		else
			spin_lock_pair(&q->lock, &old->lock);
		if (likely(READ_ONCE(chn->last) == *last))
			return true;
		if (old == q)
			spin_unlock(&q->lock);
		else
			spin_unlock_pair(&q->lock, &old->lock);
	}
	return false;
}

static void unlock_queues(struct domain *d, struct evtchn_vcpu *q,
			  uint16_t last)
{
	struct evtchn_vcpu *old = d->vcpu[LAST_VCPU(last)]->evtchn;

	if (likely(old == q))
		spin_unlock(&q->lock);
	else
		spin_unlock_pair(&q->lock, &old->lock);
}

/* Appends a LINKED event to its queue; whether it is the queue's head. [Q] */
static bool append(struct domain *d, struct vcpu *v, struct evtchn *chn,
		   uint16_t last, unsigned int prio)
{
	struct evtchn_vcpu *q = v->evtchn;
	struct evtchn_vcpu *old = d->vcpu[LAST_VCPU(last)]->evtchn;
	uint32_t *old_tail = &old->tail[LAST_PRIO(last)];
	unsigned int port = chn->port, tail;
	bool linked = false;

	/* It was unlinked, and with it all before it: that queue is empty. */
	if (*old_tail == port)
		*old_tail = 0;
	WRITE_ONCE(chn->last, LAST(v->id, prio));
	tail = q->tail[prio];
	if (tail)
		linked = set_link(d, word_of(d, tail), port);
	if (!linked)
		WRITE_ONCE(q->control->head[prio], port);
	q->tail[prio] = port;
	return !linked;
}

static void set_pending_fifo(struct domain *d, struct evtchn *chn)
{
	struct vcpu *v = READ_ONCE(d->vcpu[READ_ONCE(chn->notify_vcpu)]);
	event_word_t *word = word_of(d, chn->port);
	unsigned int prio = READ_ONCE(chn->priority);
	bool head = false, fresh = false;
	struct evtchn_vcpu *q;
	unsigned long flags;
	event_word_t was;
	uint16_t last;

	if (unlikely(!word || !v)) {
		WRITE_ONCE(chn->pending, 1);
		return;
	}
	q = v->evtchn;
	flags = arch_irq_save();
	if (unlikely(!lock_queues(d, chn, q, &last))) {
		arch_irq_restore(flags);
		atomic_or(word, PENDING);
		log_guest(LOG_WARNING, "d%u: port %u changes queues for ever\n",
			  d->id, chn->port);
		return;
	}
	fresh = !(atomic_or(word, PENDING) & PENDING);
	was = READ_ONCE(*word);
	/* Without a control block the guest can't have unmasked it. */
	if (likely(q->control)) {
		if (!(was & (MASKED | LINKED)) &&
		    !(atomic_or(word, LINKED) & LINKED))
			head = append(d, v, chn, last, prio);
		fresh &= !(was & LINKED);
	} else {
		fresh = false;
	}
	unlock_queues(d, q, last);
	arch_irq_restore(flags);

	if (head && !test_and_set(prio, &q->control->ready))
		evtchn_vcpu_mark_pending(v);
	if (fresh)
		evtchn_check_pollers(d, chn->port);
}

/* ---- The other operations ---- */

static void clear_pending_fifo(struct domain *d, struct evtchn *chn)
{
	event_word_t *word = word_of(d, chn->port);

	/*
	 * Only PENDING: it may be linked, and stays busy until the guest took
	 * it off its queue.
	 */
	WRITE_ONCE(chn->pending, 0);
	if (word)
		atomic_and(word, ~PENDING);
}

static void unmask_fifo(struct domain *d, struct evtchn *chn)
{
	event_word_t *word = word_of(d, chn->port);

	if (unlikely(!word))
		return;
	atomic_and(word, ~MASKED);
	if (READ_ONCE(*word) & PENDING)
		set_pending_fifo(d, chn);
}

static bool is_pending_fifo(const struct domain *d, const struct evtchn *chn)
{
	const event_word_t *word = word_of(d, chn->port);

	return word && READ_ONCE(*word) & PENDING;
}

static bool is_masked_fifo(const struct domain *d, const struct evtchn *chn)
{
	const event_word_t *word = word_of(d, chn->port);

	return !word || READ_ONCE(*word) & MASKED;
}

static bool is_busy_fifo(const struct domain *d, const struct evtchn *chn)
{
	const event_word_t *word = word_of(d, chn->port);

	return word && READ_ONCE(*word) & LINKED;
}

static int set_priority_fifo(struct evtchn *chn, unsigned int priority)
{
	if (priority > EVTCHN_FIFO_PRIORITY_MIN)
		return -EINVAL;
	/* An event that is queued already stays where it is. */
	WRITE_ONCE(chn->priority, (uint8_t)priority);
	return 0;
}

const struct evtchn_ops evtchn_ops_fifo = {
	.name = "FIFO",
	.nr_ports = EVTCHN_FIFO_NR_CHANNELS,
	.set_pending = set_pending_fifo,
	.clear_pending = clear_pending_fifo,
	.unmask = unmask_fifo,
	.is_pending = is_pending_fifo,
	.is_masked = is_masked_fifo,
	.is_busy = is_busy_fifo,
	.set_priority = set_priority_fifo,
};
