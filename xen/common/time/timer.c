/*
 * timer.c: each CPU's pending timers in a 4-ary heap by deadline.
 *
 * Four children a node make the heap half as deep as a binary one, and the
 * children share a cache line.  heap[1] is the first to fire; the parent of i
 * is (i + 2) / 4, its children are 4i - 2 ... 4i + 1.
 *
 * The heap can't grow under its lock: a timer that finds it full goes on the
 * `overflow` list, from where TIMER_SOFTIRQ takes it after it has allocated a
 * larger array.  Without memory they stay on the list, slow but right.
 *
 * Programming the hardware is lazy: a first deadline that moves later leaves
 * the one-shot timer alone; the early interrupt finds nothing to do and sets
 * the right one.  Deadlines that move back and forth, like those of the
 * scheduler, so cost no device access.
 *
 * A timer's state and heap belong to the queue of timer::cpu; who locks by it
 * looks at it again afterwards.  timer_migrate() changes it holding both.
 */
#include <xen/timer.h>

#include <xen/arch/cpu.h>
#include <xen/arch/time.h>
#include <xen/atomic.h>
#include <xen/init.h>
#include <xen/keyhandler.h>
#include <xen/log.h>
#include <xen/mm.h>
#include <xen/perfc.h>
#include <xen/smp.h>
#include <xen/softirq.h>
#include <xen/string.h>

enum {
	TIMER_invalid, /* all zero: never initialised */
	TIMER_stopped,
	TIMER_in_heap,
	TIMER_in_overflow,
	TIMER_killed,
};

#define HEAP_FIRST_SIZE 64u

struct timer_queue {
	struct spinlock lock;	/* LOCK_TIMER, interrupts off */
	struct timer **heap;	/* [1 ... nr] */
	uint32_t nr, size;	/* used, room for */
	struct timer *overflow; /* singly linked */
	struct timer *running;	/* its handler runs now */
	s_time_t programmed;	/* hardware fires at or before */
	bool gone;		/* its CPU went away */
};

static DEFINE_PER_CPU(struct timer_queue, timer_queue);

/* ---- The heap ---- */

static void heap_put(struct timer_queue *q, uint32_t i, struct timer *t)
{
	q->heap[i] = t;
	t->heap_index = i;
}

static void sift_up(struct timer_queue *q, uint32_t i, struct timer *t)
{
	while (i > 1) {
		uint32_t parent = (i + 2) / 4;

		if (q->heap[parent]->expires <= t->expires)
			break;
		heap_put(q, i, q->heap[parent]);
		i = parent;
	}
	heap_put(q, i, t);
}

static void sift_down(struct timer_queue *q, uint32_t i, struct timer *t)
{
	for (;;) {
		uint32_t child = 4 * i - 2, end = 4 * i + 1, best;

		if (child > q->nr)
			break;
		if (end > q->nr)
			end = q->nr;
		for (best = child++; child <= end; child++)
			if (q->heap[child]->expires < q->heap[best]->expires)
				best = child;
		if (q->heap[best]->expires >= t->expires)
			break;
		heap_put(q, i, q->heap[best]);
		i = best;
	}
	heap_put(q, i, t);
}

/* `t` is at `i`, but its deadline may belong elsewhere. */
static void sift(struct timer_queue *q, uint32_t i, struct timer *t)
{
	if (i > 1 && q->heap[(i + 2) / 4]->expires > t->expires)
		sift_up(q, i, t);
	else
		sift_down(q, i, t);
}

/* ---- The queue, all with its lock held ---- */

static void queue_insert(struct timer_queue *q, struct timer *t)
{
	if (unlikely(q->nr == q->size)) {
		t->state = TIMER_in_overflow;
		t->next = q->overflow;
		q->overflow = t;
		return;
	}
	t->state = TIMER_in_heap;
	sift_up(q, ++q->nr, t);
}

static void queue_remove(struct timer_queue *q, struct timer *t)
{
	if (likely(t->state == TIMER_in_heap)) {
		uint32_t i = t->heap_index;
		struct timer *last = q->heap[q->nr--];

		if (last != t)
			sift(q, i, last);
		t->heap_index = 0;
	} else if (t->state == TIMER_in_overflow) {
		struct timer **link = &q->overflow;

		while (*link != t)
			link = &(*link)->next;
		*link = t->next;
		t->next = NULL;
	} else {
		return;
	}
	t->state = TIMER_stopped;
}

static struct timer *queue_first(const struct timer_queue *q)
{
	struct timer *first = q->nr ? q->heap[1] : NULL, *t;

	for (t = q->overflow; unlikely(t != NULL); t = t->next)
		if (!first || t->expires < first->expires)
			first = t;
	return first;
}

