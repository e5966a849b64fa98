/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_wire.c: the wire protocol, request by request, for domain 0 and for
 * guests; watches, permissions and limits as clients see them; and garbage,
 * which must hurt only the client that sent it.
 */
#include "harness.h"
#include "seed.h"

static struct client *dom0, *guest;
static struct message m;

static int setup(void **state)
{
	assert_int_equal(daemon_init(&daemon_, NULL), 0);
	dom0 = client_new(0);
	guest = client_new(5);
	/* The guest's home, as a toolstack makes it. */
	ASK(dom0, XS_WRITE, 0, "/local/domain/5\0", &m);
	ASK(dom0, XS_SET_PERMS, 0, "/local/domain/5\0n5", &m);
	expect(&m, "OK");
	return 0;
}

static int teardown(void **state)
{
	client_free(dom0);
	client_free(guest);
	daemon_fini(&daemon_);
	return 0;
}

/* XS_WRITE's value has no NUL. */
static void write_value(struct client *c, uint32_t tx, const char *path,
			const char *value)
{
	char buf[4096];
	size_t n = strlen(path) + 1;

	memcpy(buf, path, n);
	memcpy(buf + n, value, strlen(value));
	ask(c, XS_WRITE, tx, buf, n + strlen(value), &m);
}

static void test_nodes(void **state)
{
	write_value(dom0, 0, "/a/b/c", "hello");
	expect(&m, "OK");
	ASK(dom0, XS_READ, 0, "/a/b/c", &m);
	expect(&m, "hello");
	assert_int_equal(m.hdr.len, 5);
	ASK(dom0, XS_READ, 0, "/a/b", &m);
	assert_int_equal(m.hdr.len, 0);
	ASK(dom0, XS_READ, 0, "/a/x", &m);
	expect_error(&m, "ENOENT");
	ASK(dom0, XS_MKDIR, 0, "/a/d", &m);
	expect(&m, "OK");
	ASK(dom0, XS_MKDIR, 0, "/a/b/c", &m);
	ASK(dom0, XS_READ, 0, "/a/b/c", &m);
	expect(&m, "hello");
	ASK(dom0, XS_DIRECTORY, 0, "/a", &m);
	assert_int_equal(m.hdr.len, 4);
	assert_memory_equal(m.body, "b\0d\0", 4);
	ASK(dom0, XS_RM, 0, "/a", &m);
	expect(&m, "OK");
	ASK(dom0, XS_RM, 0, "/a", &m);
	expect(&m, "OK");
	ASK(dom0, XS_RM, 0, "/a/b", &m);
	expect_error(&m, "ENOENT");
	ASK(dom0, XS_RM, 0, "/", &m);
	expect_error(&m, "EINVAL");
	/* Relative to the home. */
	write_value(guest, 0, "name", "me");
	expect(&m, "OK");
	ASK(dom0, XS_READ, 0, "/local/domain/5/name", &m);
	expect(&m, "me");
	ASK(dom0, XS_GET_PERMS, 0, "/local/domain/5/name", &m);
	expect(&m, "n5");
}

