/* SPDX-License-Identifier: GPL-2.0-only */
/* What the generated code of the types calls. */
#ifndef LIBXL_TYPES_PRIVATE_H
#define LIBXL_TYPES_PRIVATE_H

#include <stdlib.h>

#include "libxl.h"
#include "libxl_json.h"
#include "libxl_utils.h"

/* Out of memory ends the process: copies cannot report it. */
void *libxl__array_alloc(size_t nr, size_t size);
char *libxl__strdup_opt(const char *s); /* NULL gives NULL */

const char *libxl__enum_to_string(const libxl_enum_string_table *t, int v);
int libxl__enum_from_string(const libxl_enum_string_table *t, const char *s,
			    int *v);

typedef yajl_gen_status libxl__gen_fn(yajl_gen hand, const void *p);
typedef int libxl__parse_fn(libxl_ctx *ctx, yajl_val o, void *p);
char *libxl__object_to_json(libxl_ctx *ctx, const char *type,
			    libxl__gen_fn *gen, const void *p);
int libxl__object_from_json(libxl_ctx *ctx, const char *type,
			    libxl__parse_fn *parse, void *p, const char *s);

yajl_gen_status libxl__string_gen_json(yajl_gen hand, const char *s);
yajl_gen_status libxl__enum_gen_json(yajl_gen hand, const char *s);

yajl_val libxl__json_get(yajl_val object, const char *key);
int libxl__json_is_object(libxl_ctx *ctx, yajl_val v);
int libxl__json_is_array(libxl_ctx *ctx, yajl_val v);
int libxl__string_parse_json(libxl_ctx *ctx, yajl_val v, char **s);
int libxl__number_parse_json(libxl_ctx *ctx, yajl_val v, uint64_t *n);
int libxl__enum_parse_json(libxl_ctx *ctx, yajl_val v,
			   const libxl_enum_string_table *t, int *e);

#define BUILTIN(name)                                              \
	int libxl__##name##_parse_json(libxl_ctx *ctx, yajl_val v, \
				       libxl_##name *p);           \
	bool libxl__##name##_is_default(const libxl_##name *p)
BUILTIN(defbool);
BUILTIN(uuid);
BUILTIN(mac);
BUILTIN(bitmap);
BUILTIN(cpuid_policy_list);
BUILTIN(string_list);
BUILTIN(key_value_list);
BUILTIN(hwcap);
BUILTIN(ms_vm_genid);
#undef BUILTIN

#endif
