/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The process-wide list of open Xen handles.
 *
 * One mutex guards the list and is held over the restrict callbacks, so that
 * a handle cannot go away under them.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "xentoolcore_internal.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Xentoolcore__Active_Handle *head;

void xentoolcore__register_active_handle(Xentoolcore__Active_Handle *handle)
{
	pthread_mutex_lock(&lock);
	handle->entry.le_next = head;
	handle->entry.le_prev = &head;
	if (head)
		head->entry.le_prev = &handle->entry.le_next;
	head = handle;
	pthread_mutex_unlock(&lock);
}

void xentoolcore__deregister_active_handle(Xentoolcore__Active_Handle *handle)
{
	pthread_mutex_lock(&lock);
	*handle->entry.le_prev = handle->entry.le_next;
	if (handle->entry.le_next)
		handle->entry.le_next->entry.le_prev = handle->entry.le_prev;
	pthread_mutex_unlock(&lock);
}

int xentoolcore_restrict_all(domid_t domid)
{
	Xentoolcore__Active_Handle *handle;
	int r = 0;

	pthread_mutex_lock(&lock);
	for (handle = head; handle && !r; handle = handle->entry.le_next)
		r = handle->restrict_callback(handle, domid);
	pthread_mutex_unlock(&lock);
	return r;
}

int xentoolcore__restrict_by_dup2_null(int fd)
{
	int null, r, saved;

	if (fd < 0)
		return 0;
	null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null < 0)
		return -1;
	r = dup2(null, fd);
	saved = errno;
	close(null);
	errno = saved;
	return r < 0 ? -1 : 0;
}
