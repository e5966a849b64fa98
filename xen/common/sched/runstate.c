/*
 * runstate.c: how long vCPUs were in each state, and telling the guest.
 *
 * A guest may register memory for its vCPU's runstate.  It is written in the
 * vCPU's own address space: just before it leaves its CPU and when it is back
 * (arch code).  With VMASST_TYPE_runstate_update_flag the guest sees
 * XEN_RUNSTATE_UPDATE while the rest changes, and reads again.
 */
#include "policy.h"

#include <xen/guest_copy.h>

void vcpu_runstate_get(struct vcpu *v, struct vcpu_runstate_info *out)
{
	unsigned long flags;
	struct spinlock *lock = sched_lock_vcpu(v, &flags);
	uint64_t now = (uint64_t)NOW();

	*out = v->runstate;
	spin_unlock_irqrestore(lock, flags);
	if (now > out->state_entry_time)
		out->time[out->state] += now - out->state_entry_time;
}

bool vcpu_runstate_publish(struct vcpu *v)
{
	guest_ptr_t area = { v->runstate_guest };
	guest_ptr_t entry = { v->runstate_guest +
			      offsetof(struct vcpu_runstate_info,
				       state_entry_time) };
	struct vcpu_runstate_info info = v->runstate;

	if (guest_ptr_null(area))
		return true;
	if (!(v->domain->vm_assist & BIT(VMASST_TYPE_runstate_update_flag)))
		return put_guest(area, &info) == 0;

	info.state_entry_time |= XEN_RUNSTATE_UPDATE;
	if (put_guest(entry, &info.state_entry_time))
		return false;
	smp_wmb();
	if (put_guest(area, &info))
		return false;
	smp_wmb();
	info.state_entry_time &= ~XEN_RUNSTATE_UPDATE;
	return put_guest(entry, &info.state_entry_time) == 0;
}

uint64_t domain_cpu_time(struct domain *d)
{
	struct vcpu_runstate_info info;
	uint64_t total = 0;
	struct vcpu *v;

	for_each_vcpu (d, v) {
		vcpu_runstate_get(v, &info);
		total += info.time[RUNSTATE_running];
	}
	return total;
}

uint64_t cpu_idle_time(unsigned int cpu)
{
	struct vcpu *v = per_cpu(idle_vcpu, cpu);
	struct vcpu_runstate_info info;

	if (!v)
		return 0;
	vcpu_runstate_get(v, &info);
	return info.time[RUNSTATE_running];
}
