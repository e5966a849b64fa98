/* SPDX-License-Identifier: MIT */
/*
 * Control of other domains, for the toolstack.  Hypercall domctl(&xen_domctl).
 *
 * Not a stable interface: tools and hypervisor must agree in
 * XEN_DOMCTL_INTERFACE_VERSION.  Layouts are the same for 32-bit tools.
 */
#ifndef __XEN_PUBLIC_DOMCTL_H__
#define __XEN_PUBLIC_DOMCTL_H__

#if !defined(__XEN__) && !defined(__XEN_TOOLS__)
#error "domctl is for the hypervisor and its tools only"
#endif

#include "xen.h"
#include "event_channel.h"
#include "grant_table.h"
#include "hvm/save.h"
#include "memory.h"

#define XEN_DOMCTL_INTERFACE_VERSION 0x00000015

/*
 * createdomain. xen_domctl.domain is the wanted id, or DOMID_FIRST_RESERVED or
 * above for any; OUT: the id.
 */
struct xen_domctl_createdomain {
	uint32_t ssidref; /* XSM label */
	xen_domain_handle_t handle;
#define _XEN_DOMCTL_CDF_hvm	     0 /* HVM or PVH, not PV */
#define XEN_DOMCTL_CDF_hvm	     (1U << _XEN_DOMCTL_CDF_hvm)
#define _XEN_DOMCTL_CDF_hap	     1 /* nested paging */
#define XEN_DOMCTL_CDF_hap	     (1U << _XEN_DOMCTL_CDF_hap)
#define _XEN_DOMCTL_CDF_s3_integrity 2 /* memory is verified over S3 */
#define XEN_DOMCTL_CDF_s3_integrity  (1U << _XEN_DOMCTL_CDF_s3_integrity)
/* no out-of-sync shadow pages */
#define _XEN_DOMCTL_CDF_oos_off	    3
#define XEN_DOMCTL_CDF_oos_off	    (1U << _XEN_DOMCTL_CDF_oos_off)
#define _XEN_DOMCTL_CDF_xs_domain   4 /* runs xenstored */
#define XEN_DOMCTL_CDF_xs_domain    (1U << _XEN_DOMCTL_CDF_xs_domain)
#define _XEN_DOMCTL_CDF_iommu	    5 /* may get devices */
#define XEN_DOMCTL_CDF_iommu	    (1U << _XEN_DOMCTL_CDF_iommu)
#define _XEN_DOMCTL_CDF_nested_virt 6
#define XEN_DOMCTL_CDF_nested_virt  (1U << _XEN_DOMCTL_CDF_nested_virt)
#define XEN_DOMCTL_CDF_vpmu	    (1U << 7)
#define XEN_DOMCTL_CDF_MAX	    XEN_DOMCTL_CDF_vpmu
	uint32_t flags;		       /* XEN_DOMCTL_CDF_* */
#define _XEN_DOMCTL_IOMMU_no_sharept 0 /* own IOMMU page tables */
#define XEN_DOMCTL_IOMMU_no_sharept  (1U << _XEN_DOMCTL_IOMMU_no_sharept)
#define XEN_DOMCTL_IOMMU_MAX	     XEN_DOMCTL_IOMMU_no_sharept
	uint32_t iommu_opts; /* XEN_DOMCTL_IOMMU_* */
	/* Limits; a negative number takes the hypervisor's default. */
	uint32_t max_vcpus;
	uint32_t max_evtchn_port; /* highest port */
	int32_t max_grant_frames;
	int32_t max_maptrack_frames;
#define XEN_DOMCTL_GRANT_version_mask 0xf
#define XEN_DOMCTL_GRANT_version(v)   ((v)&XEN_DOMCTL_GRANT_version_mask)
	uint32_t grant_opts;   /* highest grant table version */
	uint32_t vmtrace_size; /* bytes a VCPU, power of 2 or 0 */
	uint32_t cpupool_id;
	struct xen_arch_domainconfig arch;
};

