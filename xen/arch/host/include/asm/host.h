/*
 * asm/host.h: how a test plays the machine below the hypervisor.
 *
 * Nothing here runs by itself: a test says which CPU it is (asm/current.h),
 * what time it is, and looks at what the code asked of the hardware.  Every
 * function of the contract is weak: a test may define its own.
 */
#ifndef ASM_HOST_H
#define ASM_HOST_H

#include <setjmp.h>
#include <xen/cpumask.h>
#include <xen/guest_copy.h>
#include <xen/time.h>

struct vcpu;

#define HOST_WEAK __attribute__((__weak__))

/* ---- CPUs (cpu.c, smp.c) ---- */

/* CPUs 0 ... nr - 1 are online; `per_llc` of them share a cache. */
void host_cpus_init(unsigned int nr, unsigned int per_llc);
/* This thread goes on as CPU `cpu`, whose vCPU runs. */
void host_become(unsigned int cpu, struct vcpu *v);
/* CPUs that were sent an event check since the test last cleared it. */
extern cpumask_t host_kicked;

/* ---- Time (time.c) ---- */

extern s_time_t host_now;    /* what system_time() says */
extern bool host_clock_real; /* system_time() is libc's clock */
extern s_time_t host_timer_deadline[NR_CPUS]; /* as programmed */

/*
 * Lets time pass until `until`: goes from deadline to deadline of all online
 * CPUs and runs their TIMER_SOFTIRQ (as that CPU).
 */
void host_time_run(s_time_t until);

/* ---- Memory (memory.c) ---- */

/* A fresh RAM of `pages` frames with an all-zero frame table. */
void host_ram_init(unsigned long pages);

/* ---- Messages and the end (log.c) ---- */

extern bool host_log_verbose;	    /* messages go to stderr */
extern unsigned int host_log_count; /* messages so far */
extern char host_log_last[256];

/*
 * Whether `statement` panics; if so host_log_last has the message.  Without
 * it a panic aborts the test.
 */
#define host_panics(statement)                        \
	({                                            \
		jmp_buf env_, *old_ = host_panic_env; \
		volatile bool panicked_ = true;       \
		if (!setjmp(env_)) {                  \
			host_panic_env = &env_;       \
			statement;                    \
			panicked_ = false;            \
		}                                     \
		host_panic_env = old_;                \
		panicked_;                            \
	})
extern _Thread_local jmp_buf *host_panic_env;

/* ---- Guest memory (guest_copy.c) ---- */

/* Guest addresses are the test's own; those in [lo, hi) fault. */
extern uintptr_t host_fault_lo, host_fault_hi;
static inline guest_ptr_t host_guest(const void *p)
{
	return (guest_ptr_t){ (uint64_t)(uintptr_t)p };
}

/* ---- Domains (domain.c) ---- */

/*
 * arch_context_switch() notes its vCPUs, calls sched_context_saved() and
 * jumps back to here, if a test set it (setjmp), else aborts.
 */
extern _Thread_local jmp_buf *host_switch_env;
extern _Thread_local struct vcpu *host_switch_prev;
/* What arch_machine_restart() / _poweroff() was told; -1: neither. */
extern int host_machine_end; /* 0: restart, 1: poweroff */
/* arch_domain_relinquish() says -ERESTART as often as this. */
extern unsigned int host_relinquish_steps;

#endif /* ASM_HOST_H */
