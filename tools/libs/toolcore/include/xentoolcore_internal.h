/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the Xen libraries only: the list of handles that
 * xentoolcore_restrict_all() has to visit.
 *
 * A library embeds a Xentoolcore__Active_Handle in its handle, sets the
 * callback and registers it *before* it opens anything.  The layout is ABI:
 * libraries of one Xen release are used with the toolcore of another.
 */
#ifndef XENTOOLCORE_INTERNAL_H
#define XENTOOLCORE_INTERNAL_H

#include <stddef.h>

#include "xentoolcore.h"

#pragma GCC visibility push(default)

typedef struct Xentoolcore__Active_Handle Xentoolcore__Active_Handle;

/* Limits one handle to @domid.  0, or -1 with errno. */
typedef int Xentoolcore__Restrict_Callback(Xentoolcore__Active_Handle *,
					   domid_t domid);

struct Xentoolcore__Active_Handle {
	Xentoolcore__Restrict_Callback *restrict_callback;
	struct {
		Xentoolcore__Active_Handle *le_next;
		Xentoolcore__Active_Handle **le_prev;
	} entry;
};

/* @handle stays the caller's; it must be deregistered before it goes away. */
void xentoolcore__register_active_handle(Xentoolcore__Active_Handle *handle);
void xentoolcore__deregister_active_handle(Xentoolcore__Active_Handle *handle);

/*
 * A restrict callback for interfaces that cannot be limited: puts /dev/null in
 * the place of @fd (which may be -1: nothing to do).  0, or -1 with errno.
 */
int xentoolcore__restrict_by_dup2_null(int fd);

#pragma GCC visibility pop

/* The structure of type @outer whose field @member is at @ptr. */
#ifndef CONTAINER_OF
#define CONTAINER_OF(ptr, outer, member)                                 \
	((__typeof__(outer) *)((char *)(ptr)-offsetof(__typeof__(outer), \
						      member)))
#endif

#endif
