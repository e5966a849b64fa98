/* SPDX-License-Identifier: GPL-2.0-only */
/* The old name of xenstore_lib.h. */
#include <xenstore_lib.h>
