/* fake_event.c (host): event channels that never carry anything. */
#include <xen/event.h>
#include <asm/host.h>

HOST_WEAK int evtchn_domain_init(struct domain *d, unsigned int max_port)
{
	return 0;
}

HOST_WEAK int evtchn_domain_relinquish(struct domain *d)
{
	return 0;
}

HOST_WEAK void evtchn_domain_fini(struct domain *d)
{
}

HOST_WEAK int evtchn_vcpu_init(struct vcpu *v)
{
	return 0;
}

HOST_WEAK void evtchn_vcpu_fini(struct vcpu *v)
{
}

HOST_WEAK void evtchn_send_vcpu_virq(struct vcpu *v, unsigned int virq)
{
}

HOST_WEAK void evtchn_send_global_virq(unsigned int virq)
{
}

HOST_WEAK int evtchn_send(struct domain *ld, unsigned int port)
{
	return 0;
}

HOST_WEAK bool evtchn_vcpu_pending(const struct vcpu *v)
{
	return false;
}

HOST_WEAK bool evtchn_port_is_pending(struct domain *d, unsigned int port)
{
	return false;
}

HOST_WEAK bool evtchn_port_is_valid(struct domain *d, unsigned int port)
{
	return true;
}

HOST_WEAK void evtchn_vcpu_mark_pending(struct vcpu *v)
{
}

HOST_WEAK void evtchn_vcpu_info_moved(struct vcpu *v)
{
}
