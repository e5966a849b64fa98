// SPDX-License-Identifier: GPL-2.0-only
/*
 * xentop: the domains of this host, as top shows processes.  On a terminal
 * with ncurses, or in batch mode as plain text.  One function prints a line
 * to either.
 */
#include "columns.h"

#include <getopt.h>
#include <ncurses.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static struct options {
	bool batch, networks, disks, vcpus, repeat_header, full_name,
		dom0_first;
	int delay;	    /* s */
	long iterations;    /* 0: no end */
	unsigned int sort;  /* column */
	unsigned int first; /* domains scrolled away */
} opt = { .delay = 3, .sort = 2 };

static int row; /* on the screen */

__attribute__((format(printf, 2, 3))) static void line(int attr,
						       const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (opt.batch) {
		puts(text);
	} else if (row < LINES - 1) {
		attron(attr);
		mvaddnstr(row++, 0, text, COLS);
		attroff(attr);
	}
}

/* --- the parts of the table --- */

static void print_header(void)
{
	char text[512] = "";
	unsigned int i;
	size_t n = 0;

	for (i = 0; i < nr_columns; i++)
		n += snprintf(text + n, sizeof(text) - n, "%s%*s", i ? " " : "",
			      columns[i].width, columns[i].head);
	line(A_REVERSE, "%s", text);
}

static void print_domain(const struct domain *d, const struct sample *s)
{
	char text[768] = "", cell[80];
	unsigned int i;
	size_t n = 0;

	for (i = 0; i < nr_columns && n < sizeof(text); i++) {
		columns[i].print(cell, sizeof(cell), d, s);
		if (!i && !opt.full_name)
			cell[columns[0].width] = 0;
		n += snprintf(text + n, sizeof(text) - n, "%s%*s", i ? " " : "",
			      columns[i].width, cell);
	}
	line(0, "%s", text);
}

static void print_vcpus(const struct domain *d)
{
	char text[512] = "VCPUs(sec): ";
	size_t n = strlen(text);
	unsigned int i;

	for (i = 0; i < d->nr_vcpus && n < sizeof(text) - 32; i++)
		n += snprintf(
			text + n, sizeof(text) - n, " %2u: %10llus",
			d->vcpus[i].id,
			(unsigned long long)(d->vcpus[i].ns / 1000000000));
	line(0, "%s", text);
}

static void print_details(const struct domain *d)
{
	unsigned int i;

	if (opt.vcpus)
		print_vcpus(d);
	for (i = 0; opt.networks && i < d->nr_nics; i++) {
		const struct nic *c = &d->nics[i];

		line(0,
		     "Net%d RX: %8llubytes %8llupkts %8lluerr %8lludrop  TX: "
		     "%8llubytes %8llupkts %8lluerr %8lludrop",
		     c->id, (unsigned long long)c->rx_bytes,
		     (unsigned long long)c->rx_packets,
		     (unsigned long long)c->rx_errs,
		     (unsigned long long)c->rx_drops,
		     (unsigned long long)c->tx_bytes,
		     (unsigned long long)c->tx_packets,
		     (unsigned long long)c->tx_errs,
		     (unsigned long long)c->tx_drops);
	}
	for (i = 0; opt.disks && i < d->nr_disks; i++) {
		const struct disk *k = &d->disks[i];

		line(0,
		     "VBD BlkBack %5u [%2x:%2x]  OO: %8llu   RD: %8llu   WR: "
		     "%8llu  RSECT: %10llu  WSECT: %10llu",
		     k->id, k->id >> 8, k->id & 0xff, (unsigned long long)k->oo,
		     (unsigned long long)k->rd, (unsigned long long)k->wr,
		     (unsigned long long)k->rd_sect,
		     (unsigned long long)k->wr_sect);
	}
}

