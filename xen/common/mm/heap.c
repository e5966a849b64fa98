/*
 * heap.c: the buddy heap: all RAM that is nobody's.
 *
 * Blocks of 2^order frames, aligned to their size, on lists by node, zone and
 * order.  A zone is a width of addresses: zone 0 lies below 2^24, zone n
 * between 2^(n+23) and 2^(n+24), the last one takes the rest; so a limit in
 * bits is a limit in zones, and the highest zone that will do is used first.
 * A node's lists live in the first pages that it gives.
 *
 * A free page says in count_info PGC_state_free and, where its contents are
 * someone's old data, PGC_need_scrub.  type_info of a block's first page is
 *
 *	bits 0-4	order
 *	bits 8-27	1 + index of the first page that may be dirty, 0: clean
 *	bit 31		(every page) a CPU may still have a translation of it
 *			as of TLB stamp `extra`
 *
 * Clean blocks stand at the head of their list, dirty ones at the tail, so
 * that an allocation finds a clean block first and the idle loop a dirty one.
 * A page is flushed, then scrubbed, on its way out: pages that the heap gives
 * are zero, unless the caller doesn't care.
 *
 * Only the first page of a block matters when buddies are looked for: of two
 * aligned blocks that do not overlap, the smaller's buddy at its own order is
 * never an inner page of the larger.
 *
 * heap_lock (LOCK_HEAP) guards lists, counts and claims.  Flushing and
 * clearing go on outside of it.
 */
#include <xen/arch/cpu.h>
#include <xen/arch/mm.h>
#include <xen/atomic.h>
#include <xen/bitops.h>
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/log.h>
#include <xen/smp.h>
#include <xen/string.h>

#include "private.h"

#define ZONE_MIN_BITS 24
#define ZONE_MAX_BITS 40
#define NR_ZONES      (ZONE_MAX_BITS - ZONE_MIN_BITS + 1)
#define ZONE_LOW      (32 - ZONE_MIN_BITS) /* last zone below 4 GiB */

#define FREE_ORDER_MASK	 0x1fu
#define FREE_DIRTY_SHIFT 8
#define FREE_DIRTY_MASK	 0xfffffu
#define FREE_FLUSH	 0x80000000u

/* Pages that one step of idle scrubbing takes at most, as an order. */
#define SCRUB_ORDER 6

struct heap_node {
	struct page_list list[NR_ZONES][MAX_ORDER + 1];
	unsigned long free, free_low;
	unsigned long dirty; /* pages with PGC_need_scrub */
};

unsigned long heap_pages;

static struct spinlock heap_lock = SPINLOCK_INIT(LOCK_HEAP);
static struct heap_node *heap_nodes[NR_NODES];
static unsigned long free_total;
static unsigned long claims_total;
static unsigned int nr_scrubbing; /* blocks off their lists for scrubbing */

static unsigned int zone_of(unsigned long mfn)
{
	unsigned int bits = mfn ? highest_bit(mfn) + 1 + PAGE_SHIFT : 0;

	return clamp(bits, ZONE_MIN_BITS + 0u, ZONE_MAX_BITS + 0u) -
	       ZONE_MIN_BITS;
}

static unsigned int node_of(unsigned long mfn)
{
	return nr_nodes > 1 ? arch_mfn_node(_mfn(mfn)) : 0;
}

static unsigned int block_order(const struct page_info *pg)
{
	return pg->type_info & FREE_ORDER_MASK;
}

/* 1 + index of the first page that may be dirty; 0. */
static unsigned int block_dirty(const struct page_info *pg)
{
	return (pg->type_info >> FREE_DIRTY_SHIFT) & FREE_DIRTY_MASK;
}

static bool page_is_free(const struct page_info *pg)
{
	return (pg->count_info & PGC_state_mask) == PGC_state_free;
}

/* ---- Blocks; heap_lock is held ---- */

static void block_insert(struct heap_node *h, unsigned int zone,
			 struct page_info *pg, unsigned int order,
			 unsigned int dirty)
{
	struct page_list *l = &h->list[zone][order];

	pg->type_info = (pg->type_info & FREE_FLUSH) | order |
			dirty << FREE_DIRTY_SHIFT;
	pg->count_info = (pg->count_info & PGC_need_scrub) | PGC_state_free;
	if (dirty)
		page_list_add_tail(l, pg);
	else
		page_list_add(l, pg);
}

