/* dump.c: debug key 'g': grants in use and mappings, of every domain. */
#include "private.h"

#include <xen/init.h>
#include <xen/keyhandler.h>
#include <xen/log.h>

static void dump_entry(const struct grant_table *gt, unsigned int ref)
{
	struct grant_active *act = grant_active(gt, ref);
	const struct grant_entry_header *hdr = grant_shared(gt, ref);

	spin_lock(&act->lock);
	if (act->pin && act->trans_dom != DOMID_INVALID)
		log_info("  [%5u] d%u through d%u [%u] pin %08x\n", ref,
			 act->domid, act->trans_dom, act->trans_ref, act->pin);
	else if (act->pin)
		log_info("  [%5u] d%u mfn %lx pin %08x, guest: d%u frame %lx "
			 "flags %x\n",
			 ref, act->domid, mfn_x(act->mfn), act->pin, hdr->domid,
			 gfn_x(grant_frame(gt, ref)), hdr->flags);
	spin_unlock(&act->lock);
}

static unsigned int count_mappings(const struct grant_table *gt)
{
	const struct grant_mapping *map;
	unsigned int n = 0;

	for (uint32_t h = 0; (map = maptrack_entry(gt, h)); h++)
		if (READ_ONCE(map->flags) & MAPPING_LIVE)
			n++;
	return n;
}

static void dump_domain(struct domain *d)
{
	struct grant_table *gt = d->grants;

	if (!gt)
		return;
	read_lock(&gt->lock);
	log_info("d%u: version %u, %u of %u frames, %u mappings in %u of %u "
		 "frames\n",
		 d->id, grant_version(gt), gt->nr_frames, gt->max_frames,
		 count_mappings(gt), gt->nr_maptrack, gt->max_maptrack);
	for (unsigned int ref = 0; ref < gt->nr_entries; ref++)
		if (READ_ONCE(grant_active(gt, ref)->pin))
			dump_entry(gt, ref);
	read_unlock(&gt->lock);
}

void grant_dump(unsigned char key)
{
	struct domain *d;
	int id = -1;

	log_info("Grants in use:\n");
	while ((d = domain_next(id))) {
		id = d->id;
		dump_domain(d);
		domain_put(d);
	}
}

void __init grant_subsys_init(void)
{
	keyhandler_register('g', grant_dump, "show grants in use", false);
}
