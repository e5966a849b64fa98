/*
 * keyhandler.h: debug keys, from the console (Ctrl-A x3) or `xl debug-keys`.
 */
#ifndef XEN_KEYHANDLER_H
#define XEN_KEYHANDLER_H

#include <xen/types.h>

typedef void keyhandler_fn(unsigned char key);

/* `irq_safe`: short enough to run where the key arrived. */
void keyhandler_register(unsigned char key, keyhandler_fn *fn,
			 const char *description, bool irq_safe);
/* Runs it (soon); false: no such key. */
bool keyhandler_key(unsigned char key);

/* Runs the keys that crash-debug-...= names for this end of the machine. */
enum crash_reason {
	CRASH_PANIC,
	CRASH_HWDOM,	/* the hardware domain crashed */
	CRASH_WATCHDOG, /* its watchdog */
	CRASH_KEXEC,	/* KEXEC_CMD_kexec of the crash image */
	CRASH_KEY,
	NR_CRASH_REASONS
};
void keyhandler_crash(enum crash_reason reason);

void keyhandler_init(void);

#endif /* XEN_KEYHANDLER_H */