/* Adds a block, joined with its buddies as far as they are free. */
static void block_free(struct heap_node *h, unsigned int node,
		       struct page_info *pg, unsigned int order,
		       unsigned int dirty)
{
	unsigned long mfn = mfn_x(page_to_mfn(pg));
	unsigned int zone = zone_of(mfn);

	for (; order < MAX_ORDER; order++) {
		unsigned long size = 1UL << order;
		unsigned long other = mfn ^ size;
		struct page_info *b = mfn_to_page(_mfn(other));
		unsigned int b_dirty;

		if (!mfn_valid(_mfn(other)) || !page_is_free(b) ||
		    block_order(b) != order || zone_of(other) != zone ||
		    node_of(other) != node)
			break;
		page_list_del(&h->list[zone][order], b);
		b_dirty = block_dirty(b);
		if (other < mfn) {
			dirty = b_dirty ? b_dirty : dirty ? dirty + size : 0;
			mfn = other;
			pg = b;
		} else if (!dirty && b_dirty) {
			dirty = b_dirty + size;
		}
	}
	block_insert(h, zone, pg, order, dirty);
}

/*
 * Cuts the block `pg` (off its list) down to the part of size 2^order that
 * holds page `keep` (index), and puts the rest back.  *dirty as block_dirty().
 */
static struct page_info *block_split(struct heap_node *h, struct page_info *pg,
				     unsigned int from, unsigned int order,
				     unsigned long keep, unsigned int *dirty)
{
	unsigned int zone = zone_of(mfn_x(page_to_mfn(pg)));

	while (from > order) {
		unsigned long half = 1UL << --from;
		unsigned int lo = *dirty && *dirty <= half ? *dirty : 0;
		/* Behind a dirty page anything may be dirty. */
		unsigned int hi = !*dirty ? 0 : lo ? 1 : *dirty - half;

		if (keep < half) {
			block_insert(h, zone, pg + half, from, hi);
			*dirty = lo;
		} else {
			block_insert(h, zone, pg, from, lo);
			pg += half;
			keep -= half;
			*dirty = hi;
		}
	}
	return pg;
}

static struct page_info *take_from(struct heap_node *h, unsigned int zone,
				   unsigned int order)
{
	unsigned int j, dirty;
	struct page_info *pg;

	for (j = order; j <= MAX_ORDER; j++) {
		struct page_list *l = &h->list[zone][j];

		if (l->head == PAGE_LINK_END)
			continue;
		pg = page_list_pop(l);
		dirty = block_dirty(pg);
		return block_split(h, pg, j, order, 0, &dirty);
	}
	return NULL;
}

static void account(struct heap_node *h, unsigned long mfn, long pages)
{
	h->free += pages;
	if (zone_of(mfn) <= ZONE_LOW)
		h->free_low += pages;
	free_total += pages;
}

static struct page_info *take_from_node(unsigned int node, unsigned int zone,
					unsigned int order)
{
	struct heap_node *h = heap_nodes[node];
	struct page_info *pg;

	if (!h || h->free < 1UL << order)
		return NULL;
	do {
		pg = take_from(h, zone, order);
		if (pg) {
			account(h, mfn_x(page_to_mfn(pg)), -(1L << order));
			/* In use, for whoever frees the buddy. */
			pg->count_info &= PGC_need_scrub;
			return pg;
		}
	} while (zone-- > 0);
	return NULL;
}

/* ---- Allocation ---- */

/*
 * The highest zone for addresses of `bits` bits that may have memory; -1:
 * there is none.
 */
static int zone_limit(unsigned int bits)
{
	int top = (int)zone_of(max_page - 1);

	if (!bits || bits >= 64 || max_page <= 1UL << (bits - min(bits, 12u)))
		return top;
	if (bits < ZONE_MIN_BITS)
		return -1;
	return min((int)(min(bits, ZONE_MAX_BITS - 1u) - ZONE_MIN_BITS), top);
}

static unsigned int first_node(const struct domain *d, unsigned int memflags)
{
	int node = MEMF_get_node(memflags);
	unsigned int local;

	if (nr_nodes <= 1)
		return 0;
	if (node >= 0 && node < NR_NODES)
		return node;
	local = arch_cpu_node(smp_processor_id());
	if (d && !nodemask_test(local, &d->node_affinity) &&
	    !nodemask_empty(&d->node_affinity))
		return nodemask_first(&d->node_affinity);
	return local < NR_NODES ? local : 0;
}

