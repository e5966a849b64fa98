/* SPDX-License-Identifier: MIT */
/*
 * Operations on a VCPU of the own domain.  Hypercall vcpu_op(cmd, vcpu, arg).
 */
#ifndef __XEN_PUBLIC_VCPU_H__
#define __XEN_PUBLIC_VCPU_H__

#include "xen.h"

/* vcpu_guest_context (PV) or vcpu_hvm_context. VCPU stays down */
#define VCPUOP_initialise 0
#define VCPUOP_up	  1 /* let it run */
/* stop it after this, no more until up */
#define VCPUOP_down		 2
#define VCPUOP_is_up		 3 /* 1 or 0 */
#define VCPUOP_get_runstate_info 4 /* vcpu_runstate_info */

/* How long the VCPU was in each state. */
struct vcpu_runstate_info {
	int state;		   /* RUNSTATE_* */
	uint64_t state_entry_time; /* ns, when it entered state */
/*
 * Set in state_entry_time while the hypervisor changes a registered area, if
 * VMASST_TYPE_runstate_update_flag is on.
 */
#define XEN_RUNSTATE_UPDATE (xen_mk_ullong(1) << 63)
	uint64_t time[4]; /* ns in each RUNSTATE_* */
};
typedef struct vcpu_runstate_info vcpu_runstate_info_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_runstate_info_t);

#define RUNSTATE_running  0
#define RUNSTATE_runnable 1 /* waits for a physical CPU */
#define RUNSTATE_blocked  2 /* waits for an event */
#define RUNSTATE_offline  3 /* neither of these: paused or down */

/* Register memory that the hypervisor keeps up to date when the VCPU runs. */
#define VCPUOP_register_runstate_memory_area 5
struct vcpu_register_runstate_memory_area {
	union {
		XEN_GUEST_HANDLE(vcpu_runstate_info_t) h;
		struct vcpu_runstate_info *v;
		uint64_t p;
	} addr;
};
typedef struct vcpu_register_runstate_memory_area
	vcpu_register_runstate_memory_area_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_register_runstate_memory_area_t);

/* A timer that raises VIRQ_TIMER regularly. */
#define VCPUOP_set_periodic_timer  6
#define VCPUOP_stop_periodic_timer 7
struct vcpu_set_periodic_timer {
	uint64_t period_ns;
};
typedef struct vcpu_set_periodic_timer vcpu_set_periodic_timer_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_set_periodic_timer_t);

/* A timer that raises VIRQ_TIMER once. */
#define VCPUOP_set_singleshot_timer  8
#define VCPUOP_stop_singleshot_timer 9
struct vcpu_set_singleshot_timer {
	uint64_t timeout_abs_ns; /* system time */
	uint32_t flags;		 /* VCPU_SSHOTTMR_* */
};
typedef struct vcpu_set_singleshot_timer vcpu_set_singleshot_timer_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_set_singleshot_timer_t);
/* Not looked at: a time that has passed already is due now. */
#define _VCPU_SSHOTTMR_future (0)
#define VCPU_SSHOTTMR_future  (1U << _VCPU_SSHOTTMR_future)

/* Move the VCPU's vcpu_info to a page of the guest; once only. */
#define VCPUOP_register_vcpu_info 10
struct vcpu_register_vcpu_info {
	uint64_t mfn;	 /* frame */
	uint32_t offset; /* in it, bytes */
	uint32_t rsvd;
};
typedef struct vcpu_register_vcpu_info vcpu_register_vcpu_info_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_register_vcpu_info_t);

/* No argument. */
#define VCPUOP_send_nmi 11

/* The physical CPU that a pinned VCPU runs on (hardware domain). */
#define VCPUOP_get_physid 12
struct vcpu_get_physid {
	uint64_t phys_id; /* ACPI id << 32 | APIC id */
};
typedef struct vcpu_get_physid vcpu_get_physid_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_get_physid_t);
#define xen_vcpu_physid_to_x86_apicid(physid) ((uint32_t)(physid))
#define xen_vcpu_physid_to_x86_acpiid(physid) ((uint32_t)((physid) >> 32))

/* Register a second copy of vcpu_time_info, in user-readable memory. */
#define VCPUOP_register_vcpu_time_memory_area 13
DEFINE_XEN_GUEST_HANDLE(vcpu_time_info_t);
struct vcpu_register_time_memory_area {
	union {
		XEN_GUEST_HANDLE(vcpu_time_info_t) h;
		struct vcpu_time_info *v;
		uint64_t p;
	} addr;
};
typedef struct vcpu_register_time_memory_area vcpu_register_time_memory_area_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_register_time_memory_area_t);

#endif /* __XEN_PUBLIC_VCPU_H__ */
