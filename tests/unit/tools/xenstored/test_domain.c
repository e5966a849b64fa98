/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_domain.c: guests' rings and lives, with a hypervisor that is a table:
 * introduction, requests across the ring's end, hostile indices, reconnection,
 * death and shutdown, and that what is mapped and bound is given back.
 */
#include "harness.h"
#include "seed.h"

#define NR 8

static struct {
	struct xenstore_domain_interface ring;
	unsigned int maps, binds, notified;
	enum domain_state state;
	int map_error;
} fake[NR];

static struct client *dom0;
static struct message m;

static int fake_map(unsigned int domid, uint64_t gfn,
		    struct xenstore_domain_interface **ring)
{
	if (fake[domid].map_error)
		return fake[domid].map_error;
	fake[domid].maps++;
	*ring = &fake[domid].ring;
	return 0;
}

static void fake_unmap(unsigned int domid,
		       struct xenstore_domain_interface *ring)
{
	fake[domid].maps--;
}

/* Port 100 + domid. */
static int fake_bind(unsigned int domid, unsigned int remote_port)
{
	if (remote_port == 666)
		return -EINVAL;
	fake[domid].binds++;
	return 100 + domid;
}

static void fake_unbind(unsigned int port)
{
	fake[port - 100].binds--;
}

static void fake_notify(unsigned int port)
{
	fake[port - 100].notified++;
}

static int fake_state(unsigned int domid)
{
	return fake[domid].state;
}

static const struct xen_ops fake_ops = {
	.map = fake_map,
	.unmap = fake_unmap,
	.bind = fake_bind,
	.unbind = fake_unbind,
	.notify = fake_notify,
	.state = fake_state,
};

static int setup(void **state)
{
	memset(fake, 0, sizeof(fake));
	assert_int_equal(daemon_init(&daemon_, &fake_ops), 0);
	dom0 = client_new(0);
	return 0;
}

static int teardown(void **state)
{
	unsigned int i;

	client_free(dom0);
	daemon_fini(&daemon_);
	for (i = 0; i < NR; i++) {
		assert_int_equal(fake[i].maps, 0);
		assert_int_equal(fake[i].binds, 0);
	}
	return 0;
}

static void introduce(unsigned int domid)
{
	char args[64];

	ask(dom0, XS_INTRODUCE, 0, args,
	    snprintf(args, sizeof(args), "%u%c1000%c7", domid, 0, 0) + 1, &m);
	expect(&m, "OK");
}

/* The guest's side: as many bytes as there is room for. */
static unsigned int guest_write(unsigned int domid, const char *data,
				unsigned int len)
{
	struct xenstore_domain_interface *r = &fake[domid].ring;
	unsigned int n;

	for (n = 0; n < len && r->req_prod - r->req_cons < XENSTORE_RING_SIZE;
	     n++)
		r->req[MASK_XENSTORE_IDX(r->req_prod++)] = data[n];
	return n;
}

static unsigned int guest_read(unsigned int domid, char *data, unsigned int len)
{
	struct xenstore_domain_interface *r = &fake[domid].ring;
	unsigned int n;

	for (n = 0; n < len && r->rsp_prod != r->rsp_cons; n++)
		data[n] = r->rsp[MASK_XENSTORE_IDX(r->rsp_cons++)];
	return n;
}

static void kick(unsigned int domid)
{
	domain_event(&daemon_, 100 + domid);
	run_daemon();
}

/* A whole request through the ring, however often that takes. */
static void guest_ask(unsigned int domid, uint32_t type, const char *args,
		      unsigned int len, struct message *out)
{
	struct xsd_sockmsg hdr = { type, 1, 0, len };
	char buf[sizeof(hdr) + XENSTORE_PAYLOAD_MAX], *p = (char *)out;
	unsigned int sent = 0, got = 0, tries = 0;

	memcpy(buf, &hdr, sizeof(hdr));
	memcpy(buf + sizeof(hdr), args, len);
	memset(out, 0, sizeof(*out));
	while (got < sizeof(hdr) || got < sizeof(hdr) + out->hdr.len) {
		assert_true(tries++ < 100);
		sent += guest_write(domid, buf + sent,
				    sizeof(hdr) + len - sent);
		kick(domid);
		if (got < sizeof(hdr))
			got += guest_read(domid, p + got, sizeof(hdr) - got);
		if (got >= sizeof(hdr))
			got += guest_read(domid, p + got,
					  sizeof(hdr) + out->hdr.len - got);
	}
}