/* getdomaininfo: IN the first id to look at; OUT the domain found. */
struct xen_domctl_getdomaininfo {
	domid_t domain;
	uint16_t pad1;
#define _XEN_DOMINF_dying	 0 /* being destroyed */
#define XEN_DOMINF_dying	 (1U << _XEN_DOMINF_dying)
#define _XEN_DOMINF_hvm_guest	 1
#define XEN_DOMINF_hvm_guest	 (1U << _XEN_DOMINF_hvm_guest)
#define _XEN_DOMINF_shutdown	 2 /* the reason is in bits 16-23 */
#define XEN_DOMINF_shutdown	 (1U << _XEN_DOMINF_shutdown)
#define _XEN_DOMINF_paused	 3 /* by tools */
#define XEN_DOMINF_paused	 (1U << _XEN_DOMINF_paused)
#define _XEN_DOMINF_blocked	 4 /* all VCPUs wait for events */
#define XEN_DOMINF_blocked	 (1U << _XEN_DOMINF_blocked)
#define _XEN_DOMINF_running	 5 /* some VCPU is on a CPU */
#define XEN_DOMINF_running	 (1U << _XEN_DOMINF_running)
#define _XEN_DOMINF_debugged	 6
#define XEN_DOMINF_debugged	 (1U << _XEN_DOMINF_debugged)
#define _XEN_DOMINF_xs_domain	 7
#define XEN_DOMINF_xs_domain	 (1U << _XEN_DOMINF_xs_domain)
#define _XEN_DOMINF_hap		 8
#define XEN_DOMINF_hap		 (1U << _XEN_DOMINF_hap)
#define XEN_DOMINF_shutdownmask	 255
#define XEN_DOMINF_shutdownshift 16
	uint32_t flags; /* XEN_DOMINF_* */
	uint64_aligned_t tot_pages;
	uint64_aligned_t max_pages;
	uint64_aligned_t outstanding_pages; /* claimed, not yet allocated */
	uint64_aligned_t shr_pages;
	uint64_aligned_t paged_pages;
	uint64_aligned_t shared_info_frame; /* GFN of shared_info */
	uint64_aligned_t cpu_time;	    /* ns, all VCPUs */
	uint32_t nr_online_vcpus;
#define XEN_INVALID_MAX_VCPU_ID (~0U) /* no VCPU yet */
	uint32_t max_vcpu_id;
	uint32_t ssidref;
	xen_domain_handle_t handle;
	uint32_t cpupool;
	uint8_t gpaddr_bits; /* width of guest physical addresses */
	uint8_t pad2[7];
	struct xen_arch_domainconfig arch_config;
};
typedef struct xen_domctl_getdomaininfo xen_domctl_getdomaininfo_t;
DEFINE_XEN_GUEST_HANDLE(xen_domctl_getdomaininfo_t);

/* getpageframeinfo3: types of frames, for saving a PV domain. */
#define XEN_DOMCTL_PFINFO_LTAB_SHIFT	28
#define XEN_DOMCTL_PFINFO_NOTAB		(0x0U << 28) /* plain */
#define XEN_DOMCTL_PFINFO_L1TAB		(0x1U << 28)
#define XEN_DOMCTL_PFINFO_L2TAB		(0x2U << 28)
#define XEN_DOMCTL_PFINFO_L3TAB		(0x3U << 28)
#define XEN_DOMCTL_PFINFO_L4TAB		(0x4U << 28)
#define XEN_DOMCTL_PFINFO_LTABTYPE_MASK (0x7U << 28)
#define XEN_DOMCTL_PFINFO_LPINTAB	(0x1U << 31) /* and pinned */
#define XEN_DOMCTL_PFINFO_XTAB		(0xfU << 28) /* no such frame */
/* allocate, no contents */
#define XEN_DOMCTL_PFINFO_XALLOC    (0xeU << 28)
#define XEN_DOMCTL_PFINFO_BROKEN    (0xdU << 28) /* memory error */
#define XEN_DOMCTL_PFINFO_LTAB_MASK (0xfU << 28)
struct xen_domctl_getpageframeinfo3 {
	uint64_aligned_t num;		      /* IN */
	XEN_GUEST_HANDLE_64(xen_pfn_t) array; /* IN frames, OUT types */
};

/* shadow_op: paging mode, log-dirty, and the paging pool. */
#define XEN_DOMCTL_SHADOW_OP_OFF    0
#define XEN_DOMCTL_SHADOW_OP_ENABLE 32 /* with mode */
/* read the dirty bitmap and clear it */
#define XEN_DOMCTL_SHADOW_OP_CLEAN	     11
#define XEN_DOMCTL_SHADOW_OP_PEEK	     12 /* read it only */
#define XEN_DOMCTL_SHADOW_OP_GET_ALLOCATION  30 /* pool size into mb */
#define XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION  31
#define XEN_DOMCTL_SHADOW_OP_ENABLE_TEST     1
#define XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY 2
#define XEN_DOMCTL_SHADOW_ENABLE_REFCOUNT    (1 << 1)
#define XEN_DOMCTL_SHADOW_ENABLE_LOG_DIRTY   (1 << 2)
#define XEN_DOMCTL_SHADOW_ENABLE_TRANSLATE   (1 << 3)
#define XEN_DOMCTL_SHADOW_ENABLE_EXTERNAL    (1 << 4)
/* mode of CLEAN and PEEK: nobody will write any more. */
#define XEN_DOMCTL_SHADOW_LOGDIRTY_FINAL (1 << 0)

struct xen_domctl_shadow_op_stats {
	uint32_t fault_count;
	uint32_t dirty_count; /* pages since the last CLEAN */
};

struct xen_domctl_shadow_op {
	uint32_t op;   /* IN: XEN_DOMCTL_SHADOW_OP_* */
	uint32_t mode; /* IN: XEN_DOMCTL_SHADOW_ENABLE_* */
	uint32_t mb;   /* MiB */
	XEN_GUEST_HANDLE_64(uint8) dirty_bitmap;
	uint64_aligned_t pages; /* IN bits in the bitmap, OUT bits written */
	struct xen_domctl_shadow_op_stats stats; /* OUT */
};

struct xen_domctl_max_mem {
	uint64_aligned_t max_memkb; /* KiB */
};

/* setvcpucontext, getvcpucontext */
struct xen_domctl_vcpucontext {
	uint32_t vcpu;
	XEN_GUEST_HANDLE_64(vcpu_guest_context_t) ctxt;
};

