/*
 * domain.h: domains and their virtual CPUs.
 *
 * A domain lives from domain_create() until the last reference is put; a
 * killed one (domain_kill()) goes through relinquishing its resources, and
 * its id is not reused before its last page is freed, which is why a page
 * can name its owner by id.
 *
 * What protects each field:
 *	I	set at creation, never changed
 *	a	atomic
 *	L	struct domain::lock
 *	P	struct domain::page_lock
 *	E	struct domain::event_lock
 *	S	the scheduler's lock of the vCPU
 *	C	only the vCPU itself, or others while it is descheduled
 */
#ifndef XEN_DOMAIN_H
#define XEN_DOMAIN_H

#include <xen/cpumask.h>
#include <xen/list.h>
#include <xen/mm.h>
#include <xen/nodemask.h>
#include <xen/percpu.h>
#include <xen/softirq.h>
#include <xen/spinlock.h>
#include <xen/timer.h>
#include <public/xen.h>
#include <public/vcpu.h>
#include <asm/domain.h>

struct evtchn_domain; /* common/event */
struct evtchn_vcpu;   /* common/event: FIFO control block of a vCPU */
struct grant_table;   /* common/grant */
struct sched_vcpu;    /* common/sched */
struct caps;
struct sched_domain;
struct cpupool;
struct xen_domctl_createdomain;

enum domain_dying {
	DOMDYING_alive,
	DOMDYING_dying, /* resources are being taken back */
	DOMDYING_dead,	/* only references keep it */
};

#define NR_DOMAIN_WATCHDOGS 2

struct domain {
	domid_t id;		 /* [I] */
	bool is_hvm;		 /* [I] else PV */
	bool is_privileged;	 /* [I] control domain (dom0) */
	bool is_hardware;	 /* [I] hardware domain (dom0) */
	bool auto_node_affinity; /* [L] */
	uint8_t handle[16];	 /* [L] UUID */
	uint32_t ssidref;	 /* [I] */
	uint32_t create_flags;	 /* [I] XEN_DOMCTL_CDF_* */
	unsigned int refs;	 /* [a] */
	struct spinlock lock;	 /* LOCK_DOMAIN */

	enum domain_dying dying;       /* [L] read freely */
	bool shutting_down, shut_down; /* [L] some / all vCPUs stopped */
	unsigned int shutdown_code;    /* [L] SHUTDOWN_*; ~0: none */
	unsigned int suspend_evtchn; /* [L] told of SHUTDOWN_suspend; 0: none */
	unsigned int crashing;	     /* [a] domain_crash() was called */
	struct tasklet crash;	     /* does the shutdown of a crash */
	unsigned int pause_count;    /* [a] */
	unsigned int tools_pause_count; /* [L] pauses by domctl */
	bool debugged;			/* [a] a tool said so */
	bool created_paused; /* [L] not yet unpaused for the first time */

	unsigned int max_vcpus; /* [I] */
	struct vcpu **vcpu;	/* [I] array; entries appear once [L] */

	struct shared_info *shared_info; /* [I] one Xen page, PGC_xen_shared */

	struct spinlock page_lock;   /* LOCK_PAGE_ALLOC */
	struct page_list pages;	     /* [P] RAM */
	struct page_list xen_pages;  /* [P] Xen pages shared with it */
	unsigned long tot_pages;     /* [P] */
	unsigned long max_pages;     /* [P] */
	unsigned long claimed_pages; /* LOCK_HEAP */
	nodemask_t node_affinity;    /* [L] */

	struct spinlock event_lock;   /* LOCK_EVENT */
	struct evtchn_domain *evtchn; /* [I] */
	struct grant_table *grants;   /* [I] */

	struct caps *iomem_caps; /* [I] machine frames it may map */
	struct caps *irq_caps;	 /* [I] GSIs/pirqs it may bind */

