/*
 * vtsc.c: the TSC of a PV domain: the CPU's, or one that is emulated so that
 * it goes on at the same rate, and from the same value, on another machine.
 *
 * Emulated it counts from the domain's own time 0 (`vtsc_offset` in system
 * time) at `tsc_khz`; it never goes back and never stands still, on whichever
 * vCPU it is read.  The guest's RDTSC and RDTSCP trap (CR4.TSD).
 *
 * Mode "default" emulates where the rate is not this machine's, as after a
 * migration.  (Xen does so on every machine that does not promise an invariant
 * TSC, too.)
 *
 * tsc_*, vtsc_*: changed while no vCPU of the domain runs.
 */
#include <xen/atomic.h>
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/arch/cpu.h>
#include <public/arch-x86/cpuid.h>
#include <asm/clock.h>
#include <asm/insn.h>
#include <asm/platform.h>
#include <asm/time.h>

static uint64_t ticks_at(const struct arch_domain *a, s_time_t now)
{
	s_time_t age = now - a->vtsc_offset;

	/* Before its time 0 only on the first CPU that runs it. */
	return age < 0 ? -time_scale_apply(&a->ns_to_vtsc, (uint64_t)-age)
		       : time_scale_apply(&a->ns_to_vtsc, (uint64_t)age);
}

uint64_t domain_vtsc_at(const struct domain *d, s_time_t ns)
{
	return ticks_at(&d->arch, ns);
}

uint64_t domain_tsc(struct domain *d)
{
	struct arch_domain *a = &d->arch;
	uint64_t last, now;

	if (likely(!a->vtsc))
		return rdtsc();
	last = READ_ONCE(a->vtsc_last);
	do {
		now = (uint64_t)system_time();
		if (now <= last)
			now = last + 1;
	} while (!atomic_try_cmpxchg(&a->vtsc_last, &last, now));
	return ticks_at(a, (s_time_t)now);
}

static void set_rate(struct arch_domain *a, uint32_t khz, uint64_t elapsed)
{
	a->tsc_khz = khz ? khz : arch_cpu_khz();
	a->vtsc_offset = system_time() - (s_time_t)elapsed;
	a->vtsc_to_ns = time_scale_from_hz(a->tsc_khz * 1000ULL);
	a->ns_to_vtsc = time_scale_reverse(&a->vtsc_to_ns);
}

int domain_tsc_set(struct domain *d, uint32_t mode, uint64_t elapsed,
		   uint32_t khz, uint32_t incarnation)
{
	struct arch_domain *a = &d->arch;

	if (is_hardware_domain(d))
		return 0;
	switch (mode) {
	case XEN_CPUID_TSC_MODE_DEFAULT:
	case XEN_CPUID_TSC_MODE_ALWAYS_EMULATE:
		set_rate(a, khz, elapsed);
		a->vtsc = mode == XEN_CPUID_TSC_MODE_ALWAYS_EMULATE ||
			  a->tsc_khz != arch_cpu_khz();
		break;
	case XEN_CPUID_TSC_MODE_NEVER_EMULATE:
		a->vtsc = false;
		break;
	default:
		return -EINVAL;
	}
	a->tsc_mode = mode;
	a->tsc_incarnation = incarnation + 1;
	return 0;
}

void domain_tsc_get(const struct domain *d, uint32_t *mode, uint64_t *elapsed,
		    uint32_t *khz, uint32_t *incarnation)
{
	const struct arch_domain *a = &d->arch;
	struct time_scale to_ns;
	s_time_t ns;

	*mode = a->tsc_mode;
	*incarnation = a->tsc_incarnation;
	*khz = 0;
	*elapsed = 0;
	if (a->tsc_mode == XEN_CPUID_TSC_MODE_NEVER_EMULATE)
		return;
	if (a->vtsc) {
		*khz = a->tsc_khz;
		ns = system_time() - a->vtsc_offset;
	} else {
		*khz = arch_cpu_khz();
		to_ns = time_scale_from_hz(tsc_hz);
		ns = (s_time_t)time_scale_apply(&to_ns, rdtsc());
	}
	*elapsed = ns < 0 ? 0 : (uint64_t)ns;
}
