/*
 * slab.c: small objects in pages of the heap.
 *
 * A page of a size class starts with a struct slab; the objects follow, free
 * ones linked through their first word.  So an object has no header, and is
 * never at the start of a page: that tells it from a large one, which is whole
 * pages, their number in page_info::next of the first.
 *
 * Sizes are chosen so that little is left over behind the last object of a
 * page.  Objects are aligned to the largest power of two in their class's
 * size, 64 at most; who needs more gets pages.
 *
 * slab_lock (LOCK_SLAB) guards all lists; pages come and go outside of it.
 */
#include <xen/arch/mm.h>
#include <xen/bitops.h>
#include <xen/list.h>
#include <xen/log.h>
#include <xen/mm.h>
#include <xen/spinlock.h>
#include <xen/string.h>

#define SLAB_HEADER 64

struct slab {
	struct list_head list; /* [slab_lock] linked if an object is free */
	void *free;	       /* [slab_lock] first free object */
	uint16_t used;	       /* [slab_lock] */
	uint16_t class;
};
static_assert(sizeof(struct slab) <= SLAB_HEADER, "header grew");

static const uint16_t class_size[] = { 16,  32,	 48,  64,  96,	 128,  192,
				       256, 384, 512, 672, 1008, 1344, 2016 };
#define NR_CLASSES ARRAY_SIZE(class_size)
#define MAX_SMALL  2016

static struct spinlock slab_lock = SPINLOCK_INIT(LOCK_SLAB);
static struct list_head partial[NR_CLASSES]; /* next NULL: not yet used */
static struct slab *spare[NR_CLASSES];	     /* one empty page a class */

static struct slab *slab_of(void *p)
{
	return (void *)((uintptr_t)p & PAGE_MASK);
}

/* NR_CLASSES: whole pages. */
static unsigned int find_class(size_t size, size_t align)
{
	unsigned int c = 0;

	if (size > MAX_SMALL || align > SLAB_HEADER)
		return NR_CLASSES;
	while (c < NR_CLASSES &&
	       (class_size[c] < size || class_size[c] % align))
		c++;
	return c;
}

/* ---- Whole pages ---- */

static void pages_free(struct page_info *pg, unsigned long nr)
{
	unsigned long mfn = mfn_x(page_to_mfn(pg));

	while (nr) {
		unsigned int order = min(highest_bit(nr), MAX_ORDER + 0u);

		if (mfn)
			order = min(order, lowest_bit(mfn));
		heap_free(mfn_to_page(_mfn(mfn)), order, true);
		mfn += 1UL << order;
		nr -= 1UL << order;
	}
}

static void *pages_alloc(size_t size)
{
	unsigned long nr = PFN_UP(size);
	unsigned int order = order_from_pages(nr);
	struct page_info *pg;

	if (!nr || order > MAX_ORDER)
		return NULL;
	pg = heap_alloc(order, 0);
	if (!pg)
		return NULL;
	if (nr < 1UL << order)
		pages_free(pg + nr, (1UL << order) - nr);
	pg->next = nr;
	return mfn_to_virt(page_to_mfn(pg));
}

/* ---- Objects ---- */

static struct slab *slab_create(unsigned int class)
{
	struct slab *s = xheap_alloc_flags(0, MEMF_no_scrub);
	unsigned int size = class_size[class];
	char *p;

	if (!s)
		return NULL;
	s->class = class;
	s->used = 0;
	s->free = NULL;
	for (p = (char *)s + SLAB_HEADER; p + size <= (char *)s + PAGE_SIZE;
	     p += size) {
		*(void **)p = s->free;
		s->free = p;
	}
	return s;
}

/* An object of a page with room, or NULL.  slab_lock is held. */
static void *take_object(unsigned int class)
{
	struct slab *s;
	void *p;

	if (!partial[class].next)
		list_init(&partial[class]);
	if (list_empty(&partial[class]) && spare[class]) {
		list_add(&spare[class]->list, &partial[class]);
		spare[class] = NULL;
	}
	if (list_empty(&partial[class]))
		return NULL;
	s = container_of(partial[class].next, struct slab, list);
	p = s->free;
	s->free = *(void **)p;
	s->used++;
	if (!s->free)
		list_del(&s->list);
	return p;
}

void *slab_alloc(size_t size, size_t align)
{
	unsigned int class = find_class(size, align ? align : 1);
	struct slab *s;
	void *p;

	if (class == NR_CLASSES)
		return pages_alloc(size);
	spin_lock(&slab_lock);
	p = take_object(class);
	spin_unlock(&slab_lock);
	if (!p) {
		s = slab_create(class);
		if (!s)
			return NULL;
		spin_lock(&slab_lock);
		if (!partial[class].next)
			list_init(&partial[class]);
		list_add(&s->list, &partial[class]);
		p = take_object(class);
		spin_unlock(&slab_lock);
	}
	return memset(p, 0, class_size[class]);
}

void *slab_array(size_t size, size_t n)
{
	if (n && size > SIZE_MAX / n)
		return NULL;
	return slab_alloc(size * n, 16);
}

void slab_free(void *p)
{
	struct slab *s = slab_of(p), *empty = NULL;

	if (!p)
		return;
	if ((void *)s == p) {
		pages_free(virt_to_page(p), virt_to_page(p)->next);
		return;
	}
	spin_lock(&slab_lock);
	ASSERT(s->used && s->class < NR_CLASSES);
	if (!s->free)
		list_add(&s->list, &partial[s->class]);
	*(void **)p = s->free;
	s->free = p;
	if (!--s->used) {
		list_del(&s->list);
		empty = spare[s->class];
		spare[s->class] = s;
	}
	spin_unlock(&slab_lock);
	xheap_free(empty, 0);
}
