/*
 * tasklet.c: functions to be called soon, in a better place.
 *
 * Each CPU has two queues: for TASKLET_SOFTIRQ, and for its idle vCPU, which
 * the scheduler prefers to every other vCPU while that queue has something.
 * One lock for all: tasklets are rare.  A tasklet never runs on two CPUs at
 * once; scheduled while it runs, it is queued again when it has finished.
 */
#include <xen/softirq.h>

#include <xen/arch/cpu.h>
#include <xen/atomic.h>
#include <xen/log.h>
#include <xen/smp.h>
#include <xen/spinlock.h>

/* Protects all queues and all fields of tasklets; interrupts off. */
static struct spinlock tasklet_lock = SPINLOCK_INIT(LOCK_TASKLET);

struct tasklet_queues {
	struct list_head softirq, idle;
	bool ready;
};
static DEFINE_PER_CPU(struct tasklet_queues, tasklet_queues);

static struct tasklet_queues *queues_of(unsigned int cpu)
{
	struct tasklet_queues *q = &per_cpu(tasklet_queues, cpu);

	if (unlikely(!q->ready)) {
		list_init(&q->softirq);
		list_init(&q->idle);
		q->ready = true;
	}
	return q;
}

static void init(struct tasklet *t, void (*fn)(void *), void *data,
		 bool softirq)
{
	*t = (struct tasklet){
		.fn = fn,
		.data = data,
		.scheduled_on = -1,
		.softirq = softirq,
	};
	list_init(&t->list);
}

void tasklet_init(struct tasklet *t, void (*fn)(void *), void *data)
{
	init(t, fn, data, false);
}

void tasklet_softirq_init(struct tasklet *t, void (*fn)(void *), void *data)
{
	init(t, fn, data, true);
}

/* Holding the lock: on the queue of t->scheduled_on, and tells that CPU. */
static void enqueue(struct tasklet *t)
{
	unsigned int cpu = (unsigned int)t->scheduled_on;
	struct tasklet_queues *q;

	if (unlikely(!cpumask_test(cpu, &cpu_online_map))) {
		cpu = 0;
		t->scheduled_on = 0;
	}
	q = queues_of(cpu);
	if (t->softirq) {
		list_add_tail(&t->list, &q->softirq);
		softirq_raise_cpu(TASKLET_SOFTIRQ, cpu);
	} else {
		list_add_tail(&t->list, &q->idle);
		softirq_raise_cpu(SCHEDULE_SOFTIRQ, cpu);
	}
}

void tasklet_schedule_on(struct tasklet *t, unsigned int cpu)
{
	unsigned long flags = spin_lock_irqsave(&tasklet_lock);

	if (!t->dead) {
		t->scheduled_on = (int)cpu;
		if (!t->running) {
			list_del(&t->list);
			enqueue(t);
		}
	}
	spin_unlock_irqrestore(&tasklet_lock, flags);
}

void tasklet_schedule(struct tasklet *t)
{
	tasklet_schedule_on(t, smp_processor_id());
}

/* Runs the first of `list`; whether there was one. */
static bool run_one(struct list_head *list)
{
	struct tasklet *t;

	spin_lock_irq(&tasklet_lock);
	t = list_first_entry_or_null(list, struct tasklet, list);
	if (!t) {
		spin_unlock_irq(&tasklet_lock);
		return false;
	}
	list_del(&t->list);
	t->scheduled_on = -1;
	t->running = true;
	spin_unlock_irq(&tasklet_lock);

	t->fn(t->data);

	spin_lock_irq(&tasklet_lock);
	t->running = false;
	if (t->scheduled_on >= 0 && !t->dead)
		enqueue(t);
	spin_unlock_irq(&tasklet_lock);
	return true;
}

static void tasklet_softirq(void)
{
	struct list_head *list = &queues_of(smp_processor_id())->softirq;

	/* One at a time: other softirqs come between. */
	if (run_one(list) && !list_empty(list))
		softirq_raise(TASKLET_SOFTIRQ);
}

bool tasklet_pending(unsigned int cpu)
{
	const struct tasklet_queues *q = &per_cpu(tasklet_queues, cpu);

	return q->ready && READ_ONCE(q->idle.next) != &q->idle;
}

void tasklet_run_idle(void)
{
	struct list_head *list = &queues_of(smp_processor_id())->idle;

	run_one(list);
	/* The idle vCPU was preferred: others may run again. */
	if (list_empty(list))
		softirq_raise(SCHEDULE_SOFTIRQ);
}

void tasklet_kill(struct tasklet *t)
{
	unsigned long flags = spin_lock_irqsave(&tasklet_lock);

	list_del(&t->list);
	t->scheduled_on = -1;
	t->dead = true;
	while (t->running) {
		spin_unlock_irqrestore(&tasklet_lock, flags);
		do
			arch_cpu_relax();
		while (READ_ONCE(t->running));
		flags = spin_lock_irqsave(&tasklet_lock);
	}
	spin_unlock_irqrestore(&tasklet_lock, flags);
}

static void enqueue_all(struct list_head *list)
{
	struct tasklet *t, *tmp;

	list_for_each_entry_safe(t, tmp, list, list)
	{
		list_del(&t->list);
		enqueue(t);
	}
}

void tasklet_cpu_fini(unsigned int cpu)
{
	struct tasklet_queues *q = queues_of(cpu);
	unsigned long flags = spin_lock_irqsave(&tasklet_lock);

	/* It is offline: they go elsewhere. */
	enqueue_all(&q->softirq);
	enqueue_all(&q->idle);
	spin_unlock_irqrestore(&tasklet_lock, flags);
}

void tasklet_subsys_init(void)
{
	softirq_open(TASKLET_SOFTIRQ, tasklet_softirq);
}
