// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of virtual disks and their numbers, as guests know them
 * (xen-vbd-interface(7)): xvda, sda1, hdc, d3p2, or a plain number.
 */
#include "vdev.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "a".."z", "aa"..: base 26 without a zero. */
static const char *letters(const char *s, int *n)
{
	*n = 0;
	if (!islower(*s))
		return NULL;
	while (islower(*s) && *n < 1 << 20)
		*n = *n * 26 + (*s++ - 'a') + 1;
	*n -= 1;
	return s;
}

static int xvd_devid(int disk, int part)
{
	if (disk < 0 || part < 0 || disk >= 1 << 20 || part > 255)
		return -1;
	if (disk < 16 && part < 16)
		return 202 << 8 | disk << 4 | part;
	return 1 << 28 | disk << 8 | part;
}

int xl_vdev_to_devid(const char *v)
{
	int disk, part = 0, n = 0;
	const char *s;

	if (sscanf(v, "d%dp%d%n", &disk, &part, &n) == 2 && n && !v[n])
		return xvd_devid(disk, part);
	part = 0;
	if (sscanf(v, "d%d%n", &disk, &n) == 1 && n && !v[n])
		return xvd_devid(disk, 0);
	if (isdigit(v[0])) {
		disk = strtol(v, (char **)&s, 0);
		return *s ? -1 : disk;
	}
	if (strncmp(v, "xvd", 3) && strncmp(v, "sd", 2) && strncmp(v, "hd", 2))
		return -1;
	s = letters(v + (v[0] == 'x' ? 3 : 2), &disk);
	if (!s)
		return -1;
	if (*s) {
		n = 0;
		if (!isdigit(*s) || sscanf(s, "%d%n", &part, &n) != 1 || s[n] ||
		    part < 1)
			return -1;
	}
	if (v[0] == 'x')
		return xvd_devid(disk, part);
	if (v[0] == 's')
		return disk < 16 && part < 16 ? 8 << 8 | disk << 4 | part : -1;
	return disk < 4 && part < 64
		       ? (disk < 2 ? 3 : 22) << 8 | (disk & 1) << 6 | part
		       : -1;
}
