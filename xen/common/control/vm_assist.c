/* vm_assist.c: kindnesses of the hypervisor that a guest switches itself. */
#include <xen/arch/domain.h>
#include <xen/atomic.h>
#include <xen/errno.h>
#include <xen/hypercall.h>

/* a[0]: VMASST_CMD_*; a[1]: VMASST_TYPE_*. */
long hc_vm_assist(struct vcpu *v, struct hypercall_args *args)
{
	struct domain *d = v->domain;
	uint32_t cmd = args->a[0], type = args->a[1];
	unsigned long bit;

	if (type >= BITS_PER_LONG)
		return -EINVAL;
	bit = 1UL << type;
	if (!(arch_vm_assists(d) & bit))
		return -EINVAL;
	switch (cmd) {
	case VMASST_CMD_enable:
		atomic_or(&d->vm_assist, bit);
		break;
	case VMASST_CMD_disable:
		atomic_and(&d->vm_assist, ~bit);
		break;
	default:
		return -ENOSYS;
	}
	arch_vm_assist_changed(d);
	return 0;
}
