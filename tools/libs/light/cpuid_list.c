// SPDX-License-Identifier: GPL-2.0-only
/*
 * The user's wishes about CPUID.  Names of features are those of the shared
 * table (public/arch-x86/cpufeatureset.h), written in any usual way, and some
 * that QEMU, libvirt and older files use; then there are fields of several
 * bits.  See cpuid_list.h for what a list is.
 */
#include "cpuid_list.h"

#include <ctype.h>

#include "cpu_models.h"
#include <xen/arch-x86/cpufeatureset.h>

enum { EAX, EBX, ECX, EDX };

#define NONE CPUID_NO_SUBLEAF

/* --- names --- */

static const struct {
	const char *name;
	unsigned int nr;
} features[] = {
#define XEN_CPUFEATURE(name, value) { #name, value },
#include <xen/arch-x86/cpufeatureset.h>
#undef XEN_CPUFEATURE
};
#define NR_FEATURES (sizeof(features) / sizeof(features[0]))

static const struct {
	const char *name, *feature;
} aliases[] = {
	{ "aes", "aesni" },
	{ "pni", "sse3" },
	{ "pdpe1gb", "page1gb" },
	{ "tm", "tm1" },
	{ "ht", "htt" },
	{ "i64", "lm" },
	{ "xd", "nx" },
	{ "fxsr-opt", "ffxsr" },
	{ "sha-ni", "sha" },
	{ "spec-ctrl", "ibrsb" },
	{ "lahfsahf", "lahf-lm" },
	{ "invtsc", "itsc" },
	{ "monitor-x", "monitorx" },
	{ "pclmuldq", "pclmulqdq" },
	{ "clfsh", "clflush" },
	{ "pn", "pn" },
	{ "xtpr", "xtpr" },
	{ "est", "eist" },
	{ "ds-cpl", "dscpl" },
	{ "cntxid", "cntxid" },
	{ "arch-capabilities", "arch-caps" },
	{ "xsaveerptr", "rstr-fp-err-ptrs" },
};

const struct cpuid_word cpuid_words[CPUID_WORDS] = {
	{ 1, NONE, EDX },
	{ 1, NONE, ECX },
	{ 0x80000001, NONE, EDX },
	{ 0x80000001, NONE, ECX },
	{ 0xd, 1, EAX },
	{ 7, 0, EBX },
	{ 7, 0, ECX },
	{ 0x80000007, NONE, EDX },
	{ 0x80000008, NONE, EBX },
	{ 7, 0, EDX },
	{ 7, 1, EAX },
	{ 0x80000021, NONE, EAX },
	{ 7, 1, EBX },
	{ 7, 2, EDX },
	{ 7, 1, ECX },
	{ 7, 1, EDX },
};

/* Is a (len characters) b, if case and separators do not count? */
static bool same_name(const char *a, size_t len, const char *b)
{
	const char *end = a + len;

	for (;;) {
		while (a < end && strchr("-_.", *a))
			a++;
		while (*b && strchr("-_.", *b))
			b++;
		if (a == end || !*b)
			return a == end && !*b;
		if (tolower((unsigned char)*a++) !=
		    tolower((unsigned char)*b++))
			return false;
	}
}

int cpuid_feature_find(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (same_name(name, len, aliases[i].name)) {
			name = aliases[i].feature;
			len = strlen(name);
			break;
		}
	for (i = 0; i < NR_FEATURES; i++)
		if (features[i].nr < CPUID_WORDS * 32 &&
		    same_name(name, len, features[i].name))
			return features[i].nr;
	return -1;
}

bool libxl_cpuid_feature_name(unsigned int nr, char *buf, size_t size)
{
	size_t i, j;

	for (i = 0; i < NR_FEATURES && features[i].nr != nr; i++)
		;
	if (i == NR_FEATURES || !size)
		return false;
	/* The two that everybody writes with a dot. */
	if (nr == XEN_X86_FEATURE_SSE4_1 || nr == XEN_X86_FEATURE_SSE4_2) {
		snprintf(buf, size, "sse4.%d",
			 nr == XEN_X86_FEATURE_SSE4_1 ? 1 : 2);
		return true;
	}
	for (j = 0; features[i].name[j] && j < size - 1; j++)
		buf[j] = features[i].name[j] == '_'
				 ? '-'
				 : tolower((unsigned char)features[i].name[j]);
	buf[j] = 0;
	return true;
}