/* Of the nodes not yet in `seen`, the one nearest to `from`; NR_NODES. */
static unsigned int next_node(unsigned int from, const struct domain *d,
			      const nodemask_t *seen)
{
	unsigned int best = NR_NODES, best_cost = ~0u;

	for (unsigned int n = 0; n < nr_nodes && n < NR_NODES; n++) {
		unsigned int cost;

		if (!heap_nodes[n] || nodemask_test(n, seen))
			continue;
		cost = arch_node_distance(from, n);
		if (d && !nodemask_test(n, &d->node_affinity))
			cost += 0x10000;
		if (cost < best_cost) {
			best_cost = cost;
			best = n;
		}
	}
	return best;
}

static struct page_info *take_block(struct domain *d, unsigned int order,
				    unsigned int memflags)
{
	unsigned int bits = memflags & MEMF_low ? 32 : MEMF_get_bits(memflags);
	unsigned int first = first_node(d, memflags);
	nodemask_t seen = nodemask_of(first);
	int zone = zone_limit(bits);
	struct page_info *pg;
	unsigned int node;

	if (zone < 0)
		return NULL;
	pg = take_from_node(first, zone, order);
	if (pg || nr_nodes <= 1 || (memflags & MEMF_exact_node))
		return pg;
	while ((node = next_node(first, d, &seen)) < NR_NODES) {
		pg = take_from_node(node, zone, order);
		if (pg)
			return pg;
		nodemask_set(node, &seen);
	}
	return NULL;
}

/* No CPU has a translation of the pages any more. */
static void flush_block(struct page_info *pg, unsigned long nr)
{
	bool any = false;
	uint16_t last = 0;

	for (unsigned long i = 0; i < nr; i++) {
		if (!(pg[i].type_info & FREE_FLUSH))
			continue;
		if (!any || pg[i].extra != last)
			arch_tlb_flush_since(&cpu_online_map, pg[i].extra);
		any = true;
		last = pg[i].extra;
	}
}

static void prepare_block(struct page_info *pg, unsigned int order,
			  unsigned int memflags)
{
	unsigned long nr = 1UL << order, scrubbed = 0;
	struct heap_node *h = heap_nodes[node_of(mfn_x(page_to_mfn(pg)))];

	flush_block(pg, nr);
	for (unsigned long i = 0; i < nr; i++) {
		struct page_info *p = &pg[i];

		if (p->count_info & PGC_need_scrub) {
			scrubbed++;
			if (!(memflags & MEMF_no_scrub))
				arch_clear_page(mfn_to_virt(page_to_mfn(p)));
		}
		p->type_info = 0;
		p->owner = DOMID_INVALID;
		p->extra = 0;
		store_release(&p->count_info, PGC_state_inuse);
	}
	if (scrubbed) {
		spin_lock(&heap_lock);
		h->dirty -= scrubbed;
		spin_unlock(&heap_lock);
	}
}

struct page_info *heap_alloc_for(struct domain *d, unsigned int order,
				 unsigned int memflags)
{
	struct page_info *pg = NULL;
	unsigned long nr = 1UL << order;
	bool wait;

	if (order > MAX_ORDER)
		return NULL;
	do {
		unsigned long mine;

		spin_lock(&heap_lock);
		mine = d ? d->claimed_pages : 0;
		if (nr + claims_total <= free_total + mine)
			pg = take_block(d, order, memflags);
		if (pg && mine) {
			unsigned long used = min(nr, mine);

			d->claimed_pages -= used;
			claims_total -= used;
		}
		/* What is being scrubbed comes back soon. */
		wait = !pg && nr_scrubbing;
		spin_unlock(&heap_lock);
		if (wait)
			arch_cpu_relax();
	} while (wait);
	if (pg)
		prepare_block(pg, order, memflags);
	return pg;
}

struct page_info *heap_alloc(unsigned int order, unsigned int memflags)
{
	return heap_alloc_for(NULL, order, memflags);
}

