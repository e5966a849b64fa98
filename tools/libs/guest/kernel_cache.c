// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unpacked kernels, kept: unpacking is most of what a create costs, and the
 * same kernel is started again and again.
 *
 * An entry is a file named by what identifies the packed one: device, inode,
 * size, times of its contents and of its inode, which every change moves.  It
 * gets its name when it is complete, is never written again and belongs to
 * root alone, so it may be mapped.  The newest few stay, and nothing is kept
 * where space is scarce.  What fails here costs time, nothing else.
 */
#include "private.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define KEEP	    3 /* entries */
#define SPACE_RATIO 2 /* free space, in sizes of the new entry */

static void entry_path(char *buf, size_t size, const char *dir,
		       const struct stat *st)
{
	snprintf(buf, size, "%s/%jx-%jx-%jx-%jx.%lx-%jx.%lx", dir,
		 (uintmax_t)st->st_dev, (uintmax_t)st->st_ino,
		 (uintmax_t)st->st_size, (uintmax_t)st->st_mtim.tv_sec,
		 st->st_mtim.tv_nsec, (uintmax_t)st->st_ctim.tv_sec,
		 st->st_ctim.tv_nsec);
}

/* Nobody else can have made it or can change it. */
static bool is_ours(const struct stat *st, mode_t type)
{
	return (st->st_mode & S_IFMT) == type && st->st_uid == geteuid() &&
	       !(st->st_mode & 022);
}

static bool dir_is_ours(const char *dir)
{
	struct stat st;

	return !lstat(dir, &st) && is_ours(&st, S_IFDIR);
}

static struct xc_dom_kernel *load(const char *entry)
{
	struct xc_dom_kernel *k = calloc(1, sizeof(*k));
	struct xc_dom_error why;
	struct stat st;
	void *p = MAP_FAILED;
	int fd = open(entry, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (k && fd >= 0 && !fstat(fd, &st) && is_ours(&st, S_IFREG) &&
	    st.st_size > 0 && (uint64_t)st.st_size <= XC_DOM_DECOMPRESS_MAX)
		p = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (fd >= 0)
		close(fd);
	if (p == MAP_FAILED) {
		free(k);
		return NULL;
	}
	k->image = p;
	k->image_size = st.st_size;
	k->mapped = true;
	k->container = "bzImage";
	k->compression = "unpacked before";
	if (!xg_elf_parse(k, &why))
		return k;
	xc_dom_kernel_free(k);
	unlink(entry);
	return NULL;
}

/* Removes the oldest entries but for `keep` of them, and what is half done. */
static void prune(const char *dir, unsigned int keep)
{
	struct stat st, oldest_st = { 0 };
	char oldest[256];
	unsigned int nr;
	struct dirent *e;
	DIR *d = opendir(dir);

	if (!d)
		return;
	do {
		nr = 0;
		oldest[0] = 0;
		rewinddir(d);
		while ((e = readdir(d))) {
			if (e->d_name[0] == '.' ||
			    fstatat(dirfd(d), e->d_name, &st,
				    AT_SYMLINK_NOFOLLOW))
				continue;
			nr++;
			if (!oldest[0] ||
			    st.st_mtim.tv_sec < oldest_st.st_mtim.tv_sec) {
				snprintf(oldest, sizeof(oldest), "%s",
					 e->d_name);
				oldest_st = st;
			}
		}
	} while (nr > keep && !unlinkat(dirfd(d), oldest, 0));
	closedir(d);
}

static bool has_space(const char *dir, size_t size)
{
	struct statvfs v;

	return !statvfs(dir, &v) &&
	       (uint64_t)v.f_bavail * v.f_frsize / SPACE_RATIO > size;
}

static int write_all(int fd, const char *p, size_t len)
{
	ssize_t n;

	for (; len; p += n, len -= n) {
		n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n <= 0)
			return -1;
	}
	return 0;
}

static void store(const char *dir, const char *entry,
		  const struct xc_dom_kernel *k)
{
	char tmp[4096];
	int fd;

	mkdir(dir, 0700);
	if (!dir_is_ours(dir) || !has_space(dir, k->image_size))
		return;
	prune(dir, KEEP - 1);
	snprintf(tmp, sizeof(tmp), "%s/new.%d", dir, (int)getpid());
	unlink(tmp);
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	if (write_all(fd, k->image, k->image_size) || close(fd) ||
	    rename(tmp, entry))
		unlink(tmp);
}

int xc_dom_kernel_read_cached(const char *path, const char *dir,
			      struct xc_dom_kernel **kernel,
			      struct xc_dom_error *err)
{
	struct stat before, after;
	char entry[4096];
	bool usable = !stat(path, &before) && S_ISREG(before.st_mode);
	int rc;

	if (usable) {
		entry_path(entry, sizeof(entry), dir, &before);
		*kernel = dir_is_ours(dir) ? load(entry) : NULL;
		if (*kernel)
			return 0;
	}
	rc = xc_dom_kernel_read(path, kernel, err);
	/* Not if it changed while it was read. */
	if (!rc && usable && strcmp((*kernel)->compression, "none") &&
	    !stat(path, &after) && after.st_ino == before.st_ino &&
	    after.st_ctim.tv_sec == before.st_ctim.tv_sec &&
	    after.st_ctim.tv_nsec == before.st_ctim.tv_nsec)
		store(dir, entry, *kernel);
	return rc;
}
