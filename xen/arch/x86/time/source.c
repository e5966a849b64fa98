/*
 * source.c: the platform's timers: HPET (IA-PC HPET 1.0a), ACPI's PM timer
 * (ACPI 6.4, 4.8.3.3), PIT (8254).
 *
 * They calibrate the TSC; a TSC that can't be relied on is steered by them
 * for good.  The PIT wraps too often for that and only calibrates.
 */
#include <xen/acpi.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/spinlock.h>
#include <xen/string.h>
#include <xen/arch/mm.h>
#include <asm/insn.h>
#include <asm/time.h>

static char __initdata opt_clocksource[16];
PARAM_STRING("clocksource", opt_clocksource);

/* ---- HPET ---- */

#define HPET_CAP	0x00
#define HPET_CONFIG	0x10
#define HPET_COUNTER	0xf0
#define HPET_ENABLE	1u
#define HPET_LEGACY	2u
#define HPET_PERIOD_MAX 100000000u /* fs */
#define FS_PER_SECOND	1000000000000000ull

static volatile uint8_t *hpet;

static uint32_t hpet_get(unsigned int reg)
{
	return *(volatile uint32_t *)(hpet + reg);
}

static uint64_t hpet_read(void)
{
	return hpet_get(HPET_COUNTER);
}

static struct clock_source hpet_source = {
	.name = "hpet",
	.mask = 0xffffffff,
	.read = hpet_read,
};

static bool __init hpet_probe(void)
{
	uint32_t period;
	char *va;

	if (!acpi.has_hpet)
		return false;
	va = arch_map_frames(_mfn(PFN_DOWN(acpi.hpet.address)), 1, XEN_MAP_UC);
	if (!va)
		return false;
	hpet = (volatile uint8_t *)va + (acpi.hpet.address & ~PAGE_MASK);
	period = hpet_get(HPET_CAP + 4);
	if (!period || period > HPET_PERIOD_MAX) {
		log_warn("HPET: impossible period of %u fs\n", period);
		return false;
	}
	*(volatile uint32_t *)(hpet + HPET_CONFIG) =
		(hpet_get(HPET_CONFIG) & ~HPET_LEGACY) | HPET_ENABLE;
	hpet_source.hz = FS_PER_SECOND / period;
	return true;
}

/* ---- PM timer ---- */

static uint16_t pm_port;

static uint64_t pm_read(void)
{
	return inl(pm_port);
}

static struct clock_source pm_source = {
	.name = "acpi",
	.hz = 3579545,
	.read = pm_read,
};

static bool __init pm_probe(void)
{
	const struct acpi_gas *g = &acpi.fadt.pm_tmr;

	if (!acpi.has_fadt || g->space != ACPI_SPACE_IO || !g->address ||
	    g->address > 0xffff)
		return false;
	pm_port = g->address;
	pm_source.mask = acpi.fadt.pm_tmr_32bit ? 0xffffffff : 0xffffff;
	return true;
}

/* ---- PIT ---- */

void pit_start(unsigned int ticks)
{
	outb((inb(0x61) & ~2) | 1, 0x61); /* gate on, speaker off */
	outb(0xb0, 0x43);		  /* channel 2, mode 0 */
	outb(ticks & 0xff, 0x42);
	outb(ticks >> 8, 0x42);
}

bool pit_expired(void)
{
	return inb(0x61) & 0x20;
}

/* ---- The one in use ---- */

static const struct clock_source *source;
static struct time_scale source_scale;
static struct spinlock source_lock = SPINLOCK_INIT(LOCK_LEAF);
static uint64_t source_last, source_total;
static s_time_t source_base;

/* Whether clocksource= leaves it to us, or names this one. */
static bool __init wanted(const char *name)
{
	return !opt_clocksource[0] || !strcmp(opt_clocksource, name);
}

const struct clock_source *__init clock_source_init(void)
{
	if (wanted("hpet") && hpet_probe())
		source = &hpet_source;
	else if (wanted("acpi") && pm_probe())
		source = &pm_source;
	else if (opt_clocksource[0] && strcmp(opt_clocksource, "pit") &&
		 strcmp(opt_clocksource, "tsc"))
		log_warn("clocksource=%s is not there\n", opt_clocksource);
	/* clocksource=tsc says what is trusted, not what calibrates it. */
	if (!source && !strcmp(opt_clocksource, "tsc")) {
		if (hpet_probe())
			source = &hpet_source;
		else if (pm_probe())
			source = &pm_source;
	}
	if (source) {
		source_scale = time_scale_from_hz(source->hz);
		source_last = source->read();
	}
	return source;
}

s_time_t platform_time(void)
{
	unsigned long flags = spin_lock_irqsave(&source_lock);
	uint64_t now = source->read();
	s_time_t ns;

	source_total += (now - source_last) & source->mask;
	source_last = now;
	ns = source_base +
	     (s_time_t)time_scale_apply(&source_scale, source_total);
	spin_unlock_irqrestore(&source_lock, flags);
	return ns;
}

void platform_time_set(s_time_t ns)
{
	unsigned long flags = spin_lock_irqsave(&source_lock);

	source_last = source->read();
	source_total = 0;
	source_base = ns;
	spin_unlock_irqrestore(&source_lock, flags);
}