static const struct field {
	const char *name;
	uint32_t leaf, subleaf;
	uint8_t reg, bit, width;
} fields[] = {
	{ "maxleaf", 0, NONE, EAX, 0, 32 },
	{ "maxhvleaf", 0x40000000, NONE, EAX, 0, 8 },
	{ "family", 1, NONE, EAX, 8, 4 },
	{ "model", 1, NONE, EAX, 4, 4 },
	{ "stepping", 1, NONE, EAX, 0, 4 },
	{ "brandid", 1, NONE, EBX, 0, 8 },
	{ "clflush", 1, NONE, EBX, 8, 8 },
	{ "proccount", 1, NONE, EBX, 16, 8 },
	{ "localapicid", 1, NONE, EBX, 24, 8 },
	{ "procpkg", 4, 0, EAX, 26, 6 },
	{ "apicidsize", 0x80000008, NONE, ECX, 12, 4 },
	{ "nc", 0x80000008, NONE, ECX, 0, 8 },
	{ "svm_npt", 0x8000000a, NONE, EDX, 0, 1 },
	{ "svm_lbrv", 0x8000000a, NONE, EDX, 1, 1 },
	{ "svm_nrips", 0x8000000a, NONE, EDX, 3, 1 },
	{ "svm_tscrate", 0x8000000a, NONE, EDX, 4, 1 },
	{ "svm_vmcbclean", 0x8000000a, NONE, EDX, 5, 1 },
	{ "svm_decode", 0x8000000a, NONE, EDX, 7, 1 },
	{ "svm_pausefilt", 0x8000000a, NONE, EDX, 10, 1 },
};

/* --- the list --- */

int libxl_cpuid_policy_list_length(const libxl_cpuid_policy_list *l)
{
	int n = 0;

	while (*l && !(*l)[n].end)
		n++;
	return n;
}

void libxl_cpuid_dispose(libxl_cpuid_policy_list *cpuid_list)
{
	int i, r, n = libxl_cpuid_policy_list_length(cpuid_list);

	for (i = 0; i < n; i++)
		for (r = 0; r < 4; r++)
			free((*cpuid_list)[i].reg[r]);
	free(*cpuid_list);
	*cpuid_list = NULL;
}

void libxl_cpuid_policy_list_copy(libxl_ctx *ctx, libxl_cpuid_policy_list *dst,
				  const libxl_cpuid_policy_list *src)
{
	int i, r, n = libxl_cpuid_policy_list_length(src);

	*dst = NULL;
	if (!n)
		return;
	*dst = libxl__array_alloc(n + 1, sizeof(**dst));
	memcpy(*dst, *src, (n + 1) * sizeof(**dst));
	for (i = 0; i < n; i++)
		for (r = 0; r < 4; r++)
			(*dst)[i].reg[r] = libxl__strdup_opt((*src)[i].reg[r]);
}

/* The entry of a leaf, made if it is not there. */
static struct libxl__cpu_policy *entry(libxl_cpuid_policy_list *l,
				       uint32_t leaf, uint32_t subleaf)
{
	int i, n = libxl_cpuid_policy_list_length(l);
	struct libxl__cpu_policy *p;

	for (i = 0; i < n; i++)
		if ((*l)[i].leaf == leaf && (*l)[i].subleaf == subleaf)
			return &(*l)[i];
	p = libxl__array_alloc(n + 2, sizeof(*p));
	if (n)
		memcpy(p, *l, n * sizeof(*p));
	p[n].leaf = leaf;
	p[n].subleaf = subleaf;
	p[n + 1].end = true;
	free(*l);
	*l = p;
	return &p[n];
}

static char *bits(libxl_cpuid_policy_list *l, uint32_t leaf, uint32_t subleaf,
		  unsigned int reg)
{
	struct libxl__cpu_policy *p = entry(l, leaf, subleaf);

	if (!p->reg[reg]) {
		p->reg[reg] = libxl__array_alloc(33, 1);
		memset(p->reg[reg], 'x', 32);
	}
	return p->reg[reg];
}

