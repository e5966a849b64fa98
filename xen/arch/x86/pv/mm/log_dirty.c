/*
 * log_dirty.c: which pages of a domain were written to: one bit each, by the
 * pfn that the machine-to-phys table gives, as the tools count pages.
 *
 * A page is dirty when the guest first writes to it (replica.c sees the fault),
 * and after anyone else has: page-table updates, grants, copies, a change of
 * type.  Pages that the hypervisor or another domain may write to at any time
 * (vcpu_info, events, descriptor tables, writable grants) are dirty in every
 * collection.
 *
 * CLEAN first puts an empty bitmap in the place of the full one, then makes
 * everything unwritable and waits until all CPUs know it, then copies.  The
 * guest runs all the while: what it writes in between is in one of the two.
 * What the caller does not take away goes back.
 */
#include <xen/atomic.h>
#include <xen/bitops.h>
#include <xen/errno.h>
#include <xen/event.h>
#include <xen/grant.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/sched.h>
#include <xen/string.h>
#include <xen/arch/domain.h>
#include <public/domctl.h>
#include <asm/pv_env.h>
#include <asm/pv_log.h>
#include <asm/pv_mm.h>

#include "descriptor.h"
#include "log.h"
#include "types.h"

unsigned int pv_logged_domains;

/* ---- Marks ---- */

void log_mark(struct pv_log *log, unsigned long mfn)
{
	unsigned long pfn, *leaf;

	if (!frame_valid(mfn) || frame_page(mfn)->owner != log->d->id)
		return;
	pfn = m2p_get(mfn);
	if (pfn >= log->nr_pfns)
		return;
	pfn = array_index_nospec(pfn, log->nr_pfns);
	leaf = log->dirty[pfn / LOG_LEAF_BITS];
	if (test_bit(pfn % LOG_LEAF_BITS, leaf))
		return;
	__set_bit(pfn % LOG_LEAF_BITS, leaf);
	log->pages++;
}

void pv_log_page_slow(const struct page_info *pg)
{
	struct domain *d = page_owner(pg);
	unsigned long flags;

	if (!d || !pv_logged(d))
		return;
	flags = spin_lock_irqsave(&d->arch.pv.log_lock);
	if (d->arch.pv.log)
		log_mark(d->arch.pv.log, page_frame(pg));
	spin_unlock_irqrestore(&d->arch.pv.log_lock, flags);
}

/* ---- Top tables ---- */

static unsigned long hw_root(struct pv_log *log, unsigned long cr3)
{
	unsigned long frame = cr3 ? replica_root(log, cr3 >> PAGE_SHIFT) : 0;

	return PFN_PHYS(frame);
}

void pv_log_roots(struct vcpu *v)
{
	struct domain *d = v->domain;
	struct pv_vcpu *pv = &v->arch.pv;
	unsigned long flags, kernel, user;
	bool ok;

	flags = spin_lock_irqsave(&d->arch.pv.log_lock);
	if (d->arch.pv.log) {
		kernel = hw_root(d->arch.pv.log, pv->cr3[1]);
		user = hw_root(d->arch.pv.log, pv->cr3[0]);
		ok = !pv->cr3[1] || (kernel && user);
	} else {
		kernel = pv->cr3[1];
		user = pv->cr3[0];
		ok = true;
	}
	/* The tables that it is on still serve if there was no page. */
	if (ok) {
		pv->hw_cr3[1] = kernel;
		pv->hw_cr3[0] = user;
		if (v == current)
			pv_write_ptbase(v);
	}
	spin_unlock_irqrestore(&d->arch.pv.log_lock, flags);
	if (!ok)
		domain_crash(d, "no page for a replica of its tables\n");
}

/* ---- The beginning and the end ---- */

static void leaves_destroy(unsigned long **leaf, unsigned long nr)
{
	for (unsigned long i = 0; leaf && i < nr; i++)
		xheap_free(leaf[i], 0);
	xfree(leaf);
}

static unsigned long **leaves_create(unsigned long nr)
{
	unsigned long **leaf = xnew_array(unsigned long *, nr);

	for (unsigned long i = 0; leaf && i < nr; i++) {
		leaf[i] = xheap_alloc(0);
		if (!leaf[i]) {
			leaves_destroy(leaf, i);
			return NULL;
		}
	}
	return leaf;
}

