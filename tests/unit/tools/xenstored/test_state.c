/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_state.c: a daemon outlives itself.
 *
 * Round trip: the state of a busy daemon, written and read, is the same state.
 * Damage: a log that is cut or altered anywhere gives what whole batches say,
 * or an error.  Kill: a daemon in a process of its own serves three guests
 * through rings in shared memory and is killed at random moments; each guest
 * checks that every request is carried out and answered just once, that each
 * change fires its watch just once, and that a transaction that a kill breaks
 * ends with EAGAIN.  KILLS= (20): how often.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "journal.h"
#include "record.h"
#include "seed.h"
#include "state.h"
#include "watch.h"

#define NR 4 /* domains 1..3 */

static struct {
	struct xenstore_domain_interface ring;
	volatile unsigned int rounds; /* of the daemon */
} * shared;

static unsigned int binds, maps, dead; /* dead: a domain, or 0 */

static int fake_map(unsigned int domid, uint64_t gfn,
		    struct xenstore_domain_interface **ring)
{
	if (domid >= NR || gfn != 1000 + domid || domid == dead)
		return -EINVAL;
	maps++;
	*ring = &shared[domid].ring;
	return 0;
}

static void fake_unmap(unsigned int domid,
		       struct xenstore_domain_interface *ring)
{
	maps--;
}

static int fake_bind(unsigned int domid, unsigned int remote_port)
{
	if (remote_port != 7 + domid)
		return -EINVAL;
	binds++;
	return 100 + domid;
}

static void fake_unbind(unsigned int port)
{
	binds--;
}

static void fake_notify(unsigned int port)
{
}

static int fake_state(unsigned int domid)
{
	return domid == dead ? DOMAIN_DYING : DOMAIN_RUNNING;
}

static const struct xen_ops fake_ops = {
	.map = fake_map,
	.unmap = fake_unmap,
	.bind = fake_bind,
	.unbind = fake_unbind,
	.notify = fake_notify,
	.state = fake_state,
};

static struct message m;