static void test_bad_arguments(void **state)
{
	static const char *const paths[] = { "",      "//",	"/a/",
					     "/a//b", "/a b",	"/a\n",
					     "/\xff", "@x/../", NULL };
	char path[4096];
	int i;

	for (i = 0; paths[i]; i++) {
		ask(dom0, XS_READ, 0, paths[i], strlen(paths[i]) + 1, &m);
		expect_error(&m, "EINVAL");
	}
	ask(dom0, XS_READ, 0, "/tool", 5, &m); /* no NUL */
	expect_error(&m, "EINVAL");
	ask(dom0, XS_READ, 0, "", 0, &m);
	expect_error(&m, "EINVAL");
	ask(dom0, XS_WRITE, 0, "/tool", 5, &m);
	expect_error(&m, "EINVAL");
	ASK(dom0, XS_SET_PERMS, 0, "/tool\0x5", &m);
	expect_error(&m, "EINVAL");
	ASK(dom0, XS_SET_PERMS, 0, "/tool\0r", &m);
	expect_error(&m, "EINVAL");
	ASK(dom0, XS_SET_PERMS, 0, "/tool\0r99999", &m);
	expect_error(&m, "EINVAL");
	ASK(dom0, XS_SET_PERMS, 0, "/tool", &m);
	expect_error(&m, "EINVAL");
	ASK(dom0, 77, 0, "/tool", &m);
	expect_error(&m, "ENOSYS");
	ASK(dom0, XS_READ, 7, "/tool", &m);
	expect_error(&m, "ENOENT");
	/* As long as may be, and one more. */
	memset(path, 'a', sizeof(path));
	path[0] = '/';
	path[2048] = 0;
	ask(dom0, XS_MKDIR, 0, path, 2049, &m);
	expect(&m, "OK");
	path[2048] = 'a';
	path[2049] = 0;
	ask(dom0, XS_MKDIR, 0, path, 2050, &m);
	expect_error(&m, "EINVAL");
	path[4095] = 0;
	ask(dom0, XS_MKDIR, 0, path, 4096, &m);
	expect_error(&m, "EINVAL");
}

static void test_permissions(void **state)
{
	write_value(dom0, 0, "/secret", "x");
	ASK(guest, XS_READ, 0, "/secret", &m);
	expect_error(&m, "EACCES");
	/* What is missing where one may not look is not told. */
	ASK(guest, XS_READ, 0, "/secret/no", &m);
	expect_error(&m, "EACCES");
	ASK(guest, XS_DIRECTORY, 0, "/", &m);
	expect_error(&m, "EACCES");
	write_value(guest, 0, "/secret", "y");
	expect_error(&m, "EACCES");
	ASK(guest, XS_SET_PERMS, 0, "/secret\0b5", &m);
	expect_error(&m, "EACCES");
	ASK(dom0, XS_SET_PERMS, 0, "/secret\0n0\0r5", &m);
	expect(&m, "OK");
	ASK(guest, XS_READ, 0, "/secret", &m);
	expect(&m, "x");
	ASK(guest, XS_GET_PERMS, 0, "/secret", &m);
	assert_int_equal(m.hdr.len, 6);
	assert_memory_equal(m.body, "n0\0r5", 6);
	write_value(guest, 0, "/secret", "y");
	expect_error(&m, "EACCES");
	ASK(guest, XS_READ, 0, "/secret/no", &m);
	expect_error(&m, "ENOENT");
	/* Its own nodes are not its to give away. */
	ASK(guest, XS_SET_PERMS, 0, "/local/domain/5\0n6", &m);
	expect_error(&m, "EPERM");
	ASK(guest, XS_SET_PERMS, 0, "/local/domain/5\0n5\0r6", &m);
	expect(&m, "OK");
	/* Only the toolstack may. */
	ASK(guest, XS_INTRODUCE, 0, "6\0001\0001", &m);
	expect_error(&m, "EACCES");
	ASK(guest, XS_RELEASE, 0, "6", &m);
	expect_error(&m, "EACCES");
	ASK(guest, XS_SET_TARGET, 0, "5\0000", &m);
	expect_error(&m, "EACCES");
	ASK(guest, XS_CONTROL, 0, "help", &m);
	expect_error(&m, "EACCES");
	ASK(guest, XS_IS_DOMAIN_INTRODUCED, 0, "6", &m);
	expect_error(&m, "EACCES");
	ASK(guest, XS_GET_DOMAIN_PATH, 0, "6", &m);
	expect(&m, "/local/domain/6");
}

