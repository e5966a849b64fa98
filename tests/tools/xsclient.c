/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xsclient.c: libxenstore against a running xenstored, through the public
 * interface only, so that it runs with our library and Debian's alike.
 * Prints "not ok NAME" for what fails; exit status 1 then.
 *
 * `xsclient count PATH N` adds 1 to the number at PATH N times, each in a
 * transaction: several at once must not lose any.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xenstore.h>

static int failures;

static void check(const char *name, bool good)
{
	if (good)
		return;
	printf("not ok %s (errno %s)\n", name, strerror(errno));
	failures++;
}

static bool writes(struct xs_handle *h, xs_transaction_t t, const char *path,
		   const char *value)
{
	return xs_write(h, t, path, value, strlen(value));
}

static bool reads(struct xs_handle *h, xs_transaction_t t, const char *path,
		  const char *value)
{
	unsigned int len;
	char *s = xs_read(h, t, path, &len);
	bool good = s && len == strlen(value) && !strcmp(s, value);

	free(s);
	return good;
}

static bool fails_with(bool result, int error)
{
	return !result && errno == error;
}

static void test_nodes(struct xs_handle *h)
{
	char big[XENSTORE_PAYLOAD_MAX + 1], path[64], *s, **names;
	unsigned int i, num;

	check("write", writes(h, XBT_NULL, "/xc/a", "1"));
	check("read", reads(h, XBT_NULL, "/xc/a", "1"));
	check("read of nothing",
	      fails_with(xs_read(h, XBT_NULL, "/xc/z", NULL), ENOENT));
	check("mkdir", xs_mkdir(h, XBT_NULL, "/xc/d"));
	check("empty value", reads(h, XBT_NULL, "/xc/d", ""));
	names = xs_directory(h, XBT_NULL, "/xc", &num);
	check("directory", names && num == 2 && !strcmp(names[0], "a") &&
				   !strcmp(names[1], "d"));
	free(names);
	memset(big, 'x', sizeof(big));
	check("too large",
	      fails_with(xs_write(h, XBT_NULL, "/xc/b", big, sizeof(big)),
			 E2BIG));
	check("bad path", fails_with(xs_mkdir(h, XBT_NULL, "/xc//b"), EINVAL));
	check("rm", xs_rm(h, XBT_NULL, "/xc/d"));
	for (i = 0; i < 1500; i++) {
		snprintf(path, sizeof(path), "/xc/many/%04u", i);
		if (!writes(h, XBT_NULL, path, ""))
			break;
	}
	names = xs_directory(h, XBT_NULL, "/xc/many", &num);
	check("large directory", names && num == 1500);
	for (i = 0; names && i < num; i++)
		check("each name", (unsigned int)atoi(names[i]) < 1500);
	free(names);
	s = xs_get_domain_path(h, 7);
	check("domain path", s && !strcmp(s, "/local/domain/7"));
	free(s);
	check("not introduced", !xs_is_domain_introduced(h, 7));
	check("release of nothing", !xs_release_domain(h, 7));
	s = xs_control_command(h, "help", NULL, 0);
	check("control", s && *s);
	free(s);
}

static void test_perms(struct xs_handle *h)
{
	struct xs_permissions p[3] = { { 0, XS_PERM_NONE },
				       { 5, XS_PERM_READ | XS_PERM_WRITE },
				       { 6, XS_PERM_READ } },
			      *got;
	unsigned int num;

	check("set", xs_set_permissions(h, XBT_NULL, "/xc/a", p, 3));
	got = xs_get_permissions(h, XBT_NULL, "/xc/a", &num);
	check("get", got && num == 3 && got[1].id == 5 &&
			     got[1].perms == (XS_PERM_READ | XS_PERM_WRITE) &&
			     got[2].perms == XS_PERM_READ);
	free(got);
}

