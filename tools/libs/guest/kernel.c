// SPDX-License-Identifier: GPL-2.0-only
/* From a file to a parsed kernel, whatever it is wrapped in. */
#include "private.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

/*
 * Unpack, take or copy; kernel->image is set on success.  *owned (or NULL) is
 * `data` as the caller's own buffer, which is cleared if it was taken.
 */
static int unwrap(struct xc_dom_kernel *k, const uint8_t *data, size_t size,
		  uint8_t **owned, struct xc_dom_error *err)
{
	size_t off = 0, len = size;
	int rc;

	rc = xg_bzimage_payload(data, size, &off, &len, err);
	if (rc && rc != -ENOENT)
		return rc;
	k->container = rc ? "ELF" : "bzImage";
	k->compression = "none";
	rc = xc_dom_decompress(data + off, len, XC_DOM_DECOMPRESS_MAX,
			       &k->image, &k->image_size, &k->compression, err);
	if (rc != -ENOENT)
		return rc;
	/* A kernel that is not compressed, bare or in a bzImage. */
	k->image_size = len;
	if (owned && !off && len == size) {
		k->image = *owned;
		*owned = NULL;
		return 0;
	}
	k->image = malloc(len);
	if (!k->image)
		return xg_fail(err, ENOMEM, "no memory for a copy of it");
	memcpy(k->image, data + off, len);
	return 0;
}

static int parse(const void *data, size_t size, uint8_t **owned,
		 struct xc_dom_kernel **kernel, struct xc_dom_error *err)
{
	struct xc_dom_kernel *k = calloc(1, sizeof(*k));
	int rc;

	if (!k)
		return xg_fail(err, ENOMEM, "no memory to parse it");
	if (!size) {
		rc = xg_fail(err, EINVAL, "it is empty");
		goto err_free;
	}
	rc = unwrap(k, data, size, owned, err);
	if (!rc)
		rc = xg_elf_parse(k, err);
	if (rc)
		goto err_free;
	*kernel = k;
	return 0;

err_free:
	xc_dom_kernel_free(k);
	return rc;
}

int xc_dom_kernel_parse(const void *data, size_t size,
			struct xc_dom_kernel **kernel, struct xc_dom_error *err)
{
	return parse(data, size, NULL, kernel, err);
}

static int read_all(int fd, uint8_t *buf, size_t size)
{
	size_t done = 0;
	ssize_t n;

	while (done < size) {
		n = read(fd, buf + done, size - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : -EIO;
		done += n;
	}
	return 0;
}

int xc_dom_kernel_read(const char *path, struct xc_dom_kernel **kernel,
		       struct xc_dom_error *err)
{
	struct xc_dom_error why;
	struct stat st;
	uint8_t *buf = NULL;
	int fd, rc;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st)) {
		rc = xg_fail(err, errno, "cannot read kernel %s: %s", path,
			     strerror(errno));
		goto out;
	}
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size > XC_DOM_KERNEL_MAX) {
		rc = xg_fail(
			err, EINVAL,
			"kernel %s is not a regular file of at most %lu MiB",
			path, XC_DOM_KERNEL_MAX >> 20);
		goto out;
	}
	buf = malloc(st.st_size + 1);
	if (buf)
		xg_prepare_pages(buf, st.st_size);
	rc = buf ? read_all(fd, buf, st.st_size) : -ENOMEM;
	if (rc) {
		xg_fail(err, -rc, "cannot read kernel %s: %s", path,
			strerror(-rc));
		goto out;
	}
	rc = parse(buf, st.st_size, &buf, kernel, &why);
	if (rc)
		xg_fail(err, -rc, "kernel %.100s: %.130s", path, why.text);
out:
	free(buf);
	if (fd >= 0)
		close(fd);
	return rc;
}

void xc_dom_kernel_free(struct xc_dom_kernel *kernel)
{
	if (!kernel)
		return;
	if (kernel->mapped)
		munmap(kernel->image, kernel->image_size);
	else
		free(kernel->image);
	free(kernel);
}
