// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copying a guest that runs: the hypervisor logs which pages it writes, and
 * each round sends those of the round before.
 *
 * The rounds end, and the guest is stopped for the rest, when
 *  - what is dirty can be sent within the wanted downtime, at the rate that
 *    was measured so far, or
 *  - a round left more than three quarters of what it had to send: further
 *    rounds gain nothing, or
 *  - max_rounds are over, or as much as max_factor times the guest's memory
 *    has been sent.
 * So it always ends (docs/migration.md).
 */
#include "save.h"

#include <time.h>

uint64_t xg_now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000ULL + ts.tv_nsec / 1000;
}

static bool enable_log(struct xg_save *s)
{
	return xc_logdirty_control(s->xch, s->par->domid,
				   XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, NULL,
				   0, 0, NULL) >= 0;
}

static int start_log(struct xg_save *s)
{
	if (enable_log(s))
		return 0;
	/* Somebody who was killed has left it on. */
	if (errno == EINVAL) {
		xg_save_live_end(s);
		if (enable_log(s))
			return 0;
	}
	if (errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL)
		return xg_fail(s->err, EOPNOTSUPP,
			       "this hypervisor cannot log which pages a PV "
			       "guest writes (%s), so a running one cannot be "
			       "migrated: save it to a file and restore that",
			       strerror(errno));
	return xg_save_failed(s, "cannot log its writes");
}

void xg_save_live_end(struct xg_save *s)
{
	xc_logdirty_control(s->xch, s->par->domid, XEN_DOMCTL_SHADOW_OP_OFF,
			    NULL, 0, 0, NULL);
}

/* What was written since the last time is added to `dirty`. */
static int collect(struct xg_save *s, unsigned long *dirty, unsigned int mode)
{
	DECLARE_HYPERCALL_BUFFER(unsigned long, map);
	xen_pfn_t i, words = (s->p2m.nr_pfns + 63) / 64;
	int rc = 0;

	if (!xc_hypercall_buffer_alloc(s->xch, map, words * sizeof(*map)))
		return xg_save_failed(s, "no memory for the dirty pages");
	if (xc_logdirty_control(
		    s->xch, s->par->domid, XEN_DOMCTL_SHADOW_OP_CLEAN,
		    HYPERCALL_BUFFER(map), s->p2m.nr_pfns, mode, NULL) < 0)
		rc = xg_save_failed(s, "cannot read which pages it wrote");
	for (i = 0; i < words && !rc; i++)
		dirty[i] |= map[i];
	xc_hypercall_buffer_free(s->xch, map);
	return rc;
}

static xen_pfn_t count(const unsigned long *map, xen_pfn_t nr)
{
	xen_pfn_t i, n = 0;

	for (i = 0; i < (nr + 63) / 64; i++)
		n += __builtin_popcountl(map[i]);
	return n;
}

/* At the rate so far, in ms. */
static unsigned int time_for(const struct xc_save_progress *p, xen_pfn_t pages,
			     uint64_t elapsed_us)
{
	uint64_t ms;

	if (!p->sent_pages)
		return UINT32_MAX;
	ms = elapsed_us * pages / p->sent_pages / 1000;
	return ms < UINT32_MAX ? ms : UINT32_MAX;
}

static bool enough(struct xg_save *s, xen_pfn_t before, xen_pfn_t now)
{
	const struct xc_save_progress *p = &s->progress;
	unsigned int rounds = s->par->max_rounds ? s->par->max_rounds : 30;
	unsigned int factor = s->par->max_factor ? s->par->max_factor : 3;
	unsigned int wanted = s->par->downtime_ms ? s->par->downtime_ms : 100;

	return p->downtime_ms <= wanted || now > before - before / 4 ||
	       p->round >= rounds ||
	       p->sent_pages > (uint64_t)factor * p->total_pages;
}

int xg_save_live(struct xg_save *s, unsigned long *dirty)
{
	struct xc_save_progress *p = &s->progress;
	xen_pfn_t words = (s->p2m.nr_pfns + 63) / 64, before, now;
	uint64_t us;
	int rc = start_log(s);

	if (rc)
		return rc;
	now = p->total_pages;
	do {
		before = now;
		p->round++;
		p->round_sent = 0;
		p->round_pages = before;
		s->round_us = xg_now_us();
		rc = xg_save_pages(s, dirty);
		memset(dirty, 0, words * sizeof(*dirty));
		if (!rc)
			rc = collect(s, dirty, 0);
		if (rc)
			return rc;
		now = count(dirty, s->p2m.nr_pfns);
		us = xg_now_us();
		p->dirty_pages = now;
		p->dirty_pages_per_s =
			now * 1000000 /
			(us - s->round_us ? us - s->round_us : 1);
		p->downtime_ms = time_for(p, now, us - s->started_us);
	} while (!enough(s, before, now));
	return 0;
}

int xg_save_live_final(struct xg_save *s, unsigned long *dirty)
{
	xen_pfn_t i;
	int rc = collect(s, dirty, XEN_DOMCTL_SHADOW_LOGDIRTY_FINAL);

	for (i = 0; i < (s->p2m.nr_pfns + 63) / 64; i++)
		dirty[i] |= s->deferred[i];
	s->progress.round++;
	s->progress.round_sent = 0;
	s->progress.round_pages = count(dirty, s->p2m.nr_pfns);
	return rc;
}
