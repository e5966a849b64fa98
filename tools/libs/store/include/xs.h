/* SPDX-License-Identifier: GPL-2.0-only */
/* The old name of xenstore.h. */
#include <xenstore.h>
