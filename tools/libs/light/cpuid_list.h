/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The user's list of CPUID changes, as 4.17 keeps it: for each leaf four
 * registers, each NULL or 32 characters, bit 31 first: 0, 1, x (the default),
 * k (the host's) or s (the host's, kept when it migrates).
 */
#ifndef LIBXL_CPUID_LIST_H
#define LIBXL_CPUID_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "types_private.h"

#define CPUID_NO_SUBLEAF (~0U)

struct libxl__cpu_policy {
	uint32_t leaf, subleaf;
	char *reg[4]; /* owned: eax, ebx, ecx, edx */
	bool end;     /* this entry is behind the last */
};

/* Feature bits come in words: bit nr % 32 of word nr / 32. */
struct cpuid_word {
	uint32_t leaf, subleaf;
	unsigned int reg;
};
#define CPUID_WORDS 16
extern const struct cpuid_word cpuid_words[CPUID_WORDS];

/* A feature's number, or -1; case and - _ . do not count. */
int cpuid_feature_find(const char *name, size_t len);

#endif
