// SPDX-License-Identifier: GPL-2.0-only
/*
 * The user's wishes about CPUID: "host,NAME=VALUE,...".  Names are rows of a
 * table (leaf, register, bits).  VALUE is 0, 1, x (keep the default), k, s,
 * or a number for fields of several bits.
 */
#include "cpuid_list.h"

enum { EAX, EBX, ECX, EDX };

static const struct field {
	const char *name;
	uint32_t leaf, subleaf;
	uint8_t reg, bit, width;
} fields[] = {
	{ "maxleaf", 0, -1U, EAX, 0, 32 },
	{ "family", 1, -1U, EAX, 8, 4 },
	{ "model", 1, -1U, EAX, 4, 4 },
	{ "stepping", 1, -1U, EAX, 0, 4 },
	{ "localapicid", 1, -1U, EBX, 24, 8 },
	{ "proccount", 1, -1U, EBX, 16, 8 },
	{ "sse3", 1, -1U, ECX, 0, 1 },
	{ "pclmulqdq", 1, -1U, ECX, 1, 1 },
	{ "ssse3", 1, -1U, ECX, 9, 1 },
	{ "fma", 1, -1U, ECX, 12, 1 },
	{ "cx16", 1, -1U, ECX, 13, 1 },
	{ "pcid", 1, -1U, ECX, 17, 1 },
	{ "sse4.1", 1, -1U, ECX, 19, 1 },
	{ "sse4.2", 1, -1U, ECX, 20, 1 },
	{ "x2apic", 1, -1U, ECX, 21, 1 },
	{ "movbe", 1, -1U, ECX, 22, 1 },
	{ "popcnt", 1, -1U, ECX, 23, 1 },
	{ "tscdeadline", 1, -1U, ECX, 24, 1 },
	{ "aesni", 1, -1U, ECX, 25, 1 },
	{ "xsave", 1, -1U, ECX, 26, 1 },
	{ "avx", 1, -1U, ECX, 28, 1 },
	{ "f16c", 1, -1U, ECX, 29, 1 },
	{ "rdrand", 1, -1U, ECX, 30, 1 },
	{ "hypervisor", 1, -1U, ECX, 31, 1 },
	{ "fpu", 1, -1U, EDX, 0, 1 },
	{ "pse", 1, -1U, EDX, 3, 1 },
	{ "tsc", 1, -1U, EDX, 4, 1 },
	{ "msr", 1, -1U, EDX, 5, 1 },
	{ "pae", 1, -1U, EDX, 6, 1 },
	{ "cmov", 1, -1U, EDX, 15, 1 },
	{ "mmx", 1, -1U, EDX, 23, 1 },
	{ "fxsr", 1, -1U, EDX, 24, 1 },
	{ "sse", 1, -1U, EDX, 25, 1 },
	{ "sse2", 1, -1U, EDX, 26, 1 },
	{ "htt", 1, -1U, EDX, 28, 1 },
	{ "fsgsbase", 7, 0, EBX, 0, 1 },
	{ "bmi1", 7, 0, EBX, 3, 1 },
	{ "hle", 7, 0, EBX, 4, 1 },
	{ "avx2", 7, 0, EBX, 5, 1 },
	{ "smep", 7, 0, EBX, 7, 1 },
	{ "bmi2", 7, 0, EBX, 8, 1 },
	{ "erms", 7, 0, EBX, 9, 1 },
	{ "invpcid", 7, 0, EBX, 10, 1 },
	{ "rtm", 7, 0, EBX, 11, 1 },
	{ "avx512f", 7, 0, EBX, 16, 1 },
	{ "rdseed", 7, 0, EBX, 18, 1 },
	{ "adx", 7, 0, EBX, 19, 1 },
	{ "smap", 7, 0, EBX, 20, 1 },
	{ "clflushopt", 7, 0, EBX, 23, 1 },
	{ "clwb", 7, 0, EBX, 24, 1 },
	{ "sha", 7, 0, EBX, 29, 1 },
	{ "umip", 7, 0, ECX, 2, 1 },
	{ "pku", 7, 0, ECX, 3, 1 },
	{ "vaes", 7, 0, ECX, 9, 1 },
	{ "rdpid", 7, 0, ECX, 22, 1 },
	{ "ibrsb", 7, 0, EDX, 26, 1 },
	{ "stibp", 7, 0, EDX, 27, 1 },
	{ "ssbd", 7, 0, EDX, 31, 1 },
	{ "lahfsahf", 0x80000001, -1U, ECX, 0, 1 },
	{ "cmplegacy", 0x80000001, -1U, ECX, 1, 1 },
	{ "abm", 0x80000001, -1U, ECX, 5, 1 },
	{ "sse4a", 0x80000001, -1U, ECX, 6, 1 },
	{ "xop", 0x80000001, -1U, ECX, 11, 1 },
	{ "fma4", 0x80000001, -1U, ECX, 16, 1 },
	{ "syscall", 0x80000001, -1U, EDX, 11, 1 },
	{ "nx", 0x80000001, -1U, EDX, 20, 1 },
	{ "page1gb", 0x80000001, -1U, EDX, 26, 1 },
	{ "rdtscp", 0x80000001, -1U, EDX, 27, 1 },
	{ "lm", 0x80000001, -1U, EDX, 29, 1 },
	{ "invtsc", 0x80000007, -1U, EDX, 8, 1 },
};

