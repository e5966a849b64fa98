/*
 * boot.c: the platform's start on the boot CPU, and the start of the others.
 *
 * CPU 0 is the one that boots; the others are numbered in the MADT's order.
 * They start one at a time by INIT and two start-up IPIs (SDM 3A 9.4.4),
 * through a page below 640 KiB: at boot, and again after they went offline.
 * On their way they use page tables of their own, which have that page where
 * it is; nobody else does, so nothing is both writable and executable.
 */
#include <xen/acpi.h>
#include <xen/atomic.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/mm.h>
#include <xen/sched.h>
#include <xen/smp.h>
#include <xen/string.h>
#include <xen/arch/boot.h>
#include <xen/arch/cpu.h>
#include <xen/arch/mm.h>
#include <xen/arch/smp.h>
#include <asm/apic.h>
#include <asm/cpu.h>
#include <asm/irq.h>
#include <asm/platform.h>
#include <asm/policy.h>
#include <asm/regs.h>
#include <asm/smp.h>
#include <asm/time.h>
#include <asm/tlb.h>
#include <asm/trap.h>
#include "trampoline.h"

cpumask_t cpu_possible_map = { { 1 } };
cpumask_t cpu_present_map = { { 1 } };
cpumask_t cpu_online_map = { { 1 } };

static unsigned int __initdata opt_maxcpus = NR_CPUS;
PARAM_UINT("maxcpus", opt_maxcpus);
static bool __initdata opt_nosmp;
PARAM_BOOL("nosmp", opt_nosmp);

/* What the CPU that starts has come to. */
enum { AP_NONE, AP_STARTED, AP_ALIVE };
static unsigned int ap_state;

void __init smp_enumerate(void)
{
	const struct acpi_madt *m = &acpi.madt;
	unsigned int i, cpu = 1, left_out = 0;

	for (i = 0; i < m->nr_cpus; i++) {
		if (m->cpu[i].apic_id == cpu_apic_id[0])
			continue;
		if (cpu == NR_CPUS || cpu >= opt_maxcpus || opt_nosmp ||
		    (m->cpu[i].apic_id > 254 && !x2apic_enabled)) {
			left_out++;
			continue;
		}
		cpu_apic_id[cpu] = m->cpu[i].apic_id;
		cpumask_set(cpu, &cpu_possible_map);
		cpumask_set(cpu++, &cpu_present_map);
	}
	if (left_out)
		log_info("SMP: %u CPUs are left out\n", left_out);
}

void __init arch_boot_platform(void)
{
	apic_bsp_init();
	irq_init();
	time_init();
	nmi_init();
	guest_dump_init();
	tlb_init();
	smp_enumerate();
	topology_cpu_init(0);
	arch_irq_enable();
}

/* ---- The AP's side ---- */

static void smp_ap_entry(void)
{
	write_cr3(idle_pg_table_pa);
	WRITE_ONCE(ap_state, AP_STARTED);
	cpu_start_secondary();
}

void smp_secondary_init(void)
{
	unsigned int cpu = smp_processor_id();

	apic_cpu_init();
	topology_cpu_init(cpu);
	guest_msrs_cpu_init();
	store_release(&ap_state, AP_ALIVE);
	tsc_sync_target();
	clock_cpu_init();
	lapic_timer_cpu_init();
	sched_cpu_start(cpu);
	watchdog_cpu_start();
	atomic_set_bit(cpu, cpu_online_map.bits);
}

/* ---- The side of who starts it ---- */

/* Below 4 GiB: the trampoline loads CR3 with 32 bits.  NULL: none. */
static uint64_t *start_l4;

/* The first 2 MiB as they are, read and executed only. */
static int __init start_tables_create(void)
{
	uint64_t *l3 = xheap_alloc(0), *l2 = xheap_alloc(0);
	uint64_t link = PTE_P | PTE_RW | PTE_A;

	start_l4 = xheap_alloc_flags(0, MEMF_low);
	if (!start_l4 || !l3 || !l2)
		goto err_free;
	memset(start_l4, 0, PAGE_SIZE);
	memset(l3, 0, PAGE_SIZE);
	memset(l2, 0, PAGE_SIZE);
	start_l4[0] = maddr_x(virt_to_maddr(l3)) | link;
	l3[0] = maddr_x(virt_to_maddr(l2)) | link;
	l2[0] = PTE_P | PTE_A | PTE_PS;
	/* It is kept: no device memory to guests. */
	mfn_to_page(maddr_to_mfn(_maddr(boot_trampoline_pa)))->count_info =
		PGC_state_inuse;
	return 0;

err_free:
	if (l2)
		xheap_free(l2, 0);
	if (l3)
		xheap_free(l3, 0);
	if (start_l4)
		xheap_free(start_l4, 0);
	start_l4 = NULL;
	return -ENOMEM;
}

