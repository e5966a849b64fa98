/*
 * keyhandler.c: debug keys.  Long ones run in the idle vCPU's context of the
 * CPU where the key arrived.
 */
#include <xen/init.h>
#include <xen/keyhandler.h>
#include <xen/log.h>
#include <xen/softirq.h>
#include <xen/arch/cpu.h>

static struct {
	keyhandler_fn *fn;
	const char *text;
	bool irq_safe;
} keys[128];

static void run_late(void *data)
{
	unsigned char key = (unsigned long)data;

	keys[key].fn(key);
}

static struct tasklet late_key;

static void show_help(unsigned char key)
{
	log_info("Debug keys:\n");
	for (unsigned int i = 0; i < ARRAY_SIZE(keys); i++)
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

void keyhandler_register(unsigned char key, keyhandler_fn *fn, const char *text,
			 bool irq_safe)
{
	ASSERT(key < ARRAY_SIZE(keys) && !keys[key].fn);
	keys[key].fn = fn;
	keys[key].text = text;
	keys[key].irq_safe = irq_safe;
}

bool keyhandler_key(unsigned char key)
{
	if (key >= ARRAY_SIZE(keys) || !keys[key].fn)
		return false;
	log_info("'%c' pressed -> %s\n", key, keys[key].text);
	if (keys[key].irq_safe) {
		keys[key].fn(key);
		return true;
	}
	late_key.data = (void *)(unsigned long)key;
	tasklet_schedule(&late_key);
	return true;
}

void __init keyhandler_init(void)
{
	tasklet_init(&late_key, run_late, NULL);
	keyhandler_register('h', show_help, "show this help", true);
	keyhandler_register('d', show_registers, "dump registers and stack",
			    true);
	keyhandler_register('R', restart_machine, "restart the machine", false);
}
