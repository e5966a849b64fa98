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

void keyhandler_init(void);

#endif /* XEN_KEYHANDLER_H */