struct xen_domctl_getvcpuinfo {
	/* IN */
	uint32_t vcpu;
	/* OUT */
	uint8_t online;
	uint8_t blocked;
	uint8_t running;
	uint64_aligned_t cpu_time; /* ns */
	uint32_t cpu;		   /* where it runs or ran */
};

/* setnodeaffinity, getnodeaffinity: where memory should come from. */
struct xen_domctl_nodeaffinity {
	struct xenctl_bitmap nodemap;
};

/*
 * setvcpuaffinity, getvcpuaffinity: CPUs a VCPU may use, and those it should.
 * set returns what is in effect.
 */
struct xen_domctl_vcpuaffinity {
	uint32_t vcpu;		  /* IN */
#define _XEN_VCPUAFFINITY_HARD	0 /* cpumap_hard is meant */
#define XEN_VCPUAFFINITY_HARD	(1U << _XEN_VCPUAFFINITY_HARD)
#define _XEN_VCPUAFFINITY_SOFT	1 /* cpumap_soft is meant */
#define XEN_VCPUAFFINITY_SOFT	(1U << _XEN_VCPUAFFINITY_SOFT)
#define _XEN_VCPUAFFINITY_FORCE 2 /* override a temporary pinning */
#define XEN_VCPUAFFINITY_FORCE	(1U << _XEN_VCPUAFFINITY_FORCE)
	uint32_t flags; /* XEN_VCPUAFFINITY_* */
	struct xenctl_bitmap cpumap_hard;
	struct xenctl_bitmap cpumap_soft;
};

/* max_vcpus: once, before the domain runs. */
struct xen_domctl_max_vcpus {
	uint32_t max;
};

/* scheduler_op: a domain's or its VCPUs' parameters. */
#define XEN_SCHEDULER_CREDIT   5
#define XEN_SCHEDULER_CREDIT2  6
#define XEN_SCHEDULER_ARINC653 7
#define XEN_SCHEDULER_RTDS     8
#define XEN_SCHEDULER_NULL     9

struct xen_domctl_sched_credit {
	uint16_t weight;
	uint16_t cap; /* percent of a CPU, 0 none */
};
struct xen_domctl_sched_credit2 {
	uint16_t weight;
	uint16_t cap; /* percent of a CPU, 0 none */
};
struct xen_domctl_sched_rtds {
	uint32_t period; /* us */
	uint32_t budget; /* us */
/* may use time that is left over */
#define _XEN_DOMCTL_SCHEDRT_extra 0
#define XEN_DOMCTL_SCHEDRT_extra  (1U << _XEN_DOMCTL_SCHEDRT_extra)
	uint32_t flags;
};

typedef struct xen_domctl_schedparam_vcpu {
	union {
		struct xen_domctl_sched_credit credit;
		struct xen_domctl_sched_credit2 credit2;
		struct xen_domctl_sched_rtds rtds;
	} u;
	uint32_t vcpuid;
} xen_domctl_schedparam_vcpu_t;
DEFINE_XEN_GUEST_HANDLE(xen_domctl_schedparam_vcpu_t);

/* The vcpuinfo forms work on u.v, of RTDS only. */
#define XEN_DOMCTL_SCHEDOP_putinfo     0
#define XEN_DOMCTL_SCHEDOP_getinfo     1
#define XEN_DOMCTL_SCHEDOP_putvcpuinfo 2
#define XEN_DOMCTL_SCHEDOP_getvcpuinfo 3
/* Not in Xen: a domain's reservation of CPU time, credit2 only. */
#define XEN_DOMCTL_SCHEDOP_putreserve 0x58450000
#define XEN_DOMCTL_SCHEDOP_getreserve 0x58450001
struct xen_domctl_sched_reserve {
	uint32_t percent; /* of a CPU, 0 none */
};
struct xen_domctl_scheduler_op {
	uint32_t sched_id; /* XEN_SCHEDULER_* */
	uint32_t cmd;	   /* XEN_DOMCTL_SCHEDOP_* */
	union {
		struct xen_domctl_sched_credit credit;
		struct xen_domctl_sched_credit2 credit2;
		struct xen_domctl_sched_rtds rtds;
		struct xen_domctl_sched_reserve reserve;
		struct {
			XEN_GUEST_HANDLE_64(xen_domctl_schedparam_vcpu_t) vcpus;
			uint32_t nr_vcpus; /* IN, OUT where to continue */
			uint32_t padding;
		} v;
	} u;
};

struct xen_domctl_setdomainhandle {
	xen_domain_handle_t handle;
};

struct xen_domctl_setdebugging {
	uint8_t enable;
};

/* Access to interrupts, memory and ports of devices. */
struct xen_domctl_irq_permission {
	uint32_t pirq;
	uint8_t allow_access;
	uint8_t pad[3];
};
struct xen_domctl_iomem_permission {
	uint64_aligned_t first_mfn;
	uint64_aligned_t nr_mfns;
	uint8_t allow_access;
};
struct xen_domctl_ioport_permission {
	uint32_t first_port;
	uint32_t nr_ports;
	uint8_t allow_access;
};

/* Fill a page with hypercall stubs. */
struct xen_domctl_hypercall_init {
	uint64_aligned_t gmfn;
};

