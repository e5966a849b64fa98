// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux's bzImage: a real-mode part of (setup_sects + 1) sectors whose header
 * says where in the rest the compressed kernel lies (boot protocol 2.08+;
 * Documentation/x86/boot.rst of Linux).
 */
#include "private.h"

enum {
	SETUP_SECTS = 0x1f1,
	BOOT_FLAG = 0x1fe,
	HEADER = 0x202,
	VERSION = 0x206,
	PAYLOAD_OFFSET = 0x248,
	PAYLOAD_LENGTH = 0x24c,
	HEADER_END = 0x250,
};

int xg_bzimage_payload(const uint8_t *data, size_t size, size_t *offset,
		       size_t *len, struct xc_dom_error *err)
{
	unsigned int sects, version;
	uint64_t start;

	if (size < HEADER_END || memcmp(data + HEADER, "HdrS", 4) ||
	    xg_le16(data + BOOT_FLAG) != 0xaa55)
		return -ENOENT;
	version = xg_le16(data + VERSION);
	if (version < 0x208)
		return xg_fail(err, EINVAL,
			       "it is a bzImage of boot protocol %u.%02u; 2.08 "
			       "or later is needed",
			       version >> 8, version & 0xff);
	sects = data[SETUP_SECTS] ? data[SETUP_SECTS] : 4;
	start = (sects + 1) * 512 + (uint64_t)xg_le32(data + PAYLOAD_OFFSET);
	*len = xg_le32(data + PAYLOAD_LENGTH);
	*offset = start;
	if (!*len || !xg_inside(start, *len, size))
		return xg_fail(err, EINVAL,
			       "the bzImage is cut short: its kernel should "
			       "end at byte %llu, the file has %zu",
			       (unsigned long long)start + *len, size);
	return 0;
}
