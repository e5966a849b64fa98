/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory for hypercall arguments: whole pages, the single ones cached, and
 * malloc()-like buffers in front of which the page count is remembered.
 */
#include <errno.h>
#include <stdalign.h>

#include "private.h"

struct buffer_header {
	size_t nr_pages;
	alignas(16) char data[];
};

static void cache_lock(xencall_handle *xcall)
{
	if (!(xcall->flags & XENCALL_OPENFLAG_NON_REENTRANT))
		pthread_mutex_lock(&xcall->lock);
}

static void cache_unlock(xencall_handle *xcall)
{
	if (!(xcall->flags & XENCALL_OPENFLAG_NON_REENTRANT))
		pthread_mutex_unlock(&xcall->lock);
}

static void *cache_take(xencall_handle *xcall)
{
	void *p = NULL;

	cache_lock(xcall);
	if (xcall->nr_cached)
		p = xcall->cache[--xcall->nr_cached];
	cache_unlock(xcall);
	return p;
}

static int cache_give(xencall_handle *xcall, void *p)
{
	int kept = 0;

	cache_lock(xcall);
	if (xcall->nr_cached < BUFFER_CACHE_SIZE) {
		xcall->cache[xcall->nr_cached++] = p;
		kept = 1;
	}
	cache_unlock(xcall);
	return kept;
}

void buffer_release_cache(xencall_handle *xcall)
{
	void *p;

	while ((p = cache_take(xcall)))
		osdep_free_pages(xcall, p, 1);
}

void *xencall_alloc_buffer_pages(xencall_handle *xcall, size_t nr_pages)
{
	void *p = nr_pages == 1 ? cache_take(xcall) : NULL;

	if (!p)
		p = osdep_alloc_pages(xcall, nr_pages);
	if (!p)
		PERROR(xcall, "no hypercall buffer of %zu pages", nr_pages);
	return p;
}

void xencall_free_buffer_pages(xencall_handle *xcall, void *p, size_t nr_pages)
{
	int saved = errno;

	if (p && !(nr_pages == 1 && cache_give(xcall, p)))
		osdep_free_pages(xcall, p, nr_pages);
	errno = saved;
}

void *xencall_alloc_buffer(xencall_handle *xcall, size_t size)
{
	struct buffer_header *hdr;
	size_t nr_pages;

	if (size > SIZE_MAX - PAGE_SIZE - sizeof(*hdr)) {
		errno = ENOMEM;
		return NULL;
	}
	nr_pages = (sizeof(*hdr) + size + PAGE_SIZE - 1) >> PAGE_SHIFT;
	hdr = xencall_alloc_buffer_pages(xcall, nr_pages);
	if (!hdr)
		return NULL;
	hdr->nr_pages = nr_pages;
	return hdr->data;
}

void xencall_free_buffer(xencall_handle *xcall, void *p)
{
	struct buffer_header *hdr;

	if (!p)
		return;
	hdr = CONTAINER_OF(p, struct buffer_header, data);
	xencall_free_buffer_pages(xcall, hdr, hdr->nr_pages);
}
