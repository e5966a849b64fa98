/*
 * free.c: the policy of CPUs in no pool: they idle.
 *
 * Idle vCPUs have it as theirs, too, and those of a domain on its way from one
 * pool to another: paused, so that only what asks for one that can't run is
 * there.
 */
#include "policy.h"

static struct vcpu *free_pick(unsigned int cpu, s_time_t now, bool tasklet,
			      s_time_t *until)
{
	return sched_cpu_of(cpu)->idle;
}

static void free_yield(struct vcpu *v)
{
}

static void free_dequeue(struct vcpu *v)
{
}

const struct sched_ops sched_free_ops = {
	.name = "free",
	.pick = free_pick,
	.yield = free_yield,
	.dequeue = free_dequeue,
};
