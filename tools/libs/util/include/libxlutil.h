/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libxlutil.h: the syntax of domain configuration files and of the little
 * languages inside them.  Functions return 0 or an errno value; what is wrong
 * is reported as "SOURCE:LINE:COLUMN: text" to the FILE given at xlu_cfg_init.
 */
#ifndef LIBXLUTIL_H
#define LIBXLUTIL_H

#include <stdio.h>

#include <libxl.h>

#pragma GCC visibility push(default)

enum XLU_ConfigValueType {
	XLU_STRING,
	XLU_LIST,
};

enum XLU_Operation {
	XLU_OP_ASSIGNMENT = 0,
	XLU_OP_ADDITION,
};

typedef struct XLU_Config XLU_Config;
typedef struct XLU_ConfigList XLU_ConfigList;
typedef struct XLU_ConfigValue XLU_ConfigValue;

XLU_Config *xlu_cfg_init(FILE *report, const char *report_filename);
/* Both may be called more than once: later settings replace earlier ones. */
int xlu_cfg_readfile(XLU_Config *cfg, const char *real_filename);
int xlu_cfg_readdata(XLU_Config *cfg, const char *data, int length);
void xlu_cfg_destroy(XLU_Config *cfg);

/* ESRCH: no such setting; EINVAL or ERANGE: of the wrong kind. */
int xlu_cfg_get_string(const XLU_Config *cfg, const char *n,
		       const char **value_r, int dont_warn);
/* *value_r is freed and replaced by a copy. */
int xlu_cfg_replace_string(const XLU_Config *cfg, const char *n, char **value_r,
			   int dont_warn);
int xlu_cfg_get_long(const XLU_Config *cfg, const char *n, long *value_r,
		     int dont_warn);
int xlu_cfg_get_bounded_long(const XLU_Config *cfg, const char *n, long min,
			     long max, long *value_r, int dont_warn);
int xlu_cfg_get_defbool(const XLU_Config *cfg, const char *n, libxl_defbool *b,
			int dont_warn);
int xlu_cfg_get_list(const XLU_Config *cfg, const char *n,
		     XLU_ConfigList **list_r, int *entries_r, int dont_warn);
int xlu_cfg_get_list_as_string_list(const XLU_Config *cfg, const char *n,
				    libxl_string_list *sl, int dont_warn);
/* NULL if it is no string or not there. */
const char *xlu_cfg_get_listitem(const XLU_ConfigList *list, int entry);
XLU_ConfigValue *xlu_cfg_get_listitem2(const XLU_ConfigList *list, int entry);
enum XLU_ConfigValueType xlu_cfg_value_type(const XLU_ConfigValue *value);
int xlu_cfg_value_get_string(const XLU_Config *cfg, XLU_ConfigValue *value,
			     char **value_r, int dont_warn);
int xlu_cfg_value_get_list(const XLU_Config *cfg, XLU_ConfigValue *value,
			   XLU_ConfigList **value_r, int dont_warn);

/* Every setting in the order of the file, until fn answers non-zero. */
typedef int xlu_cfg_setting_fn(const XLU_Config *cfg, const char *name,
			       const XLU_ConfigValue *value, void *arg);
int xlu_cfg_foreach(const XLU_Config *cfg, xlu_cfg_setting_fn *fn, void *arg);
/* "SOURCE:LINE:COLUMN: text" for the place of a setting (NULL: none). */
__attribute__((format(printf, 3, 4))) void
xlu_cfg_report(const XLU_Config *cfg, const char *name, const char *fmt, ...);

/* A disk in one or more specs as in xl-disk-configuration(5). */
int xlu_disk_parse(XLU_Config *cfg, int nspecs, const char *const *specs,
		   libxl_device_disk *disk);
/* "0000:03:00.0", then all that xl-pci-configuration(5) has. */
int xlu_pci_parse_bdf(XLU_Config *cfg, libxl_device_pci *pci, const char *str);
int xlu_pci_parse_spec_string(XLU_Config *cfg, libxl_device_pci *pci,
			      const char *str);
/* "strategy=host,policy=relaxed" */
int xlu_rdm_parse(XLU_Config *cfg, libxl_rdm_reserve *rdm, const char *str);
/* "10Mb/s@50ms" */
int xlu_vif_parse_rate(XLU_Config *cfg, const char *rate,
		       libxl_device_nic *nic);

#pragma GCC visibility pop

#endif
