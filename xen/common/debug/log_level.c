/*
 * log_level.c: which messages reach the console.
 *
 * loglvl=A[/B] and guest_loglvl=A[/B] name levels: messages up to A are shown,
 * those up to B as the rate limit allows, the rest are only in the ring; B is A
 * if it is not given.  What guests provoke passes the rate limit in any case.
 * May be changed at run time: hypfs, `xl set-parameters`, the keys + and -.
 */
#include "private.h"

#include <xen/errno.h>
#include <xen/init.h>
#include <xen/keyhandler.h>
#include <xen/printf.h>
#include <xen/string.h>

/* How many of enum log_level are let through. */
struct thresholds {
	unsigned int lower, upper;
};

/* The last is the same as the one before it. */
static const char *const names[] = { "none", "error", "warning",
				     "info", "all",   "debug" };
#define NR_LEVELS 4u

static struct thresholds host = { LOG_INFO + 1, LOG_INFO + 1 };
static struct thresholds guest = { 0, LOG_WARNING + 1 };
static bool keys_are_guest; /* + and - are about guests' messages */

/* The level named in [s, s + len); -1. */
static int parse_level(const char *s, size_t len)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		if (!strncmp(s, names[i], len) && names[i][len] == '\0')
			return min(i, NR_LEVELS);
	return -1;
}

static int set(struct thresholds *t, const char *s)
{
	const char *slash = strchr(s, '/');
	size_t len = slash ? (size_t)(slash - s) : strlen(s);
	int lower = parse_level(s, len), upper = lower;

	if (slash)
		upper = parse_level(slash + 1, strlen(slash + 1));
	if (lower < 0 || upper < 0)
		return -EINVAL;
	WRITE_ONCE(t->lower, lower);
	WRITE_ONCE(t->upper, max(lower, upper));
	return 0;
}

static void show(const struct thresholds *t, char *buf, size_t size)
{
	scnprintf(buf, size, "%s/%s", names[t->lower], names[t->upper]);
}

static int set_host(const char *s)
{
	return set(&host, s);
}

static void show_host(char *buf, size_t size)
{
	show(&host, buf, size);
}
PARAM_RUNTIME("loglvl", set_host, show_host, 16);

static int set_guest(const char *s)
{
	return set(&guest, s);
}

static void show_guest(char *buf, size_t size)
{
	show(&guest, buf, size);
}
PARAM_RUNTIME("guest_loglvl", set_guest, show_guest, 16);

static enum log_show shows(const struct thresholds *t, enum log_level level)
{
	if (level < READ_ONCE(t->lower))
		return LOG_SHOWN;
	return level < READ_ONCE(t->upper) ? LOG_LIMITED : LOG_HIDDEN;
}

enum log_show log_level_shows(enum log_level level)
{
	return shows(&host, level);
}

enum log_show log_level_shows_guest(enum log_level level)
{
	return shows(&guest, level);
}

void log_level_show_all(void)
{
	host.lower = host.upper = NR_LEVELS;
}

/* ---- Keys ---- */

static void change(int by)
{
	struct thresholds *t = keys_are_guest ? &guest : &host;
	int level = clamp((int)t->lower + by, 0, (int)NR_LEVELS);

	t->lower = level;
	t->upper = max(t->upper, t->lower);
	if (by < 0)
		t->upper = t->lower;
	log_err("%s messages are shown up to: %s\n",
		keys_are_guest ? "Guests'" : "The hypervisor's", names[level]);
}

static void more(unsigned char key)
{
	change(1);
}

static void less(unsigned char key)
{
	change(-1);
}

static void switch_keys(unsigned char key)
{
	keys_are_guest = !keys_are_guest;
	log_err("Keys + and - are about %s messages\n",
		keys_are_guest ? "guests'" : "the hypervisor's");
}

void __init log_level_init(void)
{
	keyhandler_register('+', more, "show more of the log", true);
	keyhandler_register('-', less, "show less of the log", true);
	keyhandler_register('G', switch_keys,
			    "+ and - for guests' or the hypervisor's messages",
			    true);
}