/* Wall clock of the domain against the machine's. */
struct xen_domctl_settimeoffset {
	int64_aligned_t time_offset_seconds;
};

/*
 * gethvmcontext, sethvmcontext: all records of hvm/save.h. With a null buffer
 * get returns the size.
 */
struct xen_domctl_hvmcontext {
	uint32_t size; /* IN room, OUT bytes */
	XEN_GUEST_HANDLE_64(uint8) buffer;
};

/* PV: 32 or 64, before the domain has memory. */
struct xen_domctl_address_size {
	uint32_t size;
};

#define XEN_DOMCTL_SENDTRIGGER_NMI   0
#define XEN_DOMCTL_SENDTRIGGER_RESET 1
#define XEN_DOMCTL_SENDTRIGGER_INIT  2
#define XEN_DOMCTL_SENDTRIGGER_POWER 3 /* ACPI power button */
#define XEN_DOMCTL_SENDTRIGGER_SLEEP 4 /* ACPI sleep button */
struct xen_domctl_sendtrigger {
	uint32_t trigger; /* XEN_DOMCTL_SENDTRIGGER_* */
	uint32_t vcpu;
};

/* assign_device, test_assign_device, deassign_device */
#define XEN_DOMCTL_DEV_PCI 0
#define XEN_DOMCTL_DEV_DT  1
struct xen_domctl_assign_device {
	uint32_t dev; /* XEN_DOMCTL_DEV_* */
	uint32_t flags;
#define XEN_DOMCTL_DEV_RDM_RELAXED 1 /* reserved memory may conflict */
	union {
		struct {
			/* segment, bus, device, function */
			uint32_t machine_sbdf;
		} pci;
		struct {
			uint32_t size;			/* of path */
			XEN_GUEST_HANDLE_64(char) path; /* device tree node */
		} dt;
	} u;
};

/* Devices that the IOMMU cannot tell apart from this one. */
struct xen_domctl_get_device_group {
	uint32_t machine_sbdf;			/* IN */
	uint32_t max_sdevs;			/* IN */
	uint32_t num_sdevs;			/* OUT */
	XEN_GUEST_HANDLE_64(uint32) sdev_array; /* OUT */
};

/* bind_pt_irq, unbind_pt_irq: a machine interrupt into an HVM guest. */
enum pt_irq_type {
	PT_IRQ_TYPE_PCI,
	PT_IRQ_TYPE_ISA,
	PT_IRQ_TYPE_MSI,
	PT_IRQ_TYPE_MSI_TRANSLATE,
	PT_IRQ_TYPE_SPI, /* ARM */
};
struct xen_domctl_bind_pt_irq {
	uint32_t machine_irq; /* PIRQ */
	uint32_t irq_type;    /* PT_IRQ_TYPE_* */
	union {
		struct {
			uint8_t isa_irq;
		} isa;
		struct {
			uint8_t bus;
			uint8_t device;
			uint8_t intx;
		} pci;
		struct {
			uint8_t gvec; /* guest vector */
			uint32_t gflags;
#define XEN_DOMCTL_VMSI_X86_DEST_ID_MASK 0x0000ff
#define XEN_DOMCTL_VMSI_X86_RH_MASK	 0x000100
#define XEN_DOMCTL_VMSI_X86_DM_MASK	 0x000200
#define XEN_DOMCTL_VMSI_X86_DELIV_MASK	 0x007000
#define XEN_DOMCTL_VMSI_X86_TRIG_MASK	 0x008000
#define XEN_DOMCTL_VMSI_X86_UNMASKED	 0x010000
			/* guest's MSI-X table */
			uint64_aligned_t gtable;
		} msi;
		struct {
			uint16_t spi;
		} spi;
	} u;
};

/* Map device memory and ports into an HVM guest. */
#define DPCI_ADD_MAPPING    1
#define DPCI_REMOVE_MAPPING 0
struct xen_domctl_memory_mapping {
	uint64_aligned_t first_gfn;
	uint64_aligned_t first_mfn;
	uint64_aligned_t nr_mfns;
	uint32_t add_mapping; /* DPCI_* */
	uint32_t padding;
};
struct xen_domctl_ioport_mapping {
	uint32_t first_gport;
	uint32_t first_mport;
	uint32_t nr_ports;
	uint32_t add_mapping; /* DPCI_* */
};

/* Memory types, as in the PAT. */
#define XEN_DOMCTL_MEM_CACHEATTR_UC	0
#define XEN_DOMCTL_MEM_CACHEATTR_WC	1
#define XEN_DOMCTL_MEM_CACHEATTR_WT	4
#define XEN_DOMCTL_MEM_CACHEATTR_WP	5
#define XEN_DOMCTL_MEM_CACHEATTR_WB	6
#define XEN_DOMCTL_MEM_CACHEATTR_UCM	7
#define XEN_DOMCTL_DELETE_MEM_CACHEATTR (~(uint32_t)0)

