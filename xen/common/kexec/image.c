/*
 * image.c: loading a kernel.
 *
 * A crash image is written into the reserved area at once: after a crash
 * nothing is to be relied on.  Another image waits in pages of its own, which
 * are taken outside of all its destinations, so that no copy overwrites what
 * is still to be copied, whatever their order.
 */
#include "private.h"

#include <xen/arch/kexec.h>
#include <xen/arch/mm.h>
#include <xen/errno.h>
#include <xen/mm.h>
#include <xen/string.h>

/* ---- Checks ---- */

static bool within(paddr_t start, uint64_t size, paddr_t from, uint64_t len)
{
	return start >= from && size <= len && start - from <= len - size;
}

static int check_segment(const struct kexec_image *image, unsigned int i)
{
	const xen_kexec_segment_t *s = &image->segment[i];
	paddr_t end = s->dest_maddr + s->dest_size;

	if ((s->dest_maddr | s->dest_size) & ~PAGE_MASK)
		return -EADDRNOTAVAIL;
	if (end < s->dest_maddr || end > PFN_PHYS(max_page))
		return -EADDRNOTAVAIL;
	if (s->buf_size > s->dest_size)
		return -EINVAL;
	if (image->type == KEXEC_TYPE_CRASH &&
	    !within(s->dest_maddr, s->dest_size, kexec_area.start,
		    kexec_area.size))
		return -EADDRNOTAVAIL;
	for (paddr_t a = s->dest_maddr; a < end; a += PAGE_SIZE)
		if (!mfn_valid(maddr_to_mfn(_maddr(a))))
			return -EADDRNOTAVAIL;
	for (unsigned int j = 0; j < i; j++) {
		const xen_kexec_segment_t *o = &image->segment[j];

		if (s->dest_maddr < o->dest_maddr + o->dest_size &&
		    o->dest_maddr < end)
			return -EINVAL;
	}
	return 0;
}

static bool is_destination(const struct kexec_image *image, paddr_t a)
{
	for (unsigned int i = 0; i < image->nr_segments; i++)
		if (within(a, PAGE_SIZE, image->segment[i].dest_maddr,
			   image->segment[i].dest_size))
			return true;
	return false;
}

static int check(const struct kexec_image *image)
{
	for (unsigned int i = 0; i < image->nr_segments; i++) {
		int ret = check_segment(image, i);

		if (ret)
			return ret;
	}
	if (!is_destination(image, ROUNDDOWN(image->entry, PAGE_SIZE)))
		return -EADDRNOTAVAIL;
	return 0;
}

/* ---- Pages ---- */

void *kexec_page(struct kexec_image *image, bool low)
{
	struct page_info *pg;
	paddr_t a;

	/* Those that lie in a destination are kept until the image goes. */
	do {
		pg = heap_alloc(0, low ? MEMF_low : 0);
		if (!pg)
			return NULL;
		page_list_add(&image->pages, pg);
		a = maddr_x(mfn_to_maddr(page_to_mfn(pg)));
	} while (is_destination(image, a));
	return mfn_to_virt(page_to_mfn(pg));
}

static struct kexec_list *list_page(struct kexec_image *image)
{
	struct kexec_list *l = kexec_page(image, false);

	if (l) {
		l->next = image->list;
		image->list = maddr_x(virt_to_maddr(l));
	}
	return l;
}

/* The page whose contents will be at `to` when the image runs. */
static void *page_for(struct kexec_image *image, paddr_t to)
{
	struct kexec_list *l;
	void *from;

	if (image->type == KEXEC_TYPE_CRASH)
		return maddr_to_virt(_maddr(to));
	l = image->list ? maddr_to_virt(_maddr(image->list)) : NULL;
	if (!l || l->nr == KEXEC_LIST_ENTRIES)
		l = list_page(image);
	from = l ? kexec_page(image, false) : NULL;
	if (!from)
		return NULL;
	l->copy[l->nr].to = to;
	l->copy[l->nr].from = maddr_x(virt_to_maddr(from));
	l->nr++;
	return from;
}

static int fill(struct kexec_image *image, const xen_kexec_segment_t *s)
{
	guest_ptr_t from = guest_ptr(s->buf.h);

	for (uint64_t at = 0; at < s->dest_size; at += PAGE_SIZE) {
		size_t n = at < s->buf_size
				   ? min(s->buf_size - at, (uint64_t)PAGE_SIZE)
				   : 0;
		char *page = page_for(image, s->dest_maddr + at);

		if (!page)
			return -ENOMEM;
		if (n && copy_from_guest(page, guest_ptr_at(from, at, 1), n))
			return -EFAULT;
		memset(page + n, 0, PAGE_SIZE - n);
	}
	return 0;
}

/* ---- Life ---- */

int kexec_image_create(const xen_kexec_load_t *load, struct kexec_image **out)
{
	struct kexec_image *image;
	int ret = -EINVAL;

	if (load->nr_segments > KEXEC_MAX_SEGMENTS ||
	    !arch_kexec_supports(load->arch))
		return -EINVAL;
	image = xnew(struct kexec_image);
	if (!image)
		return -ENOMEM;
	image->type = load->type;
	image->arch = load->arch;
	image->entry = load->entry_maddr;
	image->nr_segments = load->nr_segments;
	image->pages = (struct page_list)PAGE_LIST_INIT;
	ret = -EFAULT;
	if (copy_from_guest(image->segment, guest_ptr(load->segments.h),
			    load->nr_segments * sizeof(image->segment[0])))
		goto err_destroy;
	ret = check(image);
	for (unsigned int i = 0; !ret && i < image->nr_segments; i++)
		ret = fill(image, &image->segment[i]);
	if (!ret)
		ret = arch_kexec_prepare(image);
	if (ret)
		goto err_destroy;
	*out = image;
	return 0;

err_destroy:
	kexec_image_destroy(image);
	return ret;
}

void kexec_image_destroy(struct kexec_image *image)
{
	struct page_info *pg;

	if (!image)
		return;
	while ((pg = page_list_pop(&image->pages)))
		heap_free(pg, 0, true);
	xfree(image);
}
