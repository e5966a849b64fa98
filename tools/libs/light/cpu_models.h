/* SPDX-License-Identifier: GPL-2.0-only */
/* CPU models by name, as data. */
#ifndef LIBXL_CPU_MODELS_H
#define LIBXL_CPU_MODELS_H

#include <stddef.h>

struct cpu_model {
	const char *name;
	const char *base; /* another model's name; NULL: from nothing */
	const char *vendor;
	unsigned int family, model, stepping;
	const char *features; /* "+this -that" */
};
extern const struct cpu_model cpu_models[];
extern const unsigned int nr_cpu_models;

struct cpu_model_alias {
	const char *name, *model;
};
extern const struct cpu_model_alias cpu_model_aliases[];
extern const unsigned int nr_cpu_model_aliases;

/* By its name or an alias, in whatever case; NULL: there is none. */
const struct cpu_model *cpu_model_find(const char *name);

#endif
