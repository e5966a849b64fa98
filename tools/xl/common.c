// SPDX-License-Identifier: GPL-2.0-only
/* Small things that many commands need. */
#include "xl.h"

#include <ctype.h>
#include <stdarg.h>

void complain(const char *fmt, ...)
{
	bool colour = use_colour(stderr);
	va_list ap;

	fprintf(stderr, "%sxl: ", colour ? "\033[31m" : "");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "%s\n", colour ? "\033[0m" : "");
}

void die(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "xl: ");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

void *xmalloc(size_t n)
{
	void *p = calloc(1, n ? n : 1);

	if (!p)
		die("out of memory");
	return p;
}

char *xstrdup(const char *s)
{
	return strcpy(xmalloc(strlen(s) + 1), s);
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		die("out of memory");
	va_end(ap);
	return s;
}

bool use_colour(FILE *f)
{
	return isatty(fileno(f)) && !getenv("NO_COLOR");
}

int too_few(const char *command, int need)
{
	fprintf(stderr, "'xl %s' requires at least %d argument%s.\n\n", command,
		need, need > 1 ? "s" : "");
	help(command);
	return 2;
}

int next_option(int argc, char **argv, const char *optstring,
		const struct option *longopts, int nr_args)
{
	static const struct option none[] = {
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	int opt = getopt_long(argc, argv, optstring, longopts ? longopts : none,
			      NULL);

	if (opt == 'h' || opt == '?') {
		help(argv[0]);
		exit(opt == 'h' ? 0 : 2);
	}
	if (opt == -1 && argc - optind < nr_args)
		exit(too_few(argv[0], nr_args));
	return opt;
}

uint32_t find_domain(const char *p)
{
	uint32_t domid;

	if (libxl_domain_qualifier_to_domid(ctx, p, &domid)) {
		fprintf(stderr,
			"%s is an invalid domain identifier (see 'xl list')\n",
			p);
		exit(1);
	}
	return domid;
}

int64_t parse_mem_kb(const char *s)
{
	char *end;
	int64_t v;

	errno = 0;
	v = strtoll(s, &end, 10);
	if (end == s || errno)
		return -1;
	switch (tolower((unsigned char)*end)) {
	case 't':
		v <<= 10;
		/* fall through */
	case 'g':
		v <<= 10;
		/* fall through */
	case '\0':
	case 'm':
		v <<= 10;
		/* fall through */
	case 'k':
		break;
	case 'b':
		v >>= 10;
		break;
	default:
		return -1;
	}
	if (*end && end[1])
		return -1;
	return v;
}

/* --- near misses --- */

/* Edits (also of swapped neighbours) from a to b, up to 63 characters. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int d[64][64], i, j, la = strlen(a), lb = strlen(b), m;

	if (la > 63 || lb > 63)
		return 99;
	for (i = 0; i <= la; i++)
		d[i][0] = i;
	for (j = 0; j <= lb; j++)
		d[0][j] = j;
	for (i = 1; i <= la; i++)
		for (j = 1; j <= lb; j++) {
			m = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			if (d[i - 1][j] + 1 < m)
				m = d[i - 1][j] + 1;
			if (d[i][j - 1] + 1 < m)
				m = d[i][j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < m)
				m = d[i - 2][j - 2] + 1;
			d[i][j] = m;
		}
	return d[la][lb];
}

const char *nearest(const char *s, const char *(*word)(unsigned int i))
{
	unsigned int i, dist, best = 1 + strlen(s) / 3;
	const char *w, *found = NULL;

	if (best > 3)
		best = 3;
	for (i = 0; (w = word(i)); i++) {
		dist = distance(s, w);
		if (dist <= best && (!found || dist < distance(s, found)))
			found = w;
	}
	return found;
}

/* --- lists of CPUs --- */

static int add_range(libxl_bitmap *map, const char *s, size_t len, bool node,
		     bool set)
{
	unsigned int a, b;
	char buf[32];
	int n = 0, i, nr;
	libxl_cputopology *topo = NULL;

	if (len >= sizeof(buf))
		return EINVAL;
	memcpy(buf, s, len);
	buf[len] = 0;
	if (sscanf(buf, "%u-%u%n", &a, &b, &n) != 2 || buf[n]) {
		n = 0;
		if (sscanf(buf, "%u%n", &a, &n) != 1 || buf[n])
			return EINVAL;
		b = a;
	}
	if (a > b || b > 4095)
		return EINVAL;
	if (node) {
		topo = libxl_get_cpu_topology(ctx, &nr);
		for (i = 0; topo && i < nr; i++)
			if (topo[i].node >= a && topo[i].node <= b)
				set ? libxl_bitmap_set(map, i)
				    : libxl_bitmap_reset(map, i);
		libxl_cputopology_list_free(topo, 0);
		return 0;
	}
	for (; a <= b; a++)
		set ? libxl_bitmap_set(map, a) : libxl_bitmap_reset(map, a);
	return 0;
}

int parse_cpus(const char *s, libxl_bitmap *map)
{
	size_t len;
	bool set, node;
	int rc = 0;

	while (*s && !rc) {
		while (*s == ' ')
			s++;
		set = *s != '^';
		s += !set;
		node = !strncmp(s, "nodes:", 6) || !strncmp(s, "node:", 5);
		if (node)
			s = strchr(s, ':') + 1;
		len = strcspn(s, ",");
		if (len == 3 && !strncmp(s, "all", 3))
			libxl_bitmap_set_any(map);
		else
			rc = add_range(map, s, len, node, set);
		s += len + (s[len] == ',');
	}
	return rc;
}

/* "0-3,5", or "all". */
void print_bitmap(const libxl_bitmap *map, int nr, FILE *f)
{
	int i, from = -1, printed = 0, set = 0;

	for (i = 0; i < nr; i++)
		set += libxl_bitmap_test(map, i);
	if (set == nr) {
		fprintf(f, "all");
		return;
	}
	for (i = 0; i <= nr; i++) {
		bool on = i < nr && libxl_bitmap_test(map, i);

		if (on && from < 0)
			from = i;
		if (on || from < 0)
			continue;
		fprintf(f, "%s%d", printed++ ? "," : "", from);
		if (i - 1 > from)
			fprintf(f, "-%d", i - 1);
		from = -1;
	}
	if (!printed)
		fprintf(f, "none");
}