static int setup(void **state)
{
	shared = mmap(NULL, NR * sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(shared != MAP_FAILED);
	assert_int_equal(daemon_init(&daemon_, &fake_ops), 0);
	return 0;
}

static int teardown(void **state)
{
	daemon_fini(&daemon_);
	assert_int_equal(maps, 0);
	assert_int_equal(binds, 0);
	munmap(shared, NR * sizeof(*shared));
	return 0;
}

/* A home for each domain, and its ring. */
static void introduce_all(void)
{
	const struct who dom0 = { 0, DOMID_NONE, true };
	struct view v = { .store = &daemon_.store, .who = &dom0 };
	struct perm owner = { .perms = PERM_NONE };
	char path[32];
	unsigned int i;
	bool made;

	for (i = 1; i < NR; i++) {
		snprintf(path, sizeof(path), "/local/domain/%u", i);
		owner.id = i;
		assert_int_equal(store_mkdir(&v, path, &made), 0);
		assert_int_equal(store_set_perms(&v, path, &owner, 1), 0);
		if (!domain_find(&daemon_, i))
			assert_int_equal(
				domain_introduce(&daemon_, i, 1000 + i, 7 + i),
				0);
	}
}

/* A guest's bytes into its ring, as far as they fit. */
static unsigned int ring_put(unsigned int domid, const char *p,
			     unsigned int len)
{
	struct xenstore_domain_interface *r = &shared[domid].ring;
	uint32_t prod = r->req_prod;
	unsigned int n = 0;

	while (n < len &&
	       prod - __atomic_load_n(&r->req_cons, __ATOMIC_ACQUIRE) <
		       XENSTORE_RING_SIZE)
		r->req[MASK_XENSTORE_IDX(prod++)] = p[n++];
	__atomic_store_n(&r->req_prod, prod, __ATOMIC_SEQ_CST);
	return n;
}

static unsigned int ring_get(unsigned int domid, char *p, unsigned int len)
{
	struct xenstore_domain_interface *r = &shared[domid].ring;
	uint32_t cons = r->rsp_cons;
	unsigned int n = 0;

	while (n < len &&
	       __atomic_load_n(&r->rsp_prod, __ATOMIC_ACQUIRE) != cons)
		p[n++] = r->rsp[MASK_XENSTORE_IDX(cons++)];
	__atomic_store_n(&r->rsp_cons, cons, __ATOMIC_SEQ_CST);
	return n;
}

/* A busy daemon: nodes, permissions, watches, answers that wait, half a
 * request. */
static void make_busy(void)
{
	struct xsd_sockmsg hdr = { XS_READ, 9, 0, 100 };
	struct client *dom0 = client_new(0);
	unsigned int i, k;
	char path[64];

	introduce_all();
	for (i = 0; i < 300; i++) {
		ask(dom0, XS_WRITE, 0, path,
		    snprintf(path, sizeof(path), "/d/%u/%u%cv%u", i % 7, i, 0,
			     i),
		    &m);
		expect(&m, "OK");
	}
	ASK(dom0, XS_SET_PERMS, 0, "/d/1\0n2\0r3\0b1", &m);
	expect(&m, "OK");
	ASK(dom0, XS_SET_PERMS, 0, "@releaseDomain\0n0\0r2", &m);
	expect(&m, "OK");
	ASK(dom0, XS_SET_TARGET, 0, "2\0003", &m);
	expect(&m, "OK");
	ASK(dom0, XS_CONTROL, 0, "quota\0set\0watches\00099", &m);
	expect(&m, "OK");
	for (i = 1; i < NR; i++) {
		struct conn *c = domain_find(&daemon_, i)->conn;

		assert_int_equal(watch_add(c, "/d", 0, "tok", -1), 0);
		assert_int_equal(watch_add(c, "/d/1", 1, "", 2), 0);
		hdr.req_id = i;
		ring_put(i, (char *)&hdr, sizeof(hdr) - (i == 1 ? 7 : 0));
		conn_activate(c);
		/* More than a ring takes. */
		for (k = 0; k < 60; k++) {
			snprintf(path, sizeof(path), "/d/1/%u", k);
			conn_event(c, path, "waits for room in the ring");
		}
	}
	run_daemon();
	client_free(dom0);
}

/* All that is known, with what differs between generations made equal. */
static struct record_buf save(void)
{
	struct record_buf b = { .len = 0 };
	size_t start = 0, pos = 0;
	const struct record *rec;

	state_save(&daemon_, &b, NULL);
	assert_false(b.failed);
	rec = record_next(b.data, b.len, &pos);
	((struct rec_process *)record_body(rec))->generation = 1;
	/* Again with the right sum. */
	while ((rec = record_next(b.data, b.len, &pos))) {
		if (rec->type == REC_COMMIT)
			start = (const char *)rec - b.data;
		/* That is of this process only. */
		if (rec->type == REC_DOMAIN)
			((struct rec_domain *)record_body(rec))->port = 0;
	}
	b.len = start;
	record_commit(&b, 0);
	return b;
}

static int load(const char *data, size_t len)
{
	daemon_fini(&daemon_);
	assert_int_equal(daemon_init(&daemon_, &fake_ops), 0);
	return state_load(&daemon_, data, len, false);
}

static void test_round_trip(void **state)
{
	struct record_buf first, again;

	make_busy();
	first = save();
	/* Lists come back reversed: twice is straight. */
	assert_int_equal(load(first.data, first.len), 0);
	again = save();
	assert_int_equal(again.len, first.len);
	assert_int_equal(load(again.data, again.len), 0);
	record_fini(&again);
	again = save();
	assert_int_equal(again.len, first.len);
	assert_memory_equal(again.data, first.data, first.len);
	assert_int_equal(daemon_.generation, 2);
	assert_int_equal(quota.watches, 99);
	assert_int_equal(domain_find(&daemon_, 2)->conn->who.target, 3);
	assert_int_equal(domain_find(&daemon_, 1)->conn->in_have,
			 sizeof(struct xsd_sockmsg) - 7);
	quota.watches = 128;
	record_fini(&first);
	record_fini(&again);
}

static void test_damage(void **state)
{
	struct record_buf log;
	unsigned int i, at, accepted = 0;
	size_t whole;
	char *copy;

	test_seed();
	make_busy();
	log = save();
	whole = log.len;
	/* A second batch, which may be lost, but only as a whole. */
	record_quota(&log, "watches", 77);
	record_quota(&log, "nodes", 777);
	record_commit(&log, whole);
	for (i = 0; i < 400; i++) {
		size_t len = i ? whole + (size_t)rand() % (log.len - whole) : 0;

		quota.watches = quota.nodes = 1;
		copy = malloc(len + 1);
		memcpy(copy, log.data, len);
		assert_int_equal(load(copy, len), len ? 0 : -ENODATA);
		assert_int_equal(quota.watches, len ? 99 : 1);
		free(copy);
		if (!i)
			assert_int_equal(load(log.data, log.len), 0);
	}
	for (i = 0; i < 400; i++) {
		copy = malloc(log.len);
		memcpy(copy, log.data, log.len);
		at = rand() % whole;
		copy[at] ^= 1 << rand() % 8;
		accepted += !load(copy, log.len);
		free(copy);
	}
	assert_int_equal(accepted, 0);
	quota.watches = 128;
	quota.nodes = 1000;
	record_fini(&log);
}

/* What a whole record says may still be nonsense. */
static void test_nonsense(void **state)
{
	struct record_buf log;
	const struct record *rec;
	unsigned int i, k;
	size_t pos, len;
	char *copy, *body;

	test_seed();
	make_busy();
	log = save();
	len = log.len - sizeof(struct record) - sizeof(struct rec_commit);
	for (i = 0; i < 300; i++) {
		struct record_buf b = { .len = 0 };

		copy = malloc(len);
		memcpy(copy, log.data, len);
		for (pos = 0; (rec = record_next(copy, len, &pos));) {
			body = (char *)record_body(rec);
			for (k = 0; rec->len && rand() % 20 == 0 && k < 4; k++)
				body[rand() % rec->len] =
					rand() % 2 ? rand() : 0xff;
			body = record_put(&b, rec->type, rec->len);
			memcpy(body, record_body(rec), rec->len);
		}
		record_commit(&b, 0);
		load(b.data, b.len);
		daemon_run_active(&daemon_);
		record_fini(&b);
		free(copy);
	}
	record_fini(&log);
	memset(&quota, 0, sizeof(quota));
	quota = (struct quota){ 1000, 128,  10,	  20,	       2048,
				5,    1024, 2048, 2560 * 1024, 2048 * 1024 };
}

/* Who died while nobody was looking is forgotten, and others hear of it. */
static void test_death(void **state)
{
	struct record_buf log;
	struct client *dom0;

	make_busy();
	dom0 = client_new(0);
	ASK(dom0, XS_WRITE, 0, "/local/domain/2/x\0v", &m);
	expect(&m, "OK");
	client_free(dom0);
	log = save();
	dead = 2;
	assert_int_equal(load(log.data, log.len), 0);
	dom0 = client_new(0);
	ASK(dom0, XS_WATCH, 0, "@releaseDomain\0r", &m);
	expect_event(dom0, "@releaseDomain", "r");
	state_loaded(&daemon_);
	run_daemon();
	expect_event(dom0, "@releaseDomain", "r");
	ASK(dom0, XS_READ, 0, "/local/domain/2/x", &m);
	expect_error(&m, "ENOENT");
	ASK(dom0, XS_IS_DOMAIN_INTRODUCED, 0, "2", &m);
	expect(&m, "F");
	ASK(dom0, XS_IS_DOMAIN_INTRODUCED, 0, "3", &m);
	expect(&m, "T");
	assert_int_equal(maps, NR - 2);
	client_free(dom0);
	record_fini(&log);
	dead = 0;
	quota.watches = 128;
}

static char journal_path[64];

/* The daemon's process. */
static void serve_for_ever(void)
{
	unsigned int i;

	if (daemon_init(&daemon_, &fake_ops))
		_exit(1);
	if (journal_recover(&daemon_, journal_path) < 0 ||
	    journal_open(&daemon_, journal_path))
		_exit(2);
	/* Not all, if the kill came early. */
	introduce_all();
	state_loaded(&daemon_);
	for (;;) {
		for (i = 1; i < NR; i++)
			conn_activate(domain_find(&daemon_, i)->conn);
		daemon_run_round(&daemon_);
		shared[0].rounds++;
	}
}

enum step { IDLE, PLAIN, START, ADD_READ, ADD_WRITE, END, NR_STEPS };

/* A guest: one request at a time, each checked against what must be. */
struct guest {
	unsigned int domid;
	enum step step;
	bool waits; /* for an answer */
	char out[64];
	unsigned int out_len, out_sent;
	char in[sizeof(struct xsd_sockmsg) + XENSTORE_PAYLOAD_MAX];
	unsigned int in_have;
	uint32_t id, tx;
	unsigned int counter; /* what /local/domain/N/data/n must be */
	unsigned int written, events;
	unsigned int kills; /* when the transaction began */
	unsigned long done, again;
};

static struct guest guests[NR];
static unsigned int nr_kills;

static void send_request(struct guest *g, uint32_t type, const char *args,
			 unsigned int len)
{
	struct xsd_sockmsg hdr = { type, ++g->id, 0, len };

	if (g->step >= ADD_READ)
		hdr.tx_id = g->tx;
	memcpy(g->out, &hdr, sizeof(hdr));
	memcpy(g->out + sizeof(hdr), args, len);
	g->out_len = sizeof(hdr) + len;
	g->out_sent = 0;
	g->waits = true;
}

static void next_request(struct guest *g)
{
	char args[40];

	switch (g->step) {
	case IDLE:
		/* Once: the watch whose events are counted. */
		send_request(g, XS_WATCH, "data\0t", 7);
		break;
	case PLAIN:
		g->written++;
		send_request(g, XS_WRITE, args,
			     snprintf(args, sizeof(args), "data/p%cv%u", 0,
				      g->written));
		break;
	case START:
		g->kills = nr_kills;
		send_request(g, XS_TRANSACTION_START, "", 1);
		break;
	case ADD_READ:
		send_request(g, XS_READ, "data/n", 7);
		break;
	case ADD_WRITE:
		send_request(g, XS_WRITE, args,
			     snprintf(args, sizeof(args), "data/n%c%u", 0,
				      g->counter + 1));
		break;
	default:
		send_request(g, XS_TRANSACTION_END, "T", 2);
		break;
	}
}

static void answered(struct guest *g, const struct xsd_sockmsg *hdr,
		     const char *body)
{
	bool failed = hdr->type == XS_ERROR;

	assert_true(g->waits);
	assert_int_equal(hdr->req_id, g->id);
	g->waits = false;
	g->done++;
	if (g->step == START) {
		assert_false(failed);
		g->tx = atoi(body);
	} else if (g->step == ADD_READ && !g->counter) {
		assert_true(failed);
	} else if (g->step == ADD_READ) {
		assert_false(failed);
		assert_int_equal(atoi(body), g->counter);
	} else if (g->step == END && failed) {
		/* Only a kill can be the reason. */
		assert_string_equal(body, "EAGAIN");
		assert_int_not_equal(g->kills, nr_kills);
		g->again++;
	} else {
		assert_false(failed);
		if (g->step == END) {
			g->counter++;
			g->written++;
		}
	}
	g->step = g->step + 1 == NR_STEPS ? PLAIN : g->step + 1;
}

static void got_message(struct guest *g)
{
	struct xsd_sockmsg hdr;
	char *body = g->in + sizeof(hdr);

	memcpy(&hdr, g->in, sizeof(hdr));
	body[hdr.len] = 0;
	if (hdr.type == XS_WATCH_EVENT)
		g->events++;
	else
		answered(g, &hdr, body);
	g->in_have = 0;
}

/* Moves bytes. */
static void pump(struct guest *g)
{
	struct xsd_sockmsg hdr;
	unsigned int want = sizeof(hdr);

	g->out_sent += ring_put(g->domid, g->out + g->out_sent,
				g->out_len - g->out_sent);
	if (g->in_have >= sizeof(hdr)) {
		memcpy(&hdr, g->in, sizeof(hdr));
		assert_true(hdr.len < XENSTORE_PAYLOAD_MAX);
		want += hdr.len;
	}
	g->in_have += ring_get(g->domid, g->in + g->in_have, want - g->in_have);
	if (g->in_have < want)
		return;
	memcpy(&hdr, g->in, sizeof(hdr));
	if (g->in_have == sizeof(hdr) + hdr.len)
		got_message(g);
}

static pid_t start_daemon(void)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve_for_ever();
	}
	return pid;
}

