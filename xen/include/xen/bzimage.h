/*
 * bzimage.h: finding the kernel proper inside a Linux bzImage.
 */
#ifndef XEN_BZIMAGE_H
#define XEN_BZIMAGE_H

#include <xen/types.h>

struct bzimage {
	unsigned int version; /* boot protocol, 0x020f for 2.15 */
	const void *payload;  /* within the image: compressed, or an ELF */
	size_t payload_len;
	size_t unpacked_len; /* as Linux's build noted it at the payload's end
			      */
};

/*
 * Look into the `len` bytes at `image`.  -EINVAL if it is no bzImage (it may
 * still be an ELF), -EOPNOTSUPP if its boot protocol is older than 2.08 and so
 * does not say where the payload is, -EBADMSG if it is damaged or cut short.
 */
int bzimage_parse(const void *image, size_t len, struct bzimage *bz);

#endif /* XEN_BZIMAGE_H */