static void print_summary(libxl_ctx *ctx, const struct sample *s)
{
	const libxl_version_info *v = libxl_get_version_info(ctx);
	const libxl_physinfo *m = &s->machine;
	unsigned int i, run = 0, block = 0, pause = 0, crash = 0, die = 0;
	unsigned int down = 0;
	time_t now = time(NULL);
	char clock[16];
	struct tm tm;

	for (i = 0; i < s->nr; i++) {
		const libxl_dominfo *d = &s->domains[i].info;

		run += d->running;
		block += d->blocked;
		pause += d->paused;
		die += d->dying;
		down += d->shutdown;
		crash += d->shutdown_reason == LIBXL_SHUTDOWN_REASON_CRASH;
	}
	strftime(clock, sizeof(clock), "%H:%M:%S", localtime_r(&now, &tm));
	line(0, "xentop - %s   Xen %d.%d%s", clock,
	     v ? v->xen_version_major : 0, v ? v->xen_version_minor : 0,
	     v ? v->xen_version_extra : "");
	line(0,
	     "%u domains: %u running, %u blocked, %u paused, %u crashed, %u "
	     "dying, %u shutdown ",
	     s->nr, run, block, pause, crash, die, down);
	line(0, "Mem: %lluk total, %lluk used, %lluk free    CPUs: %u @ %uMHz",
	     (unsigned long long)m->total_pages * 4,
	     (unsigned long long)(m->total_pages - m->free_pages) * 4,
	     (unsigned long long)m->free_pages * 4, m->nr_cpus,
	     m->cpu_khz / 1000);
}

/* --- order --- */

static int compare(const void *pa, const void *pb)
{
	const struct domain *a = pa, *b = pb;
	const struct column *c = &columns[opt.sort];
	double ka, kb;

	if (opt.dom0_first && !a->info.domid != !b->info.domid)
		return a->info.domid ? 1 : -1;
	if (!c->key)
		return strcmp(a->name, b->name);
	ka = c->key(a);
	kb = c->key(b);
	if (ka != kb)
		return ka < kb ? 1 : -1;
	return a->info.domid < b->info.domid ? -1 : 1;
}

static void show(libxl_ctx *ctx, struct sample *s)
{
	unsigned int i;

	qsort(s->domains, s->nr, sizeof(*s->domains), compare);
	if (!opt.batch) {
		erase();
		row = 0;
		print_summary(ctx, s);
	}
	if (opt.first >= s->nr)
		opt.first = s->nr ? s->nr - 1 : 0;
	if (!opt.repeat_header)
		print_header();
	for (i = opt.first; i < s->nr; i++) {
		if (opt.repeat_header)
			print_header();
		print_domain(&s->domains[i], s);
		print_details(&s->domains[i]);
	}
	if (opt.batch) {
		fflush(stdout);
		return;
	}
	attron(A_REVERSE);
	mvprintw(LINES - 1, 0,
		 "Delay  Networks  vBds  VCPUs  Repeat header  Sort order (%s) "
		 " Quit ",
		 columns[opt.sort].head);
	attroff(A_REVERSE);
	refresh();
}

/* --- keys --- */

static int ask_number(const char *what, int old)
{
	char text[8] = "";

	nodelay(stdscr, FALSE);
	echo();
	mvprintw(LINES - 1, 0, "%s (%d): ", what, old);
	clrtoeol();
	getnstr(text, sizeof(text) - 1);
	noecho();
	return atoi(text) > 0 ? atoi(text) : old;
}

/* Until the time is over or something is to be shown anew: false at the end. */
static bool wait_keys(void)
{
	timeout(opt.delay * 1000);
	switch (getch()) {
	case 'q':
	case 'Q':
		return false;
	case 'd':
	case 'D':
		opt.delay = ask_number("Seconds between updates", opt.delay);
		break;
	case 'n':
	case 'N':
		opt.networks = !opt.networks;
		break;
	case 'b':
	case 'B':
		opt.disks = !opt.disks;
		break;
	case 'v':
	case 'V':
		opt.vcpus = !opt.vcpus;
		break;
	case 'r':
	case 'R':
		opt.repeat_header = !opt.repeat_header;
		break;
	case 's':
	case 'S':
		opt.sort = (opt.sort + 1) % nr_columns;
		break;
	case KEY_DOWN:
		opt.first++;
		break;
	case KEY_UP:
		opt.first -= opt.first > 0;
		break;
	}
	return true;
}

