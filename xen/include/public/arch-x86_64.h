/* SPDX-License-Identifier: MIT */
/*
 * Old name of the x86 interface.
 */
#include "arch-x86/xen.h"