/* Copies the code; returns where to fill it in. */
static struct trampoline_data *trampoline_place(void)
{
	char *page = maddr_to_virt(_maddr(boot_trampoline_pa));
	size_t code64 = trampoline_code64 - trampoline_start;
	size_t data = trampoline_data - trampoline_start;
	struct trampoline_data *t = (void *)(page + data);
	const uint64_t *idle_l4 = maddr_to_virt(_maddr(idle_pg_table_pa));
	uint32_t pa = (uint32_t)boot_trampoline_pa;

	/* The hypervisor's half as it is now. */
	memcpy(start_l4 + 256, idle_l4 + 256, PAGE_SIZE / 2);
	memcpy(page, trampoline_start, trampoline_end - trampoline_start);
	t->far_offset = pa + code64;
	t->far_selector = 8;
	t->gdt_limit = sizeof(t->gdt) - 1;
	t->gdt_base = pa + data + offsetof(struct trampoline_data, gdt);
	/*
	 * 64-bit code, ring 0, accessed: the CPU must not want to say so in
	 * the page, which these tables don't let it write.
	 */
	t->gdt[1] = 0x00af9b000000ffff;
	t->cr3 = (uint32_t)maddr_x(virt_to_maddr(start_l4));
	t->efer = EFER_LME | (rdmsr(MSR_EFER) & (EFER_NX | EFER_SCE));
	t->entry = (uint64_t)smp_ap_entry;
	return t;
}

static bool wait_for(unsigned int state, unsigned int msecs)
{
	s_time_t end = system_time() + MILLISECS(msecs);

	while (load_acquire(&ap_state) < state) {
		if (system_time() > end)
			return load_acquire(&ap_state) >= state;
		cpu_relax();
	}
	return true;
}

/* Old CPUs want 10 ms after INIT, those of this century nothing. */
static unsigned int init_delay_ms(void)
{
	return cpu_features.family >= 6 ? 0 : 10;
}

static bool wake(unsigned int cpu)
{
	uint32_t id = cpu_apic_id[cpu];
	uint32_t sipi = APIC_DM_STARTUP | (uint32_t)(boot_trampoline_pa >> 12);

	apic_send(id, APIC_DM_INIT | APIC_ICR_LEVEL | APIC_ICR_ASSERT);
	mdelay(init_delay_ms());
	udelay(10);
	apic_send(id, sipi);
	if (wait_for(AP_STARTED, 2))
		return true;
	apic_send(id, sipi);
	return wait_for(AP_STARTED, 1000);
}

static int start_one(unsigned int cpu)
{
	struct trampoline_data *t = trampoline_place();

	WRITE_ONCE(ap_state, AP_NONE);
	t->stack = cpu_stack_top(cpu) - sizeof(struct cpu_info);
	smp_wmb();
	if (!wake(cpu) || !wait_for(AP_ALIVE, 5000)) {
		/* It must not come late and run on another's stack. */
		apic_send(cpu_apic_id[cpu],
			  APIC_DM_INIT | APIC_ICR_LEVEL | APIC_ICR_ASSERT);
		log_warn("CPU%u (APIC id %u) does not start (stage %u)\n", cpu,
			 cpu_apic_id[cpu], ap_state);
		return -EIO;
	}
	tsc_sync_source();
	while (!test_bit(cpu, (const unsigned long *)cpu_online_map.bits)) {
		barrier();
		cpu_relax();
	}
	return 0;
}

int arch_cpu_up(unsigned int cpu)
{
	return start_one(cpu);
}

void __init arch_boot_smp(void)
{
	unsigned int cpu;
	s_time_t start = system_time();

	if (cpumask_weight(&cpu_present_map) < 2)
		goto out;
	if (!boot_trampoline_pa || start_tables_create())
		goto alone;
	for_each_cpu(cpu, &cpu_present_map)
	{
		if (cpu == 0)
			continue;
		if (cpu_area_create(cpu) || sched_cpu_init(cpu)) {
			log_warn("CPU%u: no memory to start it\n", cpu);
			break;
		}
		(void)start_one(cpu);
	}
alone:
	/* What did not start is as good as not there. */
	cpu_present_map = cpu_online_map;
	log_info("SMP: %u CPUs online after %lu ms\n",
		 cpumask_weight(&cpu_online_map),
		 (unsigned long)((system_time() - start) / MILLISECS(1)));
out:
	apic_report();
	watchdog_init();
}
