/*
 * range.c: sorted, disjoint ranges in a list.
 */
#include <xen/errno.h>
#include <xen/range.h>

struct range {
	struct list_head link;
	unsigned long start, end;
};

void range_set_init(struct range_set *set, const struct allocator *mem)
{
	list_init(&set->ranges);
	set->mem = mem;
}

static void range_free(struct range_set *set, struct range *r)
{
	list_del(&r->link);
	set->mem->free(set->mem->ctx, r);
}

void range_set_destroy(struct range_set *set)
{
	struct range *r, *tmp;

	list_for_each_entry_safe(r, tmp, &set->ranges, link) range_free(set, r);
}

/* A range with those ends, linked in before `next`; NULL without memory. */
static struct range *range_create(struct range_set *set, unsigned long start,
				  unsigned long end, struct list_head *next)
{
	struct range *r = set->mem->alloc(set->mem->ctx, sizeof(*r));

	if (r) {
		r->start = start;
		r->end = end;
		list_add_tail(&r->link, next);
	}
	return r;
}

int range_set_add(struct range_set *set, unsigned long start, unsigned long end)
{
	struct range *r, *tmp, *into = NULL;

	if (start > end)
		return -EINVAL;
	list_for_each_entry_safe(r, tmp, &set->ranges, link)
	{
		/* Before, with a gap between; start > r->end: no wrap. */
		if (r->end < start && r->end + 1 < start)
			continue;
		if (r->start > end && r->start - 1 > end)
			break;
		start = min(start, r->start);
		end = max(end, r->end);
		if (into)
			range_free(set, into);
		into = r;
	}
	if (!into)
		return range_create(set, start, end, &r->link) ? 0 : -ENOMEM;
	into->start = start;
	into->end = end;
	return 0;
}

int range_set_remove(struct range_set *set, unsigned long start,
		     unsigned long end)
{
	struct range *r, *tmp;

	if (start > end)
		return -EINVAL;
	list_for_each_entry_safe(r, tmp, &set->ranges, link)
	{
		if (r->end < start)
			continue;
		if (r->start > end)
			break;
		if (r->start < start && r->end > end) {
			/* A hole; no other range can be concerned. */
			if (!range_create(set, r->start, start - 1, &r->link))
				return -ENOMEM;
			r->start = end + 1;
			return 0;
		}
		if (r->start < start)
			r->end = start - 1;
		else if (r->end > end)
			r->start = end + 1;
		else
			range_free(set, r);
	}
	return 0;
}

bool range_set_contains(const struct range_set *set, unsigned long start,
			unsigned long end)
{
	const struct range *r;

	if (start > end)
		return false;
	list_for_each_entry (r, &set->ranges, link) {
		if (r->end >= start)
			return r->start <= start && r->end >= end;
	}
	return false;
}

bool range_set_contains_any(const struct range_set *set, unsigned long start,
			    unsigned long end)
{
	const struct range *r;

	if (start > end)
		return false;
	list_for_each_entry (r, &set->ranges, link) {
		if (r->end >= start)
			return r->start <= end;
	}
	return false;
}

int range_set_for_each_within(
	const struct range_set *set, unsigned long start, unsigned long end,
	int (*fn)(unsigned long start, unsigned long end, void *ctx), void *ctx)
{
	const struct range *r;
	int rc;

	list_for_each_entry (r, &set->ranges, link) {
		if (r->end < start)
			continue;
		if (r->start > end)
			break;
		rc = fn(max(r->start, start), min(r->end, end), ctx);
		if (rc)
			return rc;
	}
	return 0;
}

int range_set_for_each(const struct range_set *set,
		       int (*fn)(unsigned long start, unsigned long end,
				 void *ctx),
		       void *ctx)
{
	return range_set_for_each_within(set, 0, ~0UL, fn, ctx);
}
