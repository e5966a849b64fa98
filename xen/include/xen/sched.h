/*
 * sched.h: what the rest of the hypervisor asks of the scheduler.
 *
 * Scheduling decisions are a policy's (struct sched_ops, common/sched/
 * policy.h: credit2, credit, rtds, null); this interface is the same for all.
 */
#ifndef XEN_SCHED_H
#define XEN_SCHED_H

#include <xen/domain.h>
#include <asm/current.h>

struct xen_domctl_scheduler_op;
struct xen_sysctl_scheduler_op;
struct xen_sysctl_cpupool_op;

/*
 * For hypfs.  The pool after `id` (-1: the first one), -1 if there is none;
 * what a pool schedules as one, "cpu", "core" or "socket"; another choice:
 * -EINVAL for a word that it does not know, -EBUSY while it has CPUs, -ENOENT.
 */
int sched_cpupool_next(int id);
const char *sched_cpupool_granularity(unsigned int id);
int sched_cpupool_set_granularity(unsigned int id, const char *name);

/* As if the command line said sched=name; before sched_init(). */
void sched_select(const char *name);
/*
 * Boot CPU; before any vCPU is made.  Honours sched=.  Makes its idle vCPU and
 * starts it (no sched_cpu_init() and _start() for this CPU).
 */
void sched_init(void);
/* Idle vCPU and scheduler data of a CPU that is about to start. */
int sched_cpu_init(unsigned int cpu);
/* First thing after a CPU is up: it becomes its idle vCPU. */
void sched_cpu_start(unsigned int cpu);

/*
 * XEN_SYSCTL_cpu_hotplug, XENPF_cpu_*: a CPU goes or comes; -ERESTART until it
 * has.  -EINVAL: no such CPU, or the boot CPU; -EEXIST: it is so already;
 * -ENODEV: it belongs to a pool other than 0; -EBUSY: another one is on its
 * way, or a domain needs it; -EADDRINUSE: a guest pinned a vCPU to it.
 */
long cpu_down(unsigned int cpu);
long cpu_up(unsigned int cpu);
/* All CPUs that are not the first of their core; -EOPNOTSUPP: none. */
long cpu_smt(bool up);
/* The idle loop found this CPU offline: it stops. */
void cpu_stop_here(void) __noreturn;

int sched_domain_init(struct domain *d, unsigned int pool_id);
void sched_domain_fini(struct domain *d);
/* It is paused for good: to pool 0, so that it keeps no other one busy. */
void sched_domain_dying(struct domain *d);
int sched_vcpu_init(struct vcpu *v);
void sched_vcpu_fini(struct vcpu *v);

/* pause_flags changed: let it run if it can / stop it if it must. */
void vcpu_wake(struct vcpu *v);
void vcpu_sleep_nosync(struct vcpu *v);
void vcpu_sleep_sync(struct vcpu *v); /* returns when it is off its CPU */

/* The current vCPU blocks unless an event is pending. */
void vcpu_block(void);
void vcpu_unblock(struct vcpu *v);
/* The current vCPU gives way. */
void vcpu_yield(void);
/* Makes a running vCPU go through the hypervisor (to notice events). */
void vcpu_kick(struct vcpu *v);

static inline bool vcpu_runnable(const struct vcpu *v)
{
	return !(READ_ONCE(v->pause_flags) | READ_ONCE(v->pause_count) |
		 READ_ONCE(v->domain->pause_count));
}

/* -EINVAL: no CPU of the domain's pool is in it. */
int vcpu_set_hard_affinity(struct vcpu *v, const cpumask_t *mask);
int vcpu_set_soft_affinity(struct vcpu *v, const cpumask_t *mask);
/*
 * SCHEDOP_pin_override: hard affinity is `cpu` alone until it is called with
 * -1.  -EINVAL: no such CPU, not pinned; -EBUSY: pinned already.
 */
int vcpu_pin_override(struct vcpu *v, int cpu);
const cpumask_t *vcpu_hard_affinity(const struct vcpu *v);
/*
 * The nodes that `d` wants its memory from become those of the CPUs where its
 * vCPUs may (and would rather) run, unless the tools chose.  Takes d->lock.
 */
void domain_update_node_affinity(struct domain *d);
const cpumask_t *vcpu_soft_affinity(const struct vcpu *v);

/* Runstate as of now. */
void vcpu_runstate_get(struct vcpu *v, struct vcpu_runstate_info *out);
/*
 * Writes it to the area that the guest registered (nothing if there is none).
 * `v` is the current vCPU and its address space is loaded: the arch calls it
 * when it has switched to `v` and v->runstate_guest is set, and after
 * registering.  false: the area can't be written now.
 */
bool vcpu_runstate_publish(struct vcpu *v);
/* ns that a domain's vCPUs have run / an idle vCPU has idled. */
uint64_t domain_cpu_time(struct domain *d);
uint64_t cpu_idle_time(unsigned int cpu);

/* XEN_DOMCTL_scheduler_op / XEN_SYSCTL_scheduler_op of the domain's policy. */
long sched_adjust_domain(struct domain *d, struct xen_domctl_scheduler_op *op);
long sched_adjust_global(struct xen_sysctl_scheduler_op *op);
long sched_cpupool_op(struct xen_sysctl_cpupool_op *op);
unsigned int sched_id(void); /* XEN_SCHEDULER_* of pool 0 */

/*
 * SCHEDULE_SOFTIRQ: chooses; returns if the same vCPU goes on, else leaves
 * through arch_context_switch(), which it calls with interrupts on.
 */
void schedule(void);
/*
 * The arch finished switching away from `prev`: its state is in memory (or
 * found by arch_vcpu_sync_state()).  Called on the CPU that left it; no locks.
 */
void sched_context_saved(struct vcpu *prev);

/* CPUs of a domain's pool; its number. */
unsigned int domain_pool_id(const struct domain *d);
const cpumask_t *domain_cpus(const struct domain *d);

void sched_dump(unsigned char key); /* debug key 'r' */

#endif /* XEN_SCHED_H */
