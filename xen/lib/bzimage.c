/*
 * bzimage.c: the setup header of Linux/x86 (Documentation/arch/x86/boot.rst).
 *
 * The image is a boot sector and setup code of setup_sects sectors, then the
 * protected-mode part, in which payload_offset and payload_length tell where
 * the compressed vmlinux is.  Its last four bytes are the unpacked size.
 */
#include <xen/bzimage.h>
#include <xen/errno.h>
#include <xen/string.h>

#define SECTOR		   512
#define OFF_SETUP_SECTS	   0x1f1
#define OFF_BOOT_FLAG	   0x1fe
#define OFF_MAGIC	   0x202
#define OFF_VERSION	   0x206
#define OFF_PAYLOAD_OFFSET 0x248
#define OFF_PAYLOAD_LENGTH 0x24c
#define HEADER_LEN	   0x250

#define BOOT_FLAG	0xaa55
#define VERSION_PAYLOAD 0x0208 /* the first that has the two fields */
#define DEFAULT_SECTS	4      /* what 0 stands for */

static uint32_t read_le(const uint8_t *p, unsigned int bytes)
{
	uint32_t v = 0;

	while (bytes--)
		v = v << 8 | p[bytes];
	return v;
}

int bzimage_parse(const void *image, size_t len, struct bzimage *bz)
{
	const uint8_t *p = image;
	size_t sects, start, n;

	if (len < HEADER_LEN || read_le(p + OFF_BOOT_FLAG, 2) != BOOT_FLAG ||
	    memcmp(p + OFF_MAGIC, "HdrS", 4))
		return -EINVAL;
	bz->version = read_le(p + OFF_VERSION, 2);
	if (bz->version < VERSION_PAYLOAD)
		return -EOPNOTSUPP;

	sects = p[OFF_SETUP_SECTS] ? p[OFF_SETUP_SECTS] : DEFAULT_SECTS;
	/* Far from overflow: 256 sectors and two 32-bit numbers. */
	start = (sects + 1) * SECTOR + read_le(p + OFF_PAYLOAD_OFFSET, 4);
	n = read_le(p + OFF_PAYLOAD_LENGTH, 4);
	if (n < 4 || start > len || n > len - start)
		return -EBADMSG;
	bz->payload = p + start;
	bz->payload_len = n;
	bz->unpacked_len = memcmp(bz->payload,
				  "\x7f"
				  "ELF",
				  4)
				   ? read_le(p + start + n - 4, 4)
				   : n;
	return 0;
}
