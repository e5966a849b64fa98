// SPDX-License-Identifier: GPL-2.0-only
/* The builtin types: lists, booleans with a default, UUIDs, bitmaps. */
#include "types_private.h"

#include <stdio.h>
#include <sys/random.h>

void libxl_mac_copy(libxl_ctx *ctx, libxl_mac *dst, const libxl_mac *src)
{
	memcpy(*dst, *src, sizeof(*dst));
}

/* --- lists of strings --- */

static int count(char *const *l)
{
	int n = 0;

	while (l && l[n])
		n++;
	return n;
}

static char **copy_list(char *const *src)
{
	int i, n = count(src);
	char **dst;

	if (!src)
		return NULL;
	dst = libxl__array_alloc(n + 1, sizeof(*dst));
	for (i = 0; i < n; i++)
		dst[i] = libxl__strdup_opt(src[i]);
	return dst;
}

static void dispose_list(char ***list)
{
	char **l;

	for (l = *list; l && *l; l++)
		free(*l);
	free(*list);
	*list = NULL;
}

void libxl_string_list_dispose(libxl_string_list *sl)
{
	dispose_list(sl);
}

int libxl_string_list_length(const libxl_string_list *sl)
{
	return count(*sl);
}

void libxl_string_list_copy(libxl_ctx *ctx, libxl_string_list *dst,
			    const libxl_string_list *src)
{
	*dst = copy_list(*src);
}

/* A value may be NULL: keys are at the even places. */
static int kv_count(char *const *l)
{
	int n = 0;

	while (l && l[n])
		n += 2;
	return n / 2;
}

void libxl_key_value_list_dispose(libxl_key_value_list *kvl)
{
	int i, n = kv_count(*kvl);

	for (i = 0; i < 2 * n; i++)
		free((*kvl)[i]);
	free(*kvl);
	*kvl = NULL;
}

int libxl_key_value_list_length(const libxl_key_value_list *kvl)
{
	return kv_count(*kvl);
}

void libxl_key_value_list_copy(libxl_ctx *ctx, libxl_key_value_list *dst,
			       const libxl_key_value_list *src)
{
	int i, n = kv_count(*src);

	*dst = NULL;
	if (!*src)
		return;
	*dst = libxl__array_alloc(2 * n + 1, sizeof(char *));
	for (i = 0; i < 2 * n; i++)
		(*dst)[i] = libxl__strdup_opt((*src)[i]);
}

/* --- defbool --- */

void libxl_defbool_set(libxl_defbool *db, bool b)
{
	db->val = b ? 1 : -1;
}

void libxl_defbool_unset(libxl_defbool *db)
{
	db->val = 0;
}

void libxl_defbool_setdefault(libxl_defbool *db, bool b)
{
	if (libxl_defbool_is_default(*db))
		libxl_defbool_set(db, b);
}

bool libxl_defbool_is_default(libxl_defbool db)
{
	return !db.val;
}

bool libxl_defbool_val(libxl_defbool db)
{
	return db.val > 0;
}

const char *libxl_defbool_to_string(libxl_defbool b)
{
	return b.val < 0 ? "False" : b.val ? "True" : "<default>";
}

/* --- UUIDs --- */

int libxl_uuid_is_nil(const libxl_uuid *uuid)
{
	static const libxl_uuid nil;

	return !memcmp(uuid, &nil, sizeof(nil));
}

/* Version 4: random. */
void libxl_uuid_generate(libxl_uuid *uuid)
{
	if (getrandom(uuid->uuid, sizeof(uuid->uuid), 0) != sizeof(uuid->uuid))
		abort();
	uuid->uuid[6] = (uuid->uuid[6] & 0x0f) | 0x40;
	uuid->uuid[8] = (uuid->uuid[8] & 0x3f) | 0x80;
}

int libxl_uuid_from_string(libxl_uuid *uuid, const char *in)
{
	unsigned int i, byte;
	libxl_uuid u;

	for (i = 0; i < 16; i++) {
		if (*in == '-' && i)
			in++;
		if (!strchr("0123456789abcdefABCDEF", in[0]) || !in[0] ||
		    !strchr("0123456789abcdefABCDEF", in[1]) || !in[1])
			return -1;
		sscanf(in, "%2x", &byte);
		u.uuid[i] = byte;
		in += 2;
	}
	if (*in)
		return -1;
	*uuid = u;
	return 0;
}

