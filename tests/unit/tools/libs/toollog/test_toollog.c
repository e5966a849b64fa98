/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_toollog.c: the stdio logger's lines, levels and progress; the list of
 * handles of toolcore; and the sizes of structures that are ABI between our
 * stable libraries and stock ones.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <cmocka.h>

#include <xengnttab.h>
#include <xentoolcore_internal.h>
#include <xentoollog.h>

_Static_assert(sizeof(struct xengnttab_grant_copy_segment) == 24, "ABI");
_Static_assert(sizeof(Xentoolcore__Active_Handle) == 24, "ABI");
_Static_assert(sizeof(struct xentoollog_logger) == 24, "ABI");
_Static_assert(XTL_CRITICAL == 9, "ABI");

static char *text;
static size_t size;
static FILE *out;

static xentoollog_logger *start(xentoollog_level level, unsigned int flags)
{
	out = open_memstream(&text, &size);
	assert_non_null(out);
	return (xentoollog_logger *)xtl_createlogger_stdiostream(out, level,
								 flags);
}

static void finish(xentoollog_logger *lg, const char *expected)
{
	xtl_logger_destroy(lg);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
}

static void test_lines(void **state)
{
	xentoollog_logger *lg = start(XTL_INFO, 0);

	errno = EBADF;
	xtl_log(lg, XTL_DEBUG, -1, "x", "not shown");
	xtl_log(lg, XTL_INFO, -1, "xc", "%s %d", "text", 5);
	xtl_log(lg, XTL_ERROR, ENOENT, NULL, "no context");
	assert_int_equal(errno, EBADF);
	xtl_stdiostream_set_minlevel((xentoollog_logger_stdiostream *)lg,
				     XTL_DEBUG);
	xtl_log(lg, XTL_DEBUG, -1, "x", "shown");
	finish(lg, "xc: info: text 5\n"
		   "error: no context: No such file or directory\n"
		   "x: debug: shown\n");
}

static void test_progress(void **state)
{
	xentoollog_logger *lg = start(XTL_PROGRESS, 0);
	unsigned long i;

	/* Not a terminal: a line for each tenth, no more. */
	for (i = 0; i <= 1000; i++)
		xtl_progress(lg, "xc", "copying", i, 1000);
	xtl_progress(lg, NULL, "huge", ~0ul / 2, ~0ul);
	finish(lg, "xc: copying: 0/1000   0%\n"
		   "xc: copying: 100/1000  10%\n"
		   "xc: copying: 200/1000  20%\n"
		   "xc: copying: 300/1000  30%\n"
		   "xc: copying: 400/1000  40%\n"
		   "xc: copying: 500/1000  50%\n"
		   "xc: copying: 600/1000  60%\n"
		   "xc: copying: 700/1000  70%\n"
		   "xc: copying: 800/1000  80%\n"
		   "xc: copying: 900/1000  90%\n"
		   "xc: copying: 1000/1000 100%\n"
		   "huge: 9223372036854775807/18446744073709551615  50%\n");
}

static void test_progress_on_terminal(void **state)
{
	xentoollog_logger *lg =
		start(XTL_PROGRESS, XTL_STDIOSTREAM_PROGRESS_USE_CR);

	xtl_progress(lg, NULL, "p", 1, 4);
	xtl_log(lg, XTL_ERROR, -1, NULL, "in between");
	xtl_progress(lg, NULL, "p", 4, 4);
	finish(lg, "p: 1/4  25%\r           \rerror: in between\n"
		   "p: 4/4 100%\n");
}

static void test_levels(void **state)
{
	assert_string_equal(xtl_level_to_string(XTL_WARN), "warning");
	assert_string_equal(xtl_level_to_string(1000), "unknown");
}

struct handle {
	int calls;
	int result;
	Xentoolcore__Active_Handle ah;
};

static int restrict_handle(Xentoolcore__Active_Handle *ah, domid_t domid)
{
	struct handle *h = CONTAINER_OF(ah, struct handle, ah);

	assert_int_equal(domid, 7);
	h->calls++;
	return h->result;
}

static void test_handles(void **state)
{
	struct handle h[3] = { { 0 } };
	int i;

	for (i = 0; i < 3; i++) {
		h[i].ah.restrict_callback = restrict_handle;
		xentoolcore__register_active_handle(&h[i].ah);
	}
	xentoolcore__deregister_active_handle(&h[1].ah);
	assert_int_equal(xentoolcore_restrict_all(7), 0);
	assert_int_equal(h[0].calls, 1);
	assert_int_equal(h[1].calls, 0);
	assert_int_equal(h[2].calls, 1);
	/* The latest comes first; a failure ends it. */
	h[2].result = -1;
	assert_int_equal(xentoolcore_restrict_all(7), -1);
	assert_int_equal(h[0].calls, 1);
	xentoolcore__deregister_active_handle(&h[0].ah);
	xentoolcore__deregister_active_handle(&h[2].ah);
	h[2].result = 0;
	assert_int_equal(xentoolcore_restrict_all(7), 0);
	assert_int_equal(h[2].calls, 2);
}

static void test_dup2_null(void **state)
{
	int fd = open("/dev/zero", O_RDONLY);
	char byte;

	assert_int_equal(read(fd, &byte, 1), 1);
	assert_int_equal(xentoolcore__restrict_by_dup2_null(fd), 0);
	assert_int_equal(read(fd, &byte, 1), 0);
	close(fd);
	assert_int_equal(xentoolcore__restrict_by_dup2_null(-1), 0);
	assert_int_equal(xentoolcore__restrict_by_dup2_null(100000), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_progress),
		cmocka_unit_test(test_progress_on_terminal),
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_handles),
		cmocka_unit_test(test_dup2_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
