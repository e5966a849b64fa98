/*
 * test_hypfs.c: the tree against what a directory says of its children, all
 * cuts of buffers and paths, random paths.  (tests/guest/hypfs holds the same
 * rules against Xen.)
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <xen/boot.h>
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/hypercall.h>
#include <xen/init.h>
#include <xen/sched.h>
#include <asm/host.h>
#include <public/hypfs.h>

#include "seed.h"

static struct domain dom0 = { .is_privileged = true }, domu;
static struct vcpu control = { .domain = &dom0 }, guest = { .domain = &domu };

static char value[16] = "first";
static int set_value(const char *s)
{
	if (strlen(s) >= sizeof(value) || !strcmp(s, "bad"))
		return -EINVAL;
	strcpy(value, s);
	return 0;
}
static void show_value(char *buf, size_t size)
{
	snprintf(buf, size, "%s", value);
}

static int set_boot_only(const char *s)
{
	return 0;
}

/*
 * The options of this program, not in the order of their names; the linker
 * puts __stop_params behind the third.
 */
const struct param __start_params[3] = {
	{ "zebra", set_value, show_value, 16 },
	{ "boot", set_boot_only, NULL, 0 },
	{ "apple", set_value, show_value, 16 },
};
static_assert(sizeof(__start_params) == 96, "see --defsym in build.d");

/* Pools 0 and 7. */
int sched_cpupool_next(int id)
{
	return id < 0 ? 0 : id < 7 ? 7 : -1;
}

const char *sched_cpupool_granularity(unsigned int id)
{
	return id ? "core" : "cpu";
}

int sched_cpupool_set_granularity(unsigned int id, const char *name)
{
	return id ? 0 : -EBUSY;
}

static long call(struct vcpu *v, unsigned int cmd, const char *path,
		 size_t path_len, void *buf, size_t size)
{
	struct hypercall_args args = { { cmd, (unsigned long)path, path_len,
					 (unsigned long)buf, size } };

	return hc_hypfs_op(v, &args);
}

static long read_path(const char *path, void *buf, size_t size)
{
	return call(&control, XEN_HYPFS_OP_read, path, strlen(path) + 1, buf,
		    size);
}

static long write_path(const char *path, const char *text, size_t len)
{
	return call(&control, XEN_HYPFS_OP_write_contents, path,
		    strlen(path) + 1, (void *)text, len);
}

/* Exact sizes on the heap: ASan sees a byte too many. */
static void check_sizes(const char *path)
{
	struct xen_hypfs_direntry e;
	long ret = read_path(path, &e, sizeof(e));
	size_t whole = sizeof(e) + e.content_len;

	assert_int_equal(ret, e.content_len ? -ENOBUFS : 0);
	for (size_t size = 0; size <= whole; size++) {
		char *buf = malloc(size ? size : 1);

		ret = read_path(path, buf, size);
		assert_int_equal(ret, size < sizeof(e) ? -EINVAL
				      : size < whole   ? -ENOBUFS
						       : 0);
		free(buf);
	}
}

static unsigned int visit(const char *path)
{
	static char list[4096];
	struct xen_hypfs_direntry e;
	unsigned int n = 1;
	char *mine, last[64] = "";

	check_sizes(path);
	assert_int_equal(read_path(path, list, sizeof(list)), 0);
	memcpy(&e, list, sizeof(e));
	if (e.type != XEN_HYPFS_TYPE_DIR)
		return 1;
	mine = malloc(e.content_len);
	memcpy(mine, list + sizeof(e), e.content_len);
	for (size_t at = 0;;) {
		struct xen_hypfs_dirlistentry d;
		struct xen_hypfs_direntry self;
		char sub[256];

		memcpy(&d, mine + at,
		       offsetof(struct xen_hypfs_dirlistentry, name));
		snprintf(sub, sizeof(sub), "%s/%s", path[1] ? path : "",
			 mine + at +
				 offsetof(struct xen_hypfs_dirlistentry, name));
		read_path(sub, &self, sizeof(self));
		assert_memory_equal(&self, &d.e, sizeof(self));
		/* Sorted. */
		assert_true(strcmp(strrchr(sub, '/') + 1, last) > 0);
		snprintf(last, sizeof(last), "%s", strrchr(sub, '/') + 1);
		n += visit(sub);
		if (!d.off_next)
			break;
		at += d.off_next;
		assert_true(at < e.content_len);
	}
	free(mine);
	return n;
}

static void test_tree(void **state)
{
	/* /buildinfo with two directories and 9 files, two pools, 2 params. */
	assert_int_equal(visit("/"), 1 + 3 + 9 + 1 + 2 * 2 + 1 + 2);
}

static void test_values(void **state)
{
	char buf[256];

	assert_int_equal(write_path("/params/zebra", "second", 7), 0);
	assert_string_equal(value, "second");
	assert_int_equal(read_path("/params/apple", buf, sizeof(buf)), 0);
	assert_string_equal(buf + sizeof(struct xen_hypfs_direntry), "second");
	assert_int_equal(write_path("/params/zebra", "bad", 4), -EINVAL);
	assert_int_equal(write_path("/params/zebra", "third", 5), -EDOM);
	assert_int_equal(write_path("/params/zebra", "a\0b", 4), -EDOM);
	assert_int_equal(write_path("/params/zebra", "", 0), -EDOM);
	assert_int_equal(write_path("/params/boot", "x", 2), -ENOENT);
	assert_int_equal(write_path("/cpupool/0/sched-gran", "cpu", 4), -EBUSY);
	assert_int_equal(write_path("/cpupool/7/sched-gran", "cpu", 4), 0);
	assert_int_equal(write_path("/cpupool/8/sched-gran", "cpu", 4),
			 -ENOENT);
	assert_int_equal(write_path("/params", "x", 2), -EACCES);
	assert_int_equal(write_path("/buildinfo/config", "x", 2), -EACCES);
	assert_string_equal(value, "second");
	assert_int_equal(call(&guest, XEN_HYPFS_OP_read, "/", 2, buf, 256),
			 -EPERM);
	assert_int_equal(
		call(&guest, XEN_HYPFS_OP_get_version, NULL, 0, NULL, 0),
		-EPERM);
}

/* Paths of pieces of the right ones: an errno or a node, nothing else. */
static void test_random_paths(void **state)
{
	static const char *const pieces[] = { "/",	 "params", "zebra",
					      "cpupool", "0",	   "version",
					      "build",	 "info",   "" };
	char path[128], buf[4096];

	test_seed();
	for (unsigned int i = 0; i < 200000; i++) {
		path[0] = '\0';
		for (unsigned int n = rand() % 8; n; n--)
			strcat(path, pieces[rand() % ARRAY_SIZE(pieces)]);
		switch (read_path(path, buf, sizeof(buf))) {
		case 0:
		case -ENOENT:
			assert_int_equal(path[0], '/');
			break;
		case -EINVAL:
			assert_int_not_equal(path[0], '/');
			break;
		default:
			fail_msg("%s", path);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_random_paths),
	};

	host_cpus_init(1, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