/* set_ext_vcpucontext, get_ext_vcpucontext: what vcpu_guest_context lacks. */
struct xen_domctl_ext_vcpucontext {
	uint32_t vcpu; /* IN */
	uint32_t size; /* IN (set), OUT (get): valid bytes */
#if defined(__i386__) || defined(__x86_64__)
	/* 32-bit user entries of 64-bit PV kernels. */
	uint64_aligned_t syscall32_callback_eip;
	uint64_aligned_t sysenter_callback_eip;
	uint16_t syscall32_callback_cs;
	uint16_t sysenter_callback_cs;
	uint8_t syscall32_disables_events;
	uint8_t sysenter_disables_events;
#if defined(__GNUC__)
	union {
		uint64_aligned_t mcg_cap;
		struct hvm_vmce_vcpu vmce;
	};
#else
	struct hvm_vmce_vcpu vmce;
#endif
#endif
};

/* The domain may act as this one's device model (stub domain). */
struct xen_domctl_set_target {
	domid_t target;
};

#if defined(__i386__) || defined(__x86_64__)
#define XEN_CPUID_INPUT_UNUSED 0xFFFFFFFF
/* get_cpu_policy, set_cpu_policy */
struct xen_domctl_cpu_policy {
	uint32_t nr_leaves; /* IN, OUT on get */
	uint32_t nr_msrs;   /* IN, OUT on get */
	XEN_GUEST_HANDLE_64(xen_cpuid_leaf_t) leaves;
	XEN_GUEST_HANDLE_64(xen_msr_entry_t) msrs;
	/* OUT: what set refused */
	uint32_t err_leaf, err_subleaf, err_msr;
};
typedef struct xen_domctl_cpu_policy xen_domctl_cpu_policy_t;
DEFINE_XEN_GUEST_HANDLE(xen_domctl_cpu_policy_t);
#endif

/* Send an event when the domain shuts down. */
struct xen_domctl_subscribe {
	uint32_t port;
};

#define XEN_DOMCTL_DEBUG_OP_SINGLE_STEP_OFF 0
#define XEN_DOMCTL_DEBUG_OP_SINGLE_STEP_ON  1
struct xen_domctl_debug_op {
	uint32_t op;
	uint32_t vcpu;
};

/* One record of hvm/save.h. */
struct xen_domctl_hvmcontext_partial {
	uint32_t type; /* HVM_SAVE_CODE */
	uint32_t instance;
	uint64_aligned_t bufsz; /* IN room, OUT bytes */
	XEN_GUEST_HANDLE_64(uint8) buffer;
};

/* gettscinfo, settscinfo */
struct xen_domctl_tsc_info {
	uint32_t tsc_mode; /* 0 default, 1 emulate, 2 native */
	uint32_t gtsc_khz;
	uint32_t incarnation; /* how often it was restored */
	uint32_t pad;
	uint64_aligned_t elapsed_nsec;
};

/* gdbsx: a debugger reads and writes guest memory and stops VCPUs. */
struct xen_domctl_gdbsx_memio {
	uint64_aligned_t pgd3val; /* page table to use, 0: the VCPU's */
	uint64_aligned_t gva;	  /* guest virtual address */
	uint64_aligned_t uva;	  /* caller's buffer */
	uint32_t len;		  /* bytes */
	uint8_t gwr;		  /* not 0: write to the guest */
	uint32_t remain;	  /* OUT: bytes not done */
};
struct xen_domctl_gdbsx_pauseunp_vcpu {
	uint32_t vcpu;
};
struct xen_domctl_gdbsx_domstatus {
	/* OUT */
	uint8_t paused;
	uint32_t vcpu_id; /* VCPU with an event */
	uint32_t vcpu_ev; /* which */
};

/* vm_event_op: the rings of vm_event.h. */
#define XEN_VM_EVENT_ENABLE	       0
#define XEN_VM_EVENT_DISABLE	       1
#define XEN_VM_EVENT_RESUME	       2 /* responses are in the ring */
#define XEN_VM_EVENT_GET_VERSION       3
#define XEN_DOMCTL_VM_EVENT_OP_PAGING  1
#define XEN_DOMCTL_VM_EVENT_OP_MONITOR 2
#define XEN_DOMCTL_VM_EVENT_OP_SHARING 3
struct xen_domctl_vm_event_op {
	uint32_t op;   /* XEN_VM_EVENT_* */
	uint32_t mode; /* XEN_DOMCTL_VM_EVENT_OP_* */
	union {
		struct {
			uint32_t port; /* OUT */
		} enable;
		uint32_t version; /* OUT */
	} u;
};

#define XEN_DOMCTL_MEM_SHARING_CONTROL 0
struct xen_domctl_mem_sharing_op {
	uint8_t op; /* XEN_DOMCTL_MEM_SHARING_CONTROL */
	union {
		uint8_t enable;
	} u;
};

/* Compare P2M and M2P; counts of differences. */
struct xen_domctl_audit_p2m {
	uint64_t orphans;
	uint64_t m2p_bad;
	uint64_t p2m_bad;
};

/* The domain shall get a global VIRQ. */
struct xen_domctl_set_virq_handler {
	uint32_t virq;
};

#if defined(__i386__) || defined(__x86_64__)
/* setvcpuextstate, getvcpuextstate: xcr0, xcr0_accum, then the XSAVE area. */
struct xen_domctl_vcpuextstate {
	uint32_t vcpu;			/* IN */
	uint64_aligned_t xfeature_mask; /* IN set, OUT get */
	uint64_aligned_t size;		/* IN, OUT get; bytes in buffer */
	XEN_GUEST_HANDLE_64(uint64) buffer;
};
#endif

