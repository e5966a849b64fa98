/*
 * machine.c: restarting the machine and switching it off.
 */
#include <xen/acpi.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/arch/cpu.h>
#include <xen/arch/mm.h>
#include <xen/arch/smp.h>
#include <xen/time.h>
#include <asm/insn.h>
#include <asm/platform.h>

/* PM1 control register (ACPI 6.4, 4.8.3.2). */
#define PM1_SLP_TYP_SHIFT 10
#define PM1_SLP_TYP_MASK  0x1c00u
#define PM1_SLP_EN	  0x2000u

#define PCI_CF9	    0xcf9
#define KBD_COMMAND 0x64
#define KBD_BUSY    2
#define KBD_RESET   0xfe

static void gas_write8(const struct acpi_gas *g, uint8_t v)
{
	char *va;

	if (g->space == ACPI_SPACE_IO) {
		outb(v, (uint16_t)g->address);
	} else if (g->space == ACPI_SPACE_MEMORY) {
		va = arch_map_frames(_mfn(PFN_DOWN(g->address)), 1, XEN_MAP_UC);
		if (va)
			*(volatile uint8_t *)(va + (g->address & ~PAGE_MASK)) =
				v;
	}
}

static void restart_acpi(void)
{
	if (!acpi.has_fadt || !acpi.fadt.reset.address)
		return;
	gas_write8(&acpi.fadt.reset, acpi.fadt.reset_value);
	mdelay(50);
}

static void restart_cf9(void)
{
	uint8_t v = inb(PCI_CF9) & ~6;

	outb(v | 2, PCI_CF9); /* a hard reset ... */
	udelay(50);
	outb(v | 6, PCI_CF9); /* ... now */
	mdelay(50);
}

static void restart_keyboard(void)
{
	unsigned int n;

	for (n = 0; n < 1000 && (inb(KBD_COMMAND) & KBD_BUSY); n++)
		udelay(10);
	outb(KBD_RESET, KBD_COMMAND);
	mdelay(50);
}

/* Without an IDT any exception ends in a shutdown cycle. */
static void restart_triple_fault(void)
{
	static const struct {
		uint16_t limit;
		uint64_t base;
	} __packed none;

	__asm__ volatile("lidt %0; int3" : : "m"(none));
}

void arch_machine_restart(unsigned int delay_ms)
{
	mdelay(delay_ms);
	arch_smp_stop_others();
	irq_disable();
	restart_acpi();
	restart_cf9();
	restart_keyboard();
	restart_triple_fault();
	arch_cpu_halt();
}

static void pm1_write(const struct acpi_gas *g, uint16_t v)
{
	if (g->address && g->space == ACPI_SPACE_IO)
		outw(v, (uint16_t)g->address);
}

static uint16_t pm1_control(const struct acpi_gas *g, uint16_t val)
{
	uint16_t now = 0;

	if (g->address && g->space == ACPI_SPACE_IO)
		now = inw((uint16_t)g->address);
	return (now & ~(PM1_SLP_TYP_MASK | PM1_SLP_EN)) |
	       (val & PM1_SLP_TYP_MASK);
}

int acpi_enter_sleep(unsigned int state, uint16_t val_a, uint16_t val_b,
		     bool extended)
{
	const struct acpi_fadt *f = &acpi.fadt;
	uint16_t a, b;

	if (!acpi.has_fadt)
		return -ENODEV;
	if (extended ? !f->sleep_control.address : !f->pm1a_cnt.address)
		return -EPERM;
	if (state != 5)
		return state == 3 || state == 4 ? -EOPNOTSUPP : -EINVAL;
	log_info("ACPI: the machine goes to S5\n");
	arch_smp_stop_others();
	irq_disable();
	if (extended) {
		/* SLP_TYP in bits 4:2, SLP_EN bit 5 (ACPI 6.4, 4.8.3.7). */
		gas_write8(&f->sleep_control, (val_a & 7) << 2 | 0x20);
	} else {
		a = pm1_control(&f->pm1a_cnt, val_a);
		b = pm1_control(&f->pm1b_cnt, val_b);
		/* Some hardware wants the type before the trigger. */
		pm1_write(&f->pm1a_cnt, a);
		pm1_write(&f->pm1b_cnt, b);
		wbinvd();
		pm1_write(&f->pm1a_cnt, a | PM1_SLP_EN);
		pm1_write(&f->pm1b_cnt, b | PM1_SLP_EN);
	}
	mdelay(1000);
	log_err("ACPI: still here; switch off by hand\n");
	arch_cpu_halt();
}

void arch_machine_poweroff(void)
{
	if (acpi.has_s5)
		(void)acpi_enter_sleep(5, acpi.s5_a << PM1_SLP_TYP_SHIFT,
				       acpi.s5_b << PM1_SLP_TYP_SHIFT, false);
	log_err("The machine has no ACPI S5: switch off by hand\n");
	arch_smp_stop_others();
	arch_cpu_halt();
}
