/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenctrl.h: the control interface of a Xen host, as functions.
 *
 * Every function takes the handle that xc_interface_open() made.  Unless it
 * says otherwise it returns 0 (or a count) for success and -1 with errno set
 * for failure.  Nothing here waits, except where the hypervisor asks for the
 * same call again.  A handle may be used by one thread at a time.
 *
 * Hypercall arguments live in memory from libxencall; a caller's ordinary
 * memory is copied in and out ("bounced") by the functions themselves.
 */
#ifndef XENCTRL_H
#define XENCTRL_H

#ifndef __XEN_TOOLS__
#define __XEN_TOOLS__ 1
#endif

#include <unistd.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdbool.h>
#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/physdev.h>
#include <xen/sysctl.h>
#include <xen/version.h>
#include <xen/event_channel.h>
#include <xen/sched.h>
#include <xen/memory.h>
#include <xen/grant_table.h>
#include <xen/hvm/params.h>

#include <xentoollog.h>

#define XC_PAGE_SHIFT 12
#define XC_PAGE_SIZE  (1UL << XC_PAGE_SHIFT)
#define XC_PAGE_MASK  (~(XC_PAGE_SIZE - 1))

#define INVALID_MFN (~0UL)

#define xen_barrier() __asm__ volatile("" : : : "memory")
#define xen_mb()      __sync_synchronize()
#define xen_rmb()     __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define xen_wmb()     __atomic_thread_fence(__ATOMIC_RELEASE)

#define XENCTRL_HAS_XC_INTERFACE 1

#pragma GCC visibility push(default)

/* --- the handle --- */

typedef struct xc_interface_core xc_interface;

enum xc_open_flags {
	XC_OPENFLAG_DUMMY = 1 << 0, /* no hypervisor: every call fails */
	XC_OPENFLAG_NON_REENTRANT = 1 << 1,
};

/* NULL for logger: errors go to stderr.  dombuild_logger NULL: as logger. */
xc_interface *xc_interface_open(xentoollog_logger *logger,
				xentoollog_logger *dombuild_logger,
				unsigned int open_flags);
int xc_interface_close(xc_interface *xch);

struct xencall_handle;
struct xenforeignmemory_handle;
/* The handles inside; they stay the xc_interface's own. */
struct xencall_handle *xc_interface_xcall_handle(xc_interface *xch);
struct xenforeignmemory_handle *xc_interface_fmem_handle(xc_interface *xch);
xentoollog_logger *xc_interface_logger(xc_interface *xch);
xentoollog_logger *xc_interface_dombuild_logger(xc_interface *xch);

const char *xc_strerror(xc_interface *xch, int errcode);

/* --- hypercall buffers --- */

struct xc_hypercall_buffer {
	void *hbuf;				  /* owned, from libxencall */
	struct xc_hypercall_buffer *param_shadow; /* borrowed */
	int dir;				  /* XC_BOUNCE_* */
	void *ubuf; /* borrowed: the caller's copy */
	size_t sz;
};
typedef struct xc_hypercall_buffer xc_hypercall_buffer_t;

#define XC__HYPERCALL_BUFFER_NAME(name) xc__hypercall_buffer_##name
#define HYPERCALL_BUFFER(name)                                                \
	({                                                                    \
		xc_hypercall_buffer_t *b_ = &XC__HYPERCALL_BUFFER_NAME(name); \
		b_->param_shadow ?: b_;                                       \
	})
#define DECLARE_HYPERCALL_BUFFER(type, name)                      \
	type *(name) = NULL;                                      \
	xc_hypercall_buffer_t XC__HYPERCALL_BUFFER_NAME(name) = { \
		.ubuf = (void *)-1,                               \
	}
#define DECLARE_HYPERCALL_BUFFER_ARGUMENT(name)                   \
	xc_hypercall_buffer_t XC__HYPERCALL_BUFFER_NAME(name) = { \
		.hbuf = (void *)-1,                               \
		.param_shadow = (name),                           \
		.ubuf = (void *)-1,                               \
	}
