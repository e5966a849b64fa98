/*
 * init.h: what is needed only while booting, and command-line parameters.
 *
 * Code and data marked here are given back to the heap by
 * arch_free_init_memory() once dom0 is about to run.
 */
#ifndef XEN_INIT_H
#define XEN_INIT_H

#include <xen/printf.h>
#include <xen/types.h>

#define __init	      __section(".init.text") __cold
#define __initdata    __section(".init.data")
#define __initconst   __section(".init.rodata")
#define __read_mostly __section(".data.read_mostly")

/*
 * One command-line parameter.  `fn` gets the text after "name=", or "" where
 * the name stood alone, "no" where it stood as "no-name"; it returns 0, or
 * -EINVAL for a value that it can't use (param_parse() then warns by name).
 * A name that nobody declared is warned about as well.
 */
struct param {
	const char *name;
	int (*fn)(const char *value);
	/*
	 * Not NULL: it may also be read and set at run time (hypfs, /params/).
	 * show() writes the present value, which setting it would bring back;
	 * neither it nor fn() is __init.  A value, its NUL included, has at
	 * most max_size bytes.
	 */
	void (*show)(char *buf, size_t size);
	size_t max_size;
};
/* All of them, in no order. */
extern const struct param __start_params[], __stop_params[];

#define PARAM_DEFINE(id_, ...)                                                \
	static const struct param param_##id_ __used __section(".init.param") \
		__aligned(16) = { __VA_ARGS__ }

#define PARAM_CUSTOM(name_, fn_) PARAM_DEFINE(fn_, .name = (name_), .fn = (fn_))
#define PARAM_RUNTIME(name_, fn_, show_, max_)                           \
	PARAM_DEFINE(fn_, .name = (name_), .fn = (fn_), .show = (show_), \
		     .max_size = (max_))

/* A boolean `var`: name, name=yes|no|on|off|1|0, no-name. */
#define PARAM_BOOL(name_, var_)                           \
	static __init int param_set_##var_(const char *s) \
	{                                                 \
		return param_set_bool(s, &var_);          \
	}                                                 \
	PARAM_CUSTOM(name_, param_set_##var_)

/* An unsigned int `var`, decimal or 0x. */
#define PARAM_UINT(name_, var_)                           \
	static __init int param_set_##var_(const char *s) \
	{                                                 \
		return param_set_uint(s, &var_);          \
	}                                                 \
	PARAM_CUSTOM(name_, param_set_##var_)

/* The same, also at run time. */
#define PARAM_UINT_RUNTIME(name_, var_)                       \
	static int param_set_##var_(const char *s)            \
	{                                                     \
		return param_set_uint(s, &var_);              \
	}                                                     \
	static void param_show_##var_(char *buf, size_t size) \
	{                                                     \
		scnprintf(buf, size, "%u", READ_ONCE(var_));  \
	}                                                     \
	PARAM_RUNTIME(name_, param_set_##var_, param_show_##var_, 12)

/* A size in bytes (uint64_t `var`), with suffix B K M G T; default unit KiB. */
#define PARAM_SIZE(name_, var_)                           \
	static __init int param_set_##var_(const char *s) \
	{                                                 \
		return param_set_size(s, &var_);          \
	}                                                 \
	PARAM_CUSTOM(name_, param_set_##var_)

/* A string copied into the char array `var`. */
#define PARAM_STRING(name_, var_)                               \
	static __init int param_set_##var_(const char *s)       \
	{                                                       \
		return param_set_string(s, var_, sizeof(var_)); \
	}                                                       \
	PARAM_CUSTOM(name_, param_set_##var_)

int param_set_bool(const char *s, bool *var);
int param_set_uint(const char *s, unsigned int *var);
int param_set_size(const char *s, uint64_t *var);
int param_set_string(const char *s, char *var, size_t size);

/* Splits `cmdline` at blanks and hands each word to its parameter. */
void param_parse(const char *cmdline);

/* The command line as the boot loader gave it, for version(XENVER_commandline).
 */
extern char saved_cmdline[1024];

#endif /* XEN_INIT_H */
