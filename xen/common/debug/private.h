/* private.h: what the parts of the hypervisor's log share. */
#ifndef DEBUG_PRIVATE_H
#define DEBUG_PRIVATE_H

#include <xen/log.h>
#include <xen/time.h>

/* log_level.c: does a message of this level go to the console? */
enum log_show {
	LOG_HIDDEN,
	LOG_LIMITED, /* as often as the rate limit allows */
	LOG_SHOWN,
};
enum log_show log_level_shows(enum log_level level);
enum log_show log_level_shows_guest(enum log_level level);
void log_level_show_all(void); /* the last words of a panic */
void log_level_init(void);     /* debug keys */
void log_init(void);	       /* log.c: VIRQ_CON_RING */

void dump_init(void); /* dump.c: debug keys */

/*
 * log_stamp.c: the time as console_timestamps= wants it, with a blank behind
 * it; its length, maybe 0.  `clock`: whether system_time() may be asked.
 */
int log_stamp(char *buf, size_t size, bool clock);

#endif /* DEBUG_PRIVATE_H */
