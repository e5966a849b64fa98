/*
 * log.h: the hypervisor's log.
 *
 * Every message goes to the ring (XEN_SYSCTL_readconsole, `xl dmesg`) and,
 * if its level passes loglvl= (guest_loglvl= for what a guest provokes), to
 * the console.  Safe in every context, interrupts and NMI included.
 */
#ifndef XEN_LOG_H
#define XEN_LOG_H

#include <xen/types.h>

enum log_level {
	LOG_ERR,
	LOG_WARNING,
	LOG_INFO,
	LOG_DEBUG,
};

/* `level` as above.  A message is one line and ends with '\n'. */
void log_printf(enum log_level level, const char *fmt, ...) __printf(2, 3);

/* As above; what a guest can provoke at will: rate-limited. */
void log_guest_printf(enum log_level level, const char *fmt, ...)
	__printf(2, 3);

#define log_err(...)   log_printf(LOG_ERR, __VA_ARGS__)
#define log_warn(...)  log_printf(LOG_WARNING, __VA_ARGS__)
#define log_info(...)  log_printf(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_printf(LOG_DEBUG, __VA_ARGS__)

#define log_guest(level, ...) log_guest_printf(level, __VA_ARGS__)

/* From now on messages carry the time. */
void log_clock_works(void);

/* All that the ring has goes to the console, as when that begins to work. */
void log_replay(void);

/* The option noreboot: a crash halts the machine. */
extern bool opt_noreboot;

/* Says why, dumps this CPU's state and backtrace, stops the machine. */
void panic(const char *fmt, ...) __printf(1, 2) __noreturn;

void assert_failed(const char *expr, const char *file, int line) __noreturn;

#define BUG_ON(cond)                                              \
	do {                                                      \
		if (unlikely(cond))                               \
			assert_failed(#cond, __FILE__, __LINE__); \
	} while (0)
#define BUG() assert_failed("BUG", __FILE__, __LINE__)

/* For our own bugs, never for what came from outside. */
#ifdef CONFIG_DEBUG
#define ASSERT(cond) BUG_ON(!(cond))
#else
#define ASSERT(cond) ((void)sizeof(!!(cond)))
#endif

#endif /* XEN_LOG_H */
