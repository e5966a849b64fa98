// SPDX-License-Identifier: GPL-2.0-only
/* JSON of the builtin types, and the frame around the generated functions. */
#include "types_private.h"

#include <stdio.h>

void *libxl__array_alloc(size_t nr, size_t size)
{
	void *p = calloc(nr ? nr : 1, size);

	if (!p) {
		fputs("libxl: out of memory\n", stderr);
		abort();
	}
	return p;
}

char *libxl__strdup_opt(const char *s)
{
	return s ? strcpy(libxl__array_alloc(1, strlen(s) + 1), s) : NULL;
}

const char *libxl__enum_to_string(const libxl_enum_string_table *t, int v)
{
	for (; t->s; t++)
		if (t->v == v)
			return t->s;
	return NULL;
}

int libxl__enum_from_string(const libxl_enum_string_table *t, const char *s,
			    int *v)
{
	for (; t->s; t++)
		if (!strcasecmp(t->s, s)) {
			*v = t->v;
			return 0;
		}
	return ERROR_FAIL;
}

/* --- out --- */

yajl_gen_status libxl__string_gen_json(yajl_gen hand, const char *s)
{
	if (!s)
		return yajl_gen_null(hand);
	return yajl_gen_string(hand, (const unsigned char *)s, strlen(s));
}

yajl_gen_status libxl__enum_gen_json(yajl_gen hand, const char *s)
{
	return libxl__string_gen_json(hand, s);
}

/* yajl's integers are signed; larger ones are written as they are. */
yajl_gen_status libxl__uint64_gen_json(yajl_gen hand, uint64_t val)
{
	char text[24];

	if (val <= INT64_MAX)
		return yajl_gen_integer(hand, val);
	snprintf(text, sizeof(text), "%llu", (unsigned long long)val);
	return yajl_gen_number(hand, text, strlen(text));
}

yajl_gen_status libxl_defbool_gen_json(yajl_gen hand, libxl_defbool *p)
{
	return libxl__string_gen_json(hand, libxl_defbool_to_string(*p));
}

yajl_gen_status libxl_uuid_gen_json(yajl_gen hand, libxl_uuid *p)
{
	char text[LIBXL_UUID_FMTLEN + 1];

	snprintf(text, sizeof(text), LIBXL_UUID_FMT, LIBXL_UUID_BYTES(*p));
	return libxl__string_gen_json(hand, text);
}

yajl_gen_status libxl_mac_gen_json(yajl_gen hand, libxl_mac *p)
{
	char text[LIBXL_MAC_FMTLEN + 1];

	snprintf(text, sizeof(text), LIBXL_MAC_FMT, LIBXL_MAC_BYTES((*p)));
	return libxl__string_gen_json(hand, text);
}

yajl_gen_status libxl_bitmap_gen_json(yajl_gen hand, libxl_bitmap *p)
{
	yajl_gen_status s = yajl_gen_array_open(hand);
	int i;

	libxl_for_each_set_bit (i, *p) {
		if (!s)
			s = yajl_gen_integer(hand, i);
	}
	return s ? s : yajl_gen_array_close(hand);
}

yajl_gen_status libxl_string_list_gen_json(yajl_gen hand, libxl_string_list *p)
{
	yajl_gen_status s = yajl_gen_array_open(hand);
	char **e;

	for (e = *p; e && *e && !s; e++)
		s = libxl__string_gen_json(hand, *e);
	return s ? s : yajl_gen_array_close(hand);
}

yajl_gen_status libxl_key_value_list_gen_json(yajl_gen hand,
					      libxl_key_value_list *p)
{
	yajl_gen_status s = yajl_gen_map_open(hand);
	char **e;

	for (e = *p; e && *e && !s; e += 2) {
		s = libxl__string_gen_json(hand, e[0]);
		if (!s)
			s = libxl__string_gen_json(hand, e[1]);
	}
	return s ? s : yajl_gen_map_close(hand);
}

static yajl_gen_status numbers(yajl_gen hand, const void *p, unsigned int nr,
			       bool wide)
{
	yajl_gen_status s = yajl_gen_array_open(hand);
	unsigned int i;

	for (i = 0; i < nr && !s; i++)
		s = yajl_gen_integer(hand, wide ? ((const uint32_t *)p)[i]
						: ((const uint8_t *)p)[i]);
	return s ? s : yajl_gen_array_close(hand);
}

