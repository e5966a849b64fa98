/* SPDX-License-Identifier: GPL-2.0-only */
/* The user's list of CPUID changes, ended by an entry with `end`. */
#ifndef LIBXL_CPUID_LIST_H
#define LIBXL_CPUID_LIST_H

#include <xenguest.h>

#include "types_private.h"

struct libxl__cpu_policy {
	struct xc_cpuid_override o;
	bool end;
};

#endif
