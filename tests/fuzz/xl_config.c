// SPDX-License-Identifier: GPL-2.0-only
/*
 * xl_config.c (fuzz): hostile configuration files through xl's parser into
 * libxl's types, and hostile JSON into them; what comes out is printed as JSON
 * and read again, which must give the same.
 *
 * With cases_driver.c it is a program with mutations of its own; alone a target
 * for libFuzzer (make fuzz-xl).
 */
#include <assert.h>

#include "keys.h"

#include <libxl_json.h>

/* What the sources under test need of the rest of xl and libxl. */
libxl_ctx *ctx;
struct xl_conf conf = {
	.max_grant_frames = LIBXL_MAX_GRANT_DEFAULT,
	.max_maptrack_frames = LIBXL_MAX_GRANT_DEFAULT,
	.max_grant_version = LIBXL_MAX_GRANT_VERSION_DEFAULT,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void help(const char *command)
{
}

libxl_cputopology *libxl_get_cpu_topology(libxl_ctx *c, int *nr)
{
	return NULL;
}

void libxl_cputopology_list_free(libxl_cputopology *list, int nr)
{
}

int libxl_domain_qualifier_to_domid(libxl_ctx *c, const char *name,
				    uint32_t *domid)
{
	return ERROR_INVAL;
}

int libxl_cpu_bitmap_alloc(libxl_ctx *c, libxl_bitmap *map, int max)
{
	return libxl_bitmap_alloc(c, map, 64);
}

/* JSON of what JSON says; NULL: it is refused. */
static char *read_again(const char *json)
{
	libxl_domain_config d;
	char *out = NULL;

	libxl_domain_config_init(&d);
	if (!libxl_domain_config_from_json(ctx, &d, json))
		out = libxl_domain_config_to_json(ctx, &d);
	libxl_domain_config_dispose(&d);
	return out;
}

/* The first time an empty bitmap may go; from then on nothing changes. */
static void check_json(libxl_domain_config *d)
{
	char *first = libxl_domain_config_to_json(ctx, d);
	char *second = first ? read_again(first) : NULL;
	char *third = second ? read_again(second) : NULL;

	/* NULL: a string that is no UTF-8. */
	if (second)
		assert(third && !strcmp(second, third));
	free(first);
	free(second);
	free(third);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	libxl_domain_config d;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	libxl_domain_config_init(&d);
	if (*text == '{' ? !libxl_domain_config_from_json(ctx, &d, text)
			 : !parse_config("fuzz", text, size, &d, true))
		check_json(&d);
	libxl_domain_config_dispose(&d);
	free(text);
	return 0;
}
