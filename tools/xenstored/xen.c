/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor and Linux's kernel side, through our libraries.
 */
#define __XEN_TOOLS__ 1

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <syslog.h>
#include <unistd.h>

#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/grant_table.h>
#include <xen/io/xs_wire.h>

#include <xencall.h>
#include <xenevtchn.h>
#include <xenforeignmemory.h>
#include <xengnttab.h>

#include "log.h"
#include "xen.h"

#define PAGE_SIZE 4096

static xencall_handle *xcall;
static xenevtchn_handle *xce;
static xengnttab_handle *xgt;
static xenforeignmemory_handle *fmem;
static struct xen_domctl *domctl; /* in hypercall memory */
static int virq_port = -1;

/* How each ring was mapped, as it must be unmapped the same way. */
enum how { BY_GRANT, BY_FRAME, BY_KERNEL };
static unsigned char mapped_how[DOMID_FIRST_RESERVED];

static int map_own(struct xenstore_domain_interface **ring)
{
	int fd = open("/proc/xen/xsd_kva", O_RDWR | O_CLOEXEC), r = 0;
	void *p;

	if (fd < 0)
		return -errno;
	p = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		r = -errno;
	else
		*ring = p;
	close(fd);
	return r;
}

static int xen_map(unsigned int domid, uint64_t gfn,
		   struct xenstore_domain_interface **ring)
{
	xen_pfn_t frame = gfn;

	if (!domid) {
		mapped_how[domid] = BY_KERNEL;
		return map_own(ring);
	}
	mapped_how[domid] = BY_GRANT;
	*ring = xgt ? xengnttab_map_grant_ref(xgt, domid,
					      GNTTAB_RESERVED_XENSTORE,
					      PROT_READ | PROT_WRITE)
		    : NULL;
	if (*ring)
		return 0;
	mapped_how[domid] = BY_FRAME;
	*ring = xenforeignmemory_map(fmem, domid, PROT_READ | PROT_WRITE, 1,
				     &frame, NULL);
	return *ring ? 0 : -errno;
}

static void xen_unmap(unsigned int domid,
		      struct xenstore_domain_interface *ring)
{
	switch ((enum how)mapped_how[domid]) {
	case BY_GRANT:
		xengnttab_unmap(xgt, ring, 1);
		break;
	case BY_FRAME:
		xenforeignmemory_unmap(fmem, ring, 1);
		break;
	case BY_KERNEL:
		munmap(ring, PAGE_SIZE);
		break;
	}
}

static int xen_bind(unsigned int domid, unsigned int remote_port)
{
	int port = xenevtchn_bind_interdomain(xce, domid, remote_port);

	return port < 0 ? -errno : port;
}

static void xen_unbind(unsigned int port)
{
	xenevtchn_unbind(xce, port);
}

static void xen_notify(unsigned int port)
{
	xenevtchn_notify(xce, port);
}

static int xen_state(unsigned int domid)
{
	const struct xen_domctl_getdomaininfo *info = &domctl->u.getdomaininfo;

	memset(domctl, 0, sizeof(*domctl));
	domctl->cmd = XEN_DOMCTL_getdomaininfo;
	domctl->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	domctl->domain = domid;
	if (xencall1(xcall, __HYPERVISOR_domctl, (uintptr_t)domctl) < 0)
		return errno == ESRCH ? DOMAIN_DYING : -errno;
	/* If there is no such domain the next one is described. */
	if (info->domain != domid || info->flags & XEN_DOMINF_dying)
		return DOMAIN_DYING;
	return info->flags & XEN_DOMINF_shutdown ? DOMAIN_SHUTDOWN
						 : DOMAIN_RUNNING;
}

static const struct xen_ops xen_ops = {
	.map = xen_map,
	.unmap = xen_unmap,
	.bind = xen_bind,
	.unbind = xen_unbind,
	.notify = xen_notify,
	.state = xen_state,
};

int xen_init(const struct xen_ops **ops, int evtchn_fd, int inherited_virq)
{
	int fd;

	xcall = xencall_open(NULL, 0);
	if (xcall)
		xce = evtchn_fd < 0 ? xenevtchn_open(NULL, 0)
				    : xenevtchn_fdopen(NULL, evtchn_fd, 0);
	fmem = xce ? xenforeignmemory_open(NULL, 0) : NULL;
	if (!fmem)
		goto err;
	/* Not every kernel can map grants; frames do as well. */
	xgt = xengnttab_open(NULL, 0);
	domctl = xencall_alloc_buffer(xcall, sizeof(*domctl));
	if (!domctl)
		goto err;
	fd = xenevtchn_fd(xce);
	if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK))
		goto err;
	virq_port = inherited_virq;
	if (virq_port < 0)
		virq_port = xenevtchn_bind_virq(xce, VIRQ_DOM_EXC);
	if (virq_port < 0)
		goto err;
	*ops = &xen_ops;
	return 0;

err:
	fd = errno;
	log_msg(LOG_ERR,
		"cannot reach the hypervisor: %s (is this domain 0, "
		"and is xen-evtchn loaded? --no-domain-init does "
		"without it)",
		strerror(fd));
	return fd ? -fd : -EIO;
}

int xen_fd(void)
{
	return xenevtchn_fd(xce);
}

int xen_virq_port(void)
{
	return virq_port;
}

int xen_own_port(void)
{
	FILE *f = fopen("/proc/xen/xsd_port", "re");
	unsigned int port;
	int r;

	if (!f)
		return -errno;
	r = fscanf(f, "%u", &port) == 1 ? (int)port : -EIO;
	fclose(f);
	return r;
}

void xen_events(void (*fn)(void *ctx, int port), void *ctx)
{
	int port;

	while ((port = xenevtchn_pending(xce)) >= 0) {
		/* Before the work: what comes during it counts again. */
		xenevtchn_unmask(xce, port);
		fn(ctx, port == virq_port ? -1 : port);
	}
}