static void test_transaction(void **state)
{
	uint32_t tx;

	write_value(dom0, 0, "/t", "1");
	ASK(dom0, XS_TRANSACTION_START, 0, "", &m);
	tx = atoi(m.body);
	assert_true(tx);
	write_value(dom0, tx, "/t", "2");
	expect(&m, "OK");
	assert_int_equal(m.hdr.tx_id, tx);
	ASK(dom0, XS_READ, 0, "/t", &m);
	expect(&m, "1");
	ASK(dom0, XS_READ, tx, "/t", &m);
	expect(&m, "2");
	ASK(dom0, XS_TRANSACTION_START, tx, "", &m);
	expect_error(&m, "EBUSY");
	ASK(dom0, XS_TRANSACTION_END, tx, "X", &m);
	expect_error(&m, "EINVAL");
	ASK(dom0, XS_TRANSACTION_END, tx, "T", &m);
	expect(&m, "OK");
	ASK(dom0, XS_READ, 0, "/t", &m);
	expect(&m, "2");
	ASK(dom0, XS_TRANSACTION_END, tx, "T", &m);
	expect_error(&m, "ENOENT");
	ASK(dom0, XS_TRANSACTION_END, 0, "T", &m);
	expect_error(&m, "ENOENT");
	/* Dropped. */
	ASK(dom0, XS_TRANSACTION_START, 0, "", &m);
	tx = atoi(m.body);
	write_value(dom0, tx, "/t", "3");
	ASK(dom0, XS_TRANSACTION_END, tx, "F", &m);
	expect(&m, "OK");
	ASK(dom0, XS_READ, 0, "/t", &m);
	expect(&m, "2");
	/* Conflict; and another's transaction is none of ours. */
	ASK(dom0, XS_TRANSACTION_START, 0, "", &m);
	tx = atoi(m.body);
	ASK(guest, XS_READ, tx, "name", &m);
	expect_error(&m, "ENOENT");
	ASK(dom0, XS_READ, tx, "/t", &m);
	write_value(dom0, 0, "/t", "4");
	ASK(dom0, XS_TRANSACTION_END, tx, "T", &m);
	expect_error(&m, "EAGAIN");
}

static void test_watch(void **state)
{
	uint32_t tx;

	ASK(guest, XS_WATCH, 0, "device\0tok", &m);
	expect(&m, "OK");
	expect_event(guest, "device", "tok");
	ASK(guest, XS_WATCH, 0, "device\0tok", &m);
	expect_error(&m, "EEXIST");
	ASK(dom0, XS_WATCH, 0, "/local\0all", &m);
	expect_event(dom0, "/local", "all");
	ASK(dom0, XS_WATCH, 0, "/local/domain\0near\0001", &m);
	expect_event(dom0, "/local/domain", "near");
	ASK(dom0, XS_WATCH, 0, "/local/domain\0bad\0-1", &m);
	expect_error(&m, "EINVAL");

	/* The event has the path as it was watched; the answer comes first. */
	write_value(guest, 0, "device/vif/0", "x");
	expect(&m, "OK");
	expect_event(guest, "device/vif/0", "tok");
	expect_nothing(guest);
	/* Too deep for "near". */
	expect_event(dom0, "/local/domain/5/device/vif/0", "all");
	expect_nothing(dom0);
	write_value(guest, 0, "data", "x");
	expect_nothing(guest);
	expect_event(dom0, "/local/domain/5/data", "all");
	expect_nothing(dom0);
	write_value(dom0, 0, "/local/domain/9", "x");
	expect_event(dom0, "/local/domain/9", "near");
	expect_event(dom0, "/local/domain/9", "all");

	/* A directory that was there is no change. */
	ASK(guest, XS_MKDIR, 0, "device", &m);
	expect_nothing(guest);

	/* From a transaction: at its end, once for each node. */
	ASK(guest, XS_TRANSACTION_START, 0, "", &m);
	tx = atoi(m.body);
	write_value(guest, tx, "device/a", "1");
	write_value(guest, tx, "device/a", "2");
	expect_nothing(guest);
	ASK(guest, XS_TRANSACTION_END, tx, "T", &m);
	expect(&m, "OK");
	expect_event(guest, "device/a", "tok");
	expect_nothing(guest);
}

static void drain(struct client *c)
{
	while (client_get(c, &m))
		;
}