/* Much too long: an answer or an event is lost. */
static void complain(void)
{
	const struct xenstore_domain_interface *r;
	const struct guest *g;
	unsigned int i;

	for (i = 1; i < NR; i++) {
		g = &guests[i];
		r = &shared[i].ring;
		print_message("guest %u: step %u waits %u events %u of %u; "
			      "requests %u of %u, answers %u of %u\n",
			      i, g->step, g->waits, g->events, g->written + 1,
			      r->req_cons, r->req_prod, r->rsp_cons,
			      r->rsp_prod);
	}
	print_message("the daemon made %u rounds\n", shared[0].rounds);
	fail();
}

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000ull + t.tv_nsec / 1000;
}

/* Each guest does what it can, with new requests if @go_on; the answers so far.
 */
static unsigned long turn(bool go_on)
{
	unsigned long done = 0;
	unsigned int i;

	/* Introduction clears the rings; then it is in the journal. */
	for (i = 1; i < NR && shared[0].rounds; i++) {
		struct guest *g = &guests[i];

		if (!g->waits && go_on)
			next_request(g);
		pump(g);
		done += g->done;
	}
	return done;
}

/* All guests work for @us and until @answers more have come. */
static void work(unsigned int us, unsigned int answers)
{
	unsigned long done = turn(true) + answers;
	uint64_t start = now_us();

	while (turn(true) < done || now_us() < start + us)
		if (now_us() > start + us + 20000000)
			complain();
}

