// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpuid-show, cpuid-baseline: what a guest sees of its CPU, in the words that
 * cpuid= takes, and what several hosts have in common.
 */
#include "xl.h"

#include <libxl_json.h>

#define WORDS LIBXL_CPUID_WORDS

typedef uint32_t words_t[WORDS];

static bool has(const uint32_t *w, unsigned int nr)
{
	return w[nr / 32] >> nr % 32 & 1;
}

static unsigned int difference(const uint32_t *a, const uint32_t *b)
{
	unsigned int nr, n = 0;

	for (nr = 0; nr < WORDS * 32; nr++)
		n += libxl_cpuid_feature_counts(nr) && has(a, nr) != has(b, nr);
	return n;
}

/* The model that differs in the fewest features. */
static const char *closest(const uint32_t *w, uint32_t *model)
{
	const char *name, *found = NULL;
	unsigned int i, d, best = ~0U;
	words_t m;

	for (i = 0; libxl_cpuid_model_words(i, &name, m); i++) {
		d = difference(w, m);
		if (d < best) {
			best = d;
			found = name;
			memcpy(model, m, sizeof(m));
		}
	}
	return found;
}

/* MODEL,+this,-that: as cpuid= takes it. */
static char *describe(const uint32_t *w)
{
	words_t m = { 0 };
	char *s = xstrdup(closest(w, m)), *old, name[40];
	unsigned int nr;

	for (nr = 0; nr < WORDS * 32; nr++) {
		if (!libxl_cpuid_feature_counts(nr) || has(w, nr) == has(m, nr))
			continue;
		libxl_cpuid_feature_name(nr, name, sizeof(name));
		old = s;
		s = xasprintf("%s,%c%s", old, has(w, nr) ? '+' : '-', name);
		free(old);
	}
	return s;
}

static void print_text(const uint32_t *w)
{
	char *line = describe(w), name[40];
	unsigned int nr, column = 0;

	printf("cpuid = \"%s\"", line);
	for (nr = 0; nr < WORDS * 32; nr++) {
		if (!has(w, nr) ||
		    !libxl_cpuid_feature_name(nr, name, sizeof(name)))
			continue;
		if (column + strlen(name) > 76)
			column = 0;
		column += printf("%s%s", column ? " " : "\n# ", name);
	}
	putchar('\n');
	free(line);
}

static void print_json(const uint32_t *w)
{
	yajl_gen g = libxl_yajl_gen_alloc(NULL);
	char *line = describe(w), name[40];
	const unsigned char *buf;
	unsigned int nr;
	size_t len;

	yajl_gen_map_open(g);
	yajl_gen_string(g, (const void *)"cpuid", 5);
	yajl_gen_string(g, (const void *)line, strlen(line));
	yajl_gen_string(g, (const void *)"features", 8);
	yajl_gen_array_open(g);
	for (nr = 0; nr < WORDS * 32; nr++)
		if (has(w, nr) &&
		    libxl_cpuid_feature_name(nr, name, sizeof(name)))
			yajl_gen_string(g, (const void *)name, strlen(name));
	yajl_gen_array_close(g);
	yajl_gen_map_close(g);
	if (yajl_gen_get_buf(g, &buf, &len) == yajl_gen_status_ok)
		fwrite(buf, 1, len, stdout);
	yajl_gen_free(g);
	free(line);
}

static void list_models(void)
{
	const char *name;
	unsigned int i;
	words_t w;

	for (i = 0; libxl_cpuid_model_words(i, &name, w); i++)
		puts(name);
}

static const struct option longs[] = {
	{ "json", 0, 0, 'j' },
	{ "models", 0, 0, 'l' },
	{ "help", 0, 0, 'h' },
	{ NULL, 0, 0, 0 },
};

COMMAND(cpuid_show)
{
	bool json = false, models = false;
	uint32_t domid = INVALID_DOMID;
	words_t w;
	int opt;

	while ((opt = next_option(argc, argv, "jlh", longs, 0)) != -1) {
		json |= opt == 'j';
		models |= opt == 'l';
	}
	if (models) {
		list_models();
		return 0;
	}
	if (optind < argc)
		domid = find_domain(argv[optind]);
	if (libxl_cpuid_get_words(ctx, domid, w))
		return 1;
	(json ? print_json : print_text)(w);
	return 0;
}

/* The text behind cpuid = in what cpuid-show has printed; NULL: none. */
static char *from_file(const char *path)
{
	FILE *f = fopen(path, "re");
	char line[4096], text[4096], *found = NULL;

	while (f && !found && fgets(line, sizeof(line), f))
		if (sscanf(line, " cpuid = \"%4095[^\"]\"", text) == 1)
			found = xstrdup(text);
	if (f)
		fclose(f);
	return found;
}

/* A file of cpuid-show's, "host", or a value of cpuid=. */
static int words_of(const char *arg, uint32_t *w)
{
	libxl_cpuid_policy_list list = NULL;
	XLU_Config *cfg;
	char *text;
	int rc;

	if (!strcmp(arg, "host"))
		return libxl_cpuid_get_words(ctx, INVALID_DOMID, w);
	text = from_file(arg);
	cfg = xlu_cfg_init(stderr, arg);
	rc = parse_cpuid(cfg, NULL, text ? text : arg, &list);
	libxl_cpuid_list_words(&list, w);
	libxl_cpuid_dispose(&list);
	xlu_cfg_destroy(cfg);
	free(text);
	return rc;
}

COMMAND(cpuid_baseline)
{
	bool json = false;
	words_t all, w;
	int opt, i;

	while ((opt = next_option(argc, argv, "jh", longs, 1)) != -1)
		json |= opt == 'j';
	memset(all, 0xff, sizeof(all));
	for (; optind < argc; optind++) {
		if (words_of(argv[optind], w))
			return 1;
		for (i = 0; i < WORDS; i++)
			all[i] &= w[i];
	}
	(json ? print_json : print_text)(all);
	return 0;
}