yajl_gen_status libxl_hwcap_gen_json(yajl_gen hand, libxl_hwcap *p)
{
	return numbers(hand, *p, 8, true);
}

yajl_gen_status libxl_ms_vm_genid_gen_json(yajl_gen hand, libxl_ms_vm_genid *p)
{
	return numbers(hand, p->bytes, LIBXL_MS_VM_GENID_LEN, false);
}

char *libxl__object_to_json(libxl_ctx *ctx, const char *type,
			    libxl__gen_fn *gen, const void *p)
{
	yajl_gen hand = libxl_yajl_gen_alloc(NULL);
	const unsigned char *buf;
	char *ret = NULL;
	size_t len;

	if (!hand)
		return NULL;
	if (gen(hand, p) == yajl_gen_status_ok &&
	    yajl_gen_get_buf(hand, &buf, &len) == yajl_gen_status_ok)
		ret = strdup((const char *)buf);
	yajl_gen_free(hand);
	return ret;
}

/* --- in --- */

yajl_val libxl__json_get(yajl_val object, const char *key)
{
	const char *path[] = { key, NULL };

	return yajl_tree_get(object, path, yajl_t_any);
}

int libxl__json_is_object(libxl_ctx *ctx, yajl_val v)
{
	return YAJL_IS_OBJECT(v) ? 0 : ERROR_INVAL;
}

int libxl__json_is_array(libxl_ctx *ctx, yajl_val v)
{
	return YAJL_IS_ARRAY(v) ? 0 : ERROR_INVAL;
}

int libxl__string_parse_json(libxl_ctx *ctx, yajl_val v, char **s)
{
	if (YAJL_IS_NULL(v)) {
		*s = NULL;
		return 0;
	}
	if (!YAJL_IS_STRING(v))
		return ERROR_INVAL;
	free(*s);
	*s = libxl__strdup_opt(YAJL_GET_STRING(v));
	return 0;
}

int libxl__number_parse_json(libxl_ctx *ctx, yajl_val v, uint64_t *n)
{
	char *end;

	if (YAJL_IS_TRUE(v) || YAJL_IS_FALSE(v)) {
		*n = YAJL_IS_TRUE(v);
		return 0;
	}
	if (!YAJL_IS_NUMBER(v))
		return ERROR_INVAL;
	if (YAJL_IS_INTEGER(v)) {
		*n = YAJL_GET_INTEGER(v);
		return 0;
	}
	errno = 0;
	*n = strtoull(YAJL_GET_NUMBER(v), &end, 10);
	return *end || errno ? ERROR_INVAL : 0;
}

int libxl__enum_parse_json(libxl_ctx *ctx, yajl_val v,
			   const libxl_enum_string_table *t, int *e)
{
	if (!YAJL_IS_STRING(v) ||
	    libxl__enum_from_string(t, YAJL_GET_STRING(v), e))
		return ERROR_INVAL;
	return 0;
}

int libxl__defbool_parse_json(libxl_ctx *ctx, yajl_val v, libxl_defbool *p)
{
	const char *s = YAJL_GET_STRING(v);

	if (!s)
		return ERROR_INVAL;
	if (!strcmp(s, "<default>"))
		libxl_defbool_unset(p);
	else
		libxl_defbool_set(p, !strcmp(s, "True"));
	return 0;
}

int libxl__uuid_parse_json(libxl_ctx *ctx, yajl_val v, libxl_uuid *p)
{
	const char *s = YAJL_GET_STRING(v);

	return s ? libxl_uuid_from_string(p, s) : ERROR_INVAL;
}

int libxl__mac_parse_json(libxl_ctx *ctx, yajl_val v, libxl_mac *p)
{
	const char *s = YAJL_GET_STRING(v);
	uint8_t *m = *p;

	if (!s || sscanf(s, LIBXL_MAC_FMT, &m[0], &m[1], &m[2], &m[3], &m[4],
			 &m[5]) != 6)
		return ERROR_INVAL;
	return 0;
}

int libxl__bitmap_parse_json(libxl_ctx *ctx, yajl_val v, libxl_bitmap *p)
{
	long long top = -1, bit;
	size_t i;

	if (!YAJL_IS_ARRAY(v))
		return ERROR_INVAL;
	for (i = 0; i < v->u.array.len; i++) {
		if (!YAJL_IS_INTEGER(v->u.array.values[i]))
			return ERROR_INVAL;
		bit = YAJL_GET_INTEGER(v->u.array.values[i]);
		if (bit < 0 || bit > 1 << 20)
			return ERROR_INVAL;
		if (bit > top)
			top = bit;
	}
	libxl_bitmap_init(p);
	if (top < 0)
		return 0;
	if (libxl_bitmap_alloc(ctx, p, top + 1))
		return ERROR_NOMEM;
	for (i = 0; i < v->u.array.len; i++)
		libxl_bitmap_set(p, YAJL_GET_INTEGER(v->u.array.values[i]));
	return 0;
}

