// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rate limits of network cards: RATE[@INTERVAL], RATE a number with an
 * optional unit (B or b, with K, M, G) and "/s", INTERVAL in s, ms, us or ns.
 */
#include "private.h"

#include <ctype.h>

#define DEFAULT_INTERVAL_US 50000

static int bytes_per_s(const char *s, char **end, uint64_t *out)
{
	uint64_t v, factor = 1;
	bool bits;

	errno = 0;
	if (!isdigit((unsigned char)*s))
		return EINVAL;
	v = strtoull(s, end, 10);
	s = *end;
	if (*s == 'K' || *s == 'k')
		factor = 1000, s++;
	else if (*s == 'M' || *s == 'm')
		factor = 1000000, s++;
	else if (*s == 'G' || *s == 'g')
		factor = 1000000000, s++;
	if (*s != 'B' && *s != 'b')
		return EINVAL;
	bits = *s++ == 'b';
	if (strncmp(s, "/s", 2))
		return EINVAL;
	*end = (char *)s + 2;
	if (errno || v > UINT64_MAX / factor)
		return EOVERFLOW;
	*out = bits ? v * factor / 8 : v * factor;
	return 0;
}

static int interval(const char *s, uint32_t *out)
{
	char *end;
	uint64_t v;

	if (!isdigit((unsigned char)*s))
		return EINVAL;
	v = strtoull(s, &end, 10);
	if (!strcmp(end, "s") && v <= 4294)
		v *= 1000000;
	else if (!strcmp(end, "ms") && v <= 4294967)
		v *= 1000;
	else if (strcmp(end, "us"))
		return EINVAL;
	if (!v || v > UINT32_MAX)
		return EOVERFLOW;
	*out = v;
	return 0;
}

int xlu_vif_parse_rate(XLU_Config *cfg, const char *rate, libxl_device_nic *nic)
{
	uint32_t us = DEFAULT_INTERVAL_US;
	uint64_t bps = 0;
	char *end = NULL;
	int rc = bytes_per_s(rate, &end, &bps);

	if (!rc && *end == '@')
		rc = interval(end + 1, &us);
	else if (!rc && *end)
		rc = EINVAL;
	if (!rc && (bps > UINT64_MAX / us || bps * us / 1000000 > UINT32_MAX))
		rc = EOVERFLOW;
	if (rc) {
		xlu_report_at(
			cfg, cfg->default_source, 0, 0,
			"vif: the rate '%s' is not like 10Mb/s or 1GB/s@20ms",
			rate);
		return rc;
	}
	nic->rate_bytes_per_interval = bps * us / 1000000;
	nic->rate_interval_usecs = us;
	return 0;
}
