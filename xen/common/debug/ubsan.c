/*
 * ubsan.c: what the code of -fsanitize=undefined calls when the program does
 * what C does not define.  A build with UBSAN=y has it: each place is told once
 * in the log, with what was wrong, and the program goes on.
 *
 * The structures are the compiler's (GCC 8 and later): each begins with the
 * place in the source, whose column is set to ~0 once it was told.
 */
#include <xen/atomic.h>
#include <xen/log.h>
#include <xen/printf.h>
#include <xen/arch/cpu.h>

struct place {
	const char *file;
	uint32_t line, column;
};

struct type {
	uint16_t kind; /* 0: integer */
	uint16_t info; /* bit 0: signed; rest: log2 of the bits */
	char name[];
};

struct at {
	struct place place;
};

struct at_type {
	struct place place;
	const struct type *type;
};

struct at_two_types {
	struct place place;
	const struct type *left, *right;
};

struct at_mismatch {
	struct place place;
	const struct type *type;
	uint8_t log_alignment, kind;
};

/* Tells of a place, the first time. */
static void __printf(2, 3) report(struct place *p, const char *fmt, ...)
{
	uint32_t column = atomic_xchg(&p->column, ~0u);
	char text[160];
	va_list args;

	if (column == ~0u)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	log_err("UBSAN: %s:%u:%u: %s\n", p->file, p->line, column, text);
	arch_dump_state(NULL);
}

/* A value of an integer type: itself if it fits a long, else where it is. */
static long value(const struct type *t, unsigned long v)
{
	unsigned int bits = 1u << (t->info >> 1);

	if (t->kind || bits >= BITS_PER_LONG)
		return v;
	return t->info & 1 ? (long)(v << (BITS_PER_LONG - bits)) >>
				     (BITS_PER_LONG - bits)
			   : (long)v;
}

#define HANDLER(name, ...)                       \
	void __ubsan_handle_##name(__VA_ARGS__); \
	void __ubsan_handle_##name(__VA_ARGS__)

#define OVERFLOW(op, what)                                                   \
	HANDLER(op, struct at_type *a, unsigned long l, unsigned long r)     \
	{                                                                    \
		report(&a->place, "overflow: %ld " what " %ld of %s",        \
		       value(a->type, l), value(a->type, r), a->type->name); \
	}

OVERFLOW(add_overflow, "+")
OVERFLOW(sub_overflow, "-")
OVERFLOW(mul_overflow, "*")
OVERFLOW(divrem_overflow, "/")

HANDLER(negate_overflow, struct at_type *a, unsigned long v)
{
	report(&a->place, "overflow: -(%ld) of %s", value(a->type, v),
	       a->type->name);
}

HANDLER(pointer_overflow, struct at *a, unsigned long from, unsigned long to)
{
	report(&a->place, "pointer %lx becomes %lx", from, to);
}

HANDLER(shift_out_of_bounds, struct at_two_types *a, unsigned long l,
	unsigned long r)
{
	report(&a->place, "shift of %ld (%s) by %ld", value(a->left, l),
	       a->left->name, value(a->right, r));
}

HANDLER(out_of_bounds, struct at_two_types *a, unsigned long index)
{
	report(&a->place, "index %ld of %s", value(a->right, index),
	       a->left->name);
}

HANDLER(type_mismatch_v1, struct at_mismatch *a, unsigned long ptr)
{
	unsigned long alignment = 1UL << a->log_alignment;

	report(&a->place, "%s %lx as %s",
	       !ptr		       ? "null pointer"
	       : ptr & (alignment - 1) ? "misaligned pointer"
				       : "too small an object at",
	       ptr, a->type->name);
}

HANDLER(load_invalid_value, struct at_type *a, unsigned long v)
{
	report(&a->place, "%ld is no value of %s", (long)v, a->type->name);
}

HANDLER(vla_bound_not_positive, struct at_type *a, unsigned long v)
{
	report(&a->place, "array of %ld elements", (long)v);
}

HANDLER(nonnull_arg, struct at *a)
{
	report(&a->place, "null as an argument that must not be null");
}

HANDLER(nonnull_return_v1, struct at *a, struct place *p)
{
	report(p, "null returned where it must not be");
}

HANDLER(invalid_builtin, struct at *a)
{
	report(&a->place, "a builtin can't take 0");
}

HANDLER(missing_return, struct at *a)
{
	report(&a->place, "no value returned");
	panic("UBSAN: can't go on\n");
}

HANDLER(builtin_unreachable, struct at *a)
{
	report(&a->place, "an unreachable place is reached");
	panic("UBSAN: can't go on\n");
}