/* Until each has its answer and its events. */
static void settle(void)
{
	uint64_t start = now_us();
	unsigned int i;

	for (i = 1; i < NR; i++) {
		const struct guest *g = &guests[i];

		while (g->waits || g->events != g->written + 1) {
			turn(false);
			if (now_us() > start + 20000000)
				complain();
		}
	}
}

static void test_kill(void **state)
{
	const char *env = getenv("KILLS");
	unsigned int i, kills = env ? atoi(env) : 20;
	unsigned long done = 0, again = 0;
	int status;
	pid_t pid;

	test_seed();
	/* Leftovers of make_busy() in the ring are none: new memory. */
	snprintf(journal_path, sizeof(journal_path), "/tmp/xsd-journal.%d",
		 getpid());
	unlink(journal_path);
	memset(guests, 0, sizeof(guests));
	for (i = 1; i < NR; i++)
		guests[i].domid = i;
	pid = start_daemon();
	for (nr_kills = 0; nr_kills < kills;) {
		/* Soon, perhaps before it serves, or amid some hundred
		 * requests. */
		work(rand() % 4 ? 0 : rand() % 20000, rand() % 300);
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		assert_true(WIFSIGNALED(status));
		nr_kills++;
		pid = start_daemon();
	}
	work(50000, 1000);
	settle();
	for (i = 1; i < NR; i++) {
		struct guest *g = &guests[i];

		assert_int_equal(g->events, g->written + 1);
		done += g->done;
		again += g->again;
		assert_true(g->counter > 0);
	}
	print_message("# %u kills, %lu requests, %lu broken transactions\n",
		      kills, done, again);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);

	/* What it knows is what the guests know. */
	assert_int_equal(journal_recover(&daemon_, journal_path), 1);
	for (i = 1; i < NR; i++) {
		char path[64], value[16];
		struct node *n;

		snprintf(path, sizeof(path), "/local/domain/%u/data/n", i);
		snprintf(value, sizeof(value), "%u", guests[i].counter);
		n = tree_lookup(daemon_.store.root, path);
		assert_non_null(n);
		assert_int_equal(n->data->len, strlen(value));
		assert_memory_equal(n->data->data, value, strlen(value));
		assert_int_equal(domain_find(&daemon_, i)->conn->nr_watches, 1);
	}
	unlink(journal_path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_round_trip, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_damage, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nonsense, setup, teardown),
		cmocka_unit_test_setup_teardown(test_death, setup, teardown),
		cmocka_unit_test_setup_teardown(test_kill, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
