/* SPDX-License-Identifier: GPL-2.0-only */
/* A small PV guest in the fake machine, and its stream in memory. */
#ifndef TESTS_STREAM_GUEST_H
#define TESTS_STREAM_GUEST_H

#include "fake_xen.h"

#include <xenguest.h>

#define GUEST_PFNS 1300U /* three frames of list, the last not full */
#define GUEST_HOLE 700U	 /* a pfn that was given back */
enum {			 /* pfns */
       PFN_L4 = 10,
       PFN_L3,
       PFN_L2,
       PFN_L1,
       PFN_USER_L4,
       PFN_TREE_TOP,
       PFN_TREE_MID,
       PFN_START_INFO = 20,
       PFN_STORE,
       PFN_CONSOLE,
       PFN_GDT,
       PFN_LIST = 30, /* three of them */
};
#define GUEST_LIST_VA 0x0000008000000000ULL

extern xen_pfn_t guest_p2m[GUEST_PFNS];

/* tree: the list of frames is found by the tree of lists. */
void guest_make(unsigned int domid, bool tree);
/* Save it, whatever params says beside domid, fd, suspend. */
int guest_save(struct xc_save_params *par, struct xc_dom_error *err);
/* The bytes of the last save. */
extern uint8_t *stream_bytes;
extern size_t stream_size;
/* Into a new domain 2; prior ones are gone. */
int guest_restore(const uint8_t *bytes, size_t size,
		  struct xc_restore_params *par, struct xc_dom_error *err);

#endif
