/*
 * coverage.c: gcc's counters of executed branches, as its .gcda files.
 *
 * With -fprofile-arcs each object has a constructor that calls __gcov_init()
 * with the object's struct gcov_info; the layout is that of GCC 10 to 13.
 * `xencov read` gets the word "XCOV" and for each object its file's name with a
 * NUL, the length of the file and the file.  CPUs count without locks: a count
 * may be a little low.
 *
 * A .gcda file: magic, version, stamp, checksum (from GCC 12 on); for each
 * function a tag, a length, three words of its identity; for each kind of
 * counter in use a tag, a length, the counters of 64 bits.
 */
#include <xen/coverage.h>

#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/string.h>
#include <public/sysctl.h>

#define NR_KINDS 8
static_assert(__GNUC__ >= 10 && __GNUC__ <= 13, "the layout is another");

#define HAS_CHECKSUM (__GNUC__ >= 12)
/* Lengths count bytes from GCC 12 on, words before. */
#define LENGTH_UNIT (__GNUC__ >= 12 ? 4u : 1u)

#define GCDA_MAGIC   0x67636461u
#define TAG_FUNCTION 0x01000000u
#define TAG_COUNTER  0x01a10000u

#define XCOV_MAGIC 0x58434f56u

struct gcov_counters {
	uint32_t nr;
	int64_t *value;
};

struct gcov_function {
	const void *key;
	uint32_t id, line_checksum, graph_checksum;
	struct gcov_counters counters[]; /* of the kinds in use */
};

struct gcov_info {
	uint32_t version;
	struct gcov_info *next;
	uint32_t stamp;
	uint32_t checksum; /* from GCC 12 on; before, it is padding */
	const char *filename;
	void (*merge[NR_KINDS])(int64_t *, uint32_t); /* NULL: not in use */
	uint32_t nr_functions;
	struct gcov_function **functions;
};

/* What the compiler's code calls. */
void __gcov_init(struct gcov_info *info);
void __gcov_exit(void);
void __gcov_merge_add(int64_t *counters, uint32_t n);

static struct gcov_info *first;

void __gcov_init(struct gcov_info *info)
{
	info->next = first;
	first = info;
}

/* Named by the objects, never called: nothing ends, no file is read. */
void __gcov_exit(void)
{
}

void __gcov_merge_add(int64_t *counters, uint32_t n)
{
}

extern void (*const __start_constructors[])(void);
extern void (*const __stop_constructors[])(void);

void __init coverage_init(void)
{
	for (void (*const *f)(void) = __start_constructors;
	     f < __stop_constructors; f++)
		(*f)();
}

/* ---- Writing ---- */

/* A file of which only the length is wanted has buf.a == 0. */
struct out {
	guest_ptr_t buf;
	uint32_t done; /* bytes */
	bool failed;
};

static void put_bytes(struct out *o, const void *p, size_t len)
{
	if (!guest_ptr_null(o->buf) &&
	    copy_to_guest(guest_ptr_at(o->buf, o->done, 1), p, len))
		o->failed = true;
	o->done += len;
}

static void put_word(struct out *o, uint32_t word)
{
	put_bytes(o, &word, sizeof(word));
}

static void put_function(struct out *o, const struct gcov_info *info,
			 const struct gcov_function *fn)
{
	const struct gcov_counters *c = fn->counters;

	put_word(o, TAG_FUNCTION);
	put_word(o, 3 * LENGTH_UNIT);
	put_word(o, fn->id);
	put_word(o, fn->line_checksum);
	put_word(o, fn->graph_checksum);
	for (unsigned int kind = 0; kind < NR_KINDS; kind++) {
		if (!info->merge[kind])
			continue;
		put_word(o, TAG_COUNTER + (kind << 17));
		put_word(o, c->nr * 2 * LENGTH_UNIT);
		put_bytes(o, c->value, c->nr * sizeof(*c->value));
		c++;
	}
}

static void put_file(struct out *o, const struct gcov_info *info)
{
	put_word(o, GCDA_MAGIC);
	put_word(o, info->version);
	put_word(o, info->stamp);
	if (HAS_CHECKSUM)
		put_word(o, info->checksum);
	for (uint32_t i = 0; i < info->nr_functions; i++)
		if (info->functions[i] && info->functions[i]->key == info)
			put_function(o, info, info->functions[i]);
}

static void put_all(struct out *o)
{
	put_word(o, XCOV_MAGIC);
	for (const struct gcov_info *i = first; i; i = i->next) {
		struct out length = { .done = 0 };

		put_file(&length, i);
		put_bytes(o, i->filename, strlen(i->filename) + 1);
		put_word(o, length.done);
		put_file(o, i);
	}
}

static uint32_t size_of_all(void)
{
	struct out length = { .done = 0 };

	put_all(&length);
	return length.done;
}

static int read_all(struct xen_sysctl_coverage_op *op)
{
	struct out o = { .buf = guest_ptr(op->buffer) };

	if (op->size < size_of_all())
		return -ENOBUFS;
	if (guest_ptr_null(o.buf))
		return -EFAULT;
	put_all(&o);
	op->size = o.done;
	return o.failed ? -EFAULT : 0;
}

static void reset_function(const struct gcov_info *info,
			   const struct gcov_function *fn)
{
	const struct gcov_counters *c = fn->counters;

	for (unsigned int kind = 0; kind < NR_KINDS; kind++) {
		if (!info->merge[kind])
			continue;
		memset(c->value, 0, c->nr * sizeof(*c->value));
		c++;
	}
}

static void reset_all(void)
{
	for (const struct gcov_info *i = first; i; i = i->next)
		for (uint32_t f = 0; f < i->nr_functions; f++)
			if (i->functions[f] && i->functions[f]->key == i)
				reset_function(i, i->functions[f]);
}

int coverage_control(struct xen_sysctl_coverage_op *op)
{
	switch (op->cmd) {
	case XEN_SYSCTL_COVERAGE_get_size:
		op->size = size_of_all();
		return 0;
	case XEN_SYSCTL_COVERAGE_read:
		return read_all(op);
	case XEN_SYSCTL_COVERAGE_reset:
		reset_all();
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}