/*
 * The queue of `cpu` got a deadline; makes its timer go off in time.  false:
 * the CPU has gone (its queue has no room: all timers come to the overflow
 * list), the timer must be migrated.
 */
static bool queue_moved(struct timer_queue *q, unsigned int cpu,
			const struct timer *t)
{
	if (likely(t->expires >= q->programmed) && likely(!q->overflow))
		return true;
	if (cpu != smp_processor_id() || q->overflow) {
		if (unlikely(q->gone))
			return false;
		softirq_raise_cpu(TIMER_SOFTIRQ, cpu);
		return true;
	}
	q->programmed = t->expires;
	if (!arch_timer_set(t->expires))
		softirq_raise(TIMER_SOFTIRQ);
	return true;
}

/* ---- Which queue ---- */

static struct timer_queue *lock_timer(const struct timer *t,
				      unsigned long *flags)
{
	*flags = arch_irq_save();
	for (;;) {
		unsigned int cpu = READ_ONCE(t->cpu);
		struct timer_queue *q = &per_cpu(timer_queue, cpu);

		spin_lock(&q->lock);
		if (likely(cpu == READ_ONCE(t->cpu)))
			return q;
		spin_unlock(&q->lock);
	}
}

/* ---- What timer.h promises ---- */

void timer_init(struct timer *t, void (*fn)(void *), void *data,
		unsigned int cpu)
{
	*t = (struct timer){
		.fn = fn,
		.data = data,
		.cpu = (uint16_t)cpu,
		.state = TIMER_stopped,
	};
}

void timer_set(struct timer *t, s_time_t expires)
{
	unsigned long flags;
	struct timer_queue *q = lock_timer(t, &flags);
	bool kept = true;

	if (likely(t->state == TIMER_in_heap)) {
		t->expires = expires;
		sift(q, t->heap_index, t);
		kept = queue_moved(q, t->cpu, t);
	} else if (t->state == TIMER_in_overflow) {
		t->expires = expires;
		kept = queue_moved(q, t->cpu, t);
	} else if (t->state == TIMER_stopped) {
		t->expires = expires;
		queue_insert(q, t);
		kept = queue_moved(q, t->cpu, t);
	}
	spin_unlock_irqrestore(&q->lock, flags);
	if (unlikely(!kept))
		timer_migrate(t, 0);
}

void timer_stop(struct timer *t)
{
	unsigned long flags;
	struct timer_queue *q;

	/* Only its owner sets it: if it isn't pending it stays so. */
	if (!timer_active(t))
		return;
	q = lock_timer(t, &flags);
	queue_remove(q, t);
	spin_unlock_irqrestore(&q->lock, flags);
}

void timer_migrate(struct timer *t, unsigned int cpu)
{
	struct timer_queue *to = &per_cpu(timer_queue, cpu), *from;
	unsigned long flags = arch_irq_save();
	bool kept = true;

	for (;;) {
		unsigned int old = READ_ONCE(t->cpu);

		if (old == cpu || t->state == TIMER_killed) {
			arch_irq_restore(flags);
			return;
		}
		from = &per_cpu(timer_queue, old);
		spin_lock_pair(&from->lock, &to->lock);
		if (likely(t->cpu == old))
			break;
		spin_unlock_pair(&from->lock, &to->lock);
	}
	if (timer_active(t)) {
		queue_remove(from, t);
		WRITE_ONCE(t->cpu, (uint16_t)cpu);
		queue_insert(to, t);
		kept = queue_moved(to, cpu, t);
	} else {
		WRITE_ONCE(t->cpu, (uint16_t)cpu);
	}
	spin_unlock_pair(&from->lock, &to->lock);
	arch_irq_restore(flags);
	if (unlikely(!kept))
		timer_migrate(t, 0);
}

void timer_kill(struct timer *t)
{
	unsigned long flags;
	struct timer_queue *q;
	unsigned int cpu;

	if (t->state == TIMER_invalid)
		return;
	q = lock_timer(t, &flags);
	queue_remove(q, t);
	t->state = TIMER_killed;
	spin_unlock_irqrestore(&q->lock, flags);

	/* It may have been migrated since its handler began: look at all. */
	for_each_cpu(cpu, &cpu_online_map) while (
		READ_ONCE(per_cpu(timer_queue, cpu).running) == t)
		arch_cpu_relax();
}

bool timer_active(const struct timer *t)
{
	uint8_t state = READ_ONCE(t->state);

	return state == TIMER_in_heap || state == TIMER_in_overflow;
}

