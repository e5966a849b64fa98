/*
 * softirq.h: work that an interrupt leaves for a moment when the hypervisor
 * holds no locks: on the way back to a guest, and in the idle loop.
 *
 * tasklets run in TASKLET_SOFTIRQ or, if they are not `softirq` tasklets, in
 * the idle vCPU's context, where they may take any time.
 */
#ifndef XEN_SOFTIRQ_H
#define XEN_SOFTIRQ_H

#include <xen/list.h>
#include <xen/percpu.h>

enum softirq {
	TIMER_SOFTIRQ,
	SCHEDULE_SOFTIRQ,
	TASKLET_SOFTIRQ,
	TIME_SOFTIRQ, /* calibrate/refresh clocks */
	ARCH_SOFTIRQ,
	TRACE_SOFTIRQ, /* a trace buffer is half full */
	LOG_SOFTIRQ,   /* the log has grown */
	NR_SOFTIRQS
};

DECLARE_PER_CPU(uint32_t, softirq_pending);

typedef void softirq_fn(void);

void softirq_open(enum softirq nr, softirq_fn *fn);
/* Any context. */
void softirq_raise(enum softirq nr);
void softirq_raise_cpu(enum softirq nr, unsigned int cpu);
static inline bool softirq_is_pending(unsigned int cpu)
{
	return READ_ONCE(per_cpu(softirq_pending, cpu)) != 0;
}
/* Runs what is pending; interrupts on, no locks held. */
void softirq_run(void);

struct tasklet {
	struct list_head list;
	void (*fn)(void *);
	void *data;
	int scheduled_on; /* CPU, or -1 */
	bool softirq, running, dead;
};
void tasklet_init(struct tasklet *t, void (*fn)(void *), void *data);
void tasklet_softirq_init(struct tasklet *t, void (*fn)(void *), void *data);
void tasklet_schedule(struct tasklet *t);
void tasklet_schedule_on(struct tasklet *t, unsigned int cpu);
/* Waits until it neither runs nor is queued; it can't be queued again. */
void tasklet_kill(struct tasklet *t);
/* Idle vCPU: whether idle-context tasklets wait; run them. */
bool tasklet_pending(unsigned int cpu);
void tasklet_run_idle(void);
/* `cpu`, this one, goes away: what waits there runs on the boot CPU. */
void tasklet_cpu_fini(unsigned int cpu);
void tasklet_subsys_init(void);

#endif /* XEN_SOFTIRQ_H */