static void test_transaction(struct xs_handle *h)
{
	xs_transaction_t t = xs_transaction_start(h);

	check("start", t != XBT_NULL);
	check("write inside", writes(h, t, "/xc/t", "in"));
	check("invisible", !xs_read(h, XBT_NULL, "/xc/t", NULL));
	check("visible inside", reads(h, t, "/xc/t", "in"));
	check("end", xs_transaction_end(h, t, false));
	check("published", reads(h, XBT_NULL, "/xc/t", "in"));
	t = xs_transaction_start(h);
	check("read inside", reads(h, t, "/xc/t", "in"));
	check("write outside", writes(h, XBT_NULL, "/xc/t", "out"));
	check("conflicting write", writes(h, t, "/xc/t", "lost"));
	check("conflict", fails_with(xs_transaction_end(h, t, false), EAGAIN));
	check("kept", reads(h, XBT_NULL, "/xc/t", "out"));
	t = xs_transaction_start(h);
	check("write to drop", writes(h, t, "/xc/t", "dropped"));
	check("abort", xs_transaction_end(h, t, true));
	check("dropped", reads(h, XBT_NULL, "/xc/t", "out"));
}

static bool event_is(char **event, const char *path, const char *token)
{
	bool good = event && !strcmp(event[XS_WATCH_PATH], path) &&
		    !strcmp(event[XS_WATCH_TOKEN], token);

	free(event);
	return good;
}

static bool readable(struct xs_handle *h, int ms)
{
	struct pollfd p = { .fd = xs_fileno(h), .events = POLLIN };

	return poll(&p, 1, ms) == 1;
}

static void test_watch(void)
{
	struct xs_handle *h = xs_open(XS_UNWATCH_FILTER);
	struct xs_handle *other = xs_open(0);
	unsigned int num;

	check("no event yet", fails_with(xs_check_watch(h), EAGAIN));
	check("not readable", !readable(h, 0));
	check("watch", xs_watch(h, "/xc/w", "tok"));
	check("readable", readable(h, 5000));
	check("first event", event_is(xs_read_watch(h, &num), "/xc/w", "tok"));
	check("two strings", num == 2);
	check("not readable again", !readable(h, 0));
	check("own change", writes(h, XBT_NULL, "/xc/w/x", "1"));
	check("its event", event_is(xs_read_watch(h, &num), "/xc/w/x", "tok"));
	check("another's change", writes(other, XBT_NULL, "/xc/w/y", "1"));
	check("readable for it", readable(h, 5000));
	check("its event", event_is(xs_check_watch(h), "/xc/w/y", "tok"));
	check("elsewhere", writes(other, XBT_NULL, "/xc/v", "1"));
	check("again", fails_with(xs_watch(h, "/xc/w", "tok"), EEXIST));
	check("second watch", xs_watch(h, "/xc/v", "v"));
	check("pending event", writes(other, XBT_NULL, "/xc/w/z", "1"));
	/* Its answer comes after the event: that is queued by now. */
	check("sync", reads(h, XBT_NULL, "/xc/w/z", "1"));
	check("unwatch", xs_unwatch(h, "/xc/w", "tok"));
	check("only the other's",
	      event_is(xs_read_watch(h, &num), "/xc/v", "v"));
	check("filtered", !readable(h, 200));
	check("unwatch of nothing",
	      fails_with(xs_unwatch(h, "/xc/w", "tok"), ENOENT));
	check("change", writes(other, XBT_NULL, "/xc/w/x", "2"));
	check("no event any more", !readable(h, 200));
	xs_close(other);
	/* With an event that nobody read. */
	writes(h, XBT_NULL, "/xc/v", "2");
	xs_close(h);
}

struct worker {
	pthread_t thread;
	struct xs_handle *h;
	int number;
	bool good;
};

static void *work(void *arg)
{
	struct worker *w = arg;
	char path[64], value[32];
	int i;

	w->good = true;
	for (i = 0; i < 200; i++) {
		snprintf(path, sizeof(path), "/xc/threads/%d/%d", w->number,
			 i % 10);
		snprintf(value, sizeof(value), "%d-%d", w->number, i);
		w->good &= writes(w->h, XBT_NULL, path, value) &&
			   reads(w->h, XBT_NULL, path, value);
	}
	return NULL;
}

