/*
 * log.c (host): messages are kept for the test to look at.
 */
#include <xen/log.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <xen/perfc.h>
#include <asm/host.h>

bool host_log_verbose;
unsigned int host_log_count;
char host_log_last[256];
_Thread_local jmp_buf *host_panic_env;

HOST_WEAK DEFINE_PER_CPU(struct perfc_cpu, perfc_counters);

static void keep(const char *fmt, va_list ap)
{
	host_log_count++;
	vsnprintf(host_log_last, sizeof(host_log_last), fmt, ap);
	if (host_log_verbose)
		fputs(host_log_last, stderr);
}

HOST_WEAK void log_printf(enum log_level level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	keep(fmt, ap);
	va_end(ap);
}

HOST_WEAK void log_guest_printf(enum log_level level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	keep(fmt, ap);
	va_end(ap);
}

static void __noreturn end(void)
{
	if (host_panic_env)
		longjmp(*host_panic_env, 1);
	fprintf(stderr, "panic: %s\n", host_log_last);
	abort();
}

HOST_WEAK void panic(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	keep(fmt, ap);
	va_end(ap);
	end();
}

HOST_WEAK void assert_failed(const char *expr, const char *file, int line)
{
	host_log_count++;
	snprintf(host_log_last, sizeof(host_log_last), "%s:%d: %s\n", file,
		 line, expr);
	end();
}