#define HYPERCALL_BUFFER_AS_ARG(name) \
	((unsigned long)HYPERCALL_BUFFER(name)->hbuf)

#undef set_xen_guest_handle
#define set_xen_guest_handle(hnd, name) \
	set_xen_guest_handle_raw(hnd, HYPERCALL_BUFFER(name)->hbuf)

void *xc__hypercall_buffer_alloc(xc_interface *xch, xc_hypercall_buffer_t *b,
				 size_t size);
#define xc_hypercall_buffer_alloc(xch, name, size) \
	((name) = xc__hypercall_buffer_alloc(xch, HYPERCALL_BUFFER(name), size))
void xc__hypercall_buffer_free(xc_interface *xch, xc_hypercall_buffer_t *b);
#define xc_hypercall_buffer_free(xch, name) \
	xc__hypercall_buffer_free(xch, HYPERCALL_BUFFER(name))

/* --- raw operations: the interface version is filled in --- */

int xc_domctl(xc_interface *xch, struct xen_domctl *domctl);
int xc_sysctl(xc_interface *xch, struct xen_sysctl *sysctl);
/* len: size of *arg, which is copied in and out.  Returns the count. */
long xc_memory_op(xc_interface *xch, unsigned int cmd, void *arg, size_t len);
/* Returns the hypervisor's value (>= 0); arg is sized by cmd. */
int xc_version(xc_interface *xch, int cmd, void *arg);
int xc_physdev_op(xc_interface *xch, int cmd, void *arg, size_t len);

/* --- CPU and node maps: bit arrays, 8 a byte --- */

typedef uint8_t *xc_cpumap_t;
typedef uint8_t *xc_nodemap_t;

int xc_get_max_cpus(xc_interface *xch); /* highest id + 1 */
int xc_get_online_cpus(xc_interface *xch);
int xc_get_cpumap_size(xc_interface *xch);	/* bytes */
xc_cpumap_t xc_cpumap_alloc(xc_interface *xch); /* zeroed; free() it */
void xc_cpumap_setcpu(int cpu, xc_cpumap_t map);
void xc_cpumap_clearcpu(int cpu, xc_cpumap_t map);
int xc_cpumap_testcpu(int cpu, xc_cpumap_t map);
int xc_get_max_nodes(xc_interface *xch);
int xc_get_nodemap_size(xc_interface *xch);
xc_nodemap_t xc_nodemap_alloc(xc_interface *xch);

/* --- domains --- */

typedef struct xc_dominfo {
	uint32_t domid;
	uint32_t ssidref;
	unsigned int dying : 1, crashed : 1, shutdown : 1, paused : 1,
		blocked : 1, running : 1, hvm : 1, debugged : 1, xenstore : 1,
		hap : 1;
	unsigned int shutdown_reason; /* valid if shutdown is set */
	unsigned long nr_pages;
	unsigned long nr_outstanding_pages;
	unsigned long nr_shared_pages;
	unsigned long nr_paged_pages;
	unsigned long shared_info_frame;
	uint64_t cpu_time; /* ns */
	unsigned long max_memkb;
	unsigned int nr_online_vcpus;
	unsigned int max_vcpu_id;
	xen_domain_handle_t handle;
	unsigned int cpupool;
	uint8_t gpaddr_bits;
	struct xen_arch_domainconfig arch_config;
} xc_dominfo_t;

typedef xen_domctl_getdomaininfo_t xc_domaininfo_t;

/* *pdomid: wanted id, or 0 for any; the id that it got. */
int xc_domain_create(xc_interface *xch, uint32_t *pdomid,
		     struct xen_domctl_createdomain *config);
