/*
 * trace.c: what the scheduler records (xen/trace.h), in Xen 4.17's form: the
 * words are its tools' knowledge.  Called only while somebody traces.
 */
#include "policy.h"

/* ns as a record has them: what does not fit is the largest. */
static uint32_t word_ns(s_time_t ns)
{
	return clamp(ns, (s_time_t)0, (s_time_t)UINT32_MAX);
}

static uint32_t who(const struct vcpu *v)
{
	return v->id | (uint32_t)v->domain->id << 16;
}

static s_time_t in_state(const struct vcpu *v, s_time_t now)
{
	return now - (s_time_t)v->runstate.state_entry_time;
}

void sched_trace_runstate(const struct vcpu *v, int state)
{
	TRACE(TRC_SCHED_RUNSTATE_CHANGE | (v->runstate.state & 3) << 8 |
		      (state & 3) << 4,
	      who(v));
}

void sched_trace_continue(const struct vcpu *v, s_time_t now, s_time_t until)
{
	TRACE(TRC_SCHED_SWITCH_INFCONT, v->domain->id, v->id,
	      word_ns(in_state(v, now)), word_ns(until - now));
	TRACE(TRC_SCHED_CONTINUE_RUNNING, who(v));
}

void sched_trace_switch(const struct vcpu *prev, const struct vcpu *next,
			s_time_t now, s_time_t until)
{
	bool waited = next->runstate.state == RUNSTATE_runnable;

	TRACE(TRC_SCHED_SWITCH_INFPREV, prev->domain->id, prev->id,
	      word_ns(in_state(prev, now)));
	TRACE(TRC_SCHED_SWITCH_INFNEXT, next->domain->id, next->id,
	      waited ? word_ns(in_state(next, now)) : 0, word_ns(until - now));
	TRACE(TRC_SCHED_SWITCH, prev->domain->id, prev->id, next->domain->id,
	      next->id);
}
