/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xssoak.c: load for xenstored, through libxenstore's public interface, so
 * that it runs against ours and Debian's alike.
 *
 *   xssoak tx CLIENTS TOTAL   each client, a process with a connection of its
 *			       own, adds 1 to one of eight numbers in a
 *			       transaction, TOTAL times in all; the numbers must
 *			       then have grown by just that
 *   xssoak fill GUESTS	       nodes as GUESTS guests with two devices have
 *   xssoak walk	       reads all of them, value by value
 *   xssoak ops N	       N writes and N reads of one node
 *
 * Each prints what it did and in how many milliseconds.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <xenstore.h>

#define NUMBERS 8

static void die(const char *what)
{
	fprintf(stderr, "xssoak: %s: %s\n", what, strerror(errno));
	exit(1);
}

static struct xs_handle *open_store(void)
{
	struct xs_handle *h = xs_open(0);

	if (!h)
		die("cannot reach xenstored");
	return h;
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static long read_number(struct xs_handle *h, xs_transaction_t t,
			const char *path)
{
	char *s = xs_read(h, t, path, NULL);
	long n = s ? atol(s) : 0;

	free(s);
	return n;
}

static void write_node(struct xs_handle *h, xs_transaction_t t,
		       const char *path, const char *value)
{
	if (!xs_write(h, t, path, value, strlen(value)))
		die(path);
}

/* One transaction, as often as it takes; how often it was in vain. */
static unsigned int add_one(struct xs_handle *h, const char *path)
{
	unsigned int again = 0;
	xs_transaction_t t;
	char value[24];

	for (;;) {
		t = xs_transaction_start(h);
		if (!t)
			die("transaction");
		snprintf(value, sizeof(value), "%ld",
			 read_number(h, t, path) + 1);
		write_node(h, t, path, value);
		if (xs_transaction_end(h, t, false))
			return again;
		if (errno != EAGAIN)
			die("end of a transaction");
		again++;
	}
}

static void number_path(char path[32], unsigned int i)
{
	sprintf(path, "/soak/%u", i);
}

static long sum(struct xs_handle *h)
{
	char path[32];
	unsigned int i;
	long n = 0;

	for (i = 0; i < NUMBERS; i++) {
		number_path(path, i);
		n += read_number(h, XBT_NULL, path);
	}
	return n;
}

/* A client: its transactions in vain go into the pipe. */
static void client(unsigned int seed, unsigned int times, int fd)
{
	struct xs_handle *h = open_store();
	unsigned long again = 0;
	char path[32];

	srand(seed);
	while (times--) {
		number_path(path, rand() % NUMBERS);
		again += add_one(h, path);
	}
	xs_close(h);
	if (write(fd, &again, sizeof(again)) != sizeof(again))
		die("pipe");
	exit(0);
}

static int run_clients(unsigned int clients, unsigned int total)
{
	unsigned long again = 0, n;
	int fds[2], status, bad = 0;
	struct xs_handle *h;
	long before, start;
	unsigned int i;

	h = open_store();
	before = sum(h);
	xs_close(h);
	if (pipe(fds))
		die("pipe");
	start = now_ms();
	for (i = 0; i < clients; i++)
		if (!fork())
			client(i, total / clients + (i < total % clients),
			       fds[1]);
	close(fds[1]);
	while (read(fds[0], &n, sizeof(n)) == sizeof(n))
		again += n;
	while (wait(&status) > 0)
		bad |= status;
	h = open_store();
	n = sum(h) - before;
	xs_close(h);
	printf("tx %u clients %u conflicts %lu ms %ld\n", total, clients, again,
	       now_ms() - start);
	if (n != total || bad)
		printf("LOST: the numbers grew by %lu\n", n);
	return n != total || bad;
}

static void fill_device(struct xs_handle *h, xs_transaction_t t,
			unsigned int dom, const char *type, unsigned int id)
{
	static const char *const names[] = { "state",	   "event-channel",
					     "ring-ref",   "protocol",
					     "backend-id", "handle" };
	char path[128];
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "/local/domain/%u/device/%s/%u/%s",
			 dom, type, id, names[i]);
		write_node(h, t, path, "4");
		snprintf(path, sizeof(path),
			 "/local/domain/0/backend/%s/%u/%u/%s", type, dom, id,
			 names[i]);
		write_node(h, t, path, "/local/domain/0/something");
	}
}

static int fill(unsigned int guests)
{
	static const char *const names[] = { "name",
					     "vm",
					     "domid",
					     "console/ring-ref",
					     "console/port",
					     "memory/target",
					     "store/port",
					     "cpu/0/availability",
					     "control/shutdown" };
	struct xs_handle *h = open_store();
	long start = now_ms();
	xs_transaction_t t;
	unsigned int dom, i;
	char path[128];

	for (dom = 1000; dom < 1000 + guests; dom++) {
		do {
			t = xs_transaction_start(h);
			for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
				snprintf(path, sizeof(path),
					 "/local/domain/%u/%s", dom, names[i]);
				write_node(h, t, path, "value");
			}
			fill_device(h, t, dom, "vbd", 51712);
			fill_device(h, t, dom, "vif", 0);
		} while (!xs_transaction_end(h, t, false) && errno == EAGAIN);
	}
	printf("fill %u ms %ld\n", guests, now_ms() - start);
	xs_close(h);
	return 0;
}

static unsigned long walk(struct xs_handle *h, const char *path)
{
	unsigned int i, num, len;
	unsigned long nodes = 1;
	char **names, *sub;

	free(xs_read(h, XBT_NULL, path, &len));
	names = xs_directory(h, XBT_NULL, path, &num);
	for (i = 0; names && i < num; i++) {
		sub = malloc(strlen(path) + strlen(names[i]) + 2);
		if (!sub)
			die("memory");
		sprintf(sub, "%s/%s", path, names[i]);
		nodes += walk(h, sub);
		free(sub);
	}
	free(names);
	return nodes;
}

static int walk_all(void)
{
	struct xs_handle *h = open_store();
	long start = now_ms();
	unsigned long nodes = walk(h, "/local");

	printf("walk %lu ms %ld\n", nodes, now_ms() - start);
	xs_close(h);
	return 0;
}

static int ops(unsigned int n)
{
	struct xs_handle *h = open_store();
	long start = now_ms();
	unsigned int i;
	char value[16];

	for (i = 0; i < n; i++) {
		snprintf(value, sizeof(value), "%u", i);
		write_node(h, XBT_NULL, "/soak/op", value);
		if (read_number(h, XBT_NULL, "/soak/op") != (long)i)
			die("read");
	}
	printf("ops %u ms %ld\n", 2 * n, now_ms() - start);
	xs_close(h);
	return 0;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 4 && !strcmp(argv[1], "tx"))
		return run_clients(atoi(argv[2]), atoi(argv[3]));
	if (argc == 3 && !strcmp(argv[1], "fill"))
		return fill(atoi(argv[2]));
	if (argc == 2 && !strcmp(argv[1], "walk"))
		return walk_all();
	if (argc == 3 && !strcmp(argv[1], "ops"))
		return ops(atoi(argv[2]));
	fprintf(stderr, "usage: xssoak tx CLIENTS TOTAL | fill GUESTS | walk | "
			"ops N\n");
	return 2;
}