void libxl_uuid_copy(libxl_ctx *ctx_opt, libxl_uuid *dst, const libxl_uuid *src)
{
	*dst = *src;
}

void libxl_uuid_clear(libxl_uuid *uuid)
{
	memset(uuid, 0, sizeof(*uuid));
}

int libxl_uuid_compare(const libxl_uuid *a, const libxl_uuid *b)
{
	return memcmp(a, b, sizeof(*a));
}

const uint8_t *libxl_uuid_bytearray_const(const libxl_uuid *uuid)
{
	return uuid->uuid;
}

uint8_t *libxl_uuid_bytearray(libxl_uuid *uuid)
{
	return uuid->uuid;
}

/* --- bitmaps --- */

void libxl_bitmap_init(libxl_bitmap *map)
{
	memset(map, 0, sizeof(*map));
}

void libxl_bitmap_dispose(libxl_bitmap *map)
{
	free(map->map);
	memset(map, 0, sizeof(*map));
}

int libxl_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *bitmap, int n_bits)
{
	if (n_bits < 0)
		return ERROR_INVAL;
	bitmap->size = (n_bits + 7) / 8;
	bitmap->map = libxl__array_alloc(bitmap->size, 1);
	return 0;
}

void libxl_bitmap_copy_alloc(libxl_ctx *ctx, libxl_bitmap *dptr,
			     const libxl_bitmap *sptr)
{
	libxl_bitmap_init(dptr);
	if (!sptr->size)
		return;
	libxl_bitmap_alloc(ctx, dptr, sptr->size * 8);
	memcpy(dptr->map, sptr->map, sptr->size);
}

void libxl_bitmap_copy(libxl_ctx *ctx, libxl_bitmap *dptr,
		       const libxl_bitmap *sptr)
{
	uint32_t n = dptr->size < sptr->size ? dptr->size : sptr->size;

	memcpy(dptr->map, sptr->map, n);
	memset(dptr->map + n, 0, dptr->size - n);
}

int libxl_bitmap_is_full(const libxl_bitmap *bitmap)
{
	uint32_t i;

	for (i = 0; i < bitmap->size; i++)
		if (bitmap->map[i] != 0xff)
			return 0;
	return 1;
}

int libxl_bitmap_is_empty(const libxl_bitmap *bitmap)
{
	return !libxl_bitmap_count_set(bitmap);
}

int libxl_bitmap_test(const libxl_bitmap *bitmap, int bit)
{
	if (bit < 0 || (uint32_t)bit >= bitmap->size * 8)
		return 0;
	return bitmap->map[bit / 8] >> bit % 8 & 1;
}

void libxl_bitmap_set(libxl_bitmap *bitmap, int bit)
{
	if (bit >= 0 && (uint32_t)bit < bitmap->size * 8)
		bitmap->map[bit / 8] |= 1 << bit % 8;
}

void libxl_bitmap_reset(libxl_bitmap *bitmap, int bit)
{
	if (bit >= 0 && (uint32_t)bit < bitmap->size * 8)
		bitmap->map[bit / 8] &= ~(1 << bit % 8);
}

int libxl_bitmap_count_set(const libxl_bitmap *bitmap)
{
	uint32_t i;
	int n = 0;

	for (i = 0; i < bitmap->size; i++)
		n += __builtin_popcount(bitmap->map[i]);
	return n;
}

char *libxl_bitmap_to_hex_string(libxl_ctx *ctx, const libxl_bitmap *bitmap)
{
	char *s = libxl__array_alloc(2 * bitmap->size + 3, 1);
	uint32_t i;

	strcpy(s, "0x");
	for (i = 0; i < bitmap->size; i++)
		sprintf(s + 2 + 2 * i, "%02hhx",
			bitmap->map[bitmap->size - 1 - i]);
	return s;
}