void heap_free(struct page_info *pg, unsigned int order, bool need_scrub)
{
	unsigned int node = node_of(mfn_x(page_to_mfn(pg)));
	struct heap_node *h = heap_nodes[node];
	unsigned long nr = 1UL << order;
	uint16_t stamp = arch_tlb_stamp();

	ASSERT(order <= MAX_ORDER);
	for (unsigned long i = 0; i < nr; i++) {
		struct page_info *p = &pg[i];
		bool mapped = p->owner != DOMID_INVALID ||
			      (p->count_info & PGC_xen_shared);

		ASSERT(!page_is_free(p) && !(p->count_info & PGC_count_mask));
		p->type_info = mapped ? FREE_FLUSH : 0;
		p->extra = stamp;
		p->owner = DOMID_INVALID;
		/* The first page turns free under the lock. */
		p->count_info = (need_scrub ? PGC_need_scrub : 0) |
				(i ? PGC_state_free : PGC_state_inuse);
	}
	spin_lock(&heap_lock);
	account(h, mfn_x(page_to_mfn(pg)), nr);
	if (need_scrub)
		h->dirty += nr;
	block_free(h, node, pg, order, need_scrub);
	spin_unlock(&heap_lock);
}

/* ---- Boot ---- */

/* Lists of a node that has none, in its own first pages; pages used. */
static unsigned long node_create(unsigned int node, mfn_t start,
				 unsigned long nr)
{
	unsigned long need = PFN_UP(sizeof(struct heap_node));
	struct heap_node *h;

	if (heap_nodes[node])
		return 0;
	if (nr < need)
		return nr;
	h = mfn_to_virt(start);
	memset(h, 0, sizeof(*h));
	for (unsigned int z = 0; z < NR_ZONES; z++)
		for (unsigned int o = 0; o <= MAX_ORDER; o++)
			h->list[z][o] = (struct page_list)PAGE_LIST_INIT;
	for (unsigned long i = 0; i < need; i++)
		mfn_to_page(mfn_add(start, i))->count_info = PGC_state_inuse;
	heap_nodes[node] = h;
	return need;
}

/* One aligned block of one zone, as large as fits into [mfn, end). */
static unsigned int chunk_order(unsigned long mfn, unsigned long end)
{
	unsigned int order = min(highest_bit(end - mfn), MAX_ORDER + 0u);

	if (mfn)
		order = min(order, lowest_bit(mfn));
	while (zone_of(mfn) != zone_of(mfn + (1UL << order) - 1))
		order--;
	return order;
}

static void add_node_range(unsigned int node, unsigned long mfn,
			   unsigned long end)
{
	mfn += node_create(node, _mfn(mfn), end - mfn);
	while (mfn < end) {
		unsigned int order = chunk_order(mfn, end);

		for (unsigned long i = 0; i < 1UL << order; i++) {
			struct page_info *p = mfn_to_page(_mfn(mfn + i));

			p->count_info = PGC_state_inuse;
			p->owner = DOMID_INVALID;
		}
		heap_pages += 1UL << order;
		heap_free(mfn_to_page(_mfn(mfn)), order, true);
		mfn += 1UL << order;
	}
}

void heap_add_range(mfn_t start, mfn_t end)
{
	unsigned long mfn = mfn_x(start), last = mfn_x(end);

	while (mfn < last) {
		unsigned int node = node_of(mfn);
		unsigned long stop = nr_nodes > 1 ? mfn + 1 : last;

		while (stop < last && node_of(stop) == node)
			stop++;
		if (node < NR_NODES)
			add_node_range(node, mfn, stop);
		mfn = stop;
	}
}

/* ---- Idle scrubbing ---- */

/* A dirty block of the node, off its list; NULL.  heap_lock is held. */
static struct page_info *dirty_block(struct heap_node *h, unsigned int *order,
				     unsigned int *dirty)
{
	for (int z = NR_ZONES - 1; z >= 0; z--)
		for (int o = MAX_ORDER; o >= 0; o--) {
			struct page_list *l = &h->list[z][o];
			struct page_info *pg;

			if (l->tail == PAGE_LINK_END)
				continue;
			pg = mfn_to_page(_mfn(l->tail));
			if (!block_dirty(pg))
				continue;
			page_list_del(l, pg);
			*order = o;
			*dirty = block_dirty(pg);
			return pg;
		}
	return NULL;
}

/* Index of the first dirty page at or behind `from`, or `nr`. */
static unsigned long first_dirty(const struct page_info *pg, unsigned long from,
				 unsigned long nr)
{
	while (from < nr && !(pg[from].count_info & PGC_need_scrub))
		from++;
	return from;
}

