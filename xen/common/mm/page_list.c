/*
 * page_list.c: lists of frames, linked by frame number through page_info.
 *
 * A frame is on one list at most.  The list's owner locks.
 */
#include <xen/mm.h>

static struct page_info *link_page(uint32_t link)
{
	return mfn_to_page(_mfn(link));
}

void page_list_add(struct page_list *l, struct page_info *pg)
{
	uint32_t n = mfn_x(page_to_mfn(pg));

	pg->prev = PAGE_LINK_END;
	pg->next = l->head;
	if (l->head == PAGE_LINK_END)
		l->tail = n;
	else
		link_page(l->head)->prev = n;
	l->head = n;
	l->nr++;
}

void page_list_add_tail(struct page_list *l, struct page_info *pg)
{
	uint32_t n = mfn_x(page_to_mfn(pg));

	pg->next = PAGE_LINK_END;
	pg->prev = l->tail;
	if (l->tail == PAGE_LINK_END)
		l->head = n;
	else
		link_page(l->tail)->next = n;
	l->tail = n;
	l->nr++;
}

void page_list_del(struct page_list *l, struct page_info *pg)
{
	if (pg->prev == PAGE_LINK_END)
		l->head = pg->next;
	else
		link_page(pg->prev)->next = pg->next;
	if (pg->next == PAGE_LINK_END)
		l->tail = pg->prev;
	else
		link_page(pg->next)->prev = pg->prev;
	l->nr--;
}

struct page_info *page_list_first(const struct page_list *l)
{
	return l->head == PAGE_LINK_END ? NULL : link_page(l->head);
}

struct page_info *page_list_next(const struct page_info *pg)
{
	return pg->next == PAGE_LINK_END ? NULL : link_page(pg->next);
}

struct page_info *page_list_pop(struct page_list *l)
{
	struct page_info *pg = page_list_first(l);

	if (pg)
		page_list_del(l, pg);
	return pg;
}
