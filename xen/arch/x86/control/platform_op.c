/*
 * platform_op.c: what the control domain does to the machine: its clock,
 * memory types, power states, firmware's information (XENPF_*).
 */
#include "platform.h"

#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/spinlock.h>
#include <xen/time.h>
#include <asm/cpu.h>
#include <asm/platform.h>
#include <public/platform.h>

static struct spinlock platform_lock = SPINLOCK_INIT(LOCK_DOMCTL);

/* ---- Clock ---- */

static long settime32(struct xen_platform_op *op, bool *copyback)
{
	const struct xenpf_settime32 *t = &op->u.settime32;

	wallclock_set(t->secs, t->nsecs, t->system_time);
	return 0;
}

static long settime64(struct xen_platform_op *op, bool *copyback)
{
	const struct xenpf_settime64 *t = &op->u.settime64;

	if (t->mbz)
		return -EINVAL;
	wallclock_set(t->secs, t->nsecs, t->system_time);
	return 0;
}

/* ---- MTRRs: firmware's stay ---- */

#define MSR_MTRR_CAP	      0xfeu
#define MSR_MTRR_PHYS_BASE(n) (0x200u + 2 * (n))
#define MSR_MTRR_PHYS_MASK(n) (0x201u + 2 * (n))
#define MTRR_VALID	      (1ull << 11)

static long read_memtype(struct xen_platform_op *op, bool *copyback)
{
	struct xenpf_read_memtype *m = &op->u.read_memtype;
	uint64_t base, mask, width = BIT(cpu_features.phys_bits) - 1;

	if (!cpu_features.mtrr)
		return -ENODEV;
	if (m->reg >= (rdmsr(MSR_MTRR_CAP) & 0xff))
		return -EINVAL;
	base = rdmsr(MSR_MTRR_PHYS_BASE(m->reg));
	mask = rdmsr(MSR_MTRR_PHYS_MASK(m->reg));
	*copyback = true;
	if (!(mask & MTRR_VALID)) {
		m->mfn = m->nr_mfns = m->type = 0;
		return 0;
	}
	m->mfn = base >> PAGE_SHIFT;
	m->nr_mfns = ((~mask & width) >> PAGE_SHIFT) + 1;
	m->type = base & 0xff;
	return 0;
}

/* ---- Firmware, quirks, sleep ---- */

static long platform_quirk(struct xen_platform_op *op, bool *copyback)
{
	switch (op->u.platform_quirk.quirk_id) {
	case QUIRK_NOIRQBALANCING:    /* we do none */
	case QUIRK_IOAPIC_BAD_REGSEL: /* the register is selected each time */
	case QUIRK_IOAPIC_GOOD_REGSEL:
		return 0;
	default:
		return -EINVAL;
	}
}

/* Multiboot loaders hand over nothing of what BIOS services tell. */
static long firmware_info(struct xen_platform_op *op, bool *copyback)
{
	struct xenpf_firmware_info *f = &op->u.firmware_info;

	switch (f->type) {
	case XEN_FW_DISK_INFO:
	case XEN_FW_DISK_MBR_SIGNATURE:
	case XEN_FW_VBEDDC_INFO:
		return -ESRCH;
	case XEN_FW_EFI_INFO:
		return -ENOSYS;
	case XEN_FW_KBD_SHIFT_FLAGS:
		if (f->index)
			return -ESRCH;
		f->u.kbd_shift_flags = 0;
		*copyback = true;
		return 0;
	default:
		return -EINVAL;
	}
}

static long enter_sleep(struct xen_platform_op *op, bool *copyback)
{
	const struct xenpf_enter_acpi_sleep *s = &op->u.enter_acpi_sleep;

	/* Without the bit no other may be set. */
	if (s->flags && !(s->flags & XENPF_ACPI_SLEEP_EXTENDED))
		return -EINVAL;
	return acpi_enter_sleep(s->sleep_state, s->val_a, s->val_b,
				s->flags & XENPF_ACPI_SLEEP_EXTENDED);
}

/* ---- Answers without an act ---- */

static long not_supported(struct xen_platform_op *op, bool *copyback)
{
	return -EOPNOTSUPP;
}

static long not_there(struct xen_platform_op *op, bool *copyback)
{
	return -ENOSYS;
}

/* ---- The table ---- */

static const struct {
	uint32_t cmd;
	platform_fn *fn;
} ops[] = {
	{ XENPF_settime32, settime32 },
	{ XENPF_settime64, settime64 },
	{ XENPF_add_memtype, not_supported },
	{ XENPF_del_memtype, not_supported },
	{ XENPF_read_memtype, read_memtype },
	{ XENPF_microcode_update, not_supported },
	{ XENPF_platform_quirk, platform_quirk },
	{ XENPF_get_cpu_version, platform_get_cpu_version },
	{ XENPF_efi_runtime_call, not_there },
	{ XENPF_firmware_info, firmware_info },
	{ XENPF_enter_acpi_sleep, enter_sleep },
	/* Frequencies are not dom0's to change, as with Xen's defaults. */
	{ XENPF_change_freq, not_there },
	{ XENPF_getidletime, platform_getidletime },
	{ XENPF_set_processor_pminfo, platform_set_pminfo },
	{ XENPF_get_cpuinfo, platform_get_cpuinfo },
	{ XENPF_cpu_online, platform_cpu_online },
	{ XENPF_cpu_offline, platform_cpu_offline },
	{ XENPF_cpu_hotadd, not_supported },
	{ XENPF_mem_hotadd, not_supported },
	{ XENPF_core_parking, platform_core_parking },
	{ XENPF_resource_op, platform_resource_op },
	{ XENPF_get_symbol, not_supported },
};

static platform_fn *find(uint32_t cmd)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(ops); i++)
		if (ops[i].cmd == cmd)
			return ops[i].fn;
	return NULL;
}

/* a[0]: address of a struct xen_platform_op. */
long hc_platform_op(struct vcpu *v, struct hypercall_args *args)
{
	guest_ptr_t arg = guest_ptr_reg(args->a[0]);
	struct xen_platform_op op;
	bool copyback = false;
	platform_fn *fn;
	long ret;

	if (!is_control_domain(v->domain))
		return -EPERM;
	if (get_guest(&op, arg))
		return -EFAULT;
	if (op.interface_version != XENPF_INTERFACE_VERSION)
		return -EACCES;
	fn = find(op.cmd);
	if (!fn)
		return -ENOSYS;
	spin_lock(&platform_lock);
	ret = fn(&op, &copyback);
	spin_unlock(&platform_lock);
	if (!ret && copyback)
		ret = put_guest(arg, &op);
	return ret;
}
