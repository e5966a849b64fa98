/*
 * copy.c: GNTTABOP_copy: bytes from one page to another, each named by a grant
 * or, if it is the caller's own, by its frame.
 *
 * Network backends copy many pieces of one page in a row: a side stays pinned
 * until the next element names another page.
 */
#include "private.h"

#include <xen/arch/mm.h>
#include <xen/page_ref.h>
#include <xen/string.h>

struct side {
	struct domain *d;     /* referenced; NULL: nothing is held */
	struct page_info *pg; /* held */
	char *va;
	unsigned int start, length; /* what of it may be touched */
	uint64_t name;		    /* ref or gfn */
	domid_t domid;		    /* as the guest said it */
	bool gref, readonly;
};

static void side_release(struct side *s)
{
	if (!s->d)
		return;
	if (s->gref)
		grant_unpin(s->d, (grant_ref_t)s->name,
			    s->readonly ? PIN_HSTR : PIN_HSTW);
	grant_page_release(s->pg, s->readonly);
	domain_put(s->d);
	s->d = NULL;
}

static int side_page(struct side *s, struct domain *d)
{
	uint32_t pin = s->readonly ? PIN_HSTR : PIN_HSTW;
	struct grant_use use = { .length = PAGE_SIZE };
	int ret;

	if (s->gref) {
		ret = grant_pin_copy(d, (grant_ref_t)s->name,
				     current->domain->id, pin, &use);
		if (ret)
			return ret;
	} else {
		use.pg = arch_get_page_from_gfn(d, _gfn(s->name), !s->readonly);
		if (!use.pg)
			return GNTST_bad_page;
	}
	s->pg = use.pg;
	s->start = use.start;
	s->length = use.length;
	if (grant_page_hold(s->pg, s->readonly))
		return GNTST_okay;
	if (s->gref)
		grant_unpin(d, (grant_ref_t)s->name, pin);
	page_put(s->pg);
	return GNTST_general_error;
}

/* Holds the page that `p` names; keeps what it holds if that is the same. */
static int side_claim(struct side *s, const struct gnttab_copy_ptr *p,
		      bool gref)
{
	uint64_t name = gref ? p->u.ref : p->u.gmfn;
	struct domain *d;
	int ret;

	if (s->d && s->gref == gref && s->name == name && s->domid == p->domid)
		return GNTST_okay;
	side_release(s);
	/* Only one's own pages are named by frame. */
	if (!gref && p->domid != DOMID_SELF)
		return GNTST_permission_denied;
	d = domain_get_any(p->domid);
	if (!d)
		return GNTST_bad_domain;
	s->gref = gref;
	s->name = name;
	s->domid = p->domid;
	ret = side_page(s, d);
	if (ret) {
		domain_put(d);
		return ret;
	}
	s->va = mfn_to_virt(page_to_mfn(s->pg));
	s->d = d;
	return GNTST_okay;
}

static bool side_covers(const struct side *s, unsigned int offset,
			unsigned int len)
{
	return offset >= s->start && offset + len <= s->start + s->length;
}

static int copy_one(const struct gnttab_copy *op, struct side *src,
		    struct side *dest)
{
	unsigned int len = op->len, from = op->source.offset,
		     to = op->dest.offset;
	int ret = side_claim(src, &op->source, op->flags & GNTCOPY_source_gref);

	if (!ret)
		ret = side_claim(dest, &op->dest,
				 op->flags & GNTCOPY_dest_gref);
	if (ret)
		return ret;
	if (from + len > PAGE_SIZE || to + len > PAGE_SIZE)
		return GNTST_bad_copy_arg;
	if (!side_covers(src, from, len) || !side_covers(dest, to, len))
		return GNTST_general_error;
	/* Also under speculation it stays in the pages. */
	from = array_index_nospec(from, (unsigned int)PAGE_SIZE - len + 1);
	to = array_index_nospec(to, (unsigned int)PAGE_SIZE - len + 1);
	if (likely(dest->va != src->va))
		memcpy(dest->va + to, src->va + from, len);
	else
		memmove(dest->va + to, src->va + from, len);
	return GNTST_okay;
}

long grant_op_copy(guest_ptr_t arg, unsigned int count, unsigned int *done)
{
	struct side src = { .readonly = true }, dest = { .readonly = false };
	struct gnttab_copy op;
	unsigned int i;
	long ret = 0;

	for (i = 0; i < count; i++) {
		if (i && hypercall_preempt()) {
			*done = i;
			ret = -ERESTART;
			break;
		}
		ret = -EFAULT;
		if (get_guest_at(&op, arg, i))
			break;
		op.status = (int16_t)copy_one(&op, &src, &dest);
		if (op.status) {
			side_release(&src);
			side_release(&dest);
		}
		if (put_guest_at(arg, i, &op))
			break;
		ret = 0;
	}
	side_release(&src);
	side_release(&dest);
	return ret;
}
