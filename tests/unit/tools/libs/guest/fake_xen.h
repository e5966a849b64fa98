/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine with two PV domains, as libxencall and libxenforeignmemory would
 * show it: the real libxenctrl and libxenguest run on top of it.  Frames are
 * pages of a memory file, so that any of them can be mapped side by side.
 */
#ifndef TESTS_FAKE_XEN_H
#define TESTS_FAKE_XEN_H

#include <xenctrl.h>

#define FAKE_FRAMES	4096U /* of guests; the M2P table lies behind them */
#define FAKE_M2P_FRAMES 512U
#define FAKE_VCPUS	2
#define FAKE_DOMS	3
#define FAKE_XSAVE	600

struct fake_vcpu {
	bool online;
	vcpu_guest_context_t ctxt;
	struct xen_domctl_ext_vcpucontext ext;
	uint8_t xsave[FAKE_XSAVE];
	xen_domctl_vcpu_msr_t msr;
	uint32_t nr_msrs;
};

struct fake_domain {
	bool exists, suspended, logging;
	uint64_t nr_pages, max_pages;
	xen_pfn_t shared_info;
	struct fake_vcpu vcpu[FAKE_VCPUS];
	struct xen_domctl_tsc_info tsc;
	unsigned int pins, clean_calls;
	uint8_t policy_sum; /* of the last policy that was set */
	uint64_t dirty[FAKE_FRAMES / 64];
};

struct fake_machine {
	uint8_t *mem;		    /* all frames */
	int16_t owner[FAKE_FRAMES]; /* -1: free */
	uint8_t type[FAKE_FRAMES];  /* as in a stream: level, 8: pinned */
	xen_pfn_t *m2p;
	struct fake_domain dom[FAKE_DOMS];
	bool no_logdirty;
	unsigned int fail_at, calls; /* the hypercall that fails; 0: none */
	/* Called at each CLEAN: the guest goes on running. */
	void (*run)(unsigned int domid);
};
extern struct fake_machine fake;

void fake_reset(void);
void fake_domain_create(unsigned int domid, uint64_t max_pages);
void fake_domain_destroy(unsigned int domid);
/* A frame for it at that pfn. */
xen_pfn_t fake_populate(unsigned int domid, xen_pfn_t pfn);
static inline void *fake_frame(xen_pfn_t mfn)
{
	return fake.mem + mfn * XC_PAGE_SIZE;
}
/* Mappings that were made and not undone. */
extern long fake_mappings;

#endif