static void set_number(char *s, unsigned int bit, unsigned int width,
		       uint32_t v)
{
	unsigned int i;

	for (i = 0; i < width; i++)
		s[31 - bit - i] = v >> i & 1 ? '1' : '0';
}

static void set_feature(libxl_cpuid_policy_list *l, unsigned int nr, char c)
{
	const struct cpuid_word *w = &cpuid_words[nr / 32];

	bits(l, w->leaf, w->subleaf, w->reg)[31 - nr % 32] = c;
}

/* --- "name=value" --- */

static int set_field(libxl_cpuid_policy_list *l, const struct field *f,
		     const char *value)
{
	char *s = bits(l, f->leaf, f->subleaf, f->reg), *end;
	uint32_t ones = f->width == 32 ? ~0U : (1U << f->width) - 1;
	bool family = !strcmp(f->name, "family");
	bool model = !strcmp(f->name, "model");
	unsigned long v;

	if (strchr("xks", value[0]) && value[0] && !value[1]) {
		memset(s + 32 - f->bit - f->width, value[0], f->width);
		return 0;
	}
	v = strtoul(value, &end, 0);
	if (!*value || *end)
		return 3;
	/* The rest of a large family or model is in bits of its own. */
	if (family && v <= 15 + 255) {
		set_number(s, 20, 8, v > 15 ? v - 15 : 0);
		v = v > 15 ? 15 : v;
	} else if (model && v <= 255) {
		set_number(s, 16, 4, v >> 4);
		v &= 15;
	}
	if (v > ones)
		return 3;
	set_number(s, f->bit, f->width, v);
	return 0;
}

/* 1: no such name, 2: no value, 3: bad value */
int libxl_cpuid_parse_config(libxl_cpuid_policy_list *cpuid, const char *str)
{
	const char *eq = strchr(str, '=');
	size_t i;
	int nr;

	if (!eq)
		return 2;
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strlen(fields[i].name) == (size_t)(eq - str) &&
		    !strncmp(fields[i].name, str, eq - str) &&
		    /* clflush is a feature, too: then its value is 0 or 1 */
		    (strcmp(fields[i].name, "clflush") ||
		     !strchr("01xks", eq[1]) || eq[2]))
			return set_field(cpuid, &fields[i], eq + 1);
	nr = cpuid_feature_find(str, eq - str);
	if (nr < 0)
		return 1;
	if (!eq[1] || eq[2] || !strchr("01xks", eq[1]))
		return 3;
	set_feature(cpuid, nr, eq[1]);
	return 0;
}

/* --- "leaf[,subleaf]:reg=bits,reg=bits" --- */

static int xend_register(libxl_cpuid_policy_list *l, uint32_t leaf,
			 uint32_t subleaf, const char *s, const char **rest)
{
	static const char *const names[] = { "eax", "ebx", "ecx", "edx" };
	unsigned int r;

	for (r = 0; r < 4 && strncmp(s, names[r], 3); r++)
		;
	if (r == 4 || s[3] != '=')
		return 4;
	s += 4;
	if (strspn(s, "01xks") != 32)
		return 5;
	memcpy(bits(l, leaf, subleaf, r), s, 32);
	*rest = s + 32;
	return 0;
}

/* 1, 2: bad leaf or subleaf, 4: bad register, 5: not 32 characters */
int libxl_cpuid_parse_config_xend(libxl_cpuid_policy_list *cpuid,
				  const char *str)
{
	unsigned long leaf, subleaf = NONE;
	char *end;
	int rc = 0;

	leaf = strtoul(str, &end, 0);
	if (end == str || leaf > UINT32_MAX)
		return 1;
	if (*end == ',') {
		str = end + 1;
		subleaf = strtoul(str, &end, 0);
		if (end == str || subleaf > UINT32_MAX)
			return 2;
	}
	if (*end != ':')
		return 3;
	str = end;
	do
		rc = xend_register(cpuid, leaf, subleaf, str + 1, &str);
	while (!rc && *str == ',');
	return rc ? rc : *str ? 6 : 0;
}

/* --- models --- */