int xc_domain_max_vcpus(xc_interface *xch, uint32_t domid, unsigned int max);
int xc_domain_pause(xc_interface *xch, uint32_t domid);
int xc_domain_unpause(xc_interface *xch, uint32_t domid);
/* Returns when the domain's memory has been given back. */
int xc_domain_destroy(xc_interface *xch, uint32_t domid);
int xc_domain_resume(xc_interface *xch, uint32_t domid, int fast);
int xc_domain_shutdown(xc_interface *xch, uint32_t domid, int reason);
int xc_watchdog(xc_interface *xch, uint32_t id, uint32_t timeout);
int xc_domain_sethandle(xc_interface *xch, uint32_t domid,
			xen_domain_handle_t handle);
int xc_domain_setdebugging(xc_interface *xch, uint32_t domid,
			   unsigned int enable);
int xc_domain_set_virq_handler(xc_interface *xch, uint32_t domid, int virq);
int xc_domain_set_time_offset(xc_interface *xch, uint32_t domid,
			      int32_t seconds);
int xc_domain_set_tsc_info(xc_interface *xch, uint32_t domid, uint32_t tsc_mode,
			   uint64_t elapsed_nsec, uint32_t gtsc_khz,
			   uint32_t incarnation);
int xc_domain_get_tsc_info(xc_interface *xch, uint32_t domid,
			   uint32_t *tsc_mode, uint64_t *elapsed_nsec,
			   uint32_t *gtsc_khz, uint32_t *incarnation);
int xc_domain_get_guest_width(xc_interface *xch, uint32_t domid,
			      unsigned int *bytes);
const char *xc_domain_get_native_protocol(xc_interface *xch, uint32_t domid);
int xc_domain_subscribe_for_suspend(xc_interface *xch, uint32_t domid,
				    evtchn_port_t port);
int xc_domain_send_trigger(xc_interface *xch, uint32_t domid, uint32_t trigger,
			   uint32_t vcpu);

/*
 * Domains from first_domid on, in ascending order.  Returns how many, 0 if
 * there is none.  xc_domain_getinfo_single() fails with ESRCH unless that
 * very domain exists.
 */
int xc_domain_getinfo(xc_interface *xch, uint32_t first_domid,
		      unsigned int max_doms, xc_dominfo_t *info);
int xc_domain_getinfolist(xc_interface *xch, uint32_t first_domid,
			  unsigned int max_doms, xc_domaininfo_t *info);
int xc_domain_getinfo_single(xc_interface *xch, uint32_t domid,
			     xc_domaininfo_t *info);

/* --- vCPUs --- */

typedef union {
	vcpu_guest_context_t c;
} vcpu_guest_context_any_t;

typedef struct xen_domctl_getvcpuinfo xc_vcpuinfo_t;

int xc_vcpu_setcontext(xc_interface *xch, uint32_t domid, uint32_t vcpu,
		       vcpu_guest_context_any_t *ctxt);
int xc_vcpu_getcontext(xc_interface *xch, uint32_t domid, uint32_t vcpu,
		       vcpu_guest_context_any_t *ctxt);
int xc_vcpu_getinfo(xc_interface *xch, uint32_t domid, uint32_t vcpu,
		    xc_vcpuinfo_t *info);

/*
 * The rest of a vCPU that is saved.  The getters of arrays: NULL asks for the
 * size (bytes, entries) only, else *size and *nr say what there is room for
 * and return what was filled.
 */
int xc_vcpu_get_ext_context(xc_interface *xch, uint32_t domid, uint32_t vcpu,
			    struct xen_domctl_ext_vcpucontext *ext);
int xc_vcpu_set_ext_context(xc_interface *xch, uint32_t domid, uint32_t vcpu,
			    const struct xen_domctl_ext_vcpucontext *ext);
int xc_vcpu_get_xsave(xc_interface *xch, uint32_t domid, uint32_t vcpu,
		      void *buf, uint64_t *size);
int xc_vcpu_set_xsave(xc_interface *xch, uint32_t domid, uint32_t vcpu,
		      void *buf, uint64_t size);
int xc_vcpu_get_msrs(xc_interface *xch, uint32_t domid, uint32_t vcpu,
		     xen_domctl_vcpu_msr_t *entries, uint32_t *nr);
