// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing a PV domain's contents to a stream: the order of things.  The guest
 * is left suspended after success and whatever it was after failure; logging
 * of its writes is always switched off again.
 */
#include "save.h"

#include <arpa/inet.h>
#include <endian.h>
#include <sys/mman.h>

int xg_save_failed(struct xg_save *s, const char *what)
{
	return xg_fail(s->err, errno ? errno : EIO, "domain %u: %s: %s",
		       s->par->domid, what, strerror(errno));
}

static int open_domain(struct xg_save *s)
{
	xen_pfn_t frame;
	unsigned int width;

	if (xc_domain_getinfo_single(s->xch, s->par->domid, &s->info))
		return xg_save_failed(s, "it does not exist");
	if (s->info.flags & XEN_DOMINF_hvm_guest)
		return xg_fail(s->err, EOPNOTSUPP,
			       "domain %u is no PV guest: others cannot be "
			       "saved yet",
			       s->par->domid);
	if (xc_domain_get_guest_width(s->xch, s->par->domid, &width))
		return xg_save_failed(s, "cannot read its width");
	if (width != 8)
		return xg_fail(s->err, EOPNOTSUPP,
			       "domain %u is a 32-bit guest, which cannot be "
			       "saved",
			       s->par->domid);
	frame = s->info.shared_info_frame;
	s->shared = xenforeignmemory_map(s->fmem, s->par->domid, PROT_READ, 1,
					 &frame, NULL);
	if (!s->shared)
		return xg_save_failed(s, "cannot map its shared info");
	if (xg_m2p_open(&s->m2p, s->xch))
		return xg_save_failed(s,
				      "cannot map the machine's frame table");
	return 0;
}

static int write_headers(struct xg_save *s)
{
	struct xg_image_header image = {
		.marker = XG_IMAGE_MARKER,
		.id = htonl(XG_IMAGE_ID),
		.version = htonl(XG_IMAGE_VERSION),
	};
	int version = xc_version(s->xch, XENVER_version, NULL);
	struct xg_domain_header domain = {
		.type = XG_DOMAIN_X86_PV,
		.page_shift = XC_PAGE_SHIFT,
		.xen_major = version >> 16 & 0xffff,
		.xen_minor = version & 0xffff,
	};
	struct iovec iov[] = {
		{ &image, sizeof(image) },
		{ &domain, sizeof(domain) },
	};

	if (version < 0)
		return xg_save_failed(s,
				      "cannot read the hypervisor's version");
	return xg_writev(&s->io, iov, 2);
}

static int write_p2m_frames(struct xg_save *s)
{
	struct xg_p2m_frames_header h = { 0, s->p2m.nr_pfns - 1 };

	return xg_write_record(&s->io, XG_REC_X86_PV_P2M_FRAMES, &h, sizeof(h),
			       s->p2m.frame_pfns,
			       s->p2m.nr_frames * sizeof(*s->p2m.frame_pfns));
}

/* The guest may have given its list new frames while it ran. */
static int refresh_p2m(struct xg_save *s)
{
	struct xg_guest_p2m now;
	bool same;
	int rc = xg_p2m_map(s, &now);

	if (rc)
		return rc;
	if (now.nr_pfns != s->p2m.nr_pfns) {
		rc = xg_fail(s->err, EAGAIN,
			     "the guest's physical space has grown while it "
			     "was copied: try again");
		xg_p2m_unmap(s, &now);
		return rc;
	}
	same = !memcmp(now.frame_pfns, s->p2m.frame_pfns,
		       now.nr_frames * sizeof(*now.frame_pfns));
	xg_p2m_unmap(s, &s->p2m);
	s->p2m = now;
	return same ? 0 : write_p2m_frames(s);
}

/* A frozen guest's shutdown reason is checked, whatever the caller says. */
static int suspend(struct xg_save *s)
{
	int rc = s->par->suspend(s->par->arg);

	if (rc)
		return xg_fail(s->err, ECANCELED, "domain %u did not suspend",
			       s->par->domid);
	if (xc_domain_getinfo_single(s->xch, s->par->domid, &s->info))
		return xg_save_failed(s, "it is gone");
	if (!(s->info.flags & XEN_DOMINF_shutdown) ||
	    (s->info.flags >> XEN_DOMINF_shutdownshift &
	     XEN_DOMINF_shutdownmask) != SHUTDOWN_suspend)
		return xg_fail(s->err, EBUSY, "domain %u is not suspended",
			       s->par->domid);
	s->frozen = true;
	return 0;
}

static void all_pages(struct xg_save *s, unsigned long *map)
{
	xen_pfn_t i;

	for (i = 0; i < s->p2m.nr_pfns; i++)
		xg_set_bit(map, i);
}

/* Once more, for the reader to compare. */
static int verify(struct xg_save *s, unsigned long *map)
{
	int rc = xg_write_record(&s->io, XG_REC_VERIFY, NULL, 0, NULL, 0);

	all_pages(s, map);
	return rc ? rc : xg_save_pages(s, map);
}

static int save_memory(struct xg_save *s, unsigned long *map)
{
	int rc;

	all_pages(s, map);
	s->progress.total_pages = s->info.tot_pages;
	s->progress.round_pages = s->info.tot_pages;
	s->started_us = xg_now_us();
	if (s->par->live) {
		rc = xg_save_live(s, map);
		if (rc)
			return rc;
	}
	rc = suspend(s);
	if (!rc && s->par->live)
		rc = xg_save_live_final(s, map);
	if (!rc)
		rc = refresh_p2m(s);
	if (!rc)
		rc = xg_save_pages(s, map);
	if (!rc && s->par->verify)
		rc = verify(s, map);
	return rc;
}

static int write_all(struct xg_save *s)
{
	unsigned long *map;
	size_t words = (s->p2m.nr_pfns + 63) / 64;
	int rc = write_headers(s);

	map = calloc(words, sizeof(*map));
	s->deferred = calloc(words, sizeof(*s->deferred));
	if (!map || !s->deferred)
		rc = xg_save_failed(s, "no memory for the maps of its pages");
	if (!rc)
		rc = xg_save_static(s);
	if (!rc)
		rc = write_p2m_frames(s);
	if (!rc)
		rc = save_memory(s, map);
	if (s->par->live)
		xg_save_live_end(s);
	if (!rc)
		rc = xg_save_state(s);
	if (!rc)
		rc = xg_write_record(&s->io, XG_REC_END, NULL, 0, NULL, 0);
	free(map);
	free(s->deferred);
	return rc;
}

int xc_domain_save(xc_interface *xch, const struct xc_save_params *par,
		   struct xc_dom_error *err)
{
	struct xg_save s = {
		.xch = xch,
		.fmem = xc_interface_fmem_handle(xch),
		.par = par,
		.err = err,
		.io = { .fd = par->fd, .err = err },
		.m2p = { .xch = xch },
	};
	int rc = open_domain(&s);

	if (!rc)
		rc = xg_save_batch_alloc(&s);
	if (!rc)
		rc = xg_p2m_map(&s, &s.p2m);
	if (!rc)
		rc = write_all(&s);
	xg_p2m_unmap(&s, &s.p2m);
	xg_save_batch_free(&s);
	xg_m2p_close(&s.m2p);
	if (s.shared)
		xenforeignmemory_unmap(s.fmem, s.shared, 1);
	return rc;
}