static void test_requests(void **state)
{
	char value[2100];
	unsigned int i;

	introduce(5);
	assert_int_equal(fake[5].ring.server_features & 3, 3);
	ASK(dom0, XS_IS_DOMAIN_INTRODUCED, 0, "5", &m);
	expect(&m, "T");
	ASK(dom0, XS_IS_DOMAIN_INTRODUCED, 0, "6", &m);
	expect(&m, "F");
	ASK(dom0, XS_MKDIR, 0, "/local/domain/5", &m);
	ASK(dom0, XS_SET_PERMS, 0, "/local/domain/5\0n5", &m);
	/* Larger than the ring, many times over its end. */
	for (i = 0; i < 50; i++) {
		memset(value, 'a' + i % 26, sizeof(value));
		memcpy(value, "x", 2);
		guest_ask(5, XS_WRITE, value, 2 + 1900, &m);
		expect(&m, "OK");
		guest_ask(5, XS_READ, "x", 2, &m);
		assert_int_equal(m.hdr.len, 1900);
		assert_int_equal(m.body[1899], 'a' + i % 26);
	}
	assert_true(fake[5].notified > 50);
	guest_ask(5, XS_READ, "/tool", 6, &m);
	expect_error(&m, "EACCES");
}

static void test_introduce_errors(void **state)
{
	fake[6].map_error = -EFAULT;
	ASK(dom0, XS_INTRODUCE, 0, "6\0001000\0007", &m);
	expect_error(&m, "EINVAL");
	ASK(dom0, XS_INTRODUCE, 0, "5\0001000\000666", &m);
	expect_error(&m, "EINVAL");
	ASK(dom0, XS_INTRODUCE, 0, "5\0001000\0000", &m);
	expect_error(&m, "EINVAL");
	ASK(dom0, XS_INTRODUCE, 0, "0\0001000\0007", &m);
	expect_error(&m, "EINVAL");
	ASK(dom0, XS_INTRODUCE, 0, "x\0001000\0007", &m);
	expect_error(&m, "EINVAL");
	ASK(dom0, XS_INTRODUCE, 0, "5\0001000", &m);
	expect_error(&m, "EINVAL");
	fake[5].state = DOMAIN_DYING;
	ASK(dom0, XS_INTRODUCE, 0, "5\0001000\0007", &m);
	expect_error(&m, "ENOENT");
	assert_null(daemon_.domains);
}

/* Bytes of a request that stopped halfway must not leak into the next life. */
static void test_reintroduce(void **state)
{
	introduce(5);
	guest_write(5, "abcdefgh", 8);
	kick(5);
	introduce(5);
	assert_int_equal(fake[5].ring.req_prod, 0);
	assert_int_equal(fake[5].binds, 1);
	guest_ask(5, XS_GET_DOMAIN_PATH, "5", 2, &m);
	expect(&m, "/local/domain/5");
}

