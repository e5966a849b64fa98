// SPDX-License-Identifier: GPL-2.0-only
/* A domain as a whole: its life, its state, its list. */
#include "private.h"

static int simple(xc_interface *xch, uint32_t domid, uint32_t cmd)
{
	struct xen_domctl d = { .cmd = cmd, .domain = domid };

	return xc_domctl(xch, &d);
}

int xc_domain_create(xc_interface *xch, uint32_t *pdomid,
		     struct xen_domctl_createdomain *config)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_createdomain,
		.domain = *pdomid,
		.u.createdomain = *config,
	};

	if (xc_domctl(xch, &d))
		return -1;
	*pdomid = d.domain;
	*config = d.u.createdomain;
	return 0;
}

int xc_domain_max_vcpus(xc_interface *xch, uint32_t domid, unsigned int max)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_max_vcpus,
		.domain = domid,
		.u.max_vcpus.max = max,
	};

	return xc_domctl(xch, &d);
}

int xc_domain_pause(xc_interface *xch, uint32_t domid)
{
	return simple(xch, domid, XEN_DOMCTL_pausedomain);
}

int xc_domain_unpause(xc_interface *xch, uint32_t domid)
{
	return simple(xch, domid, XEN_DOMCTL_unpausedomain);
}

int xc_domain_destroy(xc_interface *xch, uint32_t domid)
{
	int ret;

	do
		ret = simple(xch, domid, XEN_DOMCTL_destroydomain);
	while (ret && errno == EAGAIN);
	return ret;
}

/*
 * vCPU 0's hypercall returns `value`.  Setting a context takes the parts of
 * the FPU's state that it does not hold away, and a kernel may count on what
 * its last user left in the registers: they are put back.
 */
static int set_return_value(xc_interface *xch, uint32_t domid, uint64_t value)
{
	vcpu_guest_context_any_t ctxt;
	uint64_t size;
	void *area = NULL;
	int ret = -1;

	if (xc_vcpu_getcontext(xch, domid, 0, &ctxt) ||
	    xc_vcpu_get_xsave(xch, domid, 0, NULL, &size))
		return -1;
	if (size) {
		area = malloc(size);
		if (!area || xc_vcpu_get_xsave(xch, domid, 0, area, &size))
			goto out;
	}
#if defined(__x86_64__)
	ctxt.c.user_regs.rax = value;
#endif
	if (!xc_vcpu_setcontext(xch, domid, 0, &ctxt) &&
	    (!size || !xc_vcpu_set_xsave(xch, domid, 0, area, size)))
		ret = 0;
out:
	free(area);
	return ret;
}

/*
 * fast: the guest's own suspend hypercall returns 1 ("cancelled") and it goes
 * on; otherwise it must have been rebuilt as after a restore.
 */
int xc_domain_resume(xc_interface *xch, uint32_t domid, int fast)
{
	if (fast && set_return_value(xch, domid, 1))
		return -1;
	return simple(xch, domid, XEN_DOMCTL_resumedomain);
}

int xc_domain_shutdown(xc_interface *xch, uint32_t domid, int reason)
{
	struct sched_remote_shutdown arg = {
		.domain_id = domid,
		.reason = reason,
	};
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, &arg, sizeof(arg), XC_BOUNCE_IN))
		return -1;
	ret = xencall2(xch->xcall, __HYPERVISOR_sched_op,
		       SCHEDOP_remote_shutdown, (unsigned long)b.hbuf);
	xc_unbounce(xch, &b);
	return ret;
}

int xc_watchdog(xc_interface *xch, uint32_t id, uint32_t timeout)
{
	struct sched_watchdog arg = { .id = id, .timeout = timeout };
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, &arg, sizeof(arg), XC_BOUNCE_IN))
		return -1;
	ret = xencall2(xch->xcall, __HYPERVISOR_sched_op, SCHEDOP_watchdog,
		       (unsigned long)b.hbuf);
	xc_unbounce(xch, &b);
	return ret;
}

int xc_domain_sethandle(xc_interface *xch, uint32_t domid,
			xen_domain_handle_t handle)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_setdomainhandle,
		.domain = domid,
	};

	memcpy(d.u.setdomainhandle.handle, handle,
	       sizeof(d.u.setdomainhandle.handle));
	return xc_domctl(xch, &d);
}

int xc_domain_setdebugging(xc_interface *xch, uint32_t domid,
			   unsigned int enable)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_setdebugging,
		.domain = domid,
		.u.setdebugging.enable = enable,
	};

	return xc_domctl(xch, &d);
}

int xc_domain_set_virq_handler(xc_interface *xch, uint32_t domid, int virq)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_set_virq_handler,
		.domain = domid,
		.u.set_virq_handler.virq = virq,
	};

	return xc_domctl(xch, &d);
}

int xc_domain_set_time_offset(xc_interface *xch, uint32_t domid,
			      int32_t seconds)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_settimeoffset,
		.domain = domid,
		.u.settimeoffset.time_offset_seconds = seconds,
	};

	return xc_domctl(xch, &d);
}

int xc_domain_set_tsc_info(xc_interface *xch, uint32_t domid, uint32_t tsc_mode,
			   uint64_t elapsed_nsec, uint32_t gtsc_khz,
			   uint32_t incarnation)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_settscinfo,
		.domain = domid,
		.u.tsc_info = {
			.tsc_mode = tsc_mode,
			.elapsed_nsec = elapsed_nsec,
			.gtsc_khz = gtsc_khz,
			.incarnation = incarnation,
		},
	};

	return xc_domctl(xch, &d);
}

