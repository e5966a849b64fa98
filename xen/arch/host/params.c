/*
 * params.c (host): nobody parses a command line; the declared parameters
 * only must link.
 */
#include <xen/init.h>

#include <xen/keyhandler.h>
#include <xen/arch/boot.h>
#include <asm/host.h>

/* What the banner, beside the version's text, would name. */
HOST_WEAK struct boot_info boot_info;

HOST_WEAK int param_set_bool(const char *s, bool *var)
{
	return 0;
}

HOST_WEAK int param_set_uint(const char *s, unsigned int *var)
{
	return 0;
}

HOST_WEAK int param_set_size(const char *s, uint64_t *var)
{
	return 0;
}

HOST_WEAK int param_set_string(const char *s, char *var, size_t size)
{
	return 0;
}

HOST_WEAK void keyhandler_crash(enum crash_reason reason)
{
}

HOST_WEAK void keyhandler_register(unsigned char key, keyhandler_fn *fn,
				   const char *description, bool irq_safe)
{
}
