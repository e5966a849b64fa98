/*
 * domain.c: page tables of PV domains: what the hypervisor has in them, and
 * taking everything back when one dies.
 *
 * Slots 256-271 of every L4 table of a domain are the same: the hypervisor's
 * own, but for PERDOMAIN_SLOT: one L3, one L2 and an L1 for each 16 vCPUs,
 * which hold the windows of descriptor tables.
 */
#include <xen/errno.h>
#include <xen/string.h>
#include <xen/arch/domain.h>
#include <asm/pv_env.h>
#include <asm/pv_mm.h>
#include <asm/xen_map.h>

#include "descriptor.h"
#include "root.h"
#include "types.h"

#define TABLE_BITS   (PTE_P | PTE_RW | PTE_A | PTE_D)
#define VCPUS_PER_L1 16

void pv_env_fill_l4(struct domain *d, uint64_t *l4)
{
	memcpy(&l4[HOLE_FIRST_SLOT], &idle_l4[HOLE_FIRST_SLOT],
	       (HOLE_LAST_SLOT - HOLE_FIRST_SLOT + 1) * sizeof(*l4));
	l4[PERDOMAIN_SLOT] =
		PFN_PHYS(mfn_x(d->arch.pv.perdomain_l3)) | TABLE_BITS;
}

/* ---- Creation ---- */

static uint64_t table_entry(const void *table)
{
	return PFN_PHYS(virt_frame(table)) | TABLE_BITS;
}

int pv_domain_mm_init(struct domain *d)
{
	struct pv_domain *pv = &d->arch.pv;
	uint64_t *l3, *l2;

	spin_lock_init(&pv->mmu_lock, LOCK_PV_MMU);
	spin_lock_init(&pv->log_lock, LOCK_PV_LOG);
	pv->nr_gdt_ldt_l1 = DIV_ROUND_UP(d->max_vcpus, VCPUS_PER_L1);
	if (pv->nr_gdt_ldt_l1 > PTES_PER_TABLE)
		return -EINVAL;
	pv->gdt_ldt_l1 = slab_array(sizeof(*pv->gdt_ldt_l1), pv->nr_gdt_ldt_l1);
	l3 = xheap_alloc(0);
	l2 = xheap_alloc(0);
	if (!pv->gdt_ldt_l1 || !l3 || !l2)
		goto err_free;
	l3[0] = table_entry(l2);
	pv->perdomain_l3 = _mfn(virt_frame(l3));
	return 0;

err_free:
	xheap_free(l2, 0);
	xheap_free(l3, 0);
	slab_free(pv->gdt_ldt_l1);
	pv->gdt_ldt_l1 = NULL;
	return -ENOMEM;
}

void pv_domain_mm_fini(struct domain *d)
{
	struct pv_domain *pv = &d->arch.pv;
	uint64_t *l3;

	if (!pv->gdt_ldt_l1)
		return;
	for (unsigned int i = 0; i < pv->nr_gdt_ldt_l1; i++)
		xheap_free(pv->gdt_ldt_l1[i], 0);
	slab_free(pv->gdt_ldt_l1);
	pv->gdt_ldt_l1 = NULL;
	l3 = frame_virt(mfn_x(pv->perdomain_l3));
	xheap_free(frame_virt(pte_frame(l3[0])), 0);
	xheap_free(l3, 0);
	slab_free(pv->e820);
	pv->e820 = NULL;
}

int pv_vcpu_mm_init(struct vcpu *v)
{
	struct pv_domain *pv = &v->domain->arch.pv;
	unsigned int i = v->id / VCPUS_PER_L1;
	uint64_t *l3 = frame_virt(mfn_x(pv->perdomain_l3));
	uint64_t *l2 = frame_virt(pte_frame(l3[0]));

	spin_lock_init(&v->arch.pv.ldt_lock, LOCK_LEAF);
	v->arch.pv.root_kernel = v->arch.pv.root_user = INVALID_MFN;
	v->arch.pv.dropping = INVALID_MFN;
	if (i >= pv->nr_gdt_ldt_l1)
		return -EINVAL;
	if (pv->gdt_ldt_l1[i])
		return 0;
	pv->gdt_ldt_l1[i] = xheap_alloc(0);
	if (!pv->gdt_ldt_l1[i])
		return -ENOMEM;
	WRITE_ONCE(l2[i], table_entry(pv->gdt_ldt_l1[i]));
	return 0;
}