static void test_watch_removed(void **state)
{
	write_value(guest, 0, "x/y/z", "1");
	ASK(guest, XS_WATCH, 0, "x/y/z\0deep", &m);
	ASK(guest, XS_WATCH, 0, "x/none\0none", &m);
	ASK(guest, XS_WATCH, 0, "x\0top", &m);
	drain(guest);
	ASK(guest, XS_RM, 0, "x", &m);
	expect(&m, "OK");
	/* Whoever watches what went hears of it. */
	expect_event(guest, "x", "top");
	expect_event(guest, "x/y/z", "deep");
	expect_nothing(guest);
	ASK(guest, XS_UNWATCH, 0, "x\0top", &m);
	expect(&m, "OK");
	ASK(guest, XS_UNWATCH, 0, "x\0top", &m);
	expect_error(&m, "ENOENT");
	write_value(guest, 0, "x", "1");
	expect_nothing(guest);
	ASK(guest, XS_RESET_WATCHES, 0, "", &m);
	expect(&m, "OK");
	write_value(guest, 0, "x/none", "1");
	expect_nothing(guest);
}

/* A guest hears only of what it may see. */
static void test_watch_permission(void **state)
{
	ASK(guest, XS_WATCH, 0, "/\0root", &m);
	expect_event(guest, "/", "root");
	write_value(dom0, 0, "/secret/x", "1");
	expect_nothing(guest);
	ASK(dom0, XS_SET_PERMS, 0, "/secret/x\0n0\0r5", &m);
	expect_event(guest, "/secret/x", "root");
	/* Also of its end. */
	ASK(dom0, XS_SET_PERMS, 0, "/secret/x\0n0", &m);
	expect_event(guest, "/secret/x", "root");
	write_value(dom0, 0, "/secret/x", "2");
	expect_nothing(guest);
	/* Special ones need permission as well. */
	ASK(guest, XS_SET_PERMS, 0, "@releaseDomain\0r5", &m);
	expect_error(&m, "EACCES");
	ASK(dom0, XS_SET_PERMS, 0, "@releaseDomain\0n0\0r5", &m);
	expect(&m, "OK");
	ASK(dom0, XS_GET_PERMS, 0, "@releaseDomain", &m);
	assert_memory_equal(m.body, "n0\0r5", 6);
	ASK(dom0, XS_GET_PERMS, 0, "@nothing", &m);
	expect_error(&m, "ENOENT");
}

static void test_large_directory(void **state)
{
	char path[64], gen[32];
	unsigned int i, seen = 0, offset = 0, len;
	const char *p;

	for (i = 0; i < 1500; i++) {
		snprintf(path, sizeof(path), "/big/%u", i);
		write_value(dom0, 0, path, "");
	}
	ASK(dom0, XS_DIRECTORY, 0, "/big", &m);
	expect_error(&m, "E2BIG");
	gen[0] = 0;
	for (;;) {
		len = snprintf(path, sizeof(path), "/big%c%u", 0, offset) + 1;
		ask(dom0, XS_DIRECTORY_PART, 0, path, len, &m);
		assert_int_equal(m.hdr.type, XS_DIRECTORY_PART);
		if (gen[0])
			assert_string_equal(gen, m.body);
		strcpy(gen, m.body);
		p = m.body + strlen(gen) + 1;
		while (p < m.body + m.hdr.len && *p) {
			assert_int_equal(atoi(p), seen++);
			offset += strlen(p) + 1;
			p += strlen(p) + 1;
		}
		if (p < m.body + m.hdr.len)
			break;
	}
	assert_int_equal(seen, 1500);
	ASK(dom0, XS_DIRECTORY_PART, 0, "/big\0x", &m);
	expect_error(&m, "EINVAL");
	ASK(dom0, XS_DIRECTORY_PART, 0, "/big/0\0000", &m);
	assert_memory_equal(m.body + strlen(m.body) + 1, "", 1);
}