s_time_t timer_next(unsigned int cpu)
{
	struct timer_queue *q = &per_cpu(timer_queue, cpu);
	unsigned long flags = spin_lock_irqsave(&q->lock);
	const struct timer *t = queue_first(q);
	s_time_t next = t ? t->expires : STIME_MAX;

	spin_unlock_irqrestore(&q->lock, flags);
	return next;
}

/* Makes room for the overflow list, twice over; no lock held. */
static void queue_grow(struct timer_queue *q)
{
	uint32_t size = q->size ? 2 * q->size : HEAP_FIRST_SIZE;
	struct timer **heap = xnew_array(struct timer *, (size_t)size + 1);
	struct timer **old, *t;

	if (!heap)
		return;
	spin_lock_irq(&q->lock);
	old = q->heap;
	if (old)
		memcpy(heap + 1, old + 1, q->nr * sizeof(*heap));
	q->heap = heap;
	q->size = size;
	while ((t = q->overflow) != NULL && q->nr < q->size) {
		q->overflow = t->next;
		t->next = NULL;
		queue_insert(q, t);
	}
	spin_unlock_irq(&q->lock);
	xfree(old);
}

/* Sets the hardware for what is first now. */
static void queue_program(struct timer_queue *q)
{
	const struct timer *t = queue_first(q);
	s_time_t next = t ? t->expires : STIME_MAX;

	q->programmed = next;
	if (!arch_timer_set(next))
		softirq_raise(TIMER_SOFTIRQ);
}

static void timer_softirq(void)
{
	struct timer_queue *q = &this_cpu(timer_queue);
	s_time_t now = NOW();
	struct timer *t;

	if (unlikely(q->overflow != NULL))
		queue_grow(q);

	spin_lock_irq(&q->lock);
	while ((t = queue_first(q)) != NULL && t->expires <= now) {
		void (*fn)(void *) = t->fn;
		void *data = t->data;

		queue_remove(q, t);
		WRITE_ONCE(q->running, t);
		spin_unlock_irq(&q->lock);
		perfc_inc(timer_fires);
		fn(data);
		spin_lock_irq(&q->lock);
		WRITE_ONCE(q->running, NULL);
	}
	queue_program(q);
	spin_unlock_irq(&q->lock);
}

void timer_cpu_init(unsigned int cpu)
{
	struct timer_queue *q = &per_cpu(timer_queue, cpu);

	/* One that comes back: timers that stand still may be set meanwhile. */
	if (!q->gone)
		spin_lock_init(&q->lock, LOCK_TIMER);
	q->programmed = STIME_MAX;
	WRITE_ONCE(q->gone, false);
}

/* The heap, when nobody is left: then nobody comes any more.  Else NULL. */
static struct timer *queue_close(struct timer_queue *q, struct timer ***heap)
{
	unsigned long flags = spin_lock_irqsave(&q->lock);
	struct timer *first = queue_first(q);

	if (!first) {
		*heap = q->heap;
		q->heap = NULL;
		q->size = 0;
		q->programmed = STIME_MAX;
		q->gone = true;
	}
	spin_unlock_irqrestore(&q->lock, flags);
	return first;
}

void timer_cpu_fini(unsigned int cpu)
{
	struct timer_queue *q = &per_cpu(timer_queue, cpu);
	struct timer **heap = NULL, *t;

	while ((t = queue_close(q, &heap)) != NULL)
		timer_migrate(t, 0);
	xfree(heap);
}

/* ---- Debug key ---- */

/* The i-th of the heap; false: there is none. */
static bool peek(struct timer_queue *q, uint32_t i, struct timer *copy)
{
	unsigned long flags = spin_lock_irqsave(&q->lock);
	bool there = i <= q->nr;

	if (there)
		*copy = *q->heap[i];
	spin_unlock_irqrestore(&q->lock, flags);
	return there;
}

static void timer_dump(unsigned char key)
{
	s_time_t now = NOW();
	struct timer t;
	unsigned int cpu;

	for_each_cpu(cpu, &cpu_online_map)
	{
		struct timer_queue *q = &per_cpu(timer_queue, cpu);

		log_info("CPU %u: %u timers, hardware fires in %ld us\n", cpu,
			 q->nr,
			 q->programmed == STIME_MAX
				 ? -1L
				 : (long)((q->programmed - now) / 1000));
		for (uint32_t i = 1; peek(q, i, &t); i++)
			log_info("  in %ld us: %lx(%lx)\n",
				 (long)((t.expires - now) / 1000),
				 (unsigned long)t.fn, (unsigned long)t.data);
	}
}

void timer_subsys_init(void)
{
	keyhandler_register('a', timer_dump, "show timers", false);
	timer_cpu_init(smp_processor_id());
	softirq_open(TIMER_SOFTIRQ, timer_softirq);
}