static void log_destroy(struct pv_log *log)
{
	unsigned long nr = log->nr_pfns / LOG_LEAF_BITS;

	tasklet_kill(&log->refill);
	replica_fini(log);
	leaves_destroy(log->dirty, nr);
	leaves_destroy(log->taken, nr);
	xfree(log);
}

/*
 * All that the domain may have, and what it says it has, with some room for
 * holes as PCs have them.
 */
static unsigned long count_pfns(const struct domain *d)
{
	unsigned long most = d->max_pages + (1UL << (32 - PAGE_SHIFT));
	unsigned long said = READ_ONCE(d->shared_info->arch.max_pfn);

	return ROUNDUP(max((unsigned long)d->max_pages, min(said, most)) + 1,
		       LOG_LEAF_BITS);
}

#define FAULTS_UNAWARE	8 /* replicas, while interrupts are off */
#define ROOTS_OF_VCPU	4 /* two in use, two just left */
#define REPLICAS_LEAST	128
#define REPLICAS_MOST	32768
#define PAGES_A_REPLICA 64

/* For the tables of an ordinary guest all at once. */
static unsigned int count_replicas(const struct domain *d, unsigned int low)
{
	unsigned long n = REPLICAS_LEAST + d->tot_pages / PAGES_A_REPLICA;

	return 2 * low + d->max_vcpus * ROOTS_OF_VCPU +
	       (unsigned int)min(n, (unsigned long)REPLICAS_MOST);
}

static struct pv_log *log_create(struct domain *d)
{
	struct pv_log *log = xnew(struct pv_log);
	unsigned long nr = count_pfns(d);

	if (!log)
		return NULL;
	log->d = d;
	log->low = d->max_vcpus * FAULTS_UNAWARE;
	log->nr_pfns = nr;
	log->dirty = leaves_create(nr / LOG_LEAF_BITS);
	log->taken = leaves_create(nr / LOG_LEAF_BITS);
	if (!replica_init(log, count_replicas(d, log->low)) && log->dirty &&
	    log->taken)
		return log;
	log_destroy(log);
	return NULL;
}

/* Puts all vCPUs, which don't run, on the tables that `log` says. */
static void change_log(struct domain *d, struct pv_log *log)
{
	unsigned long flags;
	struct vcpu *v;

	for_each_vcpu (d, v)
		arch_vcpu_sync_state(v);
	flags = spin_lock_irqsave(&d->arch.pv.log_lock);
	WRITE_ONCE(d->arch.pv.log, log);
	spin_unlock_irqrestore(&d->arch.pv.log_lock, flags);
	for_each_vcpu (d, v)
		pv_log_roots(v);
}

static long log_enable(struct domain *d)
{
	struct pv_log *log;

	if (pv_logged(d))
		return -EINVAL;
	log = log_create(d);
	if (!log)
		return -ENOMEM;
	atomic_inc(&pv_logged_domains);
	domain_pause(d);
	change_log(d, log);
	domain_unpause(d);
	return 0;
}

/* None of the vCPUs runs. */
void pv_log_stop(struct domain *d)
{
	struct pv_log *log = d->arch.pv.log;

	if (!log)
		return;
	change_log(d, NULL);
	log_destroy(log);
	atomic_dec(&pv_logged_domains);
}

static void log_disable(struct domain *d)
{
	domain_pause(d);
	pv_log_stop(d);
	domain_unpause(d);
}

/* ---- Pages that others may write to at any time ---- */

static void mark_mfn(unsigned long mfn)
{
	if (frame_valid(mfn))
		pv_log_page(frame_page(mfn));
}

/* The processor sets "accessed" in descriptors that are loaded. */
static void mark_window(const struct vcpu *v)
{
	const uint64_t *window = pv_vcpu_window(v);

	for (unsigned int i = 0; i < 32; i++) {
		uint64_t e = READ_ONCE(window[i]);

		if (e & PTE_P)
			mark_mfn(pte_frame(e));
	}
}

