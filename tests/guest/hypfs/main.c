/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hypfs: the tree is read node by node; sizes, types and padding are as the
 * header says; what may be written takes its own value back; each bad argument
 * has its error and changes nothing.  Fails if an entry is described otherwise
 * in its directory than by itself, if a buffer is overrun, or if a parameter
 * takes what is not a string or not a value of it.  `dump=1` prints the tree.
 */
#include "guest.h"

#include <hypfs.h>

#define CANARY 0x5a

static unsigned char buf[8192], copy[8192];

static long op(unsigned int cmd, const char *path, void *data, size_t size)
{
	return hypercall(__HYPERVISOR_hypfs_op, cmd, (unsigned long)path,
			 strlen(path) + 1, (unsigned long)data, size);
}

static long read(const char *path, void *data, size_t size)
{
	return op(XEN_HYPFS_OP_read, path, data, size);
}

static long write(const char *path, const void *data, size_t size)
{
	return op(XEN_HYPFS_OP_write_contents, path, (void *)data, size);
}

static long write_text(const char *path, const char *text)
{
	return write(path, text, strlen(text) + 1);
}

/* Whether a file's contents are that string. */
static bool has(const char *path, const char *text)
{
	struct xen_hypfs_direntry *e = (void *)buf;

	return !read(path, buf, sizeof(buf)) &&
	       e->content_len == strlen(text) + 1 &&
	       !memcmp(e + 1, text, e->content_len);
}

static bool starts(const char *path, const char *with)
{
	return !strncmp(path, with, strlen(with));
}

static unsigned int files, dirs;

/* Its size is exact: one byte less is too little, none is written behind. */
static void check_size(const char *path)
{
	struct xen_hypfs_direntry e;
	size_t size;

	memset(copy, CANARY, sizeof(copy));
	CHECK_EQ(read(path, copy, sizeof(copy)), 0);
	memcpy(&e, copy, sizeof(e));
	size = sizeof(e) + e.content_len;
	CHECK_EQ(copy[size], CANARY);
	CHECK_EQ(e.pad, 0);
	CHECK_EQ(read(path, buf, size), 0);
	/* Xen leaves the padding of names in a directory as it was. */
	if (e.type != XEN_HYPFS_TYPE_DIR)
		CHECK(!memcmp(buf, copy, size));
	if (!e.content_len)
		return;
	memset(buf, CANARY, sizeof(buf));
	CHECK_EQ(read(path, buf, size - 1), -XEN_ENOBUFS);
	CHECK(!memcmp(buf, &e, sizeof(e)));
	CHECK_EQ(buf[sizeof(e)], CANARY);
}

static void visit_file(const char *path)
{
	static unsigned char value[4096];
	struct xen_hypfs_direntry e;

	files++;
	check_size(path);
	memcpy(&e, copy, sizeof(e));
	memcpy(value, copy + sizeof(e), e.content_len);
	if (option("dump", 0))
		printf("%s: type %u enc %u len %u max %u %s\n", path, e.type,
		       e.encoding, e.content_len, e.max_write_len,
		       e.type == XEN_HYPFS_TYPE_STRING && !e.encoding
			       ? (char *)value
			       : "");
	if (e.type == XEN_HYPFS_TYPE_STRING && !e.encoding)
		CHECK_EQ(value[e.content_len - 1], 0);
	if (!e.max_write_len) {
		CHECK_EQ(write(path, value, e.content_len), -XEN_EACCES);
		return;
	}
	/* A pool with CPUs keeps what it has. */
	if (starts(path, "/cpupool/")) {
		CHECK_EQ(write(path, value, e.content_len), -XEN_EBUSY);
		CHECK_EQ(write_text(path, "bogus"), -XEN_EINVAL);
		return;
	}
	/* Those that Xen has and that need a CPU's feature or can't be read
	 * back. */
	if (e.type != XEN_HYPFS_TYPE_STRING || starts(path, "/params/ept") ||
	    starts(path, "/params/pcid") || starts(path, "/params/crash"))
		return;
	CHECK_EQ(write(path, value, e.content_len), 0);
	CHECK_EQ(read(path, buf, sizeof(buf)), 0);
	CHECK(!memcmp(buf + sizeof(e), value, e.content_len));
}

static void visit(const char *path)
{
	static unsigned char lists[4][2048];
	static unsigned int depth;
	unsigned char *list = lists[depth];
	struct xen_hypfs_direntry e;
	char sub[200];

	CHECK_EQ(read(path, buf, sizeof(buf)), 0);
	memcpy(&e, buf, sizeof(e));
	if (e.type != XEN_HYPFS_TYPE_DIR) {
		visit_file(path);
		return;
	}
	dirs++;
	check_size(path);
	CHECK_EQ(e.max_write_len, 0);
	CHECK_EQ(write(path, "x", 2), -XEN_EACCES);
	CHECK(e.content_len <= sizeof(lists[0]));
	memcpy(list, copy + sizeof(e), e.content_len);
	depth++;
	for (unsigned int at = 0; at < e.content_len;) {
		struct xen_hypfs_dirlistentry *d = (void *)(list + at);
		size_t len = strlen(path);
		struct xen_hypfs_direntry self;

		memcpy(sub, path, len);
		if (len > 1)
			sub[len++] = '/';
		memcpy(sub + len, d->name, strlen(d->name) + 1);
		memset(&self, CANARY, sizeof(self));
		CHECK_EQ(read(sub, &self, sizeof(self)) != -XEN_EFAULT, 1);
		CHECK(!memcmp(&self, &d->e, sizeof(self)));
		visit(sub);
		if (!d->off_next) {
			CHECK(at +
				      offsetof(struct xen_hypfs_dirlistentry,
					       name) +
				      strlen(d->name) <
			      e.content_len);
			break;
		}
		/* The name is padded to 4, not the entry. */
		CHECK_EQ((d->off_next - sizeof(e) - 2) % 4, 0);
		at += d->off_next;
	}
	depth--;
}

