/*
 * grant.h: grant tables, as the rest of the hypervisor uses them.
 * docs/hypervisor/grant.md.
 */
#ifndef XEN_GRANT_H
#define XEN_GRANT_H

#include <xen/domain.h>

/* Limits as in xen_domctl_createdomain; negative: the default. */
int grant_table_create(struct domain *d, int max_frames, int max_maptrack,
		       unsigned int max_version);
/* Drops the mappings that `d` holds of others' pages; -ERESTART. */
int grant_release_mappings(struct domain *d);
void grant_table_destroy(struct domain *d);
int grant_set_limits(domid_t id, unsigned int frames, unsigned int maptrack);

/*
 * XENMAPSPACE_grant_table / XENMEM_acquire_resource: frame `idx` of the
 * entries or status words, growing the table; -EINVAL.
 */
int grant_table_frame(struct domain *d, unsigned int idx, bool status,
		      mfn_t *mfn);
/* The number of (status) frames to which the table may grow. */
unsigned int grant_table_max_frames(struct domain *d, bool status);
/* Entry `ref` becomes a GTF_permit_access grant of `gfn` to `to` (builder). */
int grant_seed(struct domain *d, unsigned int ref, domid_t to, gfn_t gfn);

/*
 * Calls `fn` with each page of `d` that others may write to by its grants;
 * locks of its grant table are held.
 */
void grant_for_each_written(struct domain *d,
			    void (*fn)(const struct page_info *pg));

/* gnttab=: the highest version that a domain can have, what is allowed. */
extern unsigned int gnttab_max_version;
extern bool gnttab_transitive, gnttab_transfer;

void grant_dump(unsigned char key); /* debug key 'g' */
void grant_subsys_init(void);	    /* at boot: the key */

#endif /* XEN_GRANT_H */