/* ---- The end ---- */

/* Whether dropping *mfn, a root of v, has to go on. */
static bool drop_root(struct vcpu *v, mfn_t *mfn)
{
	struct domain *d = v->domain;
	mfn_t was = *mfn;

	if (!mfn_is_set(was))
		return false;
	*mfn = INVALID_MFN;
	spin_lock(pv_env_lock(d));
	if (pv_table_put(d, frame_page(mfn_x(was))))
		v->arch.pv.dropping = was;
	spin_unlock(pv_env_lock(d));
	return pv_drop_pending(v);
}

static int relinquish_vcpus(struct domain *d)
{
	struct vcpu *v;

	pv_log_stop(d);
	for_each_vcpu (d, v) {
		/* No CPU runs on its tables any more, idle or not. */
		arch_vcpu_sync_state(v);
		v->arch.pv.cr3[0] = v->arch.pv.cr3[1] = 0;
		v->arch.pv.hw_cr3[0] = v->arch.pv.hw_cr3[1] = 0;
		if (pv_drop_pending(v) ||
		    drop_root(v, &v->arch.pv.root_kernel) ||
		    drop_root(v, &v->arch.pv.root_user))
			return -ERESTART;
		(void)pv_drop_ldt(v);
		v->arch.pv.ldt_ents = 0;
		pv_drop_gdt(v);
	}
	return 0;
}

/* Undoes pins and half-made tables; the caller has a reference. */
static int release_type(struct domain *d, struct page_info *pg)
{
	int rc = 0;

	spin_lock(pv_env_lock(d));
	if (READ_ONCE(pg->type_info) & PGT_pinned)
		rc = pv_table_unpin(d, pg);
	if (!rc)
		rc = pv_table_abandon(d, pg);
	spin_unlock(pv_env_lock(d));
	return rc;
}

/* What a page of pass 0: types, pass 1: the allocation, gives back. */
static int release_page(struct domain *d, struct page_info *pg, bool alloc)
{
	if (!alloc)
		return release_type(d, pg);
	page_put_alloc_ref(pg);
	return 0;
}

/*
 * Once through a list: from its head to its tail, so that what others still
 * refer to stays, and where it was stopped is the head.
 */
static int relinquish_list(struct domain *d, struct page_list *l, bool alloc)
{
	unsigned long *left = &d->arch.pv.relinquish_left;

	if (!*left)
		*left = l->nr + 1;
	while (*left > 1) {
		struct page_info *pg;
		int rc = 0;
		bool got;

		spin_lock(&d->page_lock);
		pg = page_list_first(l);
		got = pg && page_ref_get(pg);
		if (pg && !got) {
			/* Being freed by another: it goes by itself. */
			page_list_del(l, pg);
			page_list_add_tail(l, pg);
		}
		spin_unlock(&d->page_lock);
		if (!pg)
			break;
		if (got) {
			rc = release_page(d, pg, alloc);
			if (!rc) {
				spin_lock(&d->page_lock);
				page_list_del(l, pg);
				page_list_add_tail(l, pg);
				spin_unlock(&d->page_lock);
			}
			page_ref_put(pg);
		}
		if (rc)
			return rc;
		if (!(--*left & 63) && hypercall_preempt())
			return -ERESTART;
	}
	*left = 0;
	return 0;
}

int pv_domain_relinquish_mm(struct domain *d)
{
	unsigned int *stage = &d->arch.pv_relinquish_stage;
	int rc = 0;

	while (!rc && *stage < 4) {
		switch (*stage) {
		case 0:
			rc = relinquish_vcpus(d);
			break;
		case 1:
			rc = relinquish_list(d, &d->pages, false);
			break;
		case 2:
			rc = relinquish_list(d, &d->xen_pages, true);
			break;
		default:
			rc = relinquish_list(d, &d->pages, true);
			break;
		}
		if (!rc)
			++*stage;
	}
	return rc;
}
