// SPDX-License-Identifier: GPL-2.0-only
/* What hardware a domain may touch. */
#include "private.h"

int xc_domain_ioport_permission(xc_interface *xch, uint32_t domid,
				uint32_t first_port, uint32_t nr_ports,
				uint32_t allow)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_ioport_permission,
		.domain = domid,
		.u.ioport_permission = {
			.first_port = first_port,
			.nr_ports = nr_ports,
			.allow_access = allow,
		},
	};

	return xc_domctl(xch, &d);
}

int xc_domain_irq_permission(xc_interface *xch, uint32_t domid, uint32_t pirq,
			     bool allow)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_irq_permission,
		.domain = domid,
		.u.irq_permission = { .pirq = pirq, .allow_access = allow },
	};

	return xc_domctl(xch, &d);
}

int xc_domain_iomem_permission(xc_interface *xch, uint32_t domid,
			       unsigned long first_mfn, unsigned long nr_mfns,
			       uint8_t allow)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_iomem_permission,
		.domain = domid,
		.u.iomem_permission = {
			.first_mfn = first_mfn,
			.nr_mfns = nr_mfns,
			.allow_access = allow,
		},
	};

	return xc_domctl(xch, &d);
}

int xc_domain_memory_mapping(xc_interface *xch, uint32_t domid,
			     unsigned long first_gfn, unsigned long first_mfn,
			     unsigned long nr_mfns, uint32_t add)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_memory_mapping,
		.domain = domid,
		.u.memory_mapping = {
			.first_gfn = first_gfn,
			.first_mfn = first_mfn,
			.nr_mfns = nr_mfns,
			.add_mapping = add,
		},
	};

	return xc_domctl(xch, &d);
}
