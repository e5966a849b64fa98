/*
 * pvclock.c: time as PV guests read it: each vCPU's vcpu_time_info, a second
 * copy where it asked for one, and the wall clock in shared_info.
 *
 * The version counts: odd while the fields change (public/xen.h).  Guests can
 * write these pages; what is in them is never read.
 */
#include <xen/atomic.h>
#include <xen/domain.h>
#include <xen/guest_copy.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/muldiv.h>
#include <xen/string.h>
#include <asm/insn.h>
#include <asm/platform.h>
#include <asm/time.h>

/* What `v` must see on this CPU, all but the version. */
static void wanted_info(const struct vcpu *v, struct vcpu_time_info *t)
{
	const struct clock_stamp *s = &this_cpu(cpu_clock).stamp;

	memset(t, 0, sizeof(*t));
	/* Private: which second copy this went to; 0 in what is published. */
	t->pad0 = (uint32_t)v->arch.time_info_guest;
	t->system_time = s->ns;
	if (v->domain->arch.vtsc) {
		t->tsc_timestamp = domain_vtsc_at(v->domain, s->ns);
		t->tsc_to_system_mul = v->domain->arch.vtsc_to_ns.mul;
		t->tsc_shift = v->domain->arch.vtsc_to_ns.shift;
	} else {
		t->tsc_timestamp = s->tsc;
		t->tsc_to_system_mul = s->scale.mul;
		t->tsc_shift = s->scale.shift;
	}
	t->flags = tsc_stable ? XEN_PVCLOCK_TSC_STABLE_BIT : 0;
}

static bool same_info(const struct vcpu_time_info *a,
		      const struct vcpu_time_info *b)
{
	return a->pad0 == b->pad0 && a->tsc_timestamp == b->tsc_timestamp &&
	       a->system_time == b->system_time &&
	       a->tsc_to_system_mul == b->tsc_to_system_mul &&
	       a->tsc_shift == b->tsc_shift && a->flags == b->flags;
}

static void publish(struct vcpu_time_info *to, const struct vcpu_time_info *t)
{
	WRITE_ONCE(to->version, t->version - 1);
	smp_wmb();
	to->tsc_timestamp = t->tsc_timestamp;
	to->system_time = t->system_time;
	to->tsc_to_system_mul = t->tsc_to_system_mul;
	to->tsc_shift = t->tsc_shift;
	to->flags = t->flags;
	smp_wmb();
	WRITE_ONCE(to->version, t->version);
}

/* The guest's own copy, in its address space; it is its fault if that fails. */
static void publish_second(uint64_t addr, const struct vcpu_time_info *t)
{
	guest_ptr_t to = { addr };
	struct vcpu_time_info tmp = *t;

	tmp.pad0 = 0;
	tmp.version = t->version - 1;
	if (put_guest(to, &tmp.version))
		return;
	smp_wmb();
	if (put_guest(to, &tmp))
		return;
	smp_wmb();
	tmp.version++;
	if (put_guest(to, &tmp.version))
		return;
}

void vcpu_time_update(struct vcpu *v)
{
	struct vcpu_time_info t, *cached = &v->arch.time_cached;

	wanted_info(v, &t);
	if (likely(same_info(&t, cached)))
		return;
	t.version = (cached->version + 2) & ~1u;
	*cached = t;
	publish(&v->vcpu_info->time, &t);
	if (v->arch.time_info_guest)
		publish_second(v->arch.time_info_guest, &t);
}

int vcpu_time_register(struct vcpu *v, uint64_t addr)
{
	v->arch.time_info_guest = addr;
	if (v == current)
		vcpu_time_update(v);
	return 0;
}

/* ---- Wall clock ---- */

static struct spinlock wc_lock = SPINLOCK_INIT(LOCK_LEAF);
static uint64_t wc_base; /* ns of the Unix epoch at system time 0 */

#define NS 1000000000u

/* Without a division of the compiler's library: 64 by 32 bits is native. */
static void split(uint64_t ns, uint64_t *sec, uint32_t *nsec)
{
	*sec = ns / NS;
	*nsec = ns % NS;
}

void wallclock_get(uint64_t *sec, uint32_t *nsec)
{
	split(READ_ONCE(wc_base), sec, nsec);
}

void domain_wallclock_update(struct domain *d)
{
	struct shared_info *s = d->shared_info;
	uint64_t sec;
	uint32_t nsec;

	if (!s)
		return;
	spin_lock(&wc_lock);
	split(wc_base, &sec, &nsec);
	sec += d->time_offset_seconds;
	WRITE_ONCE(s->wc_version, s->wc_version | 1);
	smp_wmb();
	s->wc_sec = (uint32_t)sec;
	s->wc_sec_hi = sec >> 32;
	s->wc_nsec = nsec;
	smp_wmb();
	WRITE_ONCE(s->wc_version, s->wc_version + 1);
	spin_unlock(&wc_lock);
}

void wallclock_set(uint64_t sec, uint32_t nsec, s_time_t at)
{
	struct domain *d;
	int id = -1;

	spin_lock(&wc_lock);
	wc_base = sec * NS + nsec - at;
	spin_unlock(&wc_lock);
	while ((d = domain_next(id)) != NULL) {
		id = d->id;
		domain_wallclock_update(d);
		domain_put(d);
	}
}

void __init wallclock_init(void)
{
	uint64_t now = rtc_read();

	if (!now)
		log_warn("RTC: no date; the wall clock starts in 1970\n");
	/* The RTC's second began half a second ago, on average. */
	wc_base = now * NS + NS / 2 - system_time();
}
