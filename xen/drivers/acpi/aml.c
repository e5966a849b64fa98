/*
 * aml.c: the one object of AML that the hypervisor needs: \_S5, whose first
 * two elements are the sleep types that switch the machine off.
 *
 * No interpreter: the object is looked for by its bytes.  Firmware writes it
 * as Name (_S5_, Package {constants}), which has one encoding:
 * NameOp ['\'] "_S5_" PackageOp PkgLength NumElements constants.
 */
#include <xen/acpi.h>
#include <xen/errno.h>
#include <xen/string.h>

#define AML_ZERO    0x00
#define AML_ONE	    0x01
#define AML_NAME    0x08
#define AML_BYTE    0x0a
#define AML_WORD    0x0b
#define AML_DWORD   0x0c
#define AML_PACKAGE 0x12
#define AML_ROOT    '\\'

/* An integer constant at *pp; moves past it; -EINVAL. */
static int aml_constant(const uint8_t **pp, const uint8_t *end, uint8_t *out)
{
	const uint8_t *p = *pp;
	size_t bytes;

	if (p == end)
		return -EINVAL;
	switch (*p) {
	case AML_ZERO:
	case AML_ONE:
		*out = *p;
		*pp = p + 1;
		return 0;
	case AML_BYTE:
		bytes = 1;
		break;
	case AML_WORD:
		bytes = 2;
		break;
	case AML_DWORD:
		bytes = 4;
		break;
	default:
		return -EINVAL;
	}
	if ((size_t)(end - p) < 1 + bytes)
		return -EINVAL;
	*out = p[1];
	*pp = p + 1 + bytes;
	return 0;
}

/* After the name. */
static int s5_package(const uint8_t *p, const uint8_t *end, uint8_t *type_a,
		      uint8_t *type_b)
{
	size_t lead;

	if (end - p < 4 || *p++ != AML_PACKAGE)
		return -EINVAL;
	/* PkgLength: bits 7:6 say how many more bytes it has. */
	lead = 1 + (*p >> 6);
	if ((size_t)(end - p) < lead + 1)
		return -EINVAL;
	p += lead;
	if (*p++ < 1)
		return -EINVAL;
	if (aml_constant(&p, end, type_a))
		return -EINVAL;
	if (aml_constant(&p, end, type_b))
		*type_b = 0;
	return *type_a > 7 || *type_b > 7 ? -EINVAL : 0;
}

int acpi_aml_find_s5(const uint8_t *p, size_t len, uint8_t *type_a,
		     uint8_t *type_b)
{
	const uint8_t *end = p + len;
	size_t i;

	for (i = 1; i + 4 <= len; i++) {
		if (memcmp(p + i, "_S5_", 4))
			continue;
		if (p[i - 1] != AML_NAME &&
		    !(i >= 2 && p[i - 1] == AML_ROOT && p[i - 2] == AML_NAME))
			continue;
		if (!s5_package(p + i + 4, end, type_a, type_b))
			return 0;
	}
	return -ENOENT;
}
