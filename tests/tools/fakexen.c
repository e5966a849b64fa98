// SPDX-License-Identifier: GPL-2.0-only
/*
 * A hypervisor for the tests of tools, as a library to preload in the place of
 * libxencall and its kin: it answers what a toolstack asks for before it makes
 * anything.  So xl, ours or Debian's, runs on the build machine in
 * milliseconds.  Whatever would make a domain fails.
 *
 * FAKEXEN_FREE_MB	free memory (1000)
 * FAKEXEN_DOMAINS	how many domains there are, dom0 included (1)
 * FAKEXEN_FREE_CPUS	mask of CPUs, of 4, that are in no pool (0)
 * FAKEXEN_VERSION	interface version of domctl and sysctl ("skew": another)
 * FAKEXEN_FAIL		"domctl:1=12 ...": operation and the errno it gives
 * FAKEXEN_CONF		what is opened as /etc/xen/xl.conf (/dev/null)
 */
#define __XEN_TOOLS__ 1
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/memory.h>
#include <xen/sysctl.h>
#include <xen/version.h>

#define CPUS   4
#define POOL_0 0

#define EXPORT __attribute__((visibility("default")))

static unsigned long setting(const char *name, unsigned long fallback)
{
	const char *s = getenv(name);

	return s && *s ? strtoul(s, NULL, 0) : fallback;
}

/* The errno that FAKEXEN_FAIL wants of an operation, or 0. */
static int failure(const char *call, uint32_t cmd)
{
	const char *s = getenv("FAKEXEN_FAIL"), *at;
	char key[40];

	snprintf(key, sizeof(key), "%s:%u=", call, cmd);
	at = s ? strstr(s, key) : NULL;
	return at ? atoi(at + strlen(key)) : 0;
}

static long fail(int error)
{
	errno = error;
	return -1;
}

/* --- domains --- */

static void fill_domain(xen_domctl_getdomaininfo_t *d, unsigned int id)
{
	memset(d, 0, sizeof(*d));
	d->domain = id;
	d->flags = id ? XEN_DOMINF_blocked : XEN_DOMINF_running;
	d->tot_pages = id ? 32 << 8 : 512 << 8;
	d->max_pages = d->tot_pages + 256;
	d->cpu_time = 1000000000ULL * (id + 1);
	d->nr_online_vcpus = id ? 1 : 2;
	d->max_vcpu_id = d->nr_online_vcpus - 1;
	d->cpupool = POOL_0;
	d->handle[15] = id;
	d->handle[14] = id >> 8;
}

static long domain_list(struct xen_sysctl_getdomaininfolist *l)
{
	unsigned int id, nr = setting("FAKEXEN_DOMAINS", 1);

	l->num_domains = 0;
	for (id = l->first_domain; id < nr && l->num_domains < l->max_domains;
	     id++)
		fill_domain(&l->buffer.p[l->num_domains++], id);
	return 0;
}

/* --- the machine --- */

static long physinfo(struct xen_sysctl_physinfo *p)
{
	memset(p, 0, sizeof(*p));
	p->threads_per_core = 1;
	p->cores_per_socket = CPUS;
	p->nr_cpus = CPUS;
	p->max_cpu_id = CPUS - 1;
	p->nr_nodes = 1;
	p->cpu_khz = 2000000;
	p->total_pages = 4096 << 8;
	p->free_pages = setting("FAKEXEN_FREE_MB", 1000) << 8;
	p->max_mfn = p->total_pages;
	p->capabilities = XEN_SYSCTL_PHYSCAP_pv | XEN_SYSCTL_PHYSCAP_hvm |
			  XEN_SYSCTL_PHYSCAP_hap | XEN_SYSCTL_PHYSCAP_gnttab_v1;
	return 0;
}

