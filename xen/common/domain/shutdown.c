/*
 * shutdown.c: a domain stops, by its own will or not, and what the machine
 * does when it is the hardware domain.
 */
#include "private.h"

#include <xen/arch/cpu.h>
#include <xen/arch/domain.h>
#include <xen/arch/smp.h>
#include <xen/atomic.h>
#include <xen/event.h>
#include <xen/init.h>
#include <xen/kexec.h>
#include <xen/log.h>
#include <xen/printf.h>
#include <xen/sched.h>
#include <xen/string.h>
#include <public/sched.h>

bool opt_noreboot __read_mostly;
PARAM_BOOL("noreboot", opt_noreboot);

#define CRASH_REBOOT_DELAY_MS 5000

/* ---- The machine follows the hardware domain ---- */

static void __noreturn reboot_or_halt(const char *why)
{
	if (opt_noreboot) {
		log_err("Hardware domain %s: halted, since `noreboot' is set\n",
			why);
		arch_smp_stop_others();
		arch_cpu_halt();
	}
	log_err("Hardware domain %s: the machine restarts in %u seconds\n", why,
		CRASH_REBOOT_DELAY_MS / 1000);
	arch_machine_restart(CRASH_REBOOT_DELAY_MS);
}

static void __noreturn machine_follow(unsigned int reason)
{
	switch (reason) {
	case SHUTDOWN_poweroff:
		log_info("Hardware domain powered off: so does the machine\n");
		arch_machine_poweroff();
	case SHUTDOWN_reboot:
		log_info("Hardware domain restarts: so does the machine\n");
		arch_machine_restart(0);
	case SHUTDOWN_crash:
		kexec_crash(CRASH_HWDOM);
		keyhandler_crash(CRASH_HWDOM);
		reboot_or_halt("crashed");
	case SHUTDOWN_watchdog:
		kexec_crash(CRASH_WATCHDOG);
		keyhandler_crash(CRASH_WATCHDOG);
		reboot_or_halt("is stuck (watchdog)");
	default:
		reboot_or_halt("stopped for an unknown reason");
	}
}

/* ---- Any domain ---- */

/* d->lock held: whether all its vCPUs have stopped by now. */
static bool all_stopped(struct domain *d)
{
	struct vcpu *v;

	for_each_vcpu (d, v)
		if (!v->paused_for_shutdown)
			return false;
	return true;
}

static void tell(struct domain *d, unsigned int port)
{
	if (!port || evtchn_send(d, port))
		evtchn_send_global_virq(VIRQ_DOM_EXC);
}

void domain_shutdown(struct domain *d, unsigned int reason)
{
	unsigned int port = 0;
	bool done = false;
	struct vcpu *v;

	spin_lock(&d->lock);
	/* SCHEDOP_shutdown_code came first. */
	if (d->shutdown_code == ~0u)
		d->shutdown_code = reason;
	reason = d->shutdown_code;
	if (is_hardware_domain(d)) {
		spin_unlock(&d->lock);
		machine_follow(reason);
	}
	if (!d->shutting_down) {
		d->shutting_down = true;
		/* Pairs with a vCPU that sets defer_shutdown, then looks. */
		smp_mb();
		for_each_vcpu (d, v) {
			if (reason == SHUTDOWN_crash)
				v->defer_shutdown = false;
			else if (v->defer_shutdown)
				continue;
			vcpu_pause_nosync(v);
			v->paused_for_shutdown = true;
		}
		arch_domain_shutdown(d);
		done = all_stopped(d);
		d->shut_down = done;
		if (reason == SHUTDOWN_suspend)
			port = d->suspend_evtchn;
	}
	spin_unlock(&d->lock);
	if (done)
		tell(d, port);
}

void domain_resume(struct domain *d)
{
	struct vcpu *v;

	/* What its vCPUs still do to stop is over when this returns. */
	domain_pause(d);
	spin_lock(&d->lock);
	d->shutting_down = d->shut_down = false;
	d->shutdown_code = ~0u;
	for_each_vcpu (d, v) {
		if (v->paused_for_shutdown)
			vcpu_unpause(v);
		v->paused_for_shutdown = false;
	}
	spin_unlock(&d->lock);
	domain_unpause(d);
}

/* ---- Crash ---- */

/*
 * domain_crash() may be called under any lock: it only takes the CPUs away
 * from the domain.  This does the rest, with the reference and the pause that
 * it left.
 */
static void crash_finish(void *data)
{
	struct domain *d = data;

	domain_shutdown(d, SHUTDOWN_crash);
	atomic_xchg(&d->crashing, 0);
	domain_unpause(d);
	domain_put(d);
}

void domain_crash_init(struct domain *d)
{
	tasklet_softirq_init(&d->crash, crash_finish, d);
}

void domain_crash(struct domain *d, const char *fmt, ...)
{
	char why[160];
	va_list ap;

	if (READ_ONCE(d->shutting_down) || atomic_xchg(&d->crashing, 1))
		return;
	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	log_guest(LOG_ERR, "d%u crashed: %s%s", d->id, why,
		  strchr(why, '\n') ? "" : "\n");
	if (current && current->domain == d)
		arch_dump_state(NULL);
	if (!domain_get(d))
		return;
	domain_pause_nosync(d);
	tasklet_schedule(&d->crash);
}
