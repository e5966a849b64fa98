// SPDX-License-Identifier: GPL-2.0-only
/*
 * What xl puts before and around a stream: the header as Xen's xl writes it,
 * damaged headers, compression as a process, and files that are there complete
 * or not at all.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "image.h"

libxl_ctx *ctx;
static char said[400];

void complain(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(said, sizeof(said), fmt, ap);
	va_end(ap);
}

void *xmalloc(size_t n)
{
	return calloc(1, n ? n : 1);
}

char *xstrdup(const char *s)
{
	return strdup(s);
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		abort();
	va_end(ap);
	return s;
}

static int file_of(const void *bytes, size_t n)
{
	int fd = memfd_create("image", 0);

	assert_int_equal(write(fd, bytes, n), n);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

/* As it stands in an image of Xen's: magic, order, flags, length, config. */
static const char good[] = "Xen saved domain, xl format\n \0 \r"
			   "\4\3\2\1"
			   "\3\0\0\0"
			   "\0\0\0\0"
			   "\7\0\0\0"
			   "\3\0\0\0"
			   "{}";
#define GOOD_SIZE (sizeof(good))

static void test_header(void **state)
{
	struct image in, out = { .mandatory = IMAGE_JSON | IMAGE_STREAMV2,
				 .config = "{}",
				 .config_len = 3 };
	int fd = memfd_create("image", 0);
	char bytes[100];

	assert_int_equal(image_write(fd, "test", &out), 0);
	lseek(fd, 0, SEEK_SET);
	assert_int_equal(read(fd, bytes, sizeof(bytes)), GOOD_SIZE);
	assert_memory_equal(bytes, good, GOOD_SIZE);
	lseek(fd, 0, SEEK_SET);
	assert_int_equal(image_read(fd, "test", &in), 0);
	assert_int_equal(in.mandatory, 3);
	assert_string_equal(in.config, "{}");
	free(in.config);
	close(fd);
}

static void refused(size_t at, int value, size_t size, const char *text)
{
	char bad[GOOD_SIZE];
	struct image in;
	int fd;

	memcpy(bad, good, sizeof(bad));
	if (at < sizeof(bad))
		bad[at] = value;
	fd = file_of(bad, size);
	said[0] = 0;
	assert_int_equal(image_read(fd, "test", &in), -1);
	if (!strstr(said, text))
		fail_msg("\"%s\" does not say \"%s\"", said, text);
	free(in.config);
	close(fd);
}

static void test_damaged(void **state)
{
	size_t n;

	refused(3, 'X', GOOD_SIZE, "no domain saved by xl");
	refused(32, 1, GOOD_SIZE, "byte order");
	refused(37, 1, GOOD_SIZE, "does not know");
	refused(47, 0x7f, GOOD_SIZE, "damaged");
	refused(48, 4, GOOD_SIZE, "longer than what holds it");
	refused(51, 0x80, GOOD_SIZE, "longer than what holds it");
	for (n = 0; n < GOOD_SIZE; n++)
		refused(GOOD_SIZE, 0, n, "");
}

/* `n` bytes through a filter in both directions. */
static void round_trip(size_t n, int level)
{
	char *a = malloc(n + 1), *b = malloc(n + 1);
	int packed = memfd_create("packed", 0), fd;
	size_t i, got = 0;
	ssize_t r;
	pid_t pid;

	for (i = 0; i < n; i++)
		a[i] = i % 7 ? (int)(i / 100) : rand();
	fd = filter_out(packed, level, &pid);
	assert_int_equal(libxl_write_exactly(NULL, fd, a, n, NULL, NULL), 0);
	assert_int_equal(filter_end(fd, pid, "out"), 0);
	assert_true(n < 10000 || lseek(packed, 0, SEEK_CUR) < (off_t)n);
	lseek(packed, 0, SEEK_SET);
	fd = filter_in(packed, &pid);
	while ((r = read(fd, b + got, n + 1 - got)) > 0)
		got += r;
	assert_int_equal(got, n);
	assert_memory_equal(a, b, n);
	assert_int_equal(filter_end(fd, pid, "in"), 0);
	close(packed);
	free(a);
	free(b);
}

static void test_filter(void **state)
{
	round_trip(0, 1);
	round_trip(1, 9);
	round_trip(65536, 1);
	round_trip(3000001, 6);
}

static void test_damaged_filter(void **state)
{
	int fd, in = file_of("this is no zlib stream", 22);
	char buf[10];
	pid_t pid;

	fd = filter_in(in, &pid);
	assert_int_equal(read(fd, buf, sizeof(buf)), 0);
	assert_int_equal(filter_end(fd, pid, "is damaged"), -1);
	assert_non_null(strstr(said, "is damaged"));
	close(in);
}

static void put(struct output *o, const char *path, const char *text)
{
	assert_int_equal(output_open(o, path), 0);
	assert_int_equal(write(o->fd, text, strlen(text)), strlen(text));
}

static void has(const char *path, const char *text)
{
	char buf[20] = "";
	int fd = open(path, O_RDONLY);

	assert_true(fd >= 0);
	assert_true(read(fd, buf, sizeof(buf) - 1) >= 0);
	assert_string_equal(buf, text);
	close(fd);
}

static void test_output(void **state)
{
	char dir[] = "/tmp/image.XXXXXX", path[40];
	struct output o;

	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/file", dir);
	put(&o, path, "one");
	assert_int_equal(access(path, F_OK), -1);
	output_discard(&o);
	assert_int_equal(access(path, F_OK), -1);
	put(&o, path, "two");
	assert_int_equal(output_commit(&o), 0);
	has(path, "two");
	/* One that is there stays until its successor is complete. */
	put(&o, path, "three");
	has(path, "two");
	assert_int_equal(output_commit(&o), 0);
	has(path, "three");
	put(&o, path, "four");
	output_discard(&o);
	has(path, "three");
	/* No other name is left. */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0);
	assert_int_equal(output_open(&o, "/nowhere/file"), -1);
	assert_non_null(strstr(said, "cannot write /nowhere/file"));
	put(&o, "/dev/null", "x");
	assert_int_equal(output_commit(&o), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_damaged_filter),
		cmocka_unit_test(test_output),
	};

	return cmocka_run_group_tests_name("image", tests, NULL, NULL);
}