static long cputopo(struct xen_sysctl_cputopoinfo *t)
{
	uint32_t i, room = t->num_cpus;

	t->num_cpus = CPUS;
	for (i = 0; t->cputopo.p && i < room && i < CPUS; i++)
		t->cputopo.p[i] = (xen_sysctl_cputopo_t){ .core = i };
	return 0;
}

static long numa(struct xen_sysctl_numainfo *n)
{
	uint32_t room = n->num_nodes;

	n->num_nodes = 1;
	if (n->meminfo.p && room) {
		n->meminfo.p[0].memsize = 4096ULL << 20;
		n->meminfo.p[0].memfree = setting("FAKEXEN_FREE_MB", 1000)
					  << 20;
	}
	if (n->distance.p && room)
		n->distance.p[0] = 10;
	return 0;
}

static long cpupool(struct xen_sysctl_cpupool_op *o)
{
	uint8_t *map = (uint8_t *)o->cpumap.bitmap.p;
	uint8_t in_none = setting("FAKEXEN_FREE_CPUS", 0);

	if (o->op == XEN_SYSCTL_CPUPOOL_OP_FREEINFO) {
		memset(map, 0, (o->cpumap.nr_bits + 7) / 8);
		*map = in_none;
		return 0;
	}
	if (o->op != XEN_SYSCTL_CPUPOOL_OP_INFO)
		return fail(EOPNOTSUPP);
	if (o->cpupool_id != POOL_0 &&
	    o->cpupool_id != XEN_SYSCTL_CPUPOOL_PAR_ANY)
		return fail(ENOENT);
	o->cpupool_id = POOL_0;
	o->sched_id = XEN_SCHEDULER_CREDIT2;
	o->n_dom = setting("FAKEXEN_DOMAINS", 1);
	memset(map, 0, (o->cpumap.nr_bits + 7) / 8);
	*map = ((1 << CPUS) - 1) & ~in_none;
	return 0;
}

/* --- hypercalls --- */

static long do_sysctl(struct xen_sysctl *s)
{
	int error = failure("sysctl", s->cmd);

	if (error)
		return fail(error);
	if (getenv("FAKEXEN_VERSION") ||
	    s->interface_version != XEN_SYSCTL_INTERFACE_VERSION)
		return fail(EACCES);
	switch (s->cmd) {
	case XEN_SYSCTL_physinfo:
		return physinfo(&s->u.physinfo);
	case XEN_SYSCTL_getdomaininfolist:
		return domain_list(&s->u.getdomaininfolist);
	case XEN_SYSCTL_cputopoinfo:
		return cputopo(&s->u.cputopoinfo);
	case XEN_SYSCTL_numainfo:
		return numa(&s->u.numainfo);
	case XEN_SYSCTL_sched_id:
		s->u.sched_id.sched_id = XEN_SCHEDULER_CREDIT2;
		return 0;
	case XEN_SYSCTL_cpupool_op:
		return cpupool(&s->u.cpupool_op);
	case XEN_SYSCTL_scheduler_op:
		s->u.scheduler_op.u.sched_credit2.ratelimit_us = 1000;
		return 0;
	case XEN_SYSCTL_pcitopoinfo:
		return fail(ENODEV);
	case XEN_SYSCTL_debug_keys:
		return 0;
	case XEN_SYSCTL_readconsole:
		s->u.readconsole.count = 0;
		return 0;
	}
	return fail(ENOSYS);
}

/* All ones, as far as it goes. */
static void fill_map(struct xenctl_bitmap *map)
{
	if (map->bitmap.p)
		memset((void *)map->bitmap.p, 0xff, (map->nr_bits + 7) / 8);
}