/* Pause the domain if an access listener is missing. */
struct xen_domctl_set_access_required {
	uint8_t access_required;
};

struct xen_domctl_set_broken_page_p2m {
	uint64_aligned_t pfn;
};

/* ARM: flush caches of guest memory. */
struct xen_domctl_cacheflush {
	xen_pfn_t start_pfn, nr_pfns;
};

/* get_paging_mempool_size, set_paging_mempool_size */
struct xen_domctl_paging_mempool {
	uint64_aligned_t size; /* bytes */
};

#if defined(__i386__) || defined(__x86_64__)
struct xen_domctl_vcpu_msr {
	uint32_t index;
	uint32_t reserved;
	uint64_aligned_t value;
};
typedef struct xen_domctl_vcpu_msr xen_domctl_vcpu_msr_t;
DEFINE_XEN_GUEST_HANDLE(xen_domctl_vcpu_msr_t);

/* get_vcpu_msrs, set_vcpu_msrs: with a null msrs get returns the count. */
struct xen_domctl_vcpu_msrs {
	uint32_t vcpu;	    /* IN */
	uint32_t msr_count; /* IN, OUT */
	XEN_GUEST_HANDLE_64(xen_domctl_vcpu_msr_t) msrs;
};
#endif

/* setvnumainfo; arrays as in xen_vnuma_topology_info. */
struct xen_domctl_vnuma {
	uint32_t nr_vnodes;
	uint32_t nr_vmemranges;
	uint32_t nr_vcpus;
	uint32_t pad;
	XEN_GUEST_HANDLE_64(uint) vdistance;
	XEN_GUEST_HANDLE_64(uint) vcpu_to_vnode;
	XEN_GUEST_HANDLE_64(uint) vnode_to_pnode;
	XEN_GUEST_HANDLE_64(xen_vmemrange_t) vmemrange;
};

/* Cache monitoring. */
struct xen_domctl_psr_cmt_op {
#define XEN_DOMCTL_PSR_CMT_OP_DETACH	 0
#define XEN_DOMCTL_PSR_CMT_OP_ATTACH	 1
#define XEN_DOMCTL_PSR_CMT_OP_QUERY_RMID 2
	uint32_t cmd;
	uint32_t data; /* OUT: RMID */
};

/* monitor_op: which events go to the monitor ring. */
#define XEN_DOMCTL_MONITOR_OP_ENABLE  0
#define XEN_DOMCTL_MONITOR_OP_DISABLE 1
/* bitmap of events into event */
#define XEN_DOMCTL_MONITOR_OP_GET_CAPABILITIES	     2
#define XEN_DOMCTL_MONITOR_OP_EMULATE_EACH_REP	     3 /* event: on or off */
#define XEN_DOMCTL_MONITOR_OP_CONTROL_REGISTERS	     4 /* event: on or off */
#define XEN_DOMCTL_MONITOR_EVENT_WRITE_CTRLREG	     0
#define XEN_DOMCTL_MONITOR_EVENT_MOV_TO_MSR	     1
#define XEN_DOMCTL_MONITOR_EVENT_SINGLESTEP	     2
#define XEN_DOMCTL_MONITOR_EVENT_SOFTWARE_BREAKPOINT 3
#define XEN_DOMCTL_MONITOR_EVENT_GUEST_REQUEST	     4
#define XEN_DOMCTL_MONITOR_EVENT_DEBUG_EXCEPTION     5
#define XEN_DOMCTL_MONITOR_EVENT_CPUID		     6
#define XEN_DOMCTL_MONITOR_EVENT_PRIVILEGED_CALL     7
#define XEN_DOMCTL_MONITOR_EVENT_INTERRUPT	     8
#define XEN_DOMCTL_MONITOR_EVENT_DESC_ACCESS	     9
#define XEN_DOMCTL_MONITOR_EVENT_EMUL_UNIMPLEMENTED  10
/* page walks of the guest too */
#define XEN_DOMCTL_MONITOR_EVENT_INGUEST_PAGEFAULT 11
#define XEN_DOMCTL_MONITOR_EVENT_VMEXIT		   12
struct xen_domctl_monitor_op {
	uint32_t op;	/* XEN_DOMCTL_MONITOR_OP_* */
	uint32_t event; /* XEN_DOMCTL_MONITOR_EVENT_* */
	union {
		struct {
			uint8_t index; /* VM_EVENT_X86_* */
			uint8_t sync;  /* VCPU waits for the answer */
			uint8_t onchangeonly;
			uint8_t pad1;
			uint32_t pad2;
			uint64_aligned_t bitmask; /* bits to ignore */
		} mov_to_cr;
		struct {
			uint32_t msr;
			uint8_t onchangeonly;
		} mov_to_msr;
		struct {
			uint8_t sync;
			uint8_t allow_userspace;
		} guest_request;
		struct {
			uint8_t sync;
		} debug_exception;
		struct {
			uint8_t sync;
		} vmexit;
	} u;
};