static void mark_held(struct domain *d)
{
	struct vcpu *v;

	for_each_vcpu (d, v) {
		if (mfn_is_set(v->vcpu_info_mfn))
			mark_mfn(mfn_x(v->vcpu_info_mfn));
		mark_window(v);
	}
	evtchn_for_each_page(d, pv_log_page_slow);
	grant_for_each_written(d, pv_log_page_slow);
}

#define SCAN_FRAMES 4096

/* Rare: a device model has a page of it mapped; who, we don't know. */
static int scan_exposed(struct domain *d, struct pv_log *log)
{
	if (!READ_ONCE(d->arch.pv.exposed))
		return 0;
	while (log->cont.scan < max_page) {
		unsigned long mfn = log->cont.scan++;
		const struct page_info *pg = frame_page(mfn);

		if (frame_valid(mfn) && pg->owner == d->id &&
		    (READ_ONCE(pg->type_info) & PGT_type_mask) ==
			    PGT_writable_page &&
		    (READ_ONCE(pg->type_info) & PGT_exposed))
			pv_log_page(pg);
		if (!(mfn % SCAN_FRAMES) && hypercall_preempt())
			return -ERESTART;
	}
	return 0;
}

/* ---- CLEAN and PEEK ---- */

static void bitmaps_swap(struct domain *d, struct pv_log *log)
{
	unsigned long flags = spin_lock_irqsave(&d->arch.pv.log_lock);
	unsigned long **full = log->dirty;

	log->dirty = log->taken;
	log->taken = full;
	log->faults = log->pages = 0;
	spin_unlock_irqrestore(&d->arch.pv.log_lock, flags);
}

/* Bits [from, end) of leaf i that were taken are dirty again or still. */
static void give_back(struct pv_log *log, unsigned long i, unsigned long from)
{
	unsigned long flags;

	flags = spin_lock_irqsave(&log->d->arch.pv.log_lock);
	for (unsigned long bit = from; bit < LOG_LEAF_BITS; bit++)
		if (test_bit(bit, log->taken[i]) &&
		    !test_bit(bit, log->dirty[i])) {
			__set_bit(bit, log->dirty[i]);
			log->pages++;
		}
	spin_unlock_irqrestore(&log->d->arch.pv.log_lock, flags);
}

/* `taken` is empty again; bits from pfn `from` on are not lost. */
static void taken_finish(struct pv_log *log, unsigned long from)
{
	for (unsigned long i = 0; i < log->nr_pfns / LOG_LEAF_BITS; i++) {
		unsigned long first = i * LOG_LEAF_BITS;

		if (first + LOG_LEAF_BITS > from)
			give_back(log, i, from > first ? from - first : 0);
		memset(log->taken[i], 0, PAGE_SIZE);
	}
}

/* What is behind the bitmap is dirty for all that we know. */
static int copy_unknown(guest_ptr_t to, unsigned long pages)
{
	uint8_t ones[64];

	memset(ones, 0xff, sizeof(ones));
	for (unsigned long bytes = DIV_ROUND_UP(pages, 8), n; bytes;
	     bytes -= n) {
		n = min(bytes, (unsigned long)sizeof(ones));
		if (copy_to_guest(to, ones, n))
			return -EFAULT;
		to = guest_ptr_at(to, n, 1);
	}
	return 0;
}

/* The bits of one leaf, from pfn log->cont.done on. */
static int copy_leaf(struct pv_log *log, unsigned long **bits)
{
	unsigned long done = log->cont.done, left = log->cont.pages - done;
	guest_ptr_t to =
		guest_ptr_at(guest_ptr_reg(log->cont.bitmap), done / 8, 1);

	left = min(left, LOG_LEAF_BITS);
	if (done >= log->nr_pfns)
		return copy_unknown(to, left);
	return copy_to_guest(
		to,
		bits[array_index_nospec(done, log->nr_pfns) / LOG_LEAF_BITS],
		DIV_ROUND_UP(left, 8));
}

