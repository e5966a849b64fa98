/*
 * domain.c: domains are made and freed.
 *
 * A domain has one reference for its existence, which domain_kill() drops,
 * one while it owns pages (common/mm/domain_page.c), and those of who looks at
 * it.  When the last goes domain_put() leaves it to a tasklet to take it apart,
 * since references are dropped in all sorts of places, under locks too.
 */
#include "private.h"

#include <xen/arch/domain.h>
#include <xen/arch/mm.h>
#include <xen/caps.h>
#include <xen/errno.h>
#include <xen/event.h>
#include <xen/grant.h>
#include <xen/irq.h>
#include <xen/log.h>
#include <xen/sched.h>
#include <xen/string.h>
#include <xen/time.h>
#include <xen/trace.h>
#include <public/domctl.h>

struct domain *dom_xen, *dom_io, *hardware_domain, *idle_domain;

/* ---- Permissions ---- */

/* ---- The bare structure ---- */

static struct domain *domain_alloc(domid_t id, unsigned int max_vcpus)
{
	struct domain *d = xnew(struct domain);

	if (!d)
		return NULL;
	d->id = id;
	d->refs = 1;
	d->shutdown_code = ~0u;
	d->max_vcpus = max_vcpus;
	spin_lock_init(&d->lock, LOCK_DOMAIN);
	spin_lock_init(&d->event_lock, LOCK_EVENT);
	list_init(&d->list);
	d->node_affinity = NODEMASK_ALL;
	d->auto_node_affinity = true;
	domain_crash_init(d);
	domain_watchdog_init(d);
	if (max_vcpus) {
		d->vcpu = xnew_array(struct vcpu *, max_vcpus);
		if (!d->vcpu)
			goto err_free;
	}
	if (domain_page_init(d))
		goto err_vcpus;
	return d;

err_vcpus:
	xfree(d->vcpu);
err_free:
	xfree(d);
	return NULL;
}

static void domain_free(struct domain *d)
{
	domain_page_fini(d);
	xfree(d->vcpu);
	xfree(d);
}

static struct domain *fake_domain(domid_t id, unsigned int max_vcpus)
{
	struct domain *d = domain_alloc(id, max_vcpus);

	if (!d)
		panic("no memory for domain %u\n", id);
	return d;
}

void domain_subsys_init(void)
{
	if (dom_xen)
		return;
	dom_xen = fake_domain(DOMID_XEN, 0);
	dom_io = fake_domain(DOMID_IO, 0);
	idle_domain = fake_domain(DOMID_IDLE, NR_CPUS);
}

/* ---- Make ---- */

static int config_check(domid_t id, const struct xen_domctl_createdomain *c)
{
	if (id >= DOMID_FIRST_RESERVED || c->max_vcpus == 0 ||
	    (c->flags & ~(XEN_DOMCTL_CDF_MAX | (XEN_DOMCTL_CDF_MAX - 1))))
		return -EINVAL;
	/* These are about hardware virtualisation. */
	if (!(c->flags & XEN_DOMCTL_CDF_hvm) &&
	    (c->flags & (XEN_DOMCTL_CDF_hap | XEN_DOMCTL_CDF_nested_virt)))
		return -EINVAL;
	if (c->iommu_opts && !(c->flags & XEN_DOMCTL_CDF_iommu))
		return -EINVAL;
	return arch_domain_config_check(c);
}

static int shared_info_create(struct domain *d)
{
	d->shared_info = xheap_alloc(0);
	if (!d->shared_info)
		return -ENOMEM;
	xen_page_share(d->shared_info, d);
	domain_wallclock_update(d);
	return 0;
}

/* The domain has no page but this: frees it, and drops their reference. */
static void shared_info_destroy(struct domain *d)
{
	struct shared_info *si = d->shared_info;

	if (!xen_page_unshare(si))
		BUG();
	xheap_free(si, 0);
}

int domain_create(domid_t id, const struct xen_domctl_createdomain *config,
		  bool privileged, struct domain **out)
{
	struct domain *d;
	int ret = config_check(id, config);

	if (ret)
		return ret;
	/* Before the page owners' table has the new one under the id. */
	if (domlist_has(id))
		return -EEXIST;
	d = domain_alloc(id, config->max_vcpus);
	if (!d)
		return -ENOMEM;
	d->is_hvm = config->flags & XEN_DOMCTL_CDF_hvm;
	d->is_privileged = privileged;
	d->is_hardware = privileged;
	memcpy(d->handle, config->handle, sizeof(d->handle));
	d->ssidref = config->ssidref;
	d->create_flags = config->flags;
	d->pause_count = 1;
	d->tools_pause_count = privileged ? 0 : 1;
	d->created_paused = true;

	if (config->max_vcpus > arch_max_vcpus(d)) {
		ret = -EINVAL;
		goto err_domain;
	}
	ret = -ENOMEM;
	d->iomem_caps = caps_create();
	d->irq_caps = caps_create();
	if (!d->iomem_caps || !d->irq_caps)
		goto err_caps;
	ret = shared_info_create(d);
	if (ret)
		goto err_caps;
	ret = evtchn_domain_init(d, config->max_evtchn_port);
	if (ret)
		goto err_shared_info;
	ret = grant_table_create(d, config->max_grant_frames,
				 config->max_maptrack_frames,
				 XEN_DOMCTL_GRANT_version(config->grant_opts));
	if (ret)
		goto err_event;
	ret = sched_domain_init(d, config->cpupool_id);
	if (ret)
		goto err_grant;
	ret = arch_domain_create(d, config);
	if (ret)
		goto err_sched;
	ret = pirq_domain_init(d);
	if (ret)
		goto err_arch;
	/* The caller's, before anyone can find it. */
	d->refs++;
	ret = domlist_insert(d);
	if (ret)
		goto err_pirq;
	TRACE(TRC_DOM0_DOM_ADD, d->id);
	TRACE(TRC_SCHED_DOM_ADD, d->id);
	if (privileged && !hardware_domain)
		hardware_domain = d;
	*out = d;
	return 0;

err_pirq:
	d->refs--;
	pirq_domain_fini(d);
err_arch:
	arch_domain_destroy(d);
err_sched:
	sched_domain_fini(d);
err_grant:
	grant_table_destroy(d);
err_event:
	evtchn_domain_fini(d);
err_shared_info:
	shared_info_destroy(d);
err_caps:
	caps_destroy(d->irq_caps);
	caps_destroy(d->iomem_caps);
err_domain:
	domain_free(d);
	return ret;
}

/* ---- Free ---- */

void domain_destroy(struct domain *d)
{
	unsigned int i;

	TRACE(TRC_DOM0_DOM_REM, d->id);
	TRACE(TRC_SCHED_DOM_REM, d->id);
	domlist_remove(d);
	for (i = 0; i < d->max_vcpus; i++)
		if (d->vcpu[i])
			vcpu_destroy(d->vcpu[i]);
	pirq_domain_fini(d);
	arch_domain_destroy(d);
	sched_domain_fini(d);
	grant_table_destroy(d);
	evtchn_domain_fini(d);
	/* domain_kill() unshared it; nobody has it mapped any more. */
	xheap_free(d->shared_info, 0);
	caps_destroy(d->irq_caps);
	caps_destroy(d->iomem_caps);
	domain_free(d);
}