int xc_vcpu_set_msrs(xc_interface *xch, uint32_t domid, uint32_t vcpu,
		     xen_domctl_vcpu_msr_t *entries, uint32_t nr);
long long xc_domain_get_cpu_usage(xc_interface *xch, uint32_t domid, int vcpu);
/* The maps (NULL: not asked for) return what was in effect. flags: which. */
int xc_vcpu_setaffinity(xc_interface *xch, uint32_t domid, int vcpu,
			xc_cpumap_t hard_inout, xc_cpumap_t soft_inout,
			uint32_t flags);
int xc_vcpu_getaffinity(xc_interface *xch, uint32_t domid, int vcpu,
			xc_cpumap_t hard, xc_cpumap_t soft, uint32_t flags);
int xc_domain_node_setaffinity(xc_interface *xch, uint32_t domid,
			       xc_nodemap_t nodemap);
int xc_domain_node_getaffinity(xc_interface *xch, uint32_t domid,
			       xc_nodemap_t nodemap);

/* --- memory --- */

int xc_domain_setmaxmem(xc_interface *xch, uint32_t domid, uint64_t max_kib);
int xc_domain_set_memmap_limit(xc_interface *xch, uint32_t domid,
			       unsigned long limit_kib);
long xc_get_tot_pages(xc_interface *xch, uint32_t domid);
int xc_maximum_ram_page(xc_interface *xch, unsigned long *max_mfn);
int xc_domain_maximum_gpfn(xc_interface *xch, uint32_t domid, xen_pfn_t *gpfn);
int xc_domain_nr_gpfns(xc_interface *xch, uint32_t domid, xen_pfn_t *gpfns);
int xc_domain_claim_pages(xc_interface *xch, uint32_t domid,
			  unsigned long nr_pages);
int xc_availheap(xc_interface *xch, int min_width, int max_width, int node,
		 uint64_t *bytes);

/*
 * Extents of 2^order pages.  The plain form returns how many were done, the
 * _exact form fails with ENOMEM or EBUSY unless all were.
 */
int xc_domain_increase_reservation(xc_interface *xch, uint32_t domid,
				   unsigned long nr_extents, unsigned int order,
				   unsigned int mem_flags,
				   xen_pfn_t *extent_start);
int xc_domain_increase_reservation_exact(xc_interface *xch, uint32_t domid,
					 unsigned long nr_extents,
					 unsigned int order,
					 unsigned int mem_flags,
					 xen_pfn_t *extent_start);
int xc_domain_decrease_reservation(xc_interface *xch, uint32_t domid,
				   unsigned long nr_extents, unsigned int order,
				   xen_pfn_t *extent_start);
int xc_domain_decrease_reservation_exact(xc_interface *xch, uint32_t domid,
					 unsigned long nr_extents,
					 unsigned int order,
					 xen_pfn_t *extent_start);
int xc_domain_populate_physmap(xc_interface *xch, uint32_t domid,
			       unsigned long nr_extents, unsigned int order,
			       unsigned int mem_flags, xen_pfn_t *extent_start);
int xc_domain_populate_physmap_exact(xc_interface *xch, uint32_t domid,
				     unsigned long nr_extents,
				     unsigned int order, unsigned int mem_flags,
				     xen_pfn_t *extent_start);
int xc_domain_memory_exchange_pages(xc_interface *xch, uint32_t domid,
				    unsigned long nr_in, unsigned int in_order,
				    xen_pfn_t *in, unsigned long nr_out,
				    unsigned int out_order, xen_pfn_t *out);
int xc_domain_add_to_physmap(xc_interface *xch, uint32_t domid,
			     unsigned int space, unsigned long idx,
			     xen_pfn_t gpfn);
int xc_domain_remove_from_physmap(xc_interface *xch, uint32_t domid,
				  xen_pfn_t gpfn);

