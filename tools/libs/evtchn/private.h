/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside libxenevtchn.
 */
#ifndef XENEVTCHN_PRIVATE_H
#define XENEVTCHN_PRIVATE_H

#include <xentoolcore_internal.h>
#include <xentoollog.h>

#include "xenevtchn.h"

struct xenevtchn_handle {
	xentoollog_logger *logger;
	xentoollog_logger *own_logger; /* ours to destroy, or NULL */
	Xentoolcore__Active_Handle tc_ah;
	int fd;
};

#endif