int xc_domain_get_tsc_info(xc_interface *xch, uint32_t domid,
			   uint32_t *tsc_mode, uint64_t *elapsed_nsec,
			   uint32_t *gtsc_khz, uint32_t *incarnation)
{
	struct xen_domctl d = { .cmd = XEN_DOMCTL_gettscinfo, .domain = domid };

	if (xc_domctl(xch, &d))
		return -1;
	*tsc_mode = d.u.tsc_info.tsc_mode;
	*elapsed_nsec = d.u.tsc_info.elapsed_nsec;
	*gtsc_khz = d.u.tsc_info.gtsc_khz;
	*incarnation = d.u.tsc_info.incarnation;
	return 0;
}

int xc_domain_get_guest_width(xc_interface *xch, uint32_t domid,
			      unsigned int *bytes)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_get_address_size,
		.domain = domid,
	};

	if (xc_domctl(xch, &d))
		return -1;
	/* An HVM domain has no size of its own: 64 bits will do. */
	*bytes = d.u.address_size.size ? d.u.address_size.size / 8 : 8;
	return 0;
}

const char *xc_domain_get_native_protocol(xc_interface *xch, uint32_t domid)
{
	unsigned int bytes;

	if (xc_domain_get_guest_width(xch, domid, &bytes))
		return NULL;
	return bytes == 4 ? "x86_32-abi" : "x86_64-abi";
}

int xc_domain_subscribe_for_suspend(xc_interface *xch, uint32_t domid,
				    evtchn_port_t port)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_subscribe,
		.domain = domid,
		.u.subscribe.port = port,
	};

	return xc_domctl(xch, &d);
}

int xc_domain_send_trigger(xc_interface *xch, uint32_t domid, uint32_t trigger,
			   uint32_t vcpu)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_sendtrigger,
		.domain = domid,
		.u.sendtrigger = { .trigger = trigger, .vcpu = vcpu },
	};

	return xc_domctl(xch, &d);
}

int xc_domain_getinfolist(xc_interface *xch, uint32_t first_domid,
			  unsigned int max_doms, xc_domaininfo_t *info)
{
	struct xen_sysctl s = {
		.cmd = XEN_SYSCTL_getdomaininfolist,
		.u.getdomaininfolist = {
			.first_domain = first_domid,
			.max_domains = max_doms,
		},
	};
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, info, max_doms * sizeof(*info), XC_BOUNCE_OUT))
		return -1;
	set_xen_guest_handle_raw(s.u.getdomaininfolist.buffer, b.hbuf);
	ret = xc_sysctl(xch, &s);
	xc_unbounce(xch, &b);
	return ret < 0 ? -1 : (int)s.u.getdomaininfolist.num_domains;
}

int xc_domain_getinfo_single(xc_interface *xch, uint32_t domid,
			     xc_domaininfo_t *info)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_getdomaininfo,
		.domain = domid,
	};

	if (domid >= DOMID_FIRST_RESERVED) {
		errno = EINVAL;
		return -1;
	}
	if (xc_domctl(xch, &d))
		return -1;
	if (d.u.getdomaininfo.domain != domid) {
		errno = ESRCH;
		return -1;
	}
	*info = d.u.getdomaininfo;
	return 0;
}

static void fill_dominfo(xc_dominfo_t *out, const xc_domaininfo_t *in)
{
	*out = (xc_dominfo_t){
		.domid = in->domain,
		.ssidref = in->ssidref,
		.dying = !!(in->flags & XEN_DOMINF_dying),
		.shutdown = !!(in->flags & XEN_DOMINF_shutdown),
		.paused = !!(in->flags & XEN_DOMINF_paused),
		.blocked = !!(in->flags & XEN_DOMINF_blocked),
		.running = !!(in->flags & XEN_DOMINF_running),
		.hvm = !!(in->flags & XEN_DOMINF_hvm_guest),
		.debugged = !!(in->flags & XEN_DOMINF_debugged),
		.xenstore = !!(in->flags & XEN_DOMINF_xs_domain),
		.hap = !!(in->flags & XEN_DOMINF_hap),
		.shutdown_reason = in->flags >> XEN_DOMINF_shutdownshift &
				   XEN_DOMINF_shutdownmask,
		.nr_pages = in->tot_pages,
		.nr_outstanding_pages = in->outstanding_pages,
		.nr_shared_pages = in->shr_pages,
		.nr_paged_pages = in->paged_pages,
		.shared_info_frame = in->shared_info_frame,
		.cpu_time = in->cpu_time,
		.max_memkb = in->max_pages << (XC_PAGE_SHIFT - 10),
		.nr_online_vcpus = in->nr_online_vcpus,
		.max_vcpu_id = in->max_vcpu_id,
		.cpupool = in->cpupool,
		.gpaddr_bits = in->gpaddr_bits,
		.arch_config = in->arch_config,
	};
	memcpy(out->handle, in->handle, sizeof(out->handle));
	/* A crash is one way of shutting down, named apart. */
	if (out->shutdown && out->shutdown_reason == SHUTDOWN_crash) {
		out->shutdown = 0;
		out->crashed = 1;
	}
}

int xc_domain_getinfo(xc_interface *xch, uint32_t first_domid,
		      unsigned int max_doms, xc_dominfo_t *info)
{
	xc_domaininfo_t *list = calloc(max_doms, sizeof(*list));
	int i, n;

	if (!list)
		return -1;
	n = xc_domain_getinfolist(xch, first_domid, max_doms, list);
	for (i = 0; i < n; i++)
		fill_dominfo(&info[i], &list[i]);
	free(list);
	return n;
}