static long do_domctl(struct xen_domctl *d)
{
	int error = failure("domctl", d->cmd);

	if (error)
		return fail(error);
	if (getenv("FAKEXEN_VERSION") ||
	    d->interface_version != XEN_DOMCTL_INTERFACE_VERSION)
		return fail(EACCES);
	if (d->domain >= setting("FAKEXEN_DOMAINS", 1))
		return fail(d->cmd == XEN_DOMCTL_createdomain ? EOPNOTSUPP
							      : ESRCH);
	switch (d->cmd) {
	case XEN_DOMCTL_getdomaininfo:
		fill_domain(&d->u.getdomaininfo, d->domain);
		return 0;
	case XEN_DOMCTL_getvcpuinfo:
		d->u.getvcpuinfo = (struct xen_domctl_getvcpuinfo){
			.vcpu = d->u.getvcpuinfo.vcpu,
			.online = 1,
			.blocked = 1,
			.cpu_time = 2500000000ULL,
			.cpu = d->u.getvcpuinfo.vcpu,
		};
		return 0;
	case XEN_DOMCTL_getvcpuaffinity:
		fill_map(&d->u.vcpuaffinity.cpumap_hard);
		fill_map(&d->u.vcpuaffinity.cpumap_soft);
		return 0;
	case XEN_DOMCTL_getnodeaffinity:
		fill_map(&d->u.nodeaffinity.nodemap);
		return 0;
	case XEN_DOMCTL_scheduler_op:
		if (d->u.scheduler_op.cmd != XEN_DOMCTL_SCHEDOP_getinfo)
			return fail(EINVAL);
		d->u.scheduler_op.u.credit2 = (struct xen_domctl_sched_credit2){
			.weight = 256,
		};
		return 0;
	}
	return fail(EOPNOTSUPP);
}

static long text(void *to, const char *s, size_t size)
{
	memset(to, 0, size);
	strncpy(to, s, size - 1);
	return 0;
}

static long do_version(uint64_t cmd, void *arg)
{
	xen_compile_info_t *c = arg;

	switch (cmd) {
	case XENVER_version:
		return 4 << 16 | 17;
	case XENVER_extraversion:
		return text(arg, ".fake", sizeof(xen_extraversion_t));
	case XENVER_compile_info:
		text(c->compiler, "cc", sizeof(c->compiler));
		text(c->compile_by, "nobody", sizeof(c->compile_by));
		text(c->compile_domain, "nowhere", sizeof(c->compile_domain));
		return text(c->compile_date, "never", sizeof(c->compile_date));
	case XENVER_capabilities:
		return text(arg, "xen-3.0-x86_64",
			    sizeof(xen_capabilities_info_t));
	case XENVER_changeset:
		return text(arg, "none", sizeof(xen_changeset_info_t));
	case XENVER_platform_parameters:
		memset(arg, 0, sizeof(xen_platform_parameters_t));
		return 0;
	case XENVER_pagesize:
		return 4096;
	case XENVER_commandline:
		return text(arg, "dom0_mem=512M", sizeof(xen_commandline_t));
	}
	return fail(ENODATA);
}

static long do_memory(uint64_t cmd)
{
	return cmd == XENMEM_maximum_ram_page ? 4096 << 8 : fail(ENOSYS);
}

static long call(unsigned int op, uint64_t a, uint64_t b)
{
	switch (op) {
	case __HYPERVISOR_sysctl:
		return do_sysctl((void *)(uintptr_t)a);
	case __HYPERVISOR_domctl:
		return do_domctl((void *)(uintptr_t)a);
	case __HYPERVISOR_xen_version:
		return do_version(a, (void *)(uintptr_t)b);
	case __HYPERVISOR_memory_op:
		return do_memory(a);
	}
	return fail(ENOSYS);
}

/* --- files --- */

static const char *file(const char *path)
{
	const char *conf = getenv("FAKEXEN_CONF");

	if (!strncmp(path, "/proc/xen/", 10) || !strncmp(path, "/dev/xen/", 9))
		return "/dev/null";
	if (!strcmp(path, "/etc/xen/xl.conf"))
		return conf ? conf : "/dev/null";
	return path;
}

EXPORT int access(const char *path, int mode)
{
	return faccessat(AT_FDCWD, file(path), mode, 0);
}