int libxl__string_list_parse_json(libxl_ctx *ctx, yajl_val v,
				  libxl_string_list *p)
{
	size_t i;
	int rc = 0;

	if (!YAJL_IS_ARRAY(v))
		return ERROR_INVAL;
	*p = libxl__array_alloc(v->u.array.len + 1, sizeof(char *));
	for (i = 0; i < v->u.array.len && !rc; i++)
		rc = libxl__string_parse_json(ctx, v->u.array.values[i],
					      &(*p)[i]);
	return rc;
}

int libxl__key_value_list_parse_json(libxl_ctx *ctx, yajl_val v,
				     libxl_key_value_list *p)
{
	size_t i;
	int rc = 0;

	if (!YAJL_IS_OBJECT(v))
		return ERROR_INVAL;
	*p = libxl__array_alloc(2 * v->u.object.len + 1, sizeof(char *));
	for (i = 0; i < v->u.object.len && !rc; i++) {
		(*p)[2 * i] = libxl__strdup_opt(v->u.object.keys[i]);
		rc = libxl__string_parse_json(ctx, v->u.object.values[i],
					      &(*p)[2 * i + 1]);
	}
	return rc;
}

static int parse_numbers(yajl_val v, void *p, unsigned int nr, bool wide)
{
	unsigned int i;
	long long n;

	if (!YAJL_IS_ARRAY(v) || v->u.array.len != nr)
		return ERROR_INVAL;
	for (i = 0; i < nr; i++) {
		if (!YAJL_IS_INTEGER(v->u.array.values[i]))
			return ERROR_INVAL;
		n = YAJL_GET_INTEGER(v->u.array.values[i]);
		if (wide)
			((uint32_t *)p)[i] = n;
		else
			((uint8_t *)p)[i] = n;
	}
	return 0;
}

int libxl__hwcap_parse_json(libxl_ctx *ctx, yajl_val v, libxl_hwcap *p)
{
	return parse_numbers(v, *p, 8, true);
}

int libxl__ms_vm_genid_parse_json(libxl_ctx *ctx, yajl_val v,
				  libxl_ms_vm_genid *p)
{
	return parse_numbers(v, p->bytes, LIBXL_MS_VM_GENID_LEN, false);
}

int libxl__object_from_json(libxl_ctx *ctx, const char *type,
			    libxl__parse_fn *parse, void *p, const char *s)
{
	char why[200];
	yajl_val root = yajl_tree_parse(s, why, sizeof(why));
	int rc;

	if (!root)
		return ERROR_INVAL;
	rc = parse(ctx, root, p);
	yajl_tree_free(root);
	return rc;
}

/* --- is it the default, so that it need not be written? --- */

static bool all_zero(const void *p, size_t size)
{
	const uint8_t *b = p;

	while (size--)
		if (*b++)
			return false;
	return true;
}

bool libxl__defbool_is_default(const libxl_defbool *p)
{
	return libxl_defbool_is_default(*p);
}

bool libxl__uuid_is_default(const libxl_uuid *p)
{
	return libxl_uuid_is_nil(p);
}

bool libxl__mac_is_default(const libxl_mac *p)
{
	return all_zero(*p, sizeof(*p));
}

bool libxl__bitmap_is_default(const libxl_bitmap *p)
{
	return !p->size;
}

bool libxl__cpuid_policy_list_is_default(const libxl_cpuid_policy_list *p)
{
	return !libxl_cpuid_policy_list_length(p);
}

bool libxl__string_list_is_default(const libxl_string_list *p)
{
	return !libxl_string_list_length(p);
}

bool libxl__key_value_list_is_default(const libxl_key_value_list *p)
{
	return !libxl_key_value_list_length(p);
}

bool libxl__hwcap_is_default(const libxl_hwcap *p)
{
	return all_zero(*p, sizeof(*p));
}

bool libxl__ms_vm_genid_is_default(const libxl_ms_vm_genid *p)
{
	return all_zero(p->bytes, sizeof(p->bytes));
}
