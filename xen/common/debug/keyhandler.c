/*
 * keyhandler.c: debug keys.  Short ones run where the key arrived, the others
 * in the idle vCPU's context of that CPU, one after the other.
 *
 * crash-debug-panic= (-hwdom=, -watchdog=, -kexeccmd=, -debugkey=) are keys
 * that are run by themselves when the machine is about to end for that reason;
 * a + among them waits 10 ms.  May be changed at run time.
 */
#include "private.h"

#include <xen/arch/cpu.h>
#include <xen/atomic.h>
#include <xen/bitops.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/keyhandler.h>
#include <xen/softirq.h>
#include <xen/string.h>

#define NR_KEYS 128u

static struct {
	keyhandler_fn *fn;
	const char *text;
	bool irq_safe;
} keys[NR_KEYS];

/* Keys that wait for their tasklet: bits. */
static unsigned long late[NR_KEYS / BITS_PER_LONG];
static struct tasklet late_keys;

static void run_late(void *unused)
{
	for (unsigned int key = 0; key < NR_KEYS; key++)
		if (atomic_test_and_clear_bit(key % BITS_PER_LONG,
					      &late[key / BITS_PER_LONG]))
			keys[key].fn(key);
}

static void show_help(unsigned char key)
{
	log_info("Debug keys:\n");
	for (unsigned int i = 0; i < NR_KEYS; i++)
		if (keys[i].fn)
			log_info("  %c  %s\n", (char)i, keys[i].text);
}

static void show_registers(unsigned char key)
{
	arch_dump_state(NULL);
}

static void restart_machine(unsigned char key)
{
	log_info("Restart by debug key\n");
	arch_machine_restart(0);
}

/* All that only tell. */
static void show_all(unsigned char key)
{
	for (const char *k = "0Haegimqrtu"; *k; k++)
		if (keys[(unsigned char)*k].fn) {
			log_info("*** %s\n", keys[(unsigned char)*k].text);
			keys[(unsigned char)*k].fn(*k);
		}
}

void keyhandler_register(unsigned char key, keyhandler_fn *fn, const char *text,
			 bool irq_safe)
{
	ASSERT(key < NR_KEYS && !keys[key].fn);
	keys[key].fn = fn;
	keys[key].text = text;
	keys[key].irq_safe = irq_safe;
}

bool keyhandler_key(unsigned char key)
{
	if (key >= NR_KEYS)
		return false;
	key = array_index_nospec(key, NR_KEYS);
	if (!keys[key].fn)
		return false;
	log_info("'%c' pressed -> %s\n", key, keys[key].text);
	if (keys[key].irq_safe) {
		keys[key].fn(key);
		return true;
	}
	atomic_set_bit(key % BITS_PER_LONG, &late[key / BITS_PER_LONG]);
	tasklet_schedule(&late_keys);
	return true;
}

/* ---- When the machine ends ---- */

#define CRASH_KEYS_MAX 32

static char crash_keys[NR_CRASH_REASONS][CRASH_KEYS_MAX];

#define CRASH_PARAM(reason, name)                                       \
	static int set_##reason(const char *s)                          \
	{                                                               \
		return strlcpy(crash_keys[CRASH_##reason], s,           \
			       CRASH_KEYS_MAX) < CRASH_KEYS_MAX         \
			       ? 0                                      \
			       : -EINVAL;                               \
	}                                                               \
	static void show_##reason(char *buf, size_t size)               \
	{                                                               \
		strlcpy(buf, crash_keys[CRASH_##reason], size);         \
	}                                                               \
	PARAM_RUNTIME("crash-debug-" name, set_##reason, show_##reason, \
		      CRASH_KEYS_MAX)

CRASH_PARAM(PANIC, "panic");
CRASH_PARAM(HWDOM, "hwdom");
CRASH_PARAM(WATCHDOG, "watchdog");
CRASH_PARAM(KEXEC, "kexeccmd");
CRASH_PARAM(KEY, "debugkey");

void keyhandler_crash(enum crash_reason reason)
{
	static bool running;

	/* One that crashes ends it. */
	if (running)
		return;
	running = true;
	for (const char *k = crash_keys[reason]; *k; k++) {
		unsigned char key = *k;

		if (key == '+')
			mdelay(10);
		else if (key < NR_KEYS && keys[key].fn)
			keys[key].fn(key);
	}
	running = false;
}

static void crash(unsigned char key)
{
	keyhandler_crash(CRASH_KEY);
	panic("Crash by debug key\n");
}

void __init keyhandler_init(void)
{
	tasklet_init(&late_keys, run_late, NULL);
	keyhandler_register('h', show_help, "show this help", true);
	keyhandler_register('d', show_registers, "dump registers and stack",
			    true);
	keyhandler_register('R', restart_machine, "restart the machine", false);
	keyhandler_register('C', crash, "end the machine by a panic", true);
	keyhandler_register('*', show_all, "all of the keys that only tell",
			    false);
	log_init();
	log_level_init();
	dump_init();
}
