/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The journal's file.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "journal.h"
#include "log.h"
#include "state.h"

/* A journal is this large at least, and this many times its first batch. */
#define MIN_SIZE (1024 * 1024)
#define GROWTH	 3
/* After a failure. */
#define RETRY_SECONDS 10

/* The file's first bytes. */
struct header {
	char magic[16];
	char boot[40];
	char pad[8];
};

static const char magic[16] = "xenstore log 1";

struct journal {
	struct daemon *d;      /* borrowed */
	struct record_buf buf; /* of the batch under way */
	char *map;	       /* NULL: broken */
	size_t size, used;
	unsigned long replaced;
	time_t retry; /* when broken */
	char path[PATH_MAX];
	char new_path[PATH_MAX + 4];
};

static void make_header(struct header *h)
{
	FILE *f = fopen("/proc/sys/kernel/random/boot_id", "re");

	memset(h, 0, sizeof(*h));
	memcpy(h->magic, magic, sizeof(magic));
	if (f) {
		if (!fgets(h->boot, sizeof(h->boot), f))
			h->boot[0] = 0;
		fclose(f);
	}
}

static int load_file(struct daemon *d, const char *path, int fd, size_t size)
{
	struct header want, *have;
	int r = 0;

	make_header(&want);
	if (size < sizeof(want))
		return 0;
	have = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (have == MAP_FAILED)
		return -errno;
	if (!memcmp(have, &want, sizeof(want))) {
		r = state_load(d, (char *)have + sizeof(want),
			       size - sizeof(want), false);
		if (!r)
			r = 1;
	}
	munmap(have, size);
	return r;
}

int journal_recover(struct daemon *d, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), r;
	struct stat st;

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	r = fstat(fd, &st) ? -errno : load_file(d, path, fd, st.st_size);
	close(fd);
	if (r < 0)
		log_msg(LOG_ERR, "cannot use %s: %s", path, strerror(-r));
	return r;
}

/* Makes the new file with @state in it; its mapping, or NULL with errno. */
static char *make_file(const char *path, const struct record_buf *state,
		       size_t size)
{
	char *map = MAP_FAILED;
	int fd, r;

	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		  0600);
	if (fd < 0)
		return NULL;
	/* All blocks at once: later there must be no SIGBUS. */
	r = posix_fallocate(fd, 0, size);
	if (!r)
		map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			   0);
	if (map == MAP_FAILED) {
		r = r ? r : errno;
		unlink(path);
	}
	close(fd);
	if (map == MAP_FAILED) {
		errno = r;
		return NULL;
	}
	make_header((struct header *)map);
	memcpy(map + sizeof(struct header), state->data, state->len);
	return map;
}

static void drop_map(struct journal *j)
{
	if (j->map)
		munmap(j->map, j->size);
	j->map = NULL;
}

/* Replaces the file by one with the state as it is.  0 or -errno. */
static int replace(struct journal *j)
{
	struct record_buf state = { .len = 0 };
	size_t size;
	char *map;
	int r;

	state_save(j->d, &state, NULL);
	size = sizeof(struct header) + state.len * GROWTH;
	if (size < MIN_SIZE)
		size = MIN_SIZE;
	map = state.failed ? NULL : make_file(j->new_path, &state, size);
	r = state.failed ? -ENOMEM : map ? 0 : -errno;
	if (!r && rename(j->new_path, j->path)) {
		r = -errno;
		munmap(map, size);
		unlink(j->new_path);
	}
	if (!r) {
		drop_map(j);
		j->map = map;
		j->size = size;
		j->used = sizeof(struct header) + state.len;
		j->replaced++;
	}
	record_fini(&state);
	return r;
}

static void give_up(struct journal *j, int error)
{
	log_msg(LOG_ERR,
		"%s cannot be written, a kill would lose the store: "
		"%s (tried again every %u seconds)",
		j->path, strerror(-error), RETRY_SECONDS);
	drop_map(j);
	unlink(j->path);
	j->retry = time(NULL) + RETRY_SECONDS;
}

static void try_to_replace(struct journal *j)
{
	bool was_broken = !j->map;
	int r = replace(j);

	if (r)
		give_up(j, r);
	else if (was_broken && j->replaced > 1)
		log_msg(LOG_NOTICE, "%s is written again", j->path);
}

void journal_commit(struct journal *j)
{
	if (!j->buf.len && !j->buf.failed)
		return;
	record_commit(&j->buf, 0);
	if (!j->map) {
		if (time(NULL) >= j->retry)
			try_to_replace(j);
	} else if (j->buf.failed || j->buf.len > j->size - j->used) {
		try_to_replace(j);
	} else {
		memcpy(j->map + j->used, j->buf.data, j->buf.len);
		j->used += j->buf.len;
	}
	j->buf.len = 0;
	j->buf.failed = false;
}

int journal_open(struct daemon *d, const char *path)
{
	struct journal *j = calloc(1, sizeof(*j));
	int r;

	if (!j)
		return -ENOMEM;
	if (snprintf(j->path, sizeof(j->path), "%s", path) >=
	    (int)sizeof(j->path)) {
		free(j);
		return -ENAMETOOLONG;
	}
	snprintf(j->new_path, sizeof(j->new_path), "%s.new", path);
	j->d = d;
	r = replace(j);
	if (r) {
		free(j);
		return r;
	}
	d->journal = j;
	d->store.log = &j->buf;
	return 0;
}

void journal_close(struct daemon *d)
{
	struct journal *j = d->journal;

	if (!j)
		return;
	drop_map(j);
	record_fini(&j->buf);
	d->store.log = NULL;
	d->journal = NULL;
	free(j);
}

void journal_figures(const struct journal *j, size_t *size, size_t *used,
		     unsigned long *replaced)
{
	*size = j->map ? j->size : 0;
	*used = j->map ? j->used : 0;
	*replaced = j->replaced;
}