static void test_hostile_indices(void **state)
{
	introduce(5);
	introduce(6);
	fake[5].ring.req_prod = fake[5].ring.req_cons + 5000;
	kick(5);
	assert_int_equal(fake[5].ring.error, XENSTORE_ERROR_RINGIDX);
	/* Nothing more until it reconnects. */
	fake[5].ring.req_prod = fake[5].ring.req_cons;
	guest_write(5, "\2\0\0\0", 4);
	kick(5);
	assert_int_equal(fake[5].ring.req_prod - fake[5].ring.req_cons, 4);
	fake[5].ring.connection = XENSTORE_RECONNECT;
	kick(5);
	assert_int_equal(fake[5].ring.connection, XENSTORE_CONNECTED);
	assert_int_equal(fake[5].ring.error, XENSTORE_ERROR_NONE);
	guest_ask(5, XS_GET_DOMAIN_PATH, "5", 2, &m);
	expect(&m, "/local/domain/5");
	/* A message that is too long. */
	guest_write(
		5, (const char *)&(struct xsd_sockmsg){ XS_READ, 1, 0, 100000 },
		sizeof(struct xsd_sockmsg));
	kick(5);
	assert_int_equal(fake[5].ring.error, XENSTORE_ERROR_PROTO);
	/* The answer's indices. */
	fake[5].ring.connection = XENSTORE_RECONNECT;
	kick(5);
	fake[5].ring.rsp_prod = 3000;
	guest_write(5, (const char *)&(struct xsd_sockmsg){ 77, 1, 0, 0 },
		    sizeof(struct xsd_sockmsg));
	kick(5);
	assert_int_equal(fake[5].ring.error, XENSTORE_ERROR_RINGIDX);
	/* The neighbour did not notice. */
	guest_ask(6, XS_GET_DOMAIN_PATH, "6", 2, &m);
	expect(&m, "/local/domain/6");
}

static void test_reconnect_forgets(void **state)
{
	introduce(5);
	guest_ask(5, XS_WATCH, "x\0t", 4, &m);
	expect(&m, "OK");
	guest_ask(5, XS_TRANSACTION_START, "", 1, &m);
	assert_int_equal(daemon_.domains->conn->nr_watches, 1);
	fake[5].ring.connection = XENSTORE_RECONNECT;
	kick(5);
	assert_int_equal(daemon_.domains->conn->nr_watches, 0);
	assert_int_equal(daemon_.domains->conn->nr_txs, 0);
}

static void test_death(void **state)
{
	ASK(dom0, XS_WATCH, 0, "@introduceDomain\0in", &m);
	expect_event(dom0, "@introduceDomain", "in");
	ASK(dom0, XS_WATCH, 0, "@releaseDomain\0out", &m);
	expect_event(dom0, "@releaseDomain", "out");
	introduce(5);
	expect_event(dom0, "@introduceDomain", "in");
	introduce(6);
	expect_event(dom0, "@introduceDomain", "in");
	ASK(dom0, XS_MKDIR, 0, "/a/mine", &m);
	ASK(dom0, XS_SET_PERMS, 0, "/a/mine\0n5", &m);
	ASK(dom0, XS_MKDIR, 0, "/a/shared", &m);
	ASK(dom0, XS_SET_PERMS, 0, "/a/shared\0n0\0r5\0r6", &m);
	ASK(dom0, XS_SET_TARGET, 0, "6\0005", &m);
	expect(&m, "OK");
	/* The stub domain may do what its target may. */
	guest_ask(6, XS_READ, "/a/mine", 8, &m);
	assert_int_equal(m.hdr.type, XS_READ);

	/* Shut down: told once. */
	fake[5].state = DOMAIN_SHUTDOWN;
	domain_check_all(&daemon_);
	run_daemon();
	expect_event(dom0, "@releaseDomain", "out");
	domain_check_all(&daemon_);
	run_daemon();
	expect_nothing(dom0);
	ASK(dom0, XS_RESUME, 0, "5", &m);
	expect(&m, "OK");
	domain_check_all(&daemon_);
	run_daemon();
	expect_event(dom0, "@releaseDomain", "out");

	/* Gone: so are its nodes, its rights, its mapping. */
	fake[5].state = DOMAIN_DYING;
	domain_check_all(&daemon_);
	run_daemon();
	expect_event(dom0, "@releaseDomain", "out");
	assert_int_equal(fake[5].maps, 0);
	ASK(dom0, XS_READ, 0, "/a/mine", &m);
	expect_error(&m, "ENOENT");
	ASK(dom0, XS_GET_PERMS, 0, "/a/shared", &m);
	assert_int_equal(m.hdr.len, 6);
	assert_memory_equal(m.body, "n0\0r6", 6);
	ASK(dom0, XS_RELEASE, 0, "5", &m);
	expect_error(&m, "ENOENT");
	ASK(dom0, XS_RELEASE, 0, "6", &m);
	expect(&m, "OK");
	expect_event(dom0, "@releaseDomain", "out");
	ASK(dom0, XS_CONTROL, 0, "check", &m);
	expect(&m, "OK");
}

