/*
 * core.c: the scheduler's framework: wake, sleep, block, yield, switch.
 *
 * schedule() runs in SCHEDULE_SOFTIRQ.  Between the decision and the moment
 * when the arch has saved the state of the previous vCPU, that vCPU is
 * nowhere: SVF_on_cpu is still set, so that nobody queues it (another CPU
 * would load a state that is not yet there).  Who wants to queue it sets
 * SVF_delayed, and sched_context_saved() does it.  Both bits are in one word:
 * of the two who meet there, exactly one sees the other's bit.
 *
 * No lock is global.  A vCPU that blocks and is woken on an idle machine
 * takes the lock of its run queue three times in all.
 */
#include "policy.h"

#include <xen/arch/domain.h>
#include <xen/errno.h>
#include <xen/event.h>
#include <xen/init.h>
#include <xen/log.h>

DEFINE_PER_CPU(struct sched_cpu, sched_cpu);

/* ---- Wake and sleep ---- */

/* Holding its lock; `v` can run. */
static void make_runnable(struct vcpu *v, bool woken, s_time_t now)
{
	struct sched_vcpu *sv = v->sched;

	if (sv->flags & SVF_queued)
		return;
	if (sv->flags & SVF_on_cpu) {
		/* Running, and nobody decided otherwise: it goes on. */
		if (sched_cpu_of(v->processor)->curr == v)
			return;
		if (atomic_or(&sv->flags, SVF_delayed) & SVF_on_cpu)
			return;
		/* It was saved just now. */
		atomic_and(&sv->flags, ~SVF_delayed);
	}
	sv->ops->enqueue(v, now, woken);
}

void vcpu_wake(struct vcpu *v)
{
	unsigned long flags;
	struct spinlock *lock = sched_lock_vcpu(v, &flags);

	TRACE(TRC_SCHED_WAKE, v->domain->id, v->id);
	if (likely(vcpu_runnable(v))) {
		s_time_t now = NOW();

		if (v->runstate.state >= RUNSTATE_blocked)
			runstate_change(v, RUNSTATE_runnable, now);
		make_runnable(v, true, now);
	} else if (!(v->pause_flags & BIT(VPF_blocked)) &&
		   v->runstate.state == RUNSTATE_blocked) {
		runstate_change(v, RUNSTATE_offline, NOW());
	}
	spin_unlock_irqrestore(lock, flags);
}

void vcpu_sleep_nosync(struct vcpu *v)
{
	unsigned long flags;
	struct spinlock *lock = sched_lock_vcpu(v, &flags);

	TRACE(TRC_SCHED_SLEEP, v->domain->id, v->id);
	if (likely(!vcpu_runnable(v))) {
		if (v->runstate.state == RUNSTATE_runnable)
			runstate_change(v, RUNSTATE_offline, NOW());
		atomic_and(&v->sched->flags, ~SVF_delayed);
		if (sched_cpu_of(v->processor)->curr == v)
			sched_tickle(v->processor);
		else if (!(v->sched->flags & SVF_on_cpu))
			v->sched->ops->dequeue(v);
	}
	spin_unlock_irqrestore(lock, flags);
}

void vcpu_sleep_sync(struct vcpu *v)
{
	vcpu_sleep_nosync(v);
	while (load_acquire(&v->is_running) && !vcpu_runnable(v))
		arch_cpu_relax();
	arch_vcpu_sync_state(v);
}

void vcpu_block(void)
{
	struct vcpu *v = current;

	/* A full barrier: pairs with the one of who marks it pending. */
	atomic_set_bit(VPF_blocked, &v->pause_flags);
	if (evtchn_vcpu_pending(v)) {
		atomic_clear_bit(VPF_blocked, &v->pause_flags);
		return;
	}
	TRACE(TRC_SCHED_BLOCK, v->domain->id, v->id);
	softirq_raise(SCHEDULE_SOFTIRQ);
}