static void usage(FILE *f)
{
	fprintf(f,
		"Usage: xentop [OPTION]\n"
		"Displays ongoing information about xen vm resources \n\n"
		"-h, --help           display this help and exit\n"
		"-V, --version        output version information and exit\n"
		"-d, --delay=SECONDS  seconds between updates (default 3)\n"
		"-n, --networks       output vif network data\n"
		"-x, --vbds           output vbd block device data\n"
		"-r, --repeat-header  repeat table header before each domain\n"
		"-v, --vcpus          output vcpu data\n"
		"-b, --batch          output in batch mode, no user input "
		"accepted\n"
		"-i, --iterations     number of iterations before exiting\n"
		"-f, --full-name      output the full domain name (not "
		"truncated)\n"
		"-z, --dom0-first     display dom0 first (ignore sorting)\n");
}

static void parse_options(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "help", 0, 0, 'h' },		{ "version", 0, 0, 'V' },
		{ "networks", 0, 0, 'n' },	{ "vbds", 0, 0, 'x' },
		{ "repeat-header", 0, 0, 'r' }, { "vcpus", 0, 0, 'v' },
		{ "delay", 1, 0, 'd' },		{ "batch", 0, 0, 'b' },
		{ "iterations", 1, 0, 'i' },	{ "full-name", 0, 0, 'f' },
		{ "dom0-first", 0, 0, 'z' },	{ NULL, 0, 0, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "hVnxrvd:bi:fz", longs, NULL)) !=
	       -1) {
		switch (c) {
		case 'h':
			usage(stdout);
			exit(0);
		case 'V':
			puts("xentop 4.17");
			exit(0);
		case 'n':
			opt.networks = true;
			break;
		case 'x':
			opt.disks = true;
			break;
		case 'r':
			opt.repeat_header = true;
			break;
		case 'v':
			opt.vcpus = true;
			break;
		case 'd':
			opt.delay = atoi(optarg);
			break;
		case 'b':
			opt.batch = true;
			break;
		case 'i':
			opt.iterations = atol(optarg);
			break;
		case 'f':
			opt.full_name = true;
			break;
		case 'z':
			opt.dom0_first = true;
			break;
		default:
			usage(stderr);
			exit(1);
		}
	}
	if (opt.delay < 1)
		opt.delay = 1;
}

static void run(libxl_ctx *ctx)
{
	struct sample *prev = NULL, *now;
	long i;

	for (i = 0; !opt.iterations || i < opt.iterations; i++) {
		if (i && opt.batch)
			sleep(opt.delay);
		now = sample_take(ctx, prev);
		if (!now)
			break;
		show(ctx, now);
		sample_free(prev);
		prev = now;
		if (!opt.batch && !wait_keys())
			break;
	}
	sample_free(prev);
}

int main(int argc, char **argv)
{
	xentoollog_logger_stdiostream *lg;
	libxl_ctx *ctx;

	parse_options(argc, argv);
	lg = xtl_createlogger_stdiostream(stderr, XTL_ERROR, 0);
	if (!lg ||
	    libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, (xentoollog_logger *)lg))
		return 1;
	if (!opt.batch) {
		if (!initscr()) {
			fprintf(stderr, "xentop: no terminal: use -b\n");
			return 1;
		}
		noecho();
		cbreak();
		keypad(stdscr, TRUE);
		curs_set(0);
	}
	run(ctx);
	if (!opt.batch)
		endwin();
	libxl_ctx_free(ctx);
	xtl_logger_destroy((xentoollog_logger *)lg);
	return 0;
}