const struct cpu_model *cpu_model_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < nr_cpu_model_aliases; i++)
		if (!strcasecmp(cpu_model_aliases[i].name, name)) {
			name = cpu_model_aliases[i].model;
			break;
		}
	for (i = 0; i < nr_cpu_models; i++)
		if (!strcasecmp(cpu_models[i].name, name))
			return &cpu_models[i];
	return NULL;
}

static void model_words(const struct cpu_model *m, uint32_t *words)
{
	const char *s;
	size_t len;
	int nr;

	if (m->base)
		model_words(cpu_model_find(m->base), words);
	for (s = m->features; *s; s += len + (s[len] == ' ')) {
		len = strcspn(s, " ");
		nr = cpuid_feature_find(s + 1, len - 1);
		if (nr < 0)
			continue;
		if (*s == '+')
			words[nr / 32] |= 1U << nr % 32;
		else
			words[nr / 32] &= ~(1U << nr % 32);
	}
}

/* What says how a guest runs rather than what its CPU can. */
static bool of_the_platform(unsigned int nr)
{
	static const unsigned int them[] = {
		XEN_X86_FEATURE_FPU,	    XEN_X86_FEATURE_TSC,
		XEN_X86_FEATURE_MCE,	    XEN_X86_FEATURE_APIC,
		XEN_X86_FEATURE_MTRR,	    XEN_X86_FEATURE_MCA,
		XEN_X86_FEATURE_ACPI,	    XEN_X86_FEATURE_SS,
		XEN_X86_FEATURE_HTT,	    XEN_X86_FEATURE_X2APIC,
		XEN_X86_FEATURE_OSXSAVE,    XEN_X86_FEATURE_HYPERVISOR,
		XEN_X86_FEATURE_CMP_LEGACY, XEN_X86_FEATURE_ITSC,
		XEN_X86_FEATURE_ARCH_CAPS,  XEN_X86_FEATURE_OSPKE,
	};
	size_t i;

	for (i = 0; i < sizeof(them) / sizeof(them[0]); i++)
		if (them[i] == nr)
			return true;
	return false;
}

bool libxl_cpuid_model_words(unsigned int i, const char **name,
			     uint32_t words[LIBXL_CPUID_WORDS])
{
	if (i >= nr_cpu_models)
		return false;
	*name = cpu_models[i].name;
	memset(words, 0, LIBXL_CPUID_WORDS * sizeof(*words));
	model_words(&cpu_models[i], words);
	return true;
}

bool libxl_cpuid_feature_counts(unsigned int nr)
{
	char name[40];

	return !of_the_platform(nr) &&
	       libxl_cpuid_feature_name(nr, name, sizeof(name));
}

int libxl_cpuid_parse_model(libxl_cpuid_policy_list *cpuid, const char *name)
{
	const struct cpu_model *m = cpu_model_find(name);
	uint32_t words[CPUID_WORDS] = { 0 };
	char text[32];
	unsigned int i, nr;

	if (!m)
		return ERROR_NOTFOUND;
	model_words(m, words);
	for (i = 0; i < NR_FEATURES; i++) {
		nr = features[i].nr;
		if (nr < CPUID_WORDS * 32 && !of_the_platform(nr))
			set_feature(cpuid, nr,
				    words[nr / 32] >> nr % 32 & 1 ? '1' : '0');
	}
	snprintf(text, sizeof(text), "family=%u", m->family);
	libxl_cpuid_parse_config(cpuid, text);
	snprintf(text, sizeof(text), "model=%u", m->model);
	libxl_cpuid_parse_config(cpuid, text);
	snprintf(text, sizeof(text), "stepping=%u", m->stepping);
	return libxl_cpuid_parse_config(cpuid, text);
}

void libxl_cpuid_list_words(const libxl_cpuid_policy_list *l,
			    uint32_t words[LIBXL_CPUID_WORDS])
{
	int i, w, n = libxl_cpuid_policy_list_length(l);
	unsigned int bit;
	const char *s;

	memset(words, 0, LIBXL_CPUID_WORDS * sizeof(*words));
	for (w = 0; w < CPUID_WORDS; w++)
		for (i = 0; i < n; i++) {
			s = (*l)[i].reg[cpuid_words[w].reg];
			if ((*l)[i].leaf != cpuid_words[w].leaf ||
			    (*l)[i].subleaf != cpuid_words[w].subleaf || !s)
				continue;
			for (bit = 0; bit < 32; bit++)
				if (s[31 - bit] == '1')
					words[w] |= 1U << bit;
		}
}

