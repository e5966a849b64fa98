/*
 * hypercall.c: kexec_op (public/kexec.h), and starting what was loaded.
 *
 * There are two places for images, DEFAULT and CRASH.  A new one takes the
 * place of an old one; a crash image's memory is one, so that the old one is
 * forgotten before the new one is written.
 *
 * `busy`: one call at a time, as in Xen -EBUSY for another.  kexec_crash() only
 * reads a pointer: an image in its place is complete.
 */
#include "private.h"

#include <xen/arch/cpu.h>
#include <xen/arch/kexec.h>
#include <xen/arch/mm.h>
#include <xen/arch/smp.h>
#include <xen/atomic.h>
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/hypercall.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/smp.h>
#include <xen/softirq.h>

#define NR_TYPES 2

static struct kexec_image *images[NR_TYPES];
static unsigned int busy;
static struct tasklet start_default;

static long get_range(guest_ptr_t arg)
{
	xen_kexec_range_t r;
	int ret = 0;

	if (get_guest(&r, arg))
		return -EFAULT;
	switch (r.range) {
	case KEXEC_RANGE_MA_CRASH:
		r.start = kexec_area.size ? kexec_area.start : 0;
		r.size = kexec_area.size;
		break;
	case KEXEC_RANGE_MA_XEN:
		r.start = arch_image_maddr(NULL);
		r.size = arch_image_size();
		break;
	case KEXEC_RANGE_MA_CPU:
		ret = r.nr < 0 ? -ERANGE : kexec_notes_of_cpu(r.nr, &r);
		break;
	case KEXEC_RANGE_MA_VMCOREINFO:
		kexec_vmcoreinfo(&r);
		break;
	default:
		ret = -EINVAL;
	}
	if (!ret && put_guest(arg, &r))
		ret = -EFAULT;
	return ret;
}

static void replace(unsigned int type, struct kexec_image *image)
{
	kexec_image_destroy(atomic_xchg(&images[type], image));
}

static long load(guest_ptr_t arg)
{
	struct kexec_image *image;
	xen_kexec_load_t op;
	int ret;

	if (get_guest(&op, arg))
		return -EFAULT;
	if (op.type >= NR_TYPES)
		return -EINVAL;
	op.type = array_index_nospec(op.type, NR_TYPES);
	if (op.type == KEXEC_TYPE_CRASH)
		replace(op.type, NULL);
	ret = kexec_image_create(&op, &image);
	if (!ret)
		replace(op.type, image);
	return ret;
}

static long unload(guest_ptr_t arg)
{
	xen_kexec_unload_t op;

	if (get_guest(&op, arg))
		return -EFAULT;
	if (op.type >= NR_TYPES)
		return -EINVAL;
	replace(array_index_nospec(op.type, NR_TYPES), NULL);
	return 0;
}

static long status(guest_ptr_t arg)
{
	xen_kexec_status_t op;

	if (get_guest(&op, arg))
		return -EFAULT;
	if (op.type >= NR_TYPES)
		return -EINVAL;
	return images[array_index_nospec(op.type, NR_TYPES)] != NULL;
}

/* ---- Start ---- */

static void __noreturn run(const struct kexec_image *image)
{
	arch_irq_disable();
	arch_smp_stop_others();
	arch_kexec_run(image);
}

void kexec_crash(enum crash_reason reason)
{
	static unsigned int crashing;
	const struct kexec_image *image = READ_ONCE(images[KEXEC_TYPE_CRASH]);

	if (!image || atomic_xchg(&crashing, 1))
		return;
	arch_irq_disable();
	keyhandler_crash(reason);
	kexec_save_cpu(NULL);
	log_err("The crash kernel starts\n");
	run(image);
}

static void run_default(void *unused)
{
	log_info("The kernel that was loaded starts\n");
	run(images[KEXEC_TYPE_DEFAULT]);
}

static long start(guest_ptr_t arg)
{
	xen_kexec_exec_t op;

	if (get_guest(&op, arg))
		return -EFAULT;
	if (op.type < 0 || op.type >= NR_TYPES)
		return -EINVAL;
	if (!images[array_index_nospec(op.type, NR_TYPES)])
		return -ENOENT;
	if (op.type == KEXEC_TYPE_CRASH)
		kexec_crash(CRASH_KEXEC);
	/* On the boot CPU, as kernels expect; dom0 runs no more. */
	domain_pause_nosync(hardware_domain);
	tasklet_schedule_on(&start_default, 0);
	return 0;
}

static long dispatch(unsigned long cmd, guest_ptr_t arg)
{
	switch (cmd) {
	case KEXEC_CMD_kexec_get_range:
		return get_range(arg);
	case KEXEC_CMD_kexec_load:
		return load(arg);
	case KEXEC_CMD_kexec_unload:
		return unload(arg);
	case KEXEC_CMD_kexec_status:
		return status(arg);
	case KEXEC_CMD_kexec:
		return start(arg);
	default:
		return -EINVAL;
	}
}

/* a[0]: KEXEC_CMD_*; a[1]: address of its structure. */
long hc_kexec_op(struct vcpu *v, struct hypercall_args *args)
{
	long ret;

	if (!is_control_domain(v->domain))
		return -EPERM;
	if (atomic_xchg(&busy, 1))
		return -EBUSY;
	ret = dispatch((uint32_t)args->a[0], guest_ptr_reg(args->a[1]));
	store_release(&busy, 0u);
	return ret;
}

void __init kexec_init(void)
{
	xen_kexec_range_t ignored;
	unsigned int cpu;

	tasklet_softirq_init(&start_default, run_default, NULL);
	if (!kexec_area.size)
		return;
	kexec_notes_init();
	for_each_cpu(cpu, &cpu_online_map)(void)
		kexec_notes_of_cpu(cpu, &ignored);
	log_info("Crash kernel: %lu MiB at %#lx\n",
		 (unsigned long)kexec_area.size >> 20,
		 (unsigned long)kexec_area.start);
}
