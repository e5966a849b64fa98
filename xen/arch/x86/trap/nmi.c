/*
 * nmi.c: non-maskable interrupts.
 *
 * CPUs send them to each other (to stop the machine, and to one that is
 * stuck); any other comes from the chipset.  Those reach every CPU's LINT1:
 * CPU 0 alone looks at what system port B says and tells dom0 (nmi=dom0, the
 * default), ends the machine (nmi=fatal) or does nothing (nmi=ignore).
 *
 * An NMI may come while this very CPU holds the console's lock, so that what
 * goes on afterwards is told from a softirq.
 */
#include <xen/atomic.h>
#include <xen/console.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/kexec.h>
#include <xen/keyhandler.h>
#include <xen/log.h>
#include <xen/sched.h>
#include <xen/smp.h>
#include <xen/softirq.h>
#include <xen/string.h>
#include <xen/arch/cpu.h>
#include <asm/apic.h>
#include <asm/smp.h>
#include <asm/trap.h>
#include <public/nmi.h>

/* System control port B of the PC, as the south bridges have it. */
#define PORT_B		0x61
#define PORT_B_SERR	0x80
#define PORT_B_IOCHK	0x40
#define PORT_B_WRITE	0x0f /* bits 0-3 are written, the others read */
#define PORT_B_NO_SERR	0x04 /* clears and disables */
#define PORT_B_NO_IOCHK 0x08

static enum { NMI_DOM0, NMI_FATAL, NMI_IGNORE } nmi_action;

static __init int set_nmi(const char *s)
{
	static const char *const names[] = { "dom0", "fatal", "ignore" };

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(s, names[i])) {
			nmi_action = i;
			return 0;
		}
	return -EINVAL;
}
PARAM_CUSTOM("nmi", set_nmi);

/* XEN_NMIREASON_* and TRAP_MC's, for the softirq. */
static unsigned long to_tell;
#define TELL_MC (1UL << 31)

static const char *reason_name(unsigned long reason)
{
	return reason & XEN_NMIREASON_pci_serr	 ? "PCI system error"
	       : reason & XEN_NMIREASON_io_error ? "I/O check"
						 : "unknown reason";
}

static void tell_dom0(void)
{
	unsigned long what = atomic_xchg(&to_tell, 0);
	struct domain *d = hardware_domain;
	struct vcpu *v = d && d->vcpu ? d->vcpu[0] : NULL;
	unsigned long reason = what & ~TELL_MC;

	if (!what || !v)
		return;
	if (reason) {
		log_warn("NMI for %s, dom0 is told\n", reason_name(reason));
		atomic_or(&d->shared_info->arch.nmi_reason, reason);
		atomic_or(&v->arch.pv.attention, (uint8_t)PV_ATTENTION_NMI);
	}
	if (what & TELL_MC)
		atomic_or(&v->arch.pv.attention, (uint8_t)PV_ATTENTION_MCE);
	vcpu_kick(v);
}

void machine_check_tell_dom0(void)
{
	atomic_or(&to_tell, TELL_MC);
	softirq_raise(ARCH_SOFTIRQ);
}

/* What port B says, as dom0 reads it; the source can't send another. */
static unsigned long take_reason(void)
{
	uint8_t port = inb(PORT_B);
	unsigned long reason = 0;

	if (port & PORT_B_SERR) {
		outb((port & PORT_B_WRITE) | PORT_B_NO_SERR, PORT_B);
		reason |= XEN_NMIREASON_pci_serr;
	}
	if (port & PORT_B_IOCHK) {
		outb((port & PORT_B_WRITE) | PORT_B_NO_IOCHK, PORT_B);
		reason |= XEN_NMIREASON_io_error;
	}
	return reason ? reason : XEN_NMIREASON_unknown;
}

void nmi_handle(const struct cpu_user_regs *regs)
{
	unsigned long reason;

	if (smp_stopping()) {
		kexec_save_cpu(regs);
		arch_cpu_halt();
	}
	if (gdb_hold_cpu())
		return;
	nmi_watchdog_check(regs);
	if (smp_processor_id() || nmi_action == NMI_IGNORE)
		return;
	reason = take_reason();
	if (nmi_action == NMI_FATAL) {
		console_force_unlock();
		arch_dump_state(regs);
		panic("NMI for %s\n", reason_name(reason));
	}
	atomic_or(&to_tell, reason);
	softirq_raise(ARCH_SOFTIRQ);
}

static void send_nmi(unsigned char key)
{
	apic_send(cpu_apic_id[0], APIC_DM_NMI);
}

void __init nmi_init(void)
{
	softirq_open(ARCH_SOFTIRQ, tell_dom0);
	keyhandler_register('n', send_nmi, "send an NMI to CPU 0", true);
}
