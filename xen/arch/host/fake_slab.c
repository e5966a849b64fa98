/*
 * fake_slab.c (host): small objects from libc, so that ASan watches each.
 */
#include <stdlib.h>
#include <xen/mm.h>
#include <asm/host.h>

HOST_WEAK void *slab_alloc(size_t size, size_t align)
{
	return calloc(1, size ? size : 1);
}

HOST_WEAK void slab_free(void *p)
{
	free(p);
}

HOST_WEAK void *slab_array(size_t size, size_t n)
{
	return calloc(n ? n : 1, size);
}
