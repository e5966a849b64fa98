/*
 * machine_check.c: the machine check exception (SDM vol. 3B chapter 16).
 *
 * Every bank with a valid error is printed.  Where the processor's state can
 * be relied on and a guest was interrupted, dom0 is told and life goes on;
 * else this is the end.
 */
#include <xen/console.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/smp.h>
#include <xen/arch/cpu.h>
#include <asm/cpu.h>
#include <asm/trap.h>

#define MSR_MCG_CAP	 0x179
#define MSR_MCG_STATUS	 0x17a
#define MSR_MCG_CTL	 0x17b
#define MSR_MC_CTL(i)	 (0x400 + 4 * (i))
#define MSR_MC_STATUS(i) (0x401 + 4 * (i))
#define MSR_MC_ADDR(i)	 (0x402 + 4 * (i))
#define MSR_MC_MISC(i)	 (0x403 + 4 * (i))

#define MCG_BANKS      0xff
#define MCG_CTL_P      (1UL << 8)
#define MCG_RIPV       1 /* the interrupted program may go on */
#define MC_VALID       (1UL << 63)
#define MC_UNCORRECTED (1UL << 61)
#define MC_MISC_VALID  (1UL << 59)
#define MC_ADDR_VALID  (1UL << 58)
#define MC_CORRUPT     (1UL << 57) /* processor context */

/* Bochs claims machine checks by CPUID and has none of their MSRs: 0 then. */
static uint64_t read_mcg(uint32_t msr)
{
	uint64_t v;

	return rdmsr_safe(msr, &v) ? 0 : v;
}

static unsigned int nr_banks(void)
{
	return read_mcg(MSR_MCG_CAP) & MCG_BANKS;
}

void machine_check_cpu_init(void)
{
	if (!cpu_features.mca)
		return;
	if (read_mcg(MSR_MCG_CAP) & MCG_CTL_P)
		wrmsr(MSR_MCG_CTL, ~0UL);
	for (unsigned int i = 0; i < nr_banks(); i++) {
		uint64_t left = rdmsr(MSR_MC_STATUS(i));

		if (left & MC_VALID)
			log_warn("CPU %u: machine check bank %u has %016lx "
				 "from before the boot\n",
				 smp_processor_id(), i, (unsigned long)left);
		wrmsr(MSR_MC_CTL(i), ~0UL);
		wrmsr(MSR_MC_STATUS(i), 0);
	}
}

/* Prints bank `i`; its status. */
static uint64_t print_bank(unsigned int i)
{
	uint64_t s = rdmsr(MSR_MC_STATUS(i));

	if (!(s & MC_VALID))
		return 0;
	log_err("  bank %u: %016lx (%scorrected%s)", i, (unsigned long)s,
		s & MC_UNCORRECTED ? "un" : "",
		s & MC_CORRUPT ? ", context corrupt" : "");
	if (s & MC_ADDR_VALID)
		log_err(" address %016lx",
			(unsigned long)rdmsr(MSR_MC_ADDR(i)));
	if (s & MC_MISC_VALID)
		log_err(" misc %016lx", (unsigned long)rdmsr(MSR_MC_MISC(i)));
	log_err("\n");
	return s;
}

void machine_check(const struct cpu_user_regs *regs)
{
	bool guest = regs_from_guest(regs);
	uint64_t status = read_mcg(MSR_MCG_STATUS), all = 0;

	/* The hypervisor's own code may have held the console's lock. */
	if (!guest)
		console_force_unlock();
	log_err("Machine check on CPU %u, in %s, status %#lx\n",
		smp_processor_id(), guest ? "a guest" : "the hypervisor",
		(unsigned long)status);
	for (unsigned int i = 0; i < nr_banks(); i++)
		all |= print_bank(i);
	if (!guest || !(status & MCG_RIPV) || (all & MC_CORRUPT)) {
		console_force_unlock();
		arch_dump_state(regs);
		panic("Fatal machine check\n");
	}
	for (unsigned int i = 0; i < nr_banks(); i++)
		wrmsr(MSR_MC_STATUS(i), 0);
	/* Before this a second one would shut the CPU down. */
	wrmsr(MSR_MCG_STATUS, 0);
	machine_check_tell_dom0();
}
