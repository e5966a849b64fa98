/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Devices in the form "key=value,key=value": a table for each kind says which
 * keys there are and where they go.
 */
#ifndef XL_SPECS_H
#define XL_SPECS_H

#include "keys.h"

enum spec_kind { SPEC_STRING, SPEC_INT, SPEC_BOOL, SPEC_DEFBOOL, SPEC_OWN };

struct spec_key {
	const char *name;
	enum spec_kind kind;
	size_t offset;
	/* SPEC_OWN: 0, or EINVAL after which the value is named as wrong. */
	int (*set)(void *device, const char *value);
};

/* Sets what the words of spec, separated by `sep`, say; names what is wrong. */
int spec_parse(XLU_Config *cfg, const char *what, const char *spec, char sep,
	       const struct spec_key *keys, unsigned int nr, void *device);
/* One setting of it. */
int spec_set(XLU_Config *cfg, const char *what, const char *key,
	     const char *value, const struct spec_key *keys, unsigned int nr,
	     void *device);

/* A new, zeroed last element of an array that *nr counts. */
void *grow(void **array, int *nr, size_t size);
#define GROW(array, nr) \
	((__typeof__(array))grow((void **)&(array), &(nr), sizeof(*(array))))

/* What the table of keys calls for each list of devices. */
int set_disks(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_nics(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_vfbs(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_vkbs(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_channels(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_vtpms(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_p9s(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_pvcalls(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_vdispls(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_vsnds(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_pcis(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_rdm(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_usbctrls(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_usbdevs(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_dtdevs(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_ioports(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_irqs(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_iomem(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);
int set_vnuma(XLU_Config *cfg, const struct key *k, libxl_domain_config *d);

#endif