static bool scrub_node(unsigned int node)
{
	struct heap_node *h = heap_nodes[node];
	unsigned int order, dirty;
	unsigned long at, nr, done = 0;
	struct page_info *pg;

	if (!h || !READ_ONCE(h->dirty))
		return false;
	spin_lock(&heap_lock);
	pg = dirty_block(h, &order, &dirty);
	if (!pg) {
		spin_unlock(&heap_lock);
		return false;
	}
	at = first_dirty(pg, dirty - 1, 1UL << order);
	if (at == 1UL << order) {
		/* It only might have been dirty. */
		block_insert(h, zone_of(mfn_x(page_to_mfn(pg))), pg, order, 0);
		spin_unlock(&heap_lock);
		return true;
	}
	dirty = at + 1;
	if (order > SCRUB_ORDER) {
		pg = block_split(h, pg, order, SCRUB_ORDER, at, &dirty);
		order = SCRUB_ORDER;
	}
	pg->count_info &= ~PGC_state_mask;
	nr_scrubbing++;
	spin_unlock(&heap_lock);

	nr = 1UL << order;
	flush_block(pg, nr);
	for (unsigned long i = 0; i < nr; i++) {
		pg[i].type_info &= ~FREE_FLUSH;
		if (!(pg[i].count_info & PGC_need_scrub))
			continue;
		arch_clear_page(mfn_to_virt(page_to_mfn(&pg[i])));
		pg[i].count_info &= ~PGC_need_scrub;
		done++;
	}

	spin_lock(&heap_lock);
	h->dirty -= done;
	nr_scrubbing--;
	block_free(h, node, pg, order, 0);
	spin_unlock(&heap_lock);
	return true;
}

static bool scrub_any(void)
{
	unsigned int local = first_node(NULL, 0);

	if (scrub_node(local))
		return true;
	for (unsigned int n = 0; n < nr_nodes && n < NR_NODES; n++)
		if (n != local && scrub_node(n))
			return true;
	return false;
}

/* One CPU at a time: more of them would only wait for each other's lock. */
bool heap_scrub_some(void)
{
	static unsigned int busy;
	bool done;

	if (READ_ONCE(busy) || atomic_xchg(&busy, 1))
		return false;
	done = scrub_any();
	store_release(&busy, 0);
	return done;
}

/* ---- Counts and claims ---- */

unsigned long heap_free_pages(void)
{
	return READ_ONCE(free_total);
}

unsigned long heap_free_pages_node(unsigned int node)
{
	if (node >= NR_NODES)
		return 0;
	node = array_index_nospec(node, NR_NODES);
	return heap_nodes[node] ? READ_ONCE(heap_nodes[node]->free) : 0;
}

unsigned long heap_free_pages_low(void)
{
	unsigned long sum = 0;

	for (unsigned int n = 0; n < NR_NODES; n++)
		if (heap_nodes[n])
			sum += READ_ONCE(heap_nodes[n]->free_low);
	return sum;
}

unsigned long heap_claimed_pages(void)
{
	return READ_ONCE(claims_total);
}

int heap_claim(struct domain *d, unsigned long pages)
{
	int rc = 0;

	spin_lock(&d->page_lock);
	spin_lock(&heap_lock);
	if (!pages) {
		claims_total -= d->claimed_pages;
		d->claimed_pages = 0;
	} else if (d->claimed_pages || pages > d->max_pages ||
		   pages <= d->tot_pages || d->dying) {
		rc = -EINVAL;
	} else if (pages - d->tot_pages > free_total - claims_total) {
		rc = -ENOMEM;
	} else {
		d->claimed_pages = pages - d->tot_pages;
		claims_total += d->claimed_pages;
	}
	spin_unlock(&heap_lock);
	spin_unlock(&d->page_lock);
	return rc;
}

/* ---- Pages for the hypervisor ---- */

void *xheap_alloc_flags(unsigned int order, unsigned int memflags)
{
	struct page_info *pg = heap_alloc(order, memflags);

	return pg ? mfn_to_virt(page_to_mfn(pg)) : NULL;
}

void *xheap_alloc(unsigned int order)
{
	return xheap_alloc_flags(order, 0);
}

void xheap_free(void *va, unsigned int order)
{
	if (va)
		heap_free(virt_to_page(va), order, true);
}
