// SPDX-License-Identifier: GPL-2.0-only
/* Pools of CPUs, each with a scheduler of its own. */
#include "private.h"

static int pool_op(xc_interface *xch, struct xen_sysctl_cpupool_op *op)
{
	struct xen_sysctl s = {
		.cmd = XEN_SYSCTL_cpupool_op,
		.u.cpupool_op = *op,
	};
	int ret = xc_sysctl(xch, &s);

	*op = s.u.cpupool_op;
	return ret;
}

int xc_cpupool_create(xc_interface *xch, uint32_t *ppoolid, uint32_t sched_id)
{
	struct xen_sysctl_cpupool_op op = {
		.op = XEN_SYSCTL_CPUPOOL_OP_CREATE,
		.cpupool_id = *ppoolid == XC_CPUPOOL_POOLID_ANY
				      ? XEN_SYSCTL_CPUPOOL_PAR_ANY
				      : *ppoolid,
		.sched_id = sched_id,
	};

	if (pool_op(xch, &op))
		return -1;
	*ppoolid = op.cpupool_id;
	return 0;
}

int xc_cpupool_destroy(xc_interface *xch, uint32_t poolid)
{
	struct xen_sysctl_cpupool_op op = {
		.op = XEN_SYSCTL_CPUPOOL_OP_DESTROY,
		.cpupool_id = poolid,
	};

	return pool_op(xch, &op);
}

xc_cpupoolinfo_t *xc_cpupool_getinfo(xc_interface *xch, uint32_t poolid)
{
	struct xen_sysctl_cpupool_op op = {
		.op = XEN_SYSCTL_CPUPOOL_OP_INFO,
		.cpupool_id = poolid,
	};
	int size = xc_get_cpumap_size(xch);
	xc_cpupoolinfo_t *info;
	xc_hypercall_buffer_t b;
	int ret;

	if (size <= 0)
		return NULL;
	info = calloc(1, sizeof(*info) + size);
	if (!info)
		return NULL;
	info->cpumap = (uint8_t *)(info + 1);
	if (xc_bounce(xch, &b, info->cpumap, size, XC_BOUNCE_OUT))
		goto err_free;
	set_xen_guest_handle_raw(op.cpumap.bitmap, b.hbuf);
	op.cpumap.nr_bits = size * 8;
	ret = pool_op(xch, &op);
	xc_unbounce(xch, &b);
	if (ret)
		goto err_free;
	info->cpupool_id = op.cpupool_id;
	info->sched_id = op.sched_id;
	info->n_dom = op.n_dom;
	return info;

err_free:
	free(info);
	return NULL;
}

void xc_cpupool_infofree(xc_interface *xch, xc_cpupoolinfo_t *info)
{
	free(info);
}

static int cpu_op(xc_interface *xch, uint32_t op_nr, uint32_t poolid, int cpu)
{
	struct xen_sysctl_cpupool_op op = {
		.op = op_nr,
		.cpupool_id = poolid,
		.cpu = cpu < 0 ? XEN_SYSCTL_CPUPOOL_PAR_ANY : (uint32_t)cpu,
	};
	unsigned int tries = 20;
	int ret;

	/* A vCPU may be held on the CPU for a moment. */
	while ((ret = pool_op(xch, &op)) && errno == EADDRINUSE && tries--)
		usleep(10000);
	return ret;
}

int xc_cpupool_addcpu(xc_interface *xch, uint32_t poolid, int cpu)
{
	return cpu_op(xch, XEN_SYSCTL_CPUPOOL_OP_ADDCPU, poolid, cpu);
}

int xc_cpupool_removecpu(xc_interface *xch, uint32_t poolid, int cpu)
{
	return cpu_op(xch, XEN_SYSCTL_CPUPOOL_OP_RMCPU, poolid, cpu);
}

int xc_cpupool_movedomain(xc_interface *xch, uint32_t poolid, uint32_t domid)
{
	struct xen_sysctl_cpupool_op op = {
		.op = XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN,
		.cpupool_id = poolid,
		.domid = domid,
	};

	return pool_op(xch, &op);
}

xc_cpumap_t xc_cpupool_freeinfo(xc_interface *xch)
{
	struct xen_sysctl_cpupool_op op = {
		.op = XEN_SYSCTL_CPUPOOL_OP_FREEINFO,
	};
	int size = xc_get_cpumap_size(xch), ret;
	xc_cpumap_t map = xc_cpumap_alloc(xch);
	xc_hypercall_buffer_t b;

	if (!map)
		return NULL;
	if (xc_bounce(xch, &b, map, size, XC_BOUNCE_OUT))
		goto err_free;
	set_xen_guest_handle_raw(op.cpumap.bitmap, b.hbuf);
	op.cpumap.nr_bits = size * 8;
	ret = pool_op(xch, &op);
	xc_unbounce(xch, &b);
	if (!ret)
		return map;
err_free:
	free(map);
	return NULL;
}
