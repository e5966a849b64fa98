/* SPDX-License-Identifier: MIT */
/*
 * Which revision of the interface the including code was written for.
 *
 * The hypervisor and the tools always use the newest one.  A guest says its
 * own by defining __XEN_INTERFACE_VERSION__ before the first include; one that
 * says nothing gets the oldest names and layouts (revision 0).
 */
#ifndef __XEN_PUBLIC_XEN_COMPAT_H__
#define __XEN_PUBLIC_XEN_COMPAT_H__

#define __XEN_LATEST_INTERFACE_VERSION__ 0x00040e00

#if defined(__XEN__) || defined(__XEN_TOOLS__)
#undef __XEN_INTERFACE_VERSION__
#define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__
#elif !defined(__XEN_INTERFACE_VERSION__)
#define __XEN_INTERFACE_VERSION__ 0x00000000
#endif

#if __XEN_INTERFACE_VERSION__ > __XEN_LATEST_INTERFACE_VERSION__
#error "these headers are older than the requested interface version"
#endif

/* Old spelling; XEN_FLEX_ARRAY_DIM is in xen.h. */
#define COMPAT_FLEX_ARRAY_DIM XEN_FLEX_ARRAY_DIM

#endif /* __XEN_PUBLIC_XEN_COMPAT_H__ */