static void bad_arguments(void)
{
	char path[1100];

	CHECK_EQ(HCALL5(hypfs_op, XEN_HYPFS_OP_get_version, 0, 0, 0, 0), 1);
	CHECK_EQ(HCALL5(hypfs_op, XEN_HYPFS_OP_get_version, 0, 0, 0, 1),
		 -XEN_EINVAL);
	CHECK_EQ(HCALL5(hypfs_op, XEN_HYPFS_OP_get_version, 1, 0, 0, 0),
		 -XEN_EINVAL);
	CHECK_EQ(HCALL5(hypfs_op, 3, "/", 2, buf, sizeof(buf)),
		 -XEN_EOPNOTSUPP);
	CHECK_EQ(HCALL5(hypfs_op, XEN_HYPFS_OP_read, 8, 2, buf, sizeof(buf)),
		 -XEN_EFAULT);
	CHECK_EQ(HCALL5(hypfs_op, XEN_HYPFS_OP_read, "/", 1, buf, sizeof(buf)),
		 -XEN_EINVAL);
	CHECK_EQ(
		HCALL5(hypfs_op, XEN_HYPFS_OP_read, "/\0", 3, buf, sizeof(buf)),
		-XEN_EINVAL);
	memset(path, 'a', sizeof(path));
	path[0] = '/';
	path[1024] = '\0';
	CHECK_EQ(read(path, buf, sizeof(buf)), -XEN_EINVAL);
	path[1023] = '\0';
	CHECK_EQ(read(path, buf, sizeof(buf)), -XEN_ENOENT);
	CHECK_EQ(read("", buf, sizeof(buf)), -XEN_EINVAL);
	CHECK_EQ(read("params", buf, sizeof(buf)), -XEN_EINVAL);
	CHECK_EQ(read("/params/", buf, sizeof(buf)), 0);
	CHECK_EQ(read("//params", buf, sizeof(buf)), -XEN_ENOENT);
	CHECK_EQ(read("/params//loglvl", buf, sizeof(buf)), -XEN_ENOENT);
	CHECK_EQ(read("/param", buf, sizeof(buf)), -XEN_ENOENT);
	CHECK_EQ(read("/params/loglvl/x", buf, sizeof(buf)), -XEN_ENOENT);
	CHECK_EQ(read("/params/loglv", buf, sizeof(buf)), -XEN_ENOENT);
	CHECK_EQ(read("/params/loglvl", buf, 11), -XEN_EINVAL);
	CHECK_EQ(read("/params/loglvl", (void *)8, 100), -XEN_EFAULT);
	CHECK_EQ(read("/params/loglvl", (void *)HYPERVISOR_VIRT_START, 100),
		 -XEN_EFAULT);
	CHECK_EQ(read("/nothing", (void *)8, 100), -XEN_ENOENT);
}

static void bad_values(void)
{
	static const char long_text[64] = "this is longer than any of them";

	CHECK_EQ(write_text("/params/loglvl", "all"), 0);
	CHECK_EQ(write_text("/params/loglvl", "al"), -XEN_EINVAL);
	CHECK_EQ(write_text("/params/loglvl", "all/"), -XEN_EINVAL);
	CHECK_EQ(write("/params/loglvl", "info", 4), -XEN_EDOM);
	CHECK_EQ(write("/params/loglvl", "info\0x", 7), -XEN_EDOM);
	CHECK_EQ(write("/params/loglvl", (void *)8, 5), -XEN_EFAULT);
	CHECK_EQ(write("/params/loglvl", long_text, 40), -XEN_EDOM);
	CHECK_EQ(write_text("/params/loglvl", long_text), -XEN_EINVAL);
	CHECK_EQ(write("/params/loglvl", buf, 1 << 20), -XEN_ENOSPC);
	/* Xen takes what it can use of a bad value. */
	CHECK(!on_xenolith() || has("/params/loglvl", "all/all"));
	CHECK_EQ(write_text("/params/loglvl", "warning/info"), 0);
	CHECK(has("/params/loglvl", "warning/info"));
	CHECK_EQ(write_text("/params/loglvl", "info/error"), 0);
	CHECK(has("/params/loglvl", "info/info"));
	CHECK_EQ(write_text("/params/loglvl", "debug"), 0);
	CHECK(has("/params/loglvl", "all/all"));
	CHECK_EQ(write_text("/params/console_timestamps", "datem"),
		 -XEN_EINVAL);
	for (unsigned int i = 0; i < 5; i++) {
		static const char *const modes[] = { "none", "date", "datems",
						     "raw", "boot" };

		CHECK_EQ(write_text("/params/console_timestamps", modes[i]), 0);
		CHECK(has("/params/console_timestamps", modes[i]));
	}
}

void test_main(void)
{
	unsigned int major, minor;

	bad_arguments();
	bad_values();
	visit("/");
	CHECK(files >= 14);
	CHECK(dirs >= 7);
	CHECK_EQ(read("/buildinfo/version/major", buf, sizeof(buf)), 0);
	memcpy(&major, buf + sizeof(struct xen_hypfs_direntry), 4);
	CHECK_EQ(read("/buildinfo/version/minor", buf, sizeof(buf)), 0);
	memcpy(&minor, buf + sizeof(struct xen_hypfs_direntry), 4);
	CHECK_EQ(major << 16 | minor, hc_xen_version(XENVER_version, 0));
	printf("%u directories, %u files\n", dirs, files);
}
