/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Confining a process that talks to Xen (a device model, mostly) to one domain.
 */
#ifndef XENTOOLCORE_H
#define XENTOOLCORE_H

#include <stdint.h>

#include <xen/xen.h>

#pragma GCC visibility push(default)

/*
 * Limit every Xen library handle that this process has open to operations on
 * @domid, for good.  Handles whose kernel interface cannot be limited stop
 * working.  Handles that are opened afterwards are not limited: the caller
 * must see to it (by dropping privileges) that none can be.
 *
 * Returns 0, or -1 with errno; after a failure some handles may already be
 * limited, so the only safe thing to do is to exit.
 */
int xentoolcore_restrict_all(domid_t domid);

#pragma GCC visibility pop

#endif