int libxl_cpuid_policy_list_length(const libxl_cpuid_policy_list *l)
{
	int n = 0;

	while (*l && !(*l)[n].end)
		n++;
	return n;
}

void libxl_cpuid_dispose(libxl_cpuid_policy_list *cpuid_list)
{
	free(*cpuid_list);
	*cpuid_list = NULL;
}

void libxl_cpuid_policy_list_copy(libxl_ctx *ctx, libxl_cpuid_policy_list *dst,
				  const libxl_cpuid_policy_list *src)
{
	int n = libxl_cpuid_policy_list_length(src);

	*dst = NULL;
	if (!n)
		return;
	*dst = libxl__array_alloc(n + 1, sizeof(**dst));
	memcpy(*dst, *src, (n + 1) * sizeof(**dst));
}

static void add(libxl_cpuid_policy_list *l, struct xc_cpuid_override o)
{
	int n = libxl_cpuid_policy_list_length(l);
	struct libxl__cpu_policy *p = libxl__array_alloc(n + 2, sizeof(*p));

	if (n)
		memcpy(p, *l, n * sizeof(*p));
	p[n].o = o;
	p[n + 1].end = true;
	free(*l);
	*l = p;
}

/* 1: no such name, 2: no value, 3: bad value */
int libxl_cpuid_parse_config(libxl_cpuid_policy_list *cpuid, const char *str)
{
	const struct field *f;
	const char *eq = strchr(str, '=');
	unsigned long v;
	uint32_t ones;
	char *end;

	if (!eq)
		return 2;
	for (f = fields; f < fields + sizeof(fields) / sizeof(*f); f++)
		if (strlen(f->name) == (size_t)(eq - str) &&
		    !strncmp(f->name, str, eq - str))
			break;
	if (f == fields + sizeof(fields) / sizeof(*f))
		return 1;
	if (!strcmp(eq + 1, "x") || !strcmp(eq + 1, "k") ||
	    !strcmp(eq + 1, "s"))
		return 0;
	ones = f->width == 32 ? ~0U : (1U << f->width) - 1;
	v = strtoul(eq + 1, &end, 0);
	if (!eq[1] || *end || v > ones)
		return 3;
	add(cpuid, (struct xc_cpuid_override){
			   .leaf = f->leaf,
			   .subleaf = f->subleaf,
			   .reg = f->reg,
			   .mask = ones << f->bit,
			   .value = v << f->bit,
		   });
	return 0;
}

yajl_gen_status libxl_cpuid_policy_list_gen_json(yajl_gen hand,
						 libxl_cpuid_policy_list *p)
{
	yajl_gen_status s = yajl_gen_array_open(hand);
	struct libxl__cpu_policy *e;
	unsigned int i;

	for (e = *p; e && !e->end && !s; e++) {
		const uint32_t v[] = { e->o.leaf, e->o.subleaf, e->o.reg,
				       e->o.mask, e->o.value };

		s = yajl_gen_array_open(hand);
		for (i = 0; i < 5 && !s; i++)
			s = yajl_gen_integer(hand, v[i]);
		if (!s)
			s = yajl_gen_array_close(hand);
	}
	return s ? s : yajl_gen_array_close(hand);
}

int libxl__cpuid_policy_list_parse_json(libxl_ctx *ctx, yajl_val v,
					libxl_cpuid_policy_list *p)
{
	uint64_t n[5];
	size_t i, j;
	yajl_val e;

	if (!YAJL_IS_ARRAY(v))
		return ERROR_INVAL;
	for (i = 0; i < v->u.array.len; i++) {
		e = v->u.array.values[i];
		if (!YAJL_IS_ARRAY(e) || e->u.array.len != 5)
			return ERROR_INVAL;
		for (j = 0; j < 5; j++)
			if (libxl__number_parse_json(ctx, e->u.array.values[j],
						     &n[j]))
				return ERROR_INVAL;
		add(p, (struct xc_cpuid_override){ n[0], n[1], n[2] & 3, n[3],
						   n[4] });
	}
	return 0;
}
