/* irqflags.c: the interrupt flag, idling and stopping of this CPU. */
#include <xen/arch/cpu.h>
#include <asm/insn.h>
#include <asm/regs.h>

unsigned long arch_irq_save(void)
{
	unsigned long flags = read_flags();

	irq_disable();
	return flags;
}

void arch_irq_restore(unsigned long flags)
{
	if (flags & X86_EFLAGS_IF)
		irq_enable();
	else
		irq_disable();
}

void arch_irq_enable(void)
{
	irq_enable();
}

void arch_irq_disable(void)
{
	irq_disable();
}

bool arch_irqs_enabled(void)
{
	return read_flags() & X86_EFLAGS_IF;
}

void arch_cpu_relax(void)
{
	cpu_relax();
}

/* STI takes effect after HLT has begun: no interrupt is missed between. */
void arch_cpu_idle(void)
{
	__asm__ volatile("sti; hlt" : : : "memory");
}

void arch_cpu_halt(void)
{
	for (;;)
		__asm__ volatile("cli; hlt" : : : "memory");
}
