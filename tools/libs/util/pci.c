// SPDX-License-Identifier: GPL-2.0-only
/* PCI devices and reserved memory, as in xl-pci-configuration(5). */
#include "private.h"

#include <stdio.h>

static int bad(const XLU_Config *cfg, const char *what, const char *v)
{
	xlu_cfg_report(cfg, NULL, "pci: %s '%s'", what, v);
	return EINVAL;
}

/* "[DDDD:]BB:DD.F" with F a digit or '*'; *rest is what follows. */
static int parse_bdf(libxl_device_pci *pci, const char *s, const char **rest)
{
	unsigned int dom = 0, bus, dev, func;
	int n = 0;

	if (sscanf(s, "%4x:%2x:%2x.%n", &dom, &bus, &dev, &n) != 3 || !n) {
		dom = 0;
		n = 0;
		if (sscanf(s, "%2x:%2x.%n", &bus, &dev, &n) != 2 || !n)
			return EINVAL;
	}
	if (dev > 0x1f)
		return EINVAL;
	s += n;
	if (*s == '*') {
		pci->vfunc_mask = LIBXL_PCI_FUNC_ALL;
		func = 0;
	} else if (*s >= '0' && *s <= '7') {
		func = *s - '0';
		pci->vfunc_mask = 1U << 0;
	} else {
		return EINVAL;
	}
	pci->domain = dom;
	pci->bus = bus;
	pci->dev = dev;
	pci->func = func;
	*rest = s + 1;
	return 0;
}

int xlu_pci_parse_bdf(XLU_Config *cfg, libxl_device_pci *pci, const char *str)
{
	const char *rest;

	if (parse_bdf(pci, str, &rest) || *rest)
		return bad(cfg, "this is no device like 0000:03:00.0:", str);
	return 0;
}

static int parse_policy(const char *v, libxl_rdm_reserve_policy *p)
{
	return strcmp(v, "invalid") ? libxl_rdm_reserve_policy_from_string(v, p)
				    : EINVAL;
}

static int set_slot(libxl_device_pci *pci, const char *v)
{
	char *end;
	unsigned long slot = strtoul(v, &end, 16);

	if (end == v || *end || slot > 0x1f)
		return EINVAL;
	pci->vdevfn = slot << 3;
	return 0;
}

static int set_option(XLU_Config *cfg, libxl_device_pci *pci, const char *k,
		      const char *v)
{
	const struct {
		const char *name;
		bool *to;
	} flags[] = {
		{ "msitranslate", &pci->msitranslate },
		{ "power_mgmt", &pci->power_mgmt },
		{ "permissive", &pci->permissive },
		{ "seize", &pci->seize },
	};
	const char *rest;
	size_t i;

	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (!strcmp(k, flags[i].name)) {
			if (strcmp(v, "0") && strcmp(v, "1"))
				return bad(cfg, "neither 0 nor 1:", v);
			*flags[i].to = *v == '1';
			return 0;
		}
	if (!strcmp(k, "bdf"))
		return parse_bdf(pci, v, &rest) || *rest
			       ? bad(cfg, "this is no device:", v)
			       : 0;
	if (!strcmp(k, "vslot"))
		return set_slot(pci, v) ? bad(cfg, "this is no slot:", v) : 0;
	if (!strcmp(k, "rdm_policy"))
		return parse_policy(v, &pci->rdm_policy)
			       ? bad(cfg, "neither strict nor relaxed:", v)
			       : 0;
	if (!strcmp(k, "name")) {
		free(pci->name);
		pci->name = strdup(v);
		return pci->name ? 0 : ENOMEM;
	}
	return bad(cfg, "unknown parameter", k);
}

static int positional(XLU_Config *cfg, libxl_device_pci *pci, const char *tok)
{
	const char *rest;

	if (parse_bdf(pci, tok, &rest))
		return bad(cfg, "this is no device like 0000:03:00.0:", tok);
	if (!*rest)
		return 0;
	if (*rest != '@' || set_slot(pci, rest + 1))
		return bad(cfg, "this is no slot:", rest);
	return 0;
}

int xlu_pci_parse_spec_string(XLU_Config *cfg, libxl_device_pci *pci,
			      const char *str)
{
	char *copy = strdup(str), *p = copy, *tok, *eq;
	bool first = true;
	int rc = copy ? 0 : ENOMEM;

	while (!rc && (tok = strsep(&p, ","))) {
		while (*tok == ' ')
			tok++;
		eq = strchr(tok, '=');
		if (eq) {
			*eq = 0;
			rc = set_option(cfg, pci, tok, eq + 1);
		} else if (first) {
			rc = positional(cfg, pci, tok);
		} else {
			rc = bad(cfg, "'=' is missing in", tok);
		}
		first = false;
	}
	free(copy);
	return rc;
}

/* "strategy=host,policy=relaxed" */
int xlu_rdm_parse(XLU_Config *cfg, libxl_rdm_reserve *rdm, const char *str)
{
	char *copy = strdup(str), *p = copy, *tok;
	int rc = copy ? 0 : ENOMEM;

	while (!rc && (tok = strsep(&p, ","))) {
		while (*tok == ' ')
			tok++;
		if (!strcmp(tok, "strategy=host"))
			rdm->strategy = LIBXL_RDM_RESERVE_STRATEGY_HOST;
		else if (!strncmp(tok, "policy=", 7) &&
			 !parse_policy(tok + 7, &rdm->policy))
			continue;
		else {
			xlu_cfg_report(cfg, NULL,
				       "rdm: '%s' is neither strategy=host nor "
				       "policy=strict or relaxed",
				       tok);
			rc = EINVAL;
		}
	}
	free(copy);
	return rc;
}
