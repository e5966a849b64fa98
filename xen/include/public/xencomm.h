/* SPDX-License-Identifier: MIT */
/*
 * Lists of physical pages for hypercall arguments, as architectures without
 * guest virtual access use them.
 */
#ifndef _XEN_XENCOMM_H_
#define _XEN_XENCOMM_H_

#include <stdint.h>

#define XENCOMM_MAGIC	0x58434F4D
#define XENCOMM_INVALID (~0UL)

struct xencomm_desc {
	uint32_t magic;
	uint32_t nr_addrs;
	uint64_t address[0]; /* first one with an offset */
};

#endif /* _XEN_XENCOMM_H_ */
