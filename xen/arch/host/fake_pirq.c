/* fake_pirq.c (host): a machine without interrupts. */
#include <xen/irq.h>
#include <asm/host.h>

HOST_WEAK unsigned int nr_irqs_gsi = 16;

HOST_WEAK int pirq_domain_init(struct domain *d)
{
	return 0;
}

HOST_WEAK void pirq_domain_fini(struct domain *d)
{
}

HOST_WEAK unsigned int domain_nr_pirqs(const struct domain *d)
{
	return 256;
}

HOST_WEAK int pirq_guest_bind(struct vcpu *v, unsigned int pirq, bool share)
{
	return 0;
}

HOST_WEAK void pirq_guest_unbind(struct domain *d, unsigned int pirq)
{
}

HOST_WEAK int pirq_guest_eoi(struct domain *d, unsigned int pirq)
{
	return 0;
}

HOST_WEAK bool pirq_needs_eoi(const struct domain *d, unsigned int pirq)
{
	return false;
}

HOST_WEAK void pirq_set_affinity(struct domain *d, unsigned int pirq,
				 struct vcpu *v)
{
}