static void test_limits(void **state)
{
	char buf[64];
	unsigned int i, len;

	for (i = 0; i < quota.watches; i++) {
		len = snprintf(buf, sizeof(buf), "x%cw%u", 0, i) + 1;
		ask(guest, XS_WATCH, 0, buf, len, &m);
		expect(&m, "OK");
		drain(guest);
	}
	ASK(guest, XS_WATCH, 0, "x\0more", &m);
	expect_error(&m, "ENOSPC");
	for (i = 0; i < quota.transactions; i++)
		ASK(guest, XS_TRANSACTION_START, 0, "", &m);
	assert_int_equal(m.hdr.type, XS_TRANSACTION_START);
	ASK(guest, XS_TRANSACTION_START, 0, "", &m);
	expect_error(&m, "ENOSPC");
	ASK(guest, XS_SET_PERMS, 0, "/local/domain/5\0n5\0r1\0r2\0r3\0r4\0r6",
	    &m);
	expect_error(&m, "ENOSPC");
	/* Nothing of it binds domain 0. */
	for (i = 0; i < quota.watches + 10; i++) {
		len = snprintf(buf, sizeof(buf), "/x%cw%u", 0, i) + 1;
		ask(dom0, XS_WATCH, 0, buf, len, &m);
		expect(&m, "OK");
		drain(dom0);
	}
	ASK(dom0, XS_CONTROL, 0, "check", &m);
	expect(&m, "OK");
	ASK(dom0, XS_CONTROL, 0, "quota\0set\0watches\0x", &m);
	expect_error(&m, "EINVAL");
	ASK(dom0, XS_CONTROL, 0, "nonsense", &m);
	expect_error(&m, "EINVAL");
}

/* A header that lies about its length ends the connection that sent it. */
static void test_too_long(void **state)
{
	struct xsd_sockmsg hdr = { XS_READ, 1, 0, XENSTORE_PAYLOAD_MAX + 1 };

	client_put(guest, &hdr, sizeof(hdr));
	conn_activate(guest->conn);
	run_daemon();
	assert_null(guest->conn);
	ASK(dom0, XS_READ, 0, "/tool", &m);
	assert_int_equal(m.hdr.type, XS_READ);
}

static void random_body(char *body, unsigned int len)
{
	static const char *const words[] = {
		"/local/domain/5/x",
		"x/y",
		"/",
		"tok",
		"0",
		"T",
		"F",
		"n5",
		"r0",
		"/tool",
		"@releaseDomain",
		"5",
		"../..",
		"b5",
		"1",
		"/local/domain/5",
		"x/y/z",
		"99999999",
		"-1",
		"device",
	};
	unsigned int n = 0, w;

	if (rand() % 4 == 0) {
		for (; n < len; n++)
			body[n] = rand();
		return;
	}
	while (n < len) {
		const char *s =
			words[rand() % (sizeof(words) / sizeof(words[0]))];

		for (w = 0; n < len && w <= strlen(s); w++)
			body[n++] = s[w];
	}
}

/*
 * Random messages from a guest: the daemon lives (ASan), its counts are right,
 * the guest keeps within its limits, and others find their nodes unchanged.
 */
static void test_fuzz(void **state)
{
	char body[256];
	struct xsd_sockmsg hdr;
	unsigned int i;

	write_value(dom0, 0, "/mine/a", "kept");
	for (i = 0; i < 60000; i++) {
		hdr.type = rand() % 24;
		hdr.req_id = i;
		hdr.tx_id = rand() % 3 ? 0 : rand() % 16;
		hdr.len = rand() % (rand() % 8 ? 64 : sizeof(body));
		random_body(body, hdr.len);
		client_put(guest, &hdr, sizeof(hdr));
		client_put(guest, body, hdr.len);
		if (rand() % 4)
			continue;
		conn_activate(guest->conn);
		run_daemon();
		drain(guest);
		assert_true(guest->conn->nr_watches <= quota.watches);
		assert_true(guest->conn->nr_txs <= quota.transactions);
	}
	assert_true(daemon_.store.nr_nodes[5] <= quota.nodes);
	ASK(dom0, XS_READ, 0, "/mine/a", &m);
	expect(&m, "kept");
	ASK(dom0, XS_CONTROL, 0, "check", &m);
	expect(&m, "OK");
}

