/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_console.c: the parts of xenconsoled that need no Xen: rings with good
 * and hostile indices, the bounded buffer against a naive one, log files.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include <xen/io/console.h>

#include "logfile.h"
#include "ring.h"
#include "textbuf.h"
#include "seed.h"

static void test_ring_out(void **state)
{
	struct xencons_interface ring = { .out_cons = 0xfffffff0,
					  .out_prod = 0xfffffff0 };
	unsigned char sent = 0, want = 0, buf[4096];
	int i, j, n;

	/* Random amounts, over the end of the ring and of the counter. */
	for (i = 0; i < 10000; i++) {
		for (n = rand() % 500;
		     n > 0 && ring.out_prod - ring.out_cons < sizeof(ring.out);
		     n--)
			ring.out[ring.out_prod++ & (sizeof(ring.out) - 1)] =
				sent++;
		n = ring_read(&ring, buf, rand() % 600);
		assert_true(n >= 0);
		for (j = 0; j < n; j++)
			assert_int_equal(buf[j], want++);
	}
	ring.out_prod = ring.out_cons + sizeof(ring.out) + 1;
	assert_int_equal(ring_read(&ring, buf, sizeof(buf)), -EINVAL);
}

static void test_ring_in(void **state)
{
	struct xencons_interface ring = { .in_cons = 0xfffffff0,
					  .in_prod = 0xfffffff0 };
	char buf[2048];
	int i;

	for (i = 0; i < (int)sizeof(buf); i++)
		buf[i] = i;
	assert_int_equal(ring_room(&ring), sizeof(ring.in));
	assert_int_equal(ring_write(&ring, buf, 100), 100);
	assert_int_equal(ring_room(&ring), sizeof(ring.in) - 100);
	assert_int_equal(ring_write(&ring, buf, sizeof(buf)),
			 sizeof(ring.in) - 100);
	assert_int_equal(ring_room(&ring), 0);
	assert_int_equal(ring_write(&ring, buf, 1), 0);
	for (i = 0; i < 100; i++)
		assert_int_equal(
			ring.in[(0xfffffff0u + i) & (sizeof(ring.in) - 1)],
			(char)i);
	ring.in_cons += 5000;
	assert_int_equal(ring_room(&ring), 0);
	assert_int_equal(ring_write(&ring, buf, 1), -EINVAL);
}

static void test_textbuf(void **state)
{
	struct textbuf b = { .limit = 10000 };
	static char all[4000000];
	size_t len = 0, start = 0, n, i;
	int k;

	for (k = 0; k < 2000; k++) {
		n = rand() % (rand() % 20 ? 300 : 15000);
		if (len + n > sizeof(all))
			break;
		for (i = 0; i < n; i++)
			all[len + i] = rand();
		textbuf_add(&b, all + len, n);
		len += n;
		/* The newest, never more than the limit. */
		assert_true(b.len <= b.limit);
		assert_true(b.len <= len - start);
		assert_true(b.len == len - start || b.len == b.limit);
		start = len - b.len;
		assert_memory_equal(b.data, all + start, b.len);
		if (b.len && rand() % 2) {
			n = rand() % b.len;
			textbuf_drop(&b, n);
			start += n;
		}
	}
	textbuf_fini(&b);
}

static void read_file(const char *path, char *buf, size_t size)
{
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	n = fread(buf, 1, size - 1, f);
	buf[n] = 0;
	fclose(f);
}

static void test_logfile(void **state)
{
	char dir[] = "/tmp/consoled.XXXXXX", path[64], moved[64], buf[512];
	struct logfile l;
	int y;

	assert_non_null(mkdtemp(dir));
	assert_true(logfile_open(&l, dir, "guest-../x", true));
	snprintf(path, sizeof(path), "%s/guest-.._x.log", dir);
	snprintf(moved, sizeof(moved), "%s/old", dir);
	logfile_write(&l, "one ", 4);
	logfile_write(&l, "line\ntwo\n", 9);
	read_file(path, buf, sizeof(buf));
	assert_int_equal(sscanf(buf, "[%d-", &y), 1);
	assert_non_null(strstr(buf, "] one line\n["));
	assert_non_null(strstr(buf, "] two\n"));
	/* As logrotate does it. */
	assert_int_equal(rename(path, moved), 0);
	logfile_reopen(&l);
	logfile_write(&l, "new", 3);
	read_file(path, buf, sizeof(buf));
	assert_non_null(strstr(buf, "new"));
	logfile_close(&l);
	unlink(path);
	unlink(moved);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ring_out),
		cmocka_unit_test(test_ring_in),
		cmocka_unit_test(test_textbuf),
		cmocka_unit_test(test_logfile),
	};

	test_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