#ifndef E820_RAM
#define E820_RAM      1
#define E820_RESERVED 2
#define E820_ACPI     3
#define E820_NVS      4
#define E820_UNUSABLE 5
#endif
#define E820MAX 128
struct e820entry {
	uint64_t addr;
	uint64_t size;
	uint32_t type;
} __attribute__((packed));

int xc_domain_set_memory_map(xc_interface *xch, uint32_t domid,
			     struct e820entry entries[], uint32_t nr);
/* Returns the number of entries. */
int xc_get_machine_memory_map(xc_interface *xch, struct e820entry entries[],
			      uint32_t max);
int xc_machphys_mfn_list(xc_interface *xch, unsigned long max_extents,
			 xen_pfn_t *extent_start);

/* --- another domain's memory --- */

void *xc_map_foreign_range(xc_interface *xch, uint32_t dom, int size, int prot,
			   unsigned long mfn);
void *xc_map_foreign_pages(xc_interface *xch, uint32_t dom, int prot,
			   const xen_pfn_t *arr, int num);
void *xc_map_foreign_bulk(xc_interface *xch, uint32_t dom, int prot,
			  const xen_pfn_t *arr, int *err, unsigned int num);
int xc_copy_to_domain_page(xc_interface *xch, uint32_t domid,
			   unsigned long dst_pfn, const char *src_page);
int xc_clear_domain_pages(xc_interface *xch, uint32_t domid,
			  unsigned long dst_pfn, int num);

/* --- a domain's pages, for saving it --- */

typedef struct xen_domctl_shadow_op_stats xc_shadow_op_stats_t;

/*
 * op: XEN_DOMCTL_SHADOW_OP_{ENABLE_LOGDIRTY,OFF,CLEAN,PEEK}.  The last two
 * fill the bitmap (hypercall memory, a bit a page of the domain's physical
 * space) and return how many bits; ENOTEMPTY, EOPNOTSUPP: this hypervisor
 * cannot for this domain.
 */
long long xc_logdirty_control(xc_interface *xch, uint32_t domid,
			      unsigned int op, xc_hypercall_buffer_t *bitmap,
			      unsigned long pages, unsigned int mode,
			      xc_shadow_op_stats_t *stats);
/* Frames in, XEN_DOMCTL_PFINFO_* out; at most 1024. */
int xc_get_pfn_type_batch(xc_interface *xch, uint32_t domid, unsigned int num,
			  xen_pfn_t *arr);

/* --- page tables of PV domains --- */

int xc_mmuext_op(xc_interface *xch, struct mmuext_op *op, unsigned int nr,
		 uint32_t dom);

#define MAX_MMU_UPDATES 1024
/* Updates queued until it is full or flushed. */
struct xc_mmu {
	mmu_update_t updates[MAX_MMU_UPDATES];
	unsigned int idx;
	unsigned int subject; /* whose tables */
};
struct xc_mmu *xc_alloc_mmu_updates(xc_interface *xch, unsigned int subject);
int xc_add_mmu_update(xc_interface *xch, struct xc_mmu *mmu,
		      unsigned long long ptr, unsigned long long val);
int xc_flush_mmu_updates(xc_interface *xch, struct xc_mmu *mmu);

/* --- event channels and grant tables of another domain --- */

typedef int xc_evtchn_port_or_error_t;
typedef struct evtchn_status xc_evtchn_status_t;

xc_evtchn_port_or_error_t
xc_evtchn_alloc_unbound(xc_interface *xch, uint32_t dom, uint32_t remote_dom);
int xc_evtchn_reset(xc_interface *xch, uint32_t dom);
int xc_evtchn_status(xc_interface *xch, xc_evtchn_status_t *status);

/* Returns the frame's number through *gmfn (GNTTABOP_setup_table). */
int xc_gnttab_op(xc_interface *xch, int cmd, void *op, int op_size, int count);
int xc_gnttab_query_size(xc_interface *xch, struct gnttab_query_size *query);
int xc_gnttab_get_version(xc_interface *xch, uint32_t domid);
int xc_gnttab_setup_frame(xc_interface *xch, uint32_t domid, xen_pfn_t *gmfn);