void vcpu_unblock(struct vcpu *v)
{
	if (!atomic_test_and_clear_bit(VPF_blocked, &v->pause_flags))
		return;
	/* A poll ends with the first wake, whatever the reason. */
	if (v->poll_evtchn >= 0) {
		v->poll_evtchn = -1;
		/* The next poll's fields after this one's end. */
		smp_mb();
		if (v->id < BITS_PER_LONG)
			atomic_clear_bit(v->id, &v->domain->poll_mask);
	}
	vcpu_wake(v);
}

void vcpu_yield(void)
{
	struct vcpu *v = current;
	unsigned long flags;
	struct spinlock *lock = sched_lock_vcpu(v, &flags);

	v->sched->ops->yield(v);
	spin_unlock_irqrestore(lock, flags);
	TRACE(TRC_SCHED_YIELD, v->domain->id, v->id);
	softirq_raise(SCHEDULE_SOFTIRQ);
}

void vcpu_kick(struct vcpu *v)
{
	/* The current one looks on its way out anyhow. */
	if (READ_ONCE(v->is_running) && v != current)
		smp_send_event_check(READ_ONCE(v->processor));
}

/* ---- The switch ---- */

static int state_when_off(const struct vcpu *v)
{
	if (vcpu_runnable(v))
		return RUNSTATE_runnable;
	return v->pause_flags & BIT(VPF_blocked) ? RUNSTATE_blocked
						 : RUNSTATE_offline;
}

static void set_slice(struct sched_cpu *sc, s_time_t until)
{
	if (until != STIME_MAX)
		timer_set(&sc->timer, until);
	else
		timer_stop(&sc->timer);
}

void schedule(void)
{
	unsigned int cpu = smp_processor_id();
	struct sched_cpu *sc = sched_cpu_of(cpu);
	struct vcpu *prev = current, *next;
	s_time_t now, until = STIME_MAX;

	spin_lock_irq(sc->lock);
	now = NOW();
	next = sc->ops->pick(cpu, now, tasklet_pending(cpu), &until);
	sc->curr = next;
	if (next == prev) {
		spin_unlock_irq(sc->lock);
		if (unlikely(trace_on))
			sched_trace_continue(prev, now, until);
		set_slice(sc, until);
		return;
	}
	if (unlikely(trace_on))
		sched_trace_switch(prev, next, now, until);
	runstate_change(prev, state_when_off(prev), now);
	runstate_change(next, RUNSTATE_running, now);
	if (prev->runstate.state == RUNSTATE_runnable && !is_idle_vcpu(prev))
		atomic_or(&prev->sched->flags, SVF_delayed);
	/* Not queued and not on a CPU: nobody else changes its flags. */
	next->sched->flags = SVF_on_cpu;
	next->is_running = true;
	spin_unlock_irq(sc->lock);

	set_slice(sc, until);
	/* Its address space is still loaded. */
	if (prev->runstate_guest)
		vcpu_runstate_publish(prev);
	if (unlikely(prev->periodic_period))
		timer_stop(&prev->periodic_timer);
	if (unlikely(next->periodic_period))
		vcpu_periodic_timer_resume(next);
	arch_context_switch(prev, next);
}

void sched_context_saved(struct vcpu *prev)
{
	unsigned int old;

	/* Its saved state is seen by who sees this. */
	store_release(&prev->is_running, false);
	/* And by the next atomic operation it is out for everyone. */
	old = atomic_and(&prev->sched->flags, ~SVF_on_cpu);
	if (is_idle_vcpu(prev))
		return;

	if (old & SVF_delayed) {
		unsigned long flags;
		struct spinlock *lock = sched_lock_vcpu(prev, &flags);

		/* Someone may have stopped it, or queued it, meanwhile. */
		if (atomic_and(&prev->sched->flags, ~SVF_delayed) & SVF_delayed)
			if (vcpu_runnable(prev))
				make_runnable(prev, false, NOW());
		spin_unlock_irqrestore(lock, flags);
	}
	if (unlikely(READ_ONCE(prev->pause_flags) & BIT(VPF_migrating)))
		sched_migrate_finish(prev);
}