/* Cache and bandwidth allocation. */
struct xen_domctl_psr_alloc {
#define XEN_DOMCTL_PSR_SET_L3_CBM    0
#define XEN_DOMCTL_PSR_GET_L3_CBM    1
#define XEN_DOMCTL_PSR_SET_L3_CODE   2
#define XEN_DOMCTL_PSR_SET_L3_DATA   3
#define XEN_DOMCTL_PSR_GET_L3_CODE   4
#define XEN_DOMCTL_PSR_GET_L3_DATA   5
#define XEN_DOMCTL_PSR_SET_L2_CBM    6
#define XEN_DOMCTL_PSR_GET_L2_CBM    7
#define XEN_DOMCTL_PSR_SET_MBA_THRTL 8
#define XEN_DOMCTL_PSR_GET_MBA_THRTL 9
	uint32_t cmd;
	uint32_t target; /* socket */
	uint64_t data;
};

/* ARM: virtual UART. */
struct xen_domctl_vuart_op {
#define XEN_DOMCTL_VUART_OP_INIT 0
	uint32_t cmd;
#define XEN_DOMCTL_VUART_TYPE_VPL011 0
	uint32_t type;
	uint64_aligned_t gfn;  /* IN: ring */
	domid_t console_domid; /* IN */
	uint8_t pad[2];
	evtchn_port_t evtchn; /* OUT */
};

/* Processor trace of a VCPU. */
struct xen_domctl_vmtrace_op {
	uint32_t cmd; /* XEN_DOMCTL_vmtrace_* */
	uint32_t vcpu;
	uint64_aligned_t key;	/* option */
	uint64_aligned_t value; /* of it, or position */
#define XEN_DOMCTL_vmtrace_enable	    1
#define XEN_DOMCTL_vmtrace_disable	    2
#define XEN_DOMCTL_vmtrace_reset_and_enable 3
#define XEN_DOMCTL_vmtrace_output_position  4
#define XEN_DOMCTL_vmtrace_get_option	    5
#define XEN_DOMCTL_vmtrace_set_option	    6
};
typedef struct xen_domctl_vmtrace_op xen_domctl_vmtrace_op_t;
DEFINE_XEN_GUEST_HANDLE(xen_domctl_vmtrace_op_t);

/* Commands. Those without a structure need only the domain. */
#define XEN_DOMCTL_createdomain		   1
#define XEN_DOMCTL_destroydomain	   2
#define XEN_DOMCTL_pausedomain		   3
#define XEN_DOMCTL_unpausedomain	   4
#define XEN_DOMCTL_getdomaininfo	   5
#define XEN_DOMCTL_setvcpuaffinity	   9
#define XEN_DOMCTL_shadow_op		   10
#define XEN_DOMCTL_max_mem		   11
#define XEN_DOMCTL_setvcpucontext	   12
#define XEN_DOMCTL_getvcpucontext	   13
#define XEN_DOMCTL_getvcpuinfo		   14
#define XEN_DOMCTL_max_vcpus		   15
#define XEN_DOMCTL_scheduler_op		   16
#define XEN_DOMCTL_setdomainhandle	   17
#define XEN_DOMCTL_setdebugging		   18
#define XEN_DOMCTL_irq_permission	   19
#define XEN_DOMCTL_iomem_permission	   20
#define XEN_DOMCTL_ioport_permission	   21
#define XEN_DOMCTL_hypercall_init	   22
#define XEN_DOMCTL_settimeoffset	   24
#define XEN_DOMCTL_getvcpuaffinity	   25
#define XEN_DOMCTL_real_mode_area	   26
#define XEN_DOMCTL_resumedomain		   27
#define XEN_DOMCTL_sendtrigger		   28
#define XEN_DOMCTL_subscribe		   29
#define XEN_DOMCTL_gethvmcontext	   33
#define XEN_DOMCTL_sethvmcontext	   34
#define XEN_DOMCTL_set_address_size	   35
#define XEN_DOMCTL_get_address_size	   36
#define XEN_DOMCTL_assign_device	   37
#define XEN_DOMCTL_bind_pt_irq		   38
#define XEN_DOMCTL_memory_mapping	   39
#define XEN_DOMCTL_ioport_mapping	   40
#define XEN_DOMCTL_set_ext_vcpucontext	   42
#define XEN_DOMCTL_get_ext_vcpucontext	   43
#define XEN_DOMCTL_set_opt_feature	   44
#define XEN_DOMCTL_test_assign_device	   45
#define XEN_DOMCTL_set_target		   46
#define XEN_DOMCTL_deassign_device	   47
#define XEN_DOMCTL_unbind_pt_irq	   48
#define XEN_DOMCTL_get_device_group	   50
#define XEN_DOMCTL_debug_op		   54
#define XEN_DOMCTL_gethvmcontext_partial   55
#define XEN_DOMCTL_vm_event_op		   56
#define XEN_DOMCTL_mem_sharing_op	   57
#define XEN_DOMCTL_gettscinfo		   59
#define XEN_DOMCTL_settscinfo		   60
#define XEN_DOMCTL_getpageframeinfo3	   61
#define XEN_DOMCTL_setvcpuextstate	   62
#define XEN_DOMCTL_getvcpuextstate	   63
#define XEN_DOMCTL_set_access_required	   64
#define XEN_DOMCTL_audit_p2m		   65
#define XEN_DOMCTL_set_virq_handler	   66
#define XEN_DOMCTL_set_broken_page_p2m	   67
#define XEN_DOMCTL_setnodeaffinity	   68
#define XEN_DOMCTL_getnodeaffinity	   69
#define XEN_DOMCTL_cacheflush		   71
#define XEN_DOMCTL_get_vcpu_msrs	   72
#define XEN_DOMCTL_set_vcpu_msrs	   73
#define XEN_DOMCTL_setvnumainfo		   74
#define XEN_DOMCTL_psr_cmt_op		   75
#define XEN_DOMCTL_monitor_op		   77
#define XEN_DOMCTL_psr_alloc		   78
#define XEN_DOMCTL_soft_reset		   79
#define XEN_DOMCTL_vuart_op		   81
#define XEN_DOMCTL_get_cpu_policy	   82
#define XEN_DOMCTL_set_cpu_policy	   83
#define XEN_DOMCTL_vmtrace_op		   84
#define XEN_DOMCTL_get_paging_mempool_size 85
#define XEN_DOMCTL_set_paging_mempool_size 86
#define XEN_DOMCTL_gdbsx_guestmemio	   1000
#define XEN_DOMCTL_gdbsx_pausevcpu	   1001
#define XEN_DOMCTL_gdbsx_unpausevcpu	   1002
#define XEN_DOMCTL_gdbsx_domstatus	   1003
#ifdef __XEN__
#define XEN_DOMCTL_soft_reset_cont 23 /* soft_reset, continued */
#endif

