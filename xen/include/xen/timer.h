/*
 * timer.h: one-shot timers on each CPU; there is no periodic tick.
 *
 * A CPU keeps its timers in a 4-ary heap by deadline and programs the arch's
 * one-shot timer for the first.  A handler runs in TIMER_SOFTIRQ on the
 * timer's CPU, never before the deadline, with interrupts on and no locks.
 */
#ifndef XEN_TIMER_H
#define XEN_TIMER_H

#include <xen/spinlock.h>
#include <xen/time.h>

struct timer {
	s_time_t expires;
	void (*fn)(void *);
	void *data;
	struct timer *next;  /* while the heap had no room for it */
	uint32_t heap_index; /* 0: not queued */
	uint16_t cpu;
	uint8_t state; /* enum in timer.c */
};

void timer_init(struct timer *t, void (*fn)(void *), void *data,
		unsigned int cpu);
/* Sets or moves the deadline (may be past: fires at once). */
void timer_set(struct timer *t, s_time_t expires);
/* Not pending afterwards; its handler may still run on another CPU. */
void timer_stop(struct timer *t);
void timer_migrate(struct timer *t, unsigned int cpu);
/* As stop, waits for the handler, refuses every later set. */
void timer_kill(struct timer *t);
bool timer_active(const struct timer *t);
static inline bool timer_expired(const struct timer *t, s_time_t now)
{
	return t->expires <= now;
}
/* The deadline of this CPU's first timer, or STIME_MAX. */
s_time_t timer_next(unsigned int cpu);
void timer_subsys_init(void);
void timer_cpu_init(unsigned int cpu);
/*
 * `cpu`, this one, is offline and goes away: its timers move to the boot CPU,
 * and so do those that are set later for it.
 */
void timer_cpu_fini(unsigned int cpu);

#endif /* XEN_TIMER_H */