static int copy_bits(struct pv_log *log)
{
	unsigned long **bits = log->cont.op == XEN_DOMCTL_SHADOW_OP_CLEAN
				       ? log->taken
				       : log->dirty;

	while (log->cont.done < log->cont.pages) {
		if (copy_leaf(log, bits))
			return -EFAULT;
		log->cont.done +=
			min(log->cont.pages - log->cont.done, LOG_LEAF_BITS);
		if (log->cont.done < log->cont.pages && hypercall_preempt())
			return -ERESTART;
	}
	return 0;
}

/* With no log nothing is dirty, as in Xen. */
static long all_clean(struct xen_domctl_shadow_op *op)
{
	op->stats.fault_count = op->stats.dirty_count = 0;
	if (guest_ptr_null(guest_ptr(op->dirty_bitmap)))
		return 0;
	return clear_guest(guest_ptr(op->dirty_bitmap),
			   DIV_ROUND_UP(op->pages, 8));
}

static void log_begin(struct domain *d, struct pv_log *log)
{
	mark_held(d);
	log->cont.begun = true;
	log->cont.stats.fault_count = log->faults;
	log->cont.stats.dirty_count = log->pages;
	if (log->cont.op == XEN_DOMCTL_SHADOW_OP_CLEAN) {
		bitmaps_swap(d, log);
		replica_drop_all(d);
	}
}

static long log_read(struct domain *d, struct xen_domctl_shadow_op *op)
{
	struct pv_log *log = d->arch.pv.log;
	bool clean = op->op == XEN_DOMCTL_SHADOW_OP_CLEAN;
	int ret = 0;

	if (op->mode & ~(uint32_t)XEN_DOMCTL_SHADOW_LOGDIRTY_FINAL)
		return -EINVAL;
	if (!log)
		return all_clean(op);
	if (!log->cont.by) {
		memset(&log->cont, 0, sizeof(log->cont));
		log->cont.bitmap = guest_ptr(op->dirty_bitmap).a;
		log->cont.pages = op->pages;
		log->cont.op = op->op;
		log->cont.by = current;
	}
	if (!log->cont.begun && scan_exposed(d, log))
		return -ERESTART;
	if (!log->cont.begun)
		log_begin(d, log);
	op->stats = log->cont.stats;
	if (log->cont.bitmap)
		ret = copy_bits(log);
	if (ret == -ERESTART)
		return ret;
	log->cont.by = NULL;
	if (clean)
		taken_finish(log,
			     log->cont.bitmap ? log->cont.done : log->nr_pfns);
	return ret;
}

/* ---- The operation ---- */

/* Whether another call has to be continued first. */
static bool busy(const struct pv_log *log,
		 const struct xen_domctl_shadow_op *op)
{
	return log && log->cont.by &&
	       (log->cont.by != current || log->cont.op != op->op ||
		log->cont.bitmap != guest_ptr(op->dirty_bitmap).a ||
		log->cont.pages != op->pages);
}

long pv_log_control(struct domain *d, struct xen_domctl_shadow_op *op)
{
	const struct pv_log *log = d->arch.pv.log;

	if (d == current->domain)
		return -EINVAL;
	if (d->dying)
		return 0;
	if (!domain_vcpu(d, 0))
		return -EINVAL;
	if (busy(log, op) && op->op != XEN_DOMCTL_SHADOW_OP_GET_ALLOCATION)
		return -EBUSY;
	switch (op->op) {
	case XEN_DOMCTL_SHADOW_OP_ENABLE:
		/* Other modes are for guests that are not PV. */
		if (!(op->mode & XEN_DOMCTL_SHADOW_ENABLE_LOG_DIRTY))
			return -EINVAL;
		return log_enable(d);
	case XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY:
		return log_enable(d);
	case XEN_DOMCTL_SHADOW_OP_OFF:
		log_disable(d);
		return 0;
	case XEN_DOMCTL_SHADOW_OP_CLEAN:
	case XEN_DOMCTL_SHADOW_OP_PEEK:
		return log_read(d, op);
	case XEN_DOMCTL_SHADOW_OP_GET_ALLOCATION:
		op->mb = log ? DIV_ROUND_UP(log->nr_pool, 256) : 0;
		return 0;
	case XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION:
		/* The pool's size follows from the domain's. */
		return log && !op->mb ? -EINVAL : 0;
	default:
		return -EINVAL;
	}
}