struct xen_domctl {
	uint32_t cmd;		    /* XEN_DOMCTL_* */
	uint32_t interface_version; /* XEN_DOMCTL_INTERFACE_VERSION */
	domid_t domain;
	uint16_t _pad[3];
	union {
		struct xen_domctl_createdomain createdomain;
		struct xen_domctl_getdomaininfo getdomaininfo;
		struct xen_domctl_getpageframeinfo3 getpageframeinfo3;
		struct xen_domctl_nodeaffinity nodeaffinity;
		struct xen_domctl_vcpuaffinity vcpuaffinity;
		struct xen_domctl_shadow_op shadow_op;
		struct xen_domctl_max_mem max_mem;
		struct xen_domctl_vcpucontext vcpucontext;
		struct xen_domctl_getvcpuinfo getvcpuinfo;
		struct xen_domctl_max_vcpus max_vcpus;
		struct xen_domctl_scheduler_op scheduler_op;
		struct xen_domctl_setdomainhandle setdomainhandle;
		struct xen_domctl_setdebugging setdebugging;
		struct xen_domctl_irq_permission irq_permission;
		struct xen_domctl_iomem_permission iomem_permission;
		struct xen_domctl_ioport_permission ioport_permission;
		struct xen_domctl_hypercall_init hypercall_init;
		struct xen_domctl_settimeoffset settimeoffset;
		struct xen_domctl_tsc_info tsc_info;
		struct xen_domctl_hvmcontext hvmcontext;
		struct xen_domctl_hvmcontext_partial hvmcontext_partial;
		struct xen_domctl_address_size address_size;
		struct xen_domctl_sendtrigger sendtrigger;
		struct xen_domctl_get_device_group get_device_group;
		struct xen_domctl_assign_device assign_device;
		struct xen_domctl_bind_pt_irq bind_pt_irq;
		struct xen_domctl_memory_mapping memory_mapping;
		struct xen_domctl_ioport_mapping ioport_mapping;
		struct xen_domctl_ext_vcpucontext ext_vcpucontext;
		struct xen_domctl_set_target set_target;
		struct xen_domctl_subscribe subscribe;
		struct xen_domctl_debug_op debug_op;
		struct xen_domctl_vm_event_op vm_event_op;
		struct xen_domctl_mem_sharing_op mem_sharing_op;
#if defined(__i386__) || defined(__x86_64__)
		struct xen_domctl_cpu_policy cpu_policy;
		struct xen_domctl_vcpuextstate vcpuextstate;
		struct xen_domctl_vcpu_msrs vcpu_msrs;
#endif
		struct xen_domctl_set_access_required access_required;
		struct xen_domctl_audit_p2m audit_p2m;
		struct xen_domctl_set_virq_handler set_virq_handler;
		struct xen_domctl_gdbsx_memio gdbsx_guest_memio;
		struct xen_domctl_set_broken_page_p2m set_broken_page_p2m;
		struct xen_domctl_cacheflush cacheflush;
		struct xen_domctl_gdbsx_pauseunp_vcpu gdbsx_pauseunp_vcpu;
		struct xen_domctl_gdbsx_domstatus gdbsx_domstatus;
		struct xen_domctl_vnuma vnuma;
		struct xen_domctl_psr_cmt_op psr_cmt_op;
		struct xen_domctl_monitor_op monitor_op;
		struct xen_domctl_psr_alloc psr_alloc;
		struct xen_domctl_vuart_op vuart_op;
		struct xen_domctl_vmtrace_op vmtrace_op;
		struct xen_domctl_paging_mempool paging_mempool;
		uint8_t pad[128];
	} u;
};
typedef struct xen_domctl xen_domctl_t;
DEFINE_XEN_GUEST_HANDLE(xen_domctl_t);

#endif /* __XEN_PUBLIC_DOMCTL_H__ */