/* --- the machine --- */

typedef struct xen_sysctl_physinfo xc_physinfo_t;
typedef struct xen_sysctl_cputopo xc_cputopo_t;
typedef struct xen_sysctl_numainfo xc_numainfo_t;
typedef struct xen_sysctl_meminfo xc_meminfo_t;
typedef struct xen_sysctl_cpuinfo xc_cpuinfo_t;

int xc_physinfo(xc_interface *xch, xc_physinfo_t *info);
/* NULL array: only the number that is needed. */
int xc_cputopoinfo(xc_interface *xch, unsigned int *max_cpus,
		   xc_cputopo_t *cputopo);
int xc_numainfo(xc_interface *xch, unsigned int *max_nodes,
		xc_meminfo_t *meminfo, uint32_t *distance);
int xc_getcpuinfo(xc_interface *xch, int max_cpus, xc_cpuinfo_t *info,
		  int *nr_cpus);
int xc_cpu_online(xc_interface *xch, int cpu);
int xc_cpu_offline(xc_interface *xch, int cpu);

/* Reads at most *pnr_chars; with incremental from *pindex on. */
int xc_readconsolering(xc_interface *xch, char *buffer, unsigned int *pnr_chars,
		       int clear, int incremental, uint32_t *pindex);
int xc_send_debug_keys(xc_interface *xch, const char *keys);

/* --- schedulers and cpupools --- */

int xc_sched_id(xc_interface *xch, int *sched_id);
int xc_sched_credit_domain_set(xc_interface *xch, uint32_t domid,
			       struct xen_domctl_sched_credit *sdom);
int xc_sched_credit_domain_get(xc_interface *xch, uint32_t domid,
			       struct xen_domctl_sched_credit *sdom);
int xc_sched_credit_params_set(xc_interface *xch, uint32_t cpupool_id,
			       struct xen_sysctl_credit_schedule *sched);
int xc_sched_credit_params_get(xc_interface *xch, uint32_t cpupool_id,
			       struct xen_sysctl_credit_schedule *sched);
int xc_sched_credit2_domain_set(xc_interface *xch, uint32_t domid,
				struct xen_domctl_sched_credit2 *sdom);
int xc_sched_credit2_domain_get(xc_interface *xch, uint32_t domid,
				struct xen_domctl_sched_credit2 *sdom);
int xc_sched_credit2_params_set(xc_interface *xch, uint32_t cpupool_id,
				struct xen_sysctl_credit2_schedule *sched);
int xc_sched_credit2_params_get(xc_interface *xch, uint32_t cpupool_id,
				struct xen_sysctl_credit2_schedule *sched);
/* Not in Xen: percent of a CPU that a domain gets whatever others want. */
int xc_sched_credit2_reserve_set(xc_interface *xch, uint32_t domid,
				 uint32_t percent);
int xc_sched_credit2_reserve_get(xc_interface *xch, uint32_t domid,
				 uint32_t *percent);
int xc_sched_rtds_domain_set(xc_interface *xch, uint32_t domid,
			     struct xen_domctl_sched_rtds *sdom);
int xc_sched_rtds_domain_get(xc_interface *xch, uint32_t domid,
			     struct xen_domctl_sched_rtds *sdom);

/* Of single vCPUs (vcpuid in, the rest in or out); rtds only. */
int xc_sched_rtds_vcpu_set(xc_interface *xch, uint32_t domid,
			   struct xen_domctl_schedparam_vcpu *vcpus,
			   uint32_t num_vcpus);
int xc_sched_rtds_vcpu_get(xc_interface *xch, uint32_t domid,
			   struct xen_domctl_schedparam_vcpu *vcpus,
			   uint32_t num_vcpus);

