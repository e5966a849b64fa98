/*
 * init.h: what is needed only while booting, and command-line parameters.
 *
 * Code and data marked here are given back to the heap by
 * arch_free_init_memory() once dom0 is about to run.
 */
#ifndef XEN_INIT_H
#define XEN_INIT_H

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
};

#define PARAM_CUSTOM(name_, fn_)                                              \
	static const struct param param_##fn_ __used __section(".init.param") \
		__aligned(16) = { .name = (name_), .fn = (fn_) }

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
