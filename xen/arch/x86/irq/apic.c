/*
 * apic.c: the local APICs, and the 8259s being put out of the way.
 *
 * Physical destinations only.  x2APIC is used where CPUID has it (x2apic=no
 * forbids it unless firmware turned it on already); as no interrupt remapping
 * is programmed, device interrupts then still go to APIC ids below 256 alone.
 */
#include <xen/acpi.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/percpu.h>
#include <xen/smp.h>
#include <xen/arch/cpu.h>
#include <xen/arch/mm.h>
#include <asm/apic.h>
#include <asm/platform.h>
#include <asm/smp.h>

bool x2apic_enabled __read_mostly;
volatile uint8_t *apic_base __read_mostly;
uint32_t cpu_apic_id[NR_CPUS];

static bool __initdata opt_x2apic = true;
PARAM_BOOL("x2apic", opt_x2apic);

/* CPUs by their APIC's mode.  They start one after another. */
static unsigned int nr_xapic, nr_x2apic;

#define APIC_BASE_X2	 0x400
#define APIC_BASE_ENABLE 0x800

uint32_t apic_id(void)
{
	uint32_t v = apic_read(APIC_ID);

	return x2apic_enabled ? v : v >> 24;
}

static void apic_wait(void)
{
	while (apic_read(APIC_ICR) & APIC_ICR_BUSY)
		cpu_relax();
}

void apic_send(uint32_t dest, uint32_t command)
{
	unsigned long flags;

	if (x2apic_enabled) {
		/* The MSR write orders nothing by itself. */
		__asm__ volatile("mfence" : : : "memory");
		wrmsr(MSR_X2APIC_BASE + (APIC_ICR >> 4),
		      (uint64_t)dest << 32 | command);
		return;
	}
	flags = arch_irq_save();
	apic_wait();
	apic_write(APIC_ICR2, dest << 24);
	apic_write(APIC_ICR, command);
	arch_irq_restore(flags);
}

void apic_send_mask(const cpumask_t *mask, unsigned int vector)
{
	unsigned int cpu, self = smp_processor_id();

	for_each_cpu(cpu, mask) if (cpu != self)
		apic_send(cpu_apic_id[cpu], APIC_DM_FIXED | vector);
}

void apic_error_interrupt(void)
{
	uint32_t esr;

	apic_write(APIC_ESR, 0);
	esr = apic_read(APIC_ESR);
	log_warn("APIC error on CPU%u: %#x\n", smp_processor_id(), esr);
}

/* What an earlier owner left in service would block us for ever. */
static void apic_clear_isr(void)
{
	unsigned int i, n;

	for (i = 0; i < 8; i++)
		for (n = 0; n < 32 && apic_read(APIC_ISR + i * 0x10); n++)
			apic_eoi();
}

static void apic_lint_nmi(void)
{
	const struct acpi_madt *m = &acpi.madt;
	unsigned int i;
	uint32_t lvt;

	for (i = 0; i < m->nr_nmis; i++) {
		/* Entries for single CPUs are as good as extinct. */
		if (m->nmi[i].acpi_id != ~0u)
			continue;
		lvt = APIC_LVT_NMI | (m->nmi[i].low ? APIC_LVT_LOW : 0);
		apic_write(m->nmi[i].lint ? APIC_LVT1 : APIC_LVT0, lvt);
	}
}

void apic_cpu_init(void)
{
	uint64_t base = rdmsr(MSR_APIC_BASE);

	if (x2apic_enabled) {
		/* From disabled the way leads through xAPIC mode. */
		wrmsr(MSR_APIC_BASE, base | APIC_BASE_ENABLE);
		wrmsr(MSR_APIC_BASE, base | APIC_BASE_ENABLE | APIC_BASE_X2);
	} else if (!(base & APIC_BASE_ENABLE)) {
		wrmsr(MSR_APIC_BASE, base | APIC_BASE_ENABLE);
	}
	/* What it says itself, not what it was told. */
	if (rdmsr(MSR_APIC_BASE) & APIC_BASE_X2)
		nr_x2apic++;
	else
		nr_xapic++;
	apic_write(APIC_LVTT, APIC_LVT_MASKED);
	apic_write(APIC_LVT0, APIC_LVT_MASKED);
	apic_write(APIC_LVT1, APIC_LVT_MASKED);
	apic_write(APIC_SVR, APIC_SVR_ENABLE | VECTOR_SPURIOUS);
	apic_write(APIC_TPR, 0);
	apic_clear_isr();
	apic_write(APIC_LVTERR, VECTOR_ERROR);
	apic_write(APIC_ESR, 0);
	apic_lint_nmi();
}

static void mask_all(void)
{
	apic_write(APIC_LVTT, APIC_LVT_MASKED);
	apic_write(APIC_LVT0, APIC_LVT_MASKED);
	apic_write(APIC_LVT1, APIC_LVT_MASKED);
	apic_write(APIC_LVTERR, APIC_LVT_MASKED);
}

/* As the next kernel expects it: off but for what it was at reset. */
void apic_quiesce(void)
{
	mask_all();
	apic_clear_isr();
	apic_write(APIC_SVR, VECTOR_SPURIOUS);
	/* The way back from x2APIC mode leads through disabled. */
	if (x2apic_enabled) {
		wrmsr(MSR_APIC_BASE,
		      rdmsr(MSR_APIC_BASE) &
			      ~(uint64_t)(APIC_BASE_ENABLE | APIC_BASE_X2));
		wrmsr(MSR_APIC_BASE, rdmsr(MSR_APIC_BASE) | APIC_BASE_ENABLE);
	}
}

void apic_cpu_fini(void)
{
	mask_all();
	if (x2apic_enabled)
		nr_x2apic--;
	else
		nr_xapic--;
}

void __init apic_report(void)
{
	log_info("APIC mode: x2APIC on %u CPUs, xAPIC on %u\n", nr_x2apic,
		 nr_xapic);
}

/* All inputs masked; both moved away from the exceptions' vectors first. */
static void __init pic_mask(void)
{
	outb(0xff, 0x21);
	outb(0xff, 0xa1);
	outb(0x11, 0x20);
	outb(0x20, 0x21);
	outb(0x04, 0x21);
	outb(0x01, 0x21);
	outb(0x11, 0xa0);
	outb(0x28, 0xa1);
	outb(0x02, 0xa1);
	outb(0x01, 0xa1);
	outb(0xff, 0x21);
	outb(0xff, 0xa1);
}

void __init apic_bsp_init(void)
{
	struct cpuid_leaf l;
	uint64_t base;

	cpuid(1, 0, &l);
	if (!(l.d & BIT(9)))
		panic("this CPU has no local APIC\n");
	pic_mask();
	base = rdmsr(MSR_APIC_BASE);
	x2apic_enabled =
		(l.c & BIT(21)) && (opt_x2apic || (base & APIC_BASE_X2));
	if (!x2apic_enabled) {
		apic_base = arch_map_frames(
			_mfn(PFN_DOWN(base & PTE_ADDR_MASK)), 1, XEN_MAP_UC);
		if (!apic_base)
			panic("can't map the local APIC\n");
	}
	apic_cpu_init();
	cpu_apic_id[0] = apic_id();
	log_info("APIC: %s, BSP has id %u\n",
		 x2apic_enabled ? "x2APIC" : "xAPIC", cpu_apic_id[0]);
}
