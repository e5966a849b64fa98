/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Linux: hypercalls go through /dev/xen/privcmd; buffers are pages of
 * /dev/xen/hypercall, which the kernel never moves.  A kernel without that
 * device gets locked anonymous memory, written once so that it is there and
 * kept from children, where copy-on-write would take it away.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "private.h"

int osdep_open(xencall_handle *xcall)
{
	xcall->fd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
	if (xcall->fd < 0 &&
	    (errno == ENOENT || errno == ENXIO || errno == ENODEV))
		xcall->fd = open("/proc/xen/privcmd", O_RDWR | O_CLOEXEC);
	if (xcall->fd < 0) {
		PERROR(xcall, "cannot open /dev/xen/privcmd");
		return -1;
	}
	xcall->buf_fd = open("/dev/xen/hypercall", O_RDWR | O_CLOEXEC);
	return 0;
}

void osdep_close(xencall_handle *xcall)
{
	if (xcall->buf_fd >= 0)
		close(xcall->buf_fd);
	if (xcall->fd >= 0)
		close(xcall->fd);
}

long osdep_hypercall(xencall_handle *xcall, struct privcmd_hypercall *call)
{
	/* Not ioctl(): that would cut a long result to an int. */
	return syscall(SYS_ioctl, xcall->fd, IOCTL_PRIVCMD_HYPERCALL, call);
}

static void *alloc_locked(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0);
	int saved;

	if (p == MAP_FAILED)
		return NULL;
	if (madvise(p, size, MADV_DONTFORK)) {
		saved = errno;
		munmap(p, size);
		errno = saved;
		return NULL;
	}
	memset(p, 0, size);
	return p;
}

void *osdep_alloc_pages(xencall_handle *xcall, size_t nr_pages)
{
	void *p;

	if (!nr_pages || nr_pages > SIZE_MAX >> PAGE_SHIFT) {
		errno = EINVAL;
		return NULL;
	}
	if (xcall->buf_fd < 0)
		return alloc_locked(nr_pages << PAGE_SHIFT);
	p = mmap(NULL, nr_pages << PAGE_SHIFT, PROT_READ | PROT_WRITE,
		 MAP_SHARED, xcall->buf_fd, 0);
	return p == MAP_FAILED ? NULL : p;
}

void osdep_free_pages(xencall_handle *xcall, void *p, size_t nr_pages)
{
	munmap(p, nr_pages << PAGE_SHIFT);
}
