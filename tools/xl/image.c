// SPDX-License-Identifier: GPL-2.0-only
/* The header of a saved domain, and files that appear complete or not at all.
 */
#include "image.h"

#include <fcntl.h>
#include <libgen.h>
#include <sys/stat.h>

static const char magic[32] = "Xen saved domain, xl format\n \0 \r";

#define BYTE_ORDER_MARK 0x01020304U
#define MAX_OPTIONAL	(16U << 20)

struct header {
	char magic[32];
	uint32_t byte_order, mandatory, optional, optional_len;
};

int image_write(int fd, const char *source, const struct image *i)
{
	struct header h = {
		.byte_order = BYTE_ORDER_MARK,
		.mandatory = i->mandatory,
		.optional_len =
			i->config ? sizeof(uint32_t) + i->config_len : 0,
	};
	int rc;

	memcpy(h.magic, magic, sizeof(magic));
	fprintf(stderr, "Saving to %s new xl format (info 0x%x/0x%x/%u)\n",
		source, h.mandatory, h.optional, h.optional_len);
	rc = libxl_write_exactly(ctx, fd, &h, sizeof(h), source, "header");
	if (!rc && i->config)
		rc = libxl_write_exactly(ctx, fd, &i->config_len,
					 sizeof(i->config_len), source,
					 "header");
	if (!rc && i->config)
		rc = libxl_write_exactly(ctx, fd, i->config, i->config_len,
					 source, "configuration");
	return rc ? -1 : 0;
}

static int check_header(const struct header *h, const char *source)
{
	if (memcmp(h->magic, magic, sizeof(magic))) {
		complain("%s is no domain saved by xl: its magic number does "
			 "not match",
			 source);
		return -1;
	}
	if (h->byte_order != BYTE_ORDER_MARK) {
		complain("%s is damaged or of a machine with another byte "
			 "order (0x%x)",
			 source, h->byte_order);
		return -1;
	}
	fprintf(stderr,
		"Loading new save file %s (new xl fmt info 0x%x/0x%x/%u)\n",
		source, h->mandatory, h->optional, h->optional_len);
	if (h->mandatory &
	    ~(IMAGE_JSON | IMAGE_STREAMV2 | IMAGE_ZLIB | IMAGE_QUERY)) {
		complain("%s has mandatory flag(s) 0x%x that this xl does not "
			 "know: it is of a newer one",
			 source, h->mandatory);
		return -1;
	}
	if (h->optional_len > MAX_OPTIONAL) {
		complain("%s is damaged: a configuration of %u bytes", source,
			 h->optional_len);
		return -1;
	}
	return 0;
}

/* The configuration inside the optional data, which may hold more. */
static int take_config(const char *data, uint32_t len, const char *source,
		       struct image *i)
{
	uint32_t n;

	if (!len)
		return 0;
	if (len < sizeof(n) ||
	    (memcpy(&n, data, sizeof(n)), n > len - sizeof(n))) {
		complain("%s is damaged: its configuration is longer than what "
			 "holds it",
			 source);
		return -1;
	}
	i->config = xmalloc((size_t)n + 1);
	memcpy(i->config, data + sizeof(n), n);
	i->config_len = n;
	return 0;
}

int image_read(int fd, const char *source, struct image *i)
{
	struct header h;
	char *data;
	int rc;

	memset(i, 0, sizeof(*i));
	if (libxl_read_exactly(ctx, fd, &h, sizeof(h), source, "header") ||
	    check_header(&h, source))
		return -1;
	i->mandatory = h.mandatory;
	data = xmalloc(h.optional_len);
	rc = libxl_read_exactly(ctx, fd, data, h.optional_len, source,
				"configuration");
	if (!rc)
		rc = take_config(data, h.optional_len, source, i);
	free(data);
	return rc ? -1 : 0;
}

/* --- output files --- */

static int open_nameless(const char *path)
{
	char *copy = xstrdup(path);
	int fd = open(dirname(copy), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

	free(copy);
	return fd;
}

int output_open(struct output *o, const char *path)
{
	struct stat st;

	*o = (struct output){ .fd = -1, .path = path };
	if (!stat(path, &st) && !S_ISREG(st.st_mode)) {
		o->direct = true;
		o->fd = open(path, O_WRONLY | O_CLOEXEC);
	} else {
		o->fd = open_nameless(path);
		if (o->fd < 0 && errno != ENOENT && errno != EACCES) {
			/* A file system without nameless files. */
			o->temporary =
				xasprintf("%s.%d.part", path, (int)getpid());
			o->fd = open(o->temporary,
				     O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
				     0600);
		}
	}
	if (o->fd < 0) {
		complain("cannot write %s: %s", path, strerror(errno));
		free(o->temporary);
		return -1;
	}
	return 0;
}

static int give_name(struct output *o)
{
	char self[32];

	if (o->temporary)
		return rename(o->temporary, o->path);
	snprintf(self, sizeof(self), "/proc/self/fd/%d", o->fd);
	if (!linkat(AT_FDCWD, self, AT_FDCWD, o->path, AT_SYMLINK_FOLLOW))
		return 0;
	if (errno != EEXIST)
		return -1;
	/* Replace what is there in one step. */
	o->temporary = xasprintf("%s.%d.part", o->path, (int)getpid());
	if (linkat(AT_FDCWD, self, AT_FDCWD, o->temporary, AT_SYMLINK_FOLLOW))
		return -1;
	return rename(o->temporary, o->path);
}

int output_commit(struct output *o)
{
	/* Its guest is about to be destroyed: it must be on the disk. */
	if (fsync(o->fd) && errno != EINVAL && errno != EROFS) {
		complain("cannot write %s: %s", o->path, strerror(errno));
		return -1;
	}
	if (!o->direct && give_name(o)) {
		complain("cannot name the finished file %s: %s", o->path,
			 strerror(errno));
		return -1;
	}
	free(o->temporary);
	o->temporary = NULL;
	return close(o->fd);
}

void output_discard(struct output *o)
{
	close(o->fd);
	if (o->temporary)
		unlink(o->temporary);
	free(o->temporary);
}