	struct sched_domain *sched; /* [I] */
	struct cpupool *cpupool;    /* cpupool_lock */

	unsigned long vm_assist;     /* [a] VMASST_TYPE_* bits */
	int64_t time_offset_seconds; /* [L] */
	struct domain *target;	     /* [L] counted: device model's guest */
	struct timer watchdog[NR_DOMAIN_WATCHDOGS];
	uint32_t watchdog_inuse; /* [L] */
	unsigned long poll_mask; /* [a] vCPUs in SCHEDOP_poll (< 64) */

	struct list_head list; /* the list of all domains, by id */
	struct arch_domain arch;
};

/* vcpu::pause_flags: any bit keeps the vCPU from running. */
enum {
	VPF_blocked, /* SCHEDOP_block: until an event */
	VPF_down,    /* not brought up */
	VPF_migrating,
	VPF_parked,
	VPF_paused, /* pause_count or domain pause_count nonzero */
};

/*
 * How far a memory_op is with one large extent, from one continuation to the
 * next (common/mm/reservation.c).
 */
struct memop_extent {
	struct page_info *pg; /* populate: nobody's yet; NULL: none */
	unsigned int order, memflags;
	domid_t domid;
	unsigned long cleared;	      /* pages of it */
	unsigned long first, removed; /* decrease: its gfn, pages done */
};

struct vcpu {
	unsigned int id;	   /* [I] */
	struct domain *domain;	   /* [I] */
	unsigned int processor;	   /* [S] CPU of its run queue */
	bool is_idle;		   /* [I] */
	bool is_running;	   /* [S] its state is on a CPU */
	bool initialised;	   /* [L] has a context */
	bool paused_for_shutdown;  /* [L] */
	bool defer_shutdown;	   /* [C] */
	unsigned long pause_flags; /* [a] VPF_* bits */
	unsigned int pause_count;  /* [a] */
	unsigned int dirty_cpu;	   /* CPU with its lazy state, or NR_CPUS */

	struct sched_vcpu *sched; /* [I] */

	/* Time by state; runstate.state_entry_time is system time. [S] */
	struct vcpu_runstate_info runstate;
	uint64_t runstate_guest; /* [C] guest address registered, or 0 */

	/* Where the guest sees its vcpu_info: never NULL. [L] */
	struct vcpu_info *vcpu_info;
	mfn_t vcpu_info_mfn; /* INVALID_MFN: in shared_info */

	struct timer periodic_timer, singleshot_timer, poll_timer;
	s_time_t periodic_period, periodic_last;
	int poll_evtchn; /* 0: any, -1: not polling, else port */

	uint32_t virq_port[NR_VIRQS]; /* [E] 0: not bound (global VIRQs: in
				       * the vCPU they were bound to) */
	struct evtchn_vcpu *evtchn;   /* FIFO */

	struct memop_extent memop; /* [C] */

	struct arch_vcpu arch;
};

/* Fake domains own pages that are nobody's RAM. */
extern struct domain *dom_xen; /* DOMID_XEN: Xen pages for privileged maps */
extern struct domain *dom_io;  /* DOMID_IO: device memory */
extern struct domain *hardware_domain;
extern struct domain *idle_domain;

DECLARE_PER_CPU(struct vcpu *, idle_vcpu);

/* ---- Life (common/domain/domain.c) ---- */

/* Fake domains and the idle domain; needs the heap. */
void domain_subsys_init(void);

/*
 * A new domain, paused once (by tools, unless it is privileged), with
 * max_vcpus empty slots, on the list; one reference is for the caller,
 * another one domain_kill() drops.  `config` was checked against the ABI;
 * -EINVAL for impossible combinations, -ENOMEM, -EEXIST.
 */
int domain_create(domid_t id, const struct xen_domctl_createdomain *config,
		  bool privileged, struct domain **out);
/* vCPU `id` in an empty slot, VPF_down; NULL: no memory. */
struct vcpu *vcpu_create(struct domain *d, unsigned int id);