/* Threads share a handle; each gets its own answers. */
static void test_threads(bool with_watch)
{
	struct xs_handle *h = xs_open(0);
	struct worker w[6];
	unsigned int i, num, events = 0;

	if (with_watch)
		check("watch all", xs_watch(h, "/xc/threads", "t"));
	for (i = 0; i < 6; i++) {
		w[i].h = h;
		w[i].number = i;
		pthread_create(&w[i].thread, NULL, work, &w[i]);
	}
	/* Each of the 1200 writes, and the first. */
	while (with_watch && events < 1201) {
		free(xs_read_watch(h, &num));
		events++;
	}
	for (i = 0; i < 6; i++) {
		pthread_join(w[i].thread, NULL);
		check("thread", w[i].good);
	}
	xs_close(h);
}

static void test_fork(void)
{
	struct xs_handle *h = xs_open(0);
	int status = 1;
	pid_t pid;

	check("watch", xs_watch(h, "/xc/fork", "f"));
	pid = fork();
	if (!pid) {
		xs_daemon_destroy_postfork(h);
		h = xs_open(0);
		_exit(!(h && reads(h, XBT_NULL, "/xc/a", "1")));
	}
	waitpid(pid, &status, 0);
	check("child", !status);
	check("parent", reads(h, XBT_NULL, "/xc/a", "1"));
	xs_close(h);
}

/* A daemon that dies: errors, not hangs and not SIGPIPE. */
static void test_lost(void)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	char *path = getenv("XENSTORED_PATH"), saved[108] = "";
	struct xs_handle *h;
	unsigned int num;
	int fd, conn;

	if (path)
		snprintf(saved, sizeof(saved), "%s", path);
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/lost",
		 getenv("XENSTORED_RUNDIR"));
	unlink(addr.sun_path);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) || listen(fd, 1))
		perror("lost");
	setenv("XENSTORED_PATH", addr.sun_path, 1);
	h = xs_open(0);
	check("open", h != NULL);
	conn = accept(fd, NULL, NULL);
	/* Nobody will be there again, either. */
	close(fd);
	close(conn);
	check("read fails", !xs_read(h, XBT_NULL, "/", NULL));
	check("again", !xs_read(h, XBT_NULL, "/", NULL));
	check("watch fails", !xs_watch(h, "/", "x"));
	check("no event", !xs_read_watch(h, &num));
	xs_close(h);
	close(fd);
	unlink(addr.sun_path);
	if (path)
		setenv("XENSTORED_PATH", saved, 1);
	else
		unsetenv("XENSTORED_PATH");
}

static int count(const char *path, int times)
{
	struct xs_handle *h = xs_open(0);
	char value[16], *s;
	xs_transaction_t t;

	while (times > 0) {
		t = xs_transaction_start(h);
		s = xs_read(h, t, path, NULL);
		snprintf(value, sizeof(value), "%d", s ? atoi(s) + 1 : 1);
		free(s);
		if (!t || !writes(h, t, path, value))
			return 1;
		if (xs_transaction_end(h, t, false))
			times--;
		else if (errno != EAGAIN)
			return 1;
	}
	xs_close(h);
	return 0;
}

int main(int argc, char **argv)
{
	struct xs_handle *h;

	if (argc == 4)
		return count(argv[2], atoi(argv[3]));
	h = xs_open(0);
	if (!h) {
		perror("xs_open");
		return 1;
	}
	check("rm", xs_rm(h, XBT_NULL, "/xc"));
	test_nodes(h);
	test_perms(h);
	test_transaction(h);
	test_watch();
	test_threads(false);
	test_threads(true);
	test_fork();
	test_lost();
	check("subpath", xs_path_is_subpath("/a", "/a/b") &&
				 xs_path_is_subpath("/a", "/a") &&
				 !xs_path_is_subpath("/a", "/ab") &&
				 !xs_path_is_subpath("/a/b", "/a"));
	check("suspend port", xs_suspend_evtchn_port(7) == -1);
	xs_close(h);
	return failures != 0;
}
