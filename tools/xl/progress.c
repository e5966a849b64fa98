// SPDX-License-Identifier: GPL-2.0-only
/*
 * On a terminal one line is drawn again and again, with the round, what has
 * gone over, the rate at which the guest writes and the downtime that is
 * expected; with --progress=json each event is one line on standard output.
 */
#include "progress.h"

#include <signal.h>
#include <time.h>

static struct {
	const char *what, *name;
	enum progress_style style;
	bool bar;
	uint64_t began, shown, stopped, runs; /* ms */
	struct libxl_save_progress last;
} now;

static volatile sig_atomic_t interrupted;

static uint64_t ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ULL + ts.tv_nsec / 1000000;
}

int progress_parse(const char *s, enum progress_style *style)
{
	if (!strcmp(s, "json"))
		*style = PROGRESS_JSON;
	else if (!strcmp(s, "none"))
		*style = PROGRESS_NONE;
	else if (!strcmp(s, "auto") || !strcmp(s, "bar"))
		*style = PROGRESS_AUTO;
	else
		return -1;
	return 0;
}

static void on_signal(int sig)
{
	interrupted = 1;
}

bool progress_interrupted(void)
{
	return interrupted;
}

static void draw(const struct libxl_save_progress *p)
{
	unsigned int i, width = 20, full = 0;
	uint64_t round = p->round_pages ? p->round_pages : 1;

	if (p->round_sent < round)
		full = width * p->round_sent / round;
	else
		full = width;
	fprintf(stderr, "\r%s %s [", now.what, now.name);
	for (i = 0; i < width; i++)
		fputc(i < full ? '#' : '.', stderr);
	fprintf(stderr, "] ");
	if (p->round)
		fprintf(stderr, "round %u, ", p->round);
	fprintf(stderr, "%llu of %llu MiB",
		(unsigned long long)p->sent_pages >> 8,
		(unsigned long long)p->total_pages >> 8);
	if (p->round > 1)
		fprintf(stderr, ", dirty %llu MiB/s, downtime about %u ms",
			(unsigned long long)p->dirty_pages_per_s >> 8,
			p->downtime_ms);
	fprintf(stderr, p->suspended_ms ? ", stopped\033[K" : "\033[K");
}

static void print_json(const struct libxl_save_progress *p)
{
	printf("{\"event\":\"progress\",\"domain\":\"%s\",\"round\":%u,"
	       "\"round_pages\":%llu,\"round_sent\":%llu,\"sent_pages\":%llu,"
	       "\"total_pages\":%llu,\"dirty_pages\":%llu,"
	       "\"dirty_pages_per_s\":%llu,\"downtime_estimate_ms\":%u,"
	       "\"suspended\":%s}\n",
	       now.name, p->round, (unsigned long long)p->round_pages,
	       (unsigned long long)p->round_sent,
	       (unsigned long long)p->sent_pages,
	       (unsigned long long)p->total_pages,
	       (unsigned long long)p->dirty_pages,
	       (unsigned long long)p->dirty_pages_per_s, p->downtime_ms,
	       p->suspended_ms ? "true" : "false");
	fflush(stdout);
}

static int on_progress(const struct libxl_save_progress *p, void *arg)
{
	uint64_t t = ms();
	bool news = p->round != now.last.round ||
		    !p->suspended_ms != !now.last.suspended_ms;

	if (p->suspended_ms && !now.stopped)
		now.stopped = t - p->suspended_ms;
	now.last = *p;
	if (news || t - now.shown >= (now.bar ? 100 : 500)) {
		if (now.bar)
			draw(p);
		else if (now.style == PROGRESS_JSON)
			print_json(p);
		now.shown = t;
	}
	return interrupted;
}

void progress_begin(const char *what, const char *name,
		    enum progress_style style)
{
	struct sigaction act = { .sa_handler = on_signal,
				 .sa_flags = SA_RESETHAND };

	memset(&now, 0, sizeof(now));
	now.what = what;
	now.name = name;
	now.style = style;
	now.bar = style == PROGRESS_AUTO && isatty(2);
	now.began = ms();
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	libxl_set_save_progress(ctx, on_progress, NULL);
	if (style == PROGRESS_JSON) {
		printf("{\"event\":\"begin\",\"domain\":\"%s\","
		       "\"action\":\"%s\"}\n",
		       name, what);
		fflush(stdout);
	}
}

void progress_running(void)
{
	now.runs = ms();
}

void progress_end(bool ok)
{
	uint64_t t = ms(), down = 0;

	if (now.stopped)
		down = (now.runs ? now.runs : t) - now.stopped;
	if (now.bar)
		fprintf(stderr, "\r\033[K");
	if (now.style == PROGRESS_JSON) {
		printf("{\"event\":\"end\",\"domain\":\"%s\",\"ok\":%s,"
		       "\"rounds\":%u,\"sent_pages\":%llu,\"ms\":%llu,"
		       "\"downtime_ms\":%llu}\n",
		       now.name, ok ? "true" : "false", now.last.round,
		       (unsigned long long)now.last.sent_pages,
		       (unsigned long long)(t - now.began),
		       (unsigned long long)down);
		fflush(stdout);
	} else if (ok && now.runs && now.style != PROGRESS_NONE) {
		fprintf(stderr,
			"%s %s: %llu MiB in %llu.%03llu s, downtime %llu ms\n",
			now.what, now.name,
			(unsigned long long)now.last.sent_pages >> 8,
			(unsigned long long)(t - now.began) / 1000,
			(unsigned long long)(t - now.began) % 1000,
			(unsigned long long)down);
	}
	libxl_set_save_progress(ctx, NULL, NULL);
}
