/*
 * debugreg.c: debug registers of PV guests (SDM 3B 17.2).
 *
 * They are loaded in the CPU while the vCPU is: only linear addresses outside
 * the hypervisor's hole can be watched, so that the hypervisor never trips.
 */
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/hypercall.h>
#include <xen/sched.h>
#include <asm/pv.h>

#define DR6_FIXED  0xffff0ff0UL
#define DR7_ENABLE 0xffUL
#define DR7_FIXED  0x400UL
/* Reserved bits, and GD: general detect would fault in the hypervisor. */
#define DR7_REFUSED 0xffffffff0000d800UL
#define DR7_GD	    0x2000UL

#define WRITE_DR(n, v) \
	__asm__ volatile("mov %0, %%db" #n : : "r"((unsigned long)(v)))

void pv_load_debug(struct vcpu *v)
{
	const unsigned long *dr = v->arch.dr;

	WRITE_DR(0, dr[0]);
	WRITE_DR(1, dr[1]);
	WRITE_DR(2, dr[2]);
	WRITE_DR(3, dr[3]);
	WRITE_DR(6, DR6_FIXED | dr[6]);
	WRITE_DR(7, dr[7]);
}

/* I/O breakpoints (type 2) would need CR4.DE of the guest: refused. */
static bool dr7_ok(unsigned long v)
{
	if (v & DR7_REFUSED)
		return false;
	for (unsigned int i = 0; i < 4; i++)
		if ((v >> (2 * i) & 3) && (v >> (16 + 4 * i) & 3) == 2)
			return false;
	return true;
}

long pv_set_debugreg(struct vcpu *v, unsigned int reg, unsigned long value)
{
	/* Status and control have 32 bits. */
	if (reg >= 4 && reg <= 7 && value >> 32)
		return -EINVAL;
	switch (reg) {
	case 0 ... 3:
		if (!pv_addr_ok(value))
			return -EPERM;
		v->arch.dr[array_index_nospec(reg, 4u)] = value;
		break;
	case 4:
	case 6:
		v->arch.dr[6] = value & 0xe00f;
		break;
	case 5:
	case 7:
		value &= ~(DR7_GD | 0xdc00UL);
		if (!dr7_ok(value))
			return -EPERM;
		v->arch.dr[7] = value ? value | DR7_FIXED : 0;
		break;
	default:
		return -ENODEV;
	}
	if (v == current)
		pv_load_debug(v);
	return 0;
}

long hc_set_debugreg(struct vcpu *v, struct hypercall_args *args)
{
	return pv_set_debugreg(v, args->a[0], args->a[1]);
}

long hc_get_debugreg(struct vcpu *v, struct hypercall_args *args)
{
	unsigned int reg = (unsigned int)args->a[0];

	switch (reg) {
	case 0 ... 3:
		return v->arch.dr[array_index_nospec(reg, 4u)];
	case 4:
	case 6:
		return v->arch.dr[6] | DR6_FIXED;
	case 5:
	case 7:
		return v->arch.dr[7] | DR7_FIXED;
	default:
		return -ENODEV;
	}
}