/* --- JSON: { "cpuid": [ { "leaf": N, "eax": "..." }, ... ], "msr": [] } --- */

static yajl_gen_status gen_key(yajl_gen g, const char *key)
{
	return yajl_gen_string(g, (const unsigned char *)key, strlen(key));
}

static yajl_gen_status gen_entry(yajl_gen g, const struct libxl__cpu_policy *e)
{
	static const char *const names[] = { "eax", "ebx", "ecx", "edx" };
	yajl_gen_status s = yajl_gen_map_open(g);
	unsigned int r;

	if (!s)
		s = gen_key(g, "leaf");
	if (!s)
		s = yajl_gen_integer(g, e->leaf);
	if (!s && e->subleaf != NONE)
		s = gen_key(g, "subleaf");
	if (!s && e->subleaf != NONE)
		s = yajl_gen_integer(g, e->subleaf);
	for (r = 0; r < 4 && !s; r++) {
		if (!e->reg[r])
			continue;
		s = gen_key(g, names[r]);
		if (!s)
			s = gen_key(g, e->reg[r]);
	}
	return s ? s : yajl_gen_map_close(g);
}

yajl_gen_status libxl_cpuid_policy_list_gen_json(yajl_gen hand,
						 libxl_cpuid_policy_list *p)
{
	yajl_gen_status s = yajl_gen_map_open(hand);
	struct libxl__cpu_policy *e;

	if (!s)
		s = gen_key(hand, "cpuid");
	if (!s)
		s = yajl_gen_array_open(hand);
	for (e = *p; e && !e->end && !s; e++)
		s = gen_entry(hand, e);
	if (!s)
		s = yajl_gen_array_close(hand);
	if (!s)
		s = gen_key(hand, "msr");
	if (!s)
		s = yajl_gen_array_open(hand);
	if (!s)
		s = yajl_gen_array_close(hand);
	return s ? s : yajl_gen_map_close(hand);
}

static int parse_entry(libxl_ctx *ctx, yajl_val v, libxl_cpuid_policy_list *p)
{
	static const char *const names[] = { "eax", "ebx", "ecx", "edx" };
	const char *path[2] = { "leaf", NULL };
	uint64_t leaf, subleaf = NONE;
	unsigned int r;
	const char *s;
	yajl_val x;

	x = yajl_tree_get(v, path, yajl_t_any);
	if (!x || libxl__number_parse_json(ctx, x, &leaf))
		return ERROR_INVAL;
	path[0] = "subleaf";
	x = yajl_tree_get(v, path, yajl_t_any);
	if (x && libxl__number_parse_json(ctx, x, &subleaf))
		return ERROR_INVAL;
	entry(p, leaf, subleaf);
	for (r = 0; r < 4; r++) {
		path[0] = names[r];
		x = yajl_tree_get(v, path, yajl_t_any);
		if (!x)
			continue;
		s = YAJL_IS_STRING(x) ? x->u.string : "";
		if (strlen(s) != 32 || strspn(s, "01xks") != 32)
			return ERROR_INVAL;
		memcpy(bits(p, leaf, subleaf, r), s, 32);
	}
	return 0;
}

/* Also the list alone, as before 4.17. */
int libxl__cpuid_policy_list_parse_json(libxl_ctx *ctx, yajl_val v,
					libxl_cpuid_policy_list *p)
{
	const char *path[] = { "cpuid", NULL };
	size_t i;
	int rc = 0;

	if (YAJL_IS_OBJECT(v)) {
		v = yajl_tree_get(v, path, yajl_t_any);
		if (!v)
			return 0;
	}
	if (!YAJL_IS_ARRAY(v))
		return ERROR_INVAL;
	for (i = 0; i < v->u.array.len && !rc; i++)
		rc = parse_entry(ctx, v->u.array.values[i], p);
	return rc;
}
