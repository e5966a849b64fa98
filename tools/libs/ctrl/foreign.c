// SPDX-License-Identifier: GPL-2.0-only
/* Another domain's frames in our address space.  munmap() ends a mapping. */
#include "private.h"

void *xc_map_foreign_range(xc_interface *xch, uint32_t dom, int size, int prot,
			   unsigned long mfn)
{
	size_t i, num = (size + XC_PAGE_SIZE - 1) >> XC_PAGE_SHIFT;
	xen_pfn_t *arr = calloc(num, sizeof(*arr));
	void *p;

	if (!arr)
		return NULL;
	for (i = 0; i < num; i++)
		arr[i] = mfn + i;
	p = xc_map_foreign_pages(xch, dom, prot, arr, num);
	free(arr);
	return p;
}

void *xc_map_foreign_pages(xc_interface *xch, uint32_t dom, int prot,
			   const xen_pfn_t *arr, int num)
{
	if (num < 0) {
		errno = EINVAL;
		return NULL;
	}
	return xenforeignmemory_map(xch->fmem, dom, prot, num, arr, NULL);
}

void *xc_map_foreign_bulk(xc_interface *xch, uint32_t dom, int prot,
			  const xen_pfn_t *arr, int *err, unsigned int num)
{
	return xenforeignmemory_map(xch->fmem, dom, prot, num, arr, err);
}

int xc_copy_to_domain_page(xc_interface *xch, uint32_t domid,
			   unsigned long dst_pfn, const char *src_page)
{
	void *p = xc_map_foreign_range(xch, domid, XC_PAGE_SIZE, PROT_WRITE,
				       dst_pfn);

	if (!p)
		return -1;
	memcpy(p, src_page, XC_PAGE_SIZE);
	xenforeignmemory_unmap(xch->fmem, p, 1);
	return 0;
}

int xc_clear_domain_pages(xc_interface *xch, uint32_t domid,
			  unsigned long dst_pfn, int num)
{
	size_t size = (size_t)num << XC_PAGE_SHIFT;
	void *p = xc_map_foreign_range(xch, domid, size, PROT_WRITE, dst_pfn);

	if (!p)
		return -1;
	memset(p, 0, size);
	xenforeignmemory_unmap(xch->fmem, p, num);
	return 0;
}
