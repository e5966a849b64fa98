/*
 * libc_renamed.c: the objects that the host library leaves out, compiled
 * under the names of libc_names.h.
 */
#include "libc_names.h"

#include "../../../xen/lib/mem.c"
#include "../../../xen/lib/str.c"
#include "../../../xen/lib/printf.c"