/*
 * Memory: nodes, watches and transactions count together, what goes is given
 * back, and a domain at its limit hears ENOSPC and lives on.
 */
static void test_memory(void **state)
{
	unsigned int before = daemon_.store.memory[5], i, tx, full = 0;
	unsigned int limit = quota.memory;
	char args[2100];

	quota.memory = before + 40000;
	memset(args, 'x', sizeof(args));
	for (i = 0; i < 60; i++) {
		unsigned int n = snprintf(args, sizeof(args), "m/%u", i) + 1;

		memset(args + n, 'x', 1000);
		args[n + 1000] = 0;
		ask(guest, i < 30 ? XS_WRITE : XS_WATCH, 0, args, n + 1001, &m);
		full += m.hdr.type == XS_ERROR && !strcmp(m.body, "ENOSPC");
		assert_true(daemon_.store.memory[5] <= quota.memory);
	}
	assert_true(full > 10 && full < 30);
	drain(guest);
	ASK(guest, XS_RESET_WATCHES, 0, "", &m);
	expect(&m, "OK");
	ASK(guest, XS_RM, 0, "m", &m);
	expect(&m, "OK");
	assert_int_equal(daemon_.store.memory[5], before);

	ASK(guest, XS_TRANSACTION_START, 0, "", &m);
	tx = atoi(m.body);
	for (i = 0, full = 0; i < 60; i++) {
		unsigned int n = snprintf(args, sizeof(args), "m/%u", i) + 1;

		ask(guest, XS_WRITE, tx, args, n + 1000, &m);
		full += m.hdr.type == XS_ERROR;
	}
	assert_true(full > 10 && full < 50);
	ASK(guest, XS_TRANSACTION_END, tx, "F", &m);
	expect(&m, "OK");
	assert_int_equal(daemon_.store.memory[5], before);
	quota.memory = limit;
}

/* The same from domain 0, which may do all but must not crash anything. */
static void test_fuzz_dom0(void **state)
{
	char body[256];
	struct xsd_sockmsg hdr;
	unsigned int i;

	for (i = 0; i < 60000; i++) {
		hdr.type = rand() % 24;
		hdr.req_id = i;
		hdr.tx_id = rand() % 3 ? 0 : rand() % 16;
		hdr.len = rand() % sizeof(body);
		random_body(body, hdr.len);
		client_put(dom0, &hdr, sizeof(hdr));
		client_put(dom0, body, hdr.len);
		conn_activate(dom0->conn);
		run_daemon();
		drain(dom0);
		drain(guest);
	}
	ASK(dom0, XS_CONTROL, 0, "check", &m);
	expect(&m, "OK");
}

/* A guest that asks and never reads does not make the daemon grow. */
static void test_not_reading(void **state)
{
	struct xsd_sockmsg hdr = { XS_READ, 1, 0, 6 };
	unsigned int i;

	write_value(guest, 0, "x", "1");
	guest->from.tail = guest->from.head = sizeof(guest->from.data);
	for (i = 0; i < 1000; i++) {
		client_put(guest, &hdr, sizeof(hdr));
		client_put(guest, "/tool", 6);
	}
	conn_activate(guest->conn);
	run_daemon();
	assert_true(guest->conn->out_replies <= quota.outstanding);
	assert_true(guest->to.head < guest->to.tail);
	guest->from.tail = guest->from.head = 0;
	for (i = 0; i < 200; i++) {
		conn_activate(guest->conn);
		run_daemon();
		drain(guest);
	}
	assert_int_equal(guest->to.head, guest->to.tail);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_nodes),
		T(test_bad_arguments),
		T(test_permissions),
		T(test_transaction),
		T(test_watch),
		T(test_watch_removed),
		T(test_watch_permission),
		T(test_large_directory),
		T(test_limits),
		T(test_memory),
		T(test_too_long),
		T(test_fuzz),
		T(test_fuzz_dom0),
		T(test_not_reading),
	};

	test_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