#define XC_CPUPOOL_POOLID_ANY 0xFFFFFFFF
typedef struct xc_cpupoolinfo {
	uint32_t cpupool_id;
	uint32_t sched_id;
	uint32_t n_dom;
	xc_cpumap_t cpumap;
} xc_cpupoolinfo_t;

int xc_cpupool_create(xc_interface *xch, uint32_t *ppoolid, uint32_t sched_id);
int xc_cpupool_destroy(xc_interface *xch, uint32_t poolid);
/* The first pool with an id >= poolid, or NULL (errno ENOENT: none). */
xc_cpupoolinfo_t *xc_cpupool_getinfo(xc_interface *xch, uint32_t poolid);
void xc_cpupool_infofree(xc_interface *xch, xc_cpupoolinfo_t *info);
int xc_cpupool_addcpu(xc_interface *xch, uint32_t poolid, int cpu);
int xc_cpupool_removecpu(xc_interface *xch, uint32_t poolid, int cpu);
int xc_cpupool_movedomain(xc_interface *xch, uint32_t poolid, uint32_t domid);
xc_cpumap_t xc_cpupool_freeinfo(xc_interface *xch);

/* --- parameters and security module: ENOSYS if there are none --- */

/* path as "/params/NAME"; text is converted to the entry's type. */
int xc_hypfs_write(xc_interface *xch, const char *path, const char *text);
/* Returns 1 (enforcing) or 0. */
int xc_flask_getenforce(xc_interface *xch);
int xc_flask_setenforce(xc_interface *xch, int mode);
int xc_flask_load(xc_interface *xch, char *policy, uint32_t size);

/* --- CPUID and MSR policies --- */

/* How many entries the largest policy has. */
int xc_cpu_policy_get_size(xc_interface *xch, uint32_t *nr_leaves,
			   uint32_t *nr_msrs);
/* Counts in: room; out: used.  index: XEN_SYSCTL_cpu_policy_*. */
int xc_get_system_cpu_policy(xc_interface *xch, uint32_t index,
			     uint32_t *nr_leaves, xen_cpuid_leaf_t *leaves,
			     uint32_t *nr_msrs, xen_msr_entry_t *msrs);
int xc_get_domain_cpu_policy(xc_interface *xch, uint32_t domid,
			     uint32_t *nr_leaves, xen_cpuid_leaf_t *leaves,
			     uint32_t *nr_msrs, xen_msr_entry_t *msrs);
/* On failure *err_* name the entry that was refused (-1: none). */
int xc_set_domain_cpu_policy(xc_interface *xch, uint32_t domid,
			     uint32_t nr_leaves, xen_cpuid_leaf_t *leaves,
			     uint32_t nr_msrs, xen_msr_entry_t *msrs,
			     uint32_t *err_leaf, uint32_t *err_subleaf,
			     uint32_t *err_msr);
/* index: XEN_SYSCTL_cpu_featureset_*; *nr words in and out. */
int xc_get_cpu_featureset(xc_interface *xch, uint32_t index, uint32_t *nr,
			  uint32_t *featureset);

/* --- HVM parameters, access to hardware --- */

int xc_hvm_param_set(xc_interface *xch, uint32_t dom, uint32_t param,
		     uint64_t value);
int xc_hvm_param_get(xc_interface *xch, uint32_t dom, uint32_t param,
		     uint64_t *value);
int xc_domain_ioport_permission(xc_interface *xch, uint32_t domid,
				uint32_t first_port, uint32_t nr_ports,
				uint32_t allow);
int xc_domain_irq_permission(xc_interface *xch, uint32_t domid, uint32_t pirq,
			     bool allow);
int xc_domain_iomem_permission(xc_interface *xch, uint32_t domid,
			       unsigned long first_mfn, unsigned long nr_mfns,
			       uint8_t allow);
int xc_domain_memory_mapping(xc_interface *xch, uint32_t domid,
			     unsigned long first_gfn, unsigned long first_mfn,
			     unsigned long nr_mfns, uint32_t add);

#pragma GCC visibility pop

#endif /* XENCTRL_H */