static void test_keep_orphans(void **state)
{
	daemon_.keep_orphans = true;
	introduce(5);
	ASK(dom0, XS_MKDIR, 0, "/a/mine", &m);
	ASK(dom0, XS_SET_PERMS, 0, "/a/mine\0n5", &m);
	ASK(dom0, XS_RELEASE, 0, "5", &m);
	ASK(dom0, XS_GET_PERMS, 0, "/a/mine", &m);
	expect(&m, "n0");
}

/* Random bytes and indices, written while the daemon looks. */
static void test_fuzz(void **state)
{
	struct xenstore_domain_interface *r = &fake[5].ring;
	unsigned int i, j;

	introduce(5);
	introduce(6);
	for (i = 0; i < 40000; i++) {
		for (j = 0; j < 64; j++)
			r->req[rand() % XENSTORE_RING_SIZE] =
				rand() % 4 ? 0 : rand() % 30;
		switch (rand() % 8) {
		case 0:
			r->req_prod = rand();
			break;
		case 1:
			r->rsp_cons = rand();
			break;
		case 2:
			r->req_cons = rand();
			break;
		case 3:
			r->rsp_prod = rand();
			break;
		case 4:
			r->connection = XENSTORE_RECONNECT;
			break;
		default:
			r->req_prod = r->req_cons + rand() % 1025;
			r->rsp_cons = r->rsp_prod;
		}
		kick(5);
	}
	guest_ask(6, XS_GET_DOMAIN_PATH, "6", 2, &m);
	expect(&m, "/local/domain/6");
	ASK(dom0, XS_CONTROL, 0, "check", &m);
	expect(&m, "OK");
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

/*
 * The domain takes bytes after we found the ring full and before it is shown
 * that: it sees no full ring and sends no event, and yet the rest must come.
 */
static const struct conn_ops *real_ops;
static char taken[4096];
static unsigned int nr_taken;

static void take_then_end(struct conn *c)
{
	nr_taken += guest_read(5, taken + nr_taken, 100);
	real_ops->end(c);
}

static void test_room_made_meanwhile(void **state)
{
	struct xsd_sockmsg hdr = { XS_READ, 1, 0, 2 };
	struct conn_ops ops;
	char value[702];
	struct conn *c;

	introduce(5);
	ASK(dom0, XS_MKDIR, 0, "/local/domain/5", &m);
	ASK(dom0, XS_SET_PERMS, 0, "/local/domain/5\0n5", &m);
	memset(value, 'v', sizeof(value));
	memcpy(value, "x", 2);
	guest_ask(5, XS_WRITE, value, sizeof(value), &m);
	guest_write(5, (char *)&hdr, sizeof(hdr));
	guest_write(5, "x", 2);
	kick(5);
	/* An answer stands in the ring; the next does not fit. */
	c = domain_find(&daemon_, 5)->conn;
	real_ops = c->ops;
	ops = *c->ops;
	ops.end = take_then_end;
	c->ops = &ops;
	nr_taken = 0;
	guest_write(5, (char *)&hdr, sizeof(hdr));
	guest_write(5, "x", 2);
	kick(5);
	c->ops = real_ops;
	/* From here on without an event. */
	for (unsigned int i = 0; i < 10; i++) {
		run_daemon();
		nr_taken += guest_read(5, taken + nr_taken, 100);
	}
	for (unsigned int i = 0; i < 10; i++)
		nr_taken += guest_read(5, taken + nr_taken, 1024);
	assert_int_equal(nr_taken, 2 * (sizeof(hdr) + 700));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_requests),
		T(test_introduce_errors),
		T(test_reintroduce),
		T(test_hostile_indices),
		T(test_reconnect_forgets),
		T(test_death),
		T(test_keep_orphans),
		T(test_fuzz),
		T(test_room_made_meanwhile),
	};

	test_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
