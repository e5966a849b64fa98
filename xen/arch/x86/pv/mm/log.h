/*
 * log.h: what a logged domain has: a bit for each of its pages, and replicas
 * of its page tables.
 *
 * THE INVARIANT: an entry of a replica that lets the guest write leads to a
 * page whose bit is set, or was when it was collected, and then nobody has
 * been told that it is clean before all such entries are gone and all CPUs
 * have forgotten them.
 *
 * Everything is under the domain's pv.log_lock (LOCK_LEAF, interrupts off:
 * pages are dirtied under any lock).  It outlives the log: who finds no log
 * under it has come too late, and there is nothing to do.
 */
#ifndef PV_MM_LOG_H
#define PV_MM_LOG_H

#include <xen/domain.h>
#include <xen/softirq.h>
#include <public/domctl.h>
#include <asm/mm.h>

#define NO_REPLICA UINT32_MAX

/* A page of the pool, and which table it is the replica of. */
struct replica {
	uint32_t frame; /* [I] */
	uint32_t table; /* frame of the guest's table */
	uint32_t next;	/* index: in its bucket, or on a list */
	uint32_t level;
};

/* One page of bits. */
#define LOG_LEAF_BITS (PAGE_SIZE * 8UL)

struct pv_log {
	struct domain *d; /* [I] borrowed: its log */

	/* Bits by pfn; others than nr_pfns are taken as dirty. */
	unsigned long nr_pfns;	/* [I] whole leaves */
	unsigned long **dirty;	/* since the last CLEAN began */
	unsigned long **taken;	/* what the CLEAN under way reports */
	uint32_t faults, pages; /* since then, for the statistics */

	struct replica *pool;	/* [I] */
	unsigned int nr_pool;	/* [I] */
	unsigned int low;	/* [I] so few free ones are a reserve */
	uint32_t *bucket;	/* heads of chains, by table */
	unsigned int nr_bucket; /* [I] power of 2 */
	uint32_t free;		/* list */
	unsigned int nr_free;
	uint32_t stale; /* list: CPUs may still know them */
	struct tasklet refill;

	/* The operation that -ERESTART stopped; LOCK_DOMCTL. */
	struct {
		const void *by; /* the vCPU that goes on with it; NULL */
		uint32_t op;
		bool begun;	    /* the bits are taken */
		unsigned long scan; /* frames below have been looked at */
		unsigned long bitmap, pages, done;
		struct xen_domctl_shadow_op_stats stats;
	} cont;
};

/* ---- log_dirty.c; pv.log_lock is held ---- */

/* The page in frame `mfn`, if it is the domain's, is dirty. */
void log_mark(struct pv_log *log, unsigned long mfn);

/* ---- replica.c ---- */

/* A new log's pool; -ENOMEM.  replica_fini() also after a failure. */
int replica_init(struct pv_log *log, unsigned int nr);
/* No CPU has any of them in CR3 or in its TLB. */
void replica_fini(struct pv_log *log);
/* Frame of the replica of L4 table `mfn`, made if need be; 0: no page. */
unsigned long replica_root(struct pv_log *log, unsigned long mfn);
/*
 * Nothing is writable afterwards, on any CPU: all replicas are gone, or empty
 * if they are in CR3.  pv.log_lock is not held, interrupts are on.
 */
void replica_drop_all(struct domain *d);

#endif /* PV_MM_LOG_H */
