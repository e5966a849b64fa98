// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files beside a domain: /var/lib/xen/userdata-d.DOMID.UUID.USERID.  They
 * are replaced by rename, so that a reader never sees half of one.
 */
#include "internal.h"

#include <fcntl.h>
#include <sys/stat.h>

static char *path_of(struct gc *gc, uint32_t domid, const char *id)
{
	char *uuid = xl_domain_uuid(gc, domid);

	if (!uuid || strchr(id, '/'))
		return NULL;
	return gc_sprintf(gc, XL_LIB_DIR "/userdata-d.%u.%s.%s", domid, uuid,
			  id);
}

int libxl_userdata_store(libxl_ctx *ctx, uint32_t domid,
			 const char *userdata_userid, const uint8_t *data,
			 int datalen)
{
	GC(gc, ctx);
	char *path = path_of(&gc, domid, userdata_userid), *tmp;
	int fd, rc = ERROR_FAIL;

	if (!path)
		return ERROR_DOMAIN_NOTFOUND;
	if (!datalen)
		return libxl_userdata_unlink(ctx, domid, userdata_userid);
	mkdir(XL_LIB_DIR, 0755);
	tmp = gc_sprintf(&gc, "%s.new", path);
	fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd >= 0 && write(fd, data, datalen) == datalen && !close(fd) &&
	    !rename(tmp, path))
		rc = 0;
	else
		XL_ERRNO(ctx, "cannot write %s", path);
	return rc;
}

int libxl_read_file_contents(libxl_ctx *ctx, const char *filename,
			     void **data_r, int *datalen_r)
{
	struct stat st;
	char *buf = NULL;
	int saved, fd = open(filename, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	if (fstat(fd, &st))
		goto err;
	if (st.st_size > 64 << 20) {
		errno = EFBIG;
		goto err;
	}
	buf = malloc(st.st_size + 1);
	if (!buf || read(fd, buf, st.st_size) != st.st_size)
		goto err;
	buf[st.st_size] = 0;
	close(fd);
	*data_r = buf;
	*datalen_r = st.st_size;
	return 0;

err:
	saved = errno ? errno : EIO;
	free(buf);
	close(fd);
	return saved;
}

int libxl_userdata_retrieve(libxl_ctx *ctx, uint32_t domid,
			    const char *userdata_userid, uint8_t **data_r,
			    int *datalen_r)
{
	GC(gc, ctx);
	char *path = path_of(&gc, domid, userdata_userid);
	void *data = NULL;
	int e, len = 0;

	if (!path)
		return ERROR_DOMAIN_NOTFOUND;
	e = libxl_read_file_contents(ctx, path, &data, &len);
	if (e && e != ENOENT)
		return ERROR_FAIL;
	if (data_r)
		*data_r = data;
	else
		free(data);
	if (datalen_r)
		*datalen_r = len;
	return 0;
}

int libxl_userdata_unlink(libxl_ctx *ctx, uint32_t domid,
			  const char *userdata_userid)
{
	GC(gc, ctx);
	char *path = path_of(&gc, domid, userdata_userid);

	if (!path)
		return ERROR_DOMAIN_NOTFOUND;
	return unlink(path) && errno != ENOENT ? ERROR_FAIL : 0;
}

int libxl_create_logfile(libxl_ctx *ctx, const char *name, char **full_name)
{
	GC(gc, ctx);
	char *path = gc_sprintf(&gc, XL_LOG_DIR "/%s.log", name);
	int i;

	mkdir(XL_LOG_DIR, 0755);
	/* Keep the last five. */
	for (i = 4; i >= 1; i--)
		rename(gc_sprintf(&gc, "%s.%d", path, i),
		       gc_sprintf(&gc, "%s.%d", path, i + 1));
	if (rename(path, gc_sprintf(&gc, "%s.1", path)) && errno != ENOENT)
		XL_LOG(ctx, WARN, "cannot rotate %s: %s", path,
		       strerror(errno));
	*full_name = libxl__strdup_opt(path);
	return 0;
}