static int open_file(const char *path, int flags, va_list ap)
{
	return openat(AT_FDCWD, file(path), flags, va_arg(ap, int));
}

EXPORT int open(const char *path, int flags, ...)
{
	va_list ap;
	int fd;

	va_start(ap, flags);
	fd = open_file(path, flags, ap);
	va_end(ap);
	return fd;
}

EXPORT int open64(const char *path, int flags, ...)
{
	va_list ap;
	int fd;

	va_start(ap, flags);
	fd = open_file(path, flags, ap);
	va_end(ap);
	return fd;
}

/* glibc's own calls of open() are not ours. */
EXPORT FILE *fopen(const char *path, const char *mode)
{
	int flags = *mode == 'r' ? O_RDONLY : O_WRONLY | O_CREAT;
	int fd;

	if (*mode != 'r' || strchr(mode, '+'))
		flags |= *mode == 'a' ? O_APPEND : O_TRUNC;
	if (strchr(mode, '+'))
		flags = (flags & ~O_ACCMODE) | O_RDWR;
	if (strchr(mode, 'e'))
		flags |= O_CLOEXEC;
	fd = openat(AT_FDCWD, file(path), flags, 0666);
	return fd < 0 ? NULL : fdopen(fd, mode);
}

EXPORT FILE *fopen64(const char *path, const char *mode)
{
	return fopen(path, mode);
}

EXPORT int __open_2(const char *path, int flags)
{
	return openat(AT_FDCWD, file(path), flags);
}

EXPORT int __open64_2(const char *path, int flags)
{
	return openat(AT_FDCWD, file(path), flags);
}

/* --- the libraries' functions --- */

EXPORT void *xencall_open(void *logger, unsigned int flags)
{
	static int handle;

	return &handle;
}

EXPORT int xencall_close(void *h)
{
	return 0;
}

EXPORT int xencall_fd(void *h)
{
	return -1;
}

EXPORT int xencall0(void *h, unsigned int op)
{
	return call(op, 0, 0);
}

EXPORT int xencall1(void *h, unsigned int op, uint64_t a)
{
	return call(op, a, 0);
}

EXPORT int xencall2(void *h, unsigned int op, uint64_t a, uint64_t b)
{
	return call(op, a, b);
}

EXPORT int xencall3(void *h, unsigned int op, uint64_t a, uint64_t b,
		    uint64_t c)
{
	return call(op, a, b);
}

EXPORT int xencall4(void *h, unsigned int op, uint64_t a, uint64_t b,
		    uint64_t c, uint64_t d)
{
	return call(op, a, b);
}

EXPORT int xencall5(void *h, unsigned int op, uint64_t a, uint64_t b,
		    uint64_t c, uint64_t d, uint64_t e)
{
	return call(op, a, b);
}

EXPORT long xencall2L(void *h, unsigned int op, uint64_t a, uint64_t b)
{
	return call(op, a, b);
}

EXPORT void *xencall_alloc_buffer_pages(void *h, size_t nr)
{
	return aligned_alloc(4096, nr * 4096);
}

EXPORT void xencall_free_buffer_pages(void *h, void *p, size_t nr)
{
	free(p);
}

EXPORT void *xencall_alloc_buffer(void *h, size_t size)
{
	return malloc(size);
}

EXPORT void xencall_free_buffer(void *h, void *p)
{
	free(p);
}

EXPORT int xencall_buffers_never_fault(void *h)
{
	return 1;
}

EXPORT void *xenforeignmemory_open(void *logger, unsigned int flags)
{
	return xencall_open(logger, flags);
}

EXPORT int xenforeignmemory_close(void *h)
{
	return 0;
}

EXPORT void *xendevicemodel_open(void *logger, unsigned int flags)
{
	return xencall_open(logger, flags);
}

EXPORT int xendevicemodel_close(void *h)
{
	return 0;
}