/*
 * Takes everything back; 0 when dead, -ERESTART to be called again.  Called
 * with a reference, no locks; the domain is paused by it.
 */
int domain_kill(struct domain *d);

/* All vCPUs stop, shutdown_code = reason; dom0: the machine follows it. */
void domain_shutdown(struct domain *d, unsigned int reason);
void domain_resume(struct domain *d);
/* A guest's own fault: SHUTDOWN_crash, logged with the reason. */
void domain_crash(struct domain *d, const char *fmt, ...) __printf(2, 3);

/* A free domid, or -ENOSPC. */
int domid_alloc(void);

/* ---- Finding and keeping ---- */

/* With a reference, or NULL; not a fake or system domain. */
struct domain *domain_get_by_id(domid_t id);
/* As above; DOMID_SELF is the current one; dying ones too.  NULL. */
struct domain *domain_get_any(domid_t id);
/* One reference more; false if it is being freed. */
bool domain_get(struct domain *d);
void domain_put(struct domain *d);

/*
 * The next domain by id after `id` (-1: the first), with a reference, or
 * NULL: for iteration without holding the list's lock.
 */
struct domain *domain_next(int id);

extern struct rwlock domlist_lock;
extern struct list_head domain_list;
/* Holding domlist_lock. */
#define for_each_domain(d) list_for_each_entry (d, &domain_list, list)
#define for_each_vcpu(d, v)                                     \
	for (unsigned int fv_ = 0; fv_ < (d)->max_vcpus; fv_++) \
		if (((v) = (d)->vcpu[fv_]) != NULL)

/* A vCPU by number, bounds also under speculation; NULL. */
struct vcpu *domain_vcpu(const struct domain *d, unsigned int id);

/* ---- Pausing (common/domain/pause.c) ---- */

/* Counted; returns when no vCPU of it runs (not for the caller's own). */
void domain_pause(struct domain *d);
void domain_pause_nosync(struct domain *d);
void domain_unpause(struct domain *d);
void vcpu_pause(struct vcpu *v);
void vcpu_pause_nosync(struct vcpu *v);
void vcpu_unpause(struct vcpu *v);
/* As by domctl: -EINVAL for one unpause too many. */
int domain_pause_by_tools(struct domain *d);
int domain_unpause_by_tools(struct domain *d);

/* ---- vcpu_info and timers (common/domain/vcpu_info.c, vcpu_timer.c) ---- */

/* What vCPUs have that have not registered one: upcalls are masked. */
extern struct vcpu_info dummy_vcpu_info;
/* Where a new vCPU has it. */
void vcpu_info_init(struct vcpu *v);

void vcpu_timers_init(struct vcpu *v);
void vcpu_timers_stop(struct vcpu *v);
void vcpu_timers_kill(struct vcpu *v);
/* They follow v->processor; `v` does not run. */
void vcpu_timers_migrate(struct vcpu *v);
/* `v` begins to run on this CPU and has a periodic timer. */
void vcpu_periodic_timer_resume(struct vcpu *v);

/* Maps the guest's own page for vcpu_info; -EINVAL, -EBUSY... */
int vcpu_info_map(struct vcpu *v, uint64_t gfn, unsigned int offset);
void vcpu_info_unmap(struct vcpu *v);

static inline bool is_hardware_domain(const struct domain *d)
{
	return d->is_hardware;
}
static inline bool is_control_domain(const struct domain *d)
{
	return d->is_privileged;
}
static inline bool is_idle_vcpu(const struct vcpu *v)
{
	return v->is_idle;
}
static inline bool is_pv_domain(const struct domain *d)
{
	return !d->is_hvm;
}
/* Whether `by` may act on `d`: itself, its target, or privileged. */
bool domain_may_manage(const struct domain *by, const struct domain *d);

#endif /* XEN_DOMAIN_H */
