/*
 * log.c: messages, the ring that keeps them, and the way to the console.
 *
 * The ring holds the last RING_SIZE bytes as text, each line with its time
 * and level already in front, so that readers (XEN_SYSCTL_readconsole) need
 * no knowledge of records.  A position is counted from boot: the ring holds
 * [produced - RING_SIZE, produced).  What a guest provokes passes a token
 * bucket first.
 *
 * Lock: console_lock, rank LOCK_CONSOLE, irqsave.
 */
#include "private.h"

#include <stdarg.h>
#include <xen/atomic.h>
#include <xen/console.h>
#include <xen/ctype.h>
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/event.h>
#include <xen/gdb.h>
#include <xen/guest_copy.h>
#include <xen/init.h>
#include <xen/kexec.h>
#include <xen/keyhandler.h>
#include <xen/log.h>
#include <xen/printf.h>
#include <xen/smp.h>
#include <xen/softirq.h>
#include <xen/spinlock.h>
#include <xen/string.h>
#include <xen/time.h>
#include <xen/arch/cpu.h>
#include <xen/arch/smp.h>
#include <public/sysctl.h>

#define RING_SIZE 32768u /* a power of two */

static char ring[RING_SIZE];
static uint32_t produced, cleared;
static struct spinlock console_lock = SPINLOCK_INIT(LOCK_CONSOLE);
static bool clock_works; /* system_time() may be asked */
static bool line_open;	 /* the last message did not end its line */

void log_clock_works(void)
{
	clock_works = true;
}

static void ring_put(const char *s, size_t len)
{
	while (len--)
		ring[produced++ & (RING_SIZE - 1)] = *s++;
}

static void emit(bool show, const char *fmt, va_list args)
{
	char line[400];
	unsigned long flags;
	int n = 0;

	flags = spin_lock_irqsave(&console_lock);
	if (!line_open) {
		n += scnprintf(line, sizeof(line), "(XEN) ");
		n += log_stamp(line + n, sizeof(line) - n, clock_works);
	}
	n += vscnprintf(line + n, sizeof(line) - n, fmt, args);
	if (n == sizeof(line) - 1)
		line[n - 1] = '\n';
	line_open = n && line[n - 1] != '\n';
	ring_put(line, n);
	/* A reader of the ring in dom0 is told, when that can be done. */
	if (hardware_domain)
		softirq_raise(LOG_SOFTIRQ);
	if (show)
		console_write(line, n);
	spin_unlock_irqrestore(&console_lock, flags);
}

/*
 * Ten messages at once and two a second; what is dropped is counted and told
 * with the next that passes.
 */
struct limit {
	const char *whose;
	s_time_t last;
	unsigned int tokens, missed;
	struct spinlock lock;
};
#define LIMIT_INIT(whose_)                       \
	{                                        \
		.whose = (whose_), .tokens = 10, \
		.lock = SPINLOCK_INIT(LOCK_LEAF) \
	}
static struct limit host_limit = LIMIT_INIT("other"),
		    guest_limit = LIMIT_INIT("guest");

/* Whether one may pass; *dropped: how many may be told of. */
static bool limit_pass(struct limit *l, unsigned int *dropped)
{
	unsigned long flags = spin_lock_irqsave(&l->lock);
	s_time_t now = clock_works ? system_time() : 0;
	bool pass;

	while (now - l->last >= MILLISECS(500) && l->tokens < 10) {
		l->tokens++;
		l->last += MILLISECS(500);
	}
	if (l->tokens == 10)
		l->last = now;
	pass = l->tokens > 0;
	if (pass) {
		l->tokens--;
		*dropped = l->missed;
		l->missed = 0;
	} else {
		l->missed++;
	}
	spin_unlock_irqrestore(&l->lock, flags);
	return pass;
}

static bool limited(struct limit *l)
{
	unsigned int dropped;

	if (!limit_pass(l, &dropped))
		return true;
	if (dropped)
		log_printf(LOG_ERR, "%u %s messages dropped\n", dropped,
			   l->whose);
	return false;
}

void log_printf(enum log_level level, const char *fmt, ...)
{
	enum log_show show = log_level_shows(level);
	va_list args;

	va_start(args, fmt);
	emit(show == LOG_SHOWN ||
		     (show == LOG_LIMITED && !limited(&host_limit)),
	     fmt, args);
	va_end(args);
}

void log_guest_printf(enum log_level level, const char *fmt, ...)
{
	va_list args;

	if (limited(&guest_limit))
		return;
	va_start(args, fmt);
	emit(log_level_shows_guest(level) != LOG_HIDDEN, fmt, args);
	va_end(args);
}

int console_read_ring(struct xen_sysctl_readconsole *op)
{
	guest_ptr_t buf = guest_ptr(op->buffer);
	uint32_t at, end = READ_ONCE(produced), done = 0;
	char chunk[128];

	/* A reader that goes on sees nothing that was cleared meanwhile. */
	at = READ_ONCE(cleared);
	if (op->incremental && (int32_t)(op->index - at) > 0)
		at = (int32_t)(end - op->index) > 0 ? op->index : end;
	if (end - at > RING_SIZE)
		at = end - RING_SIZE;
	while (at != end && done < op->count) {
		unsigned int n = 0;

		while (n < sizeof(chunk) && at != end && done + n < op->count)
			chunk[n++] = ring[at++ & (RING_SIZE - 1)];
		if (copy_to_guest(guest_ptr_at(buf, done, 1), chunk, n))
			return -EFAULT;
		done += n;
	}
	if (op->clear)
		WRITE_ONCE(cleared, end);
	op->count = done;
	op->index = at;
	return 0;
}

static void tell_readers(void)
{
	evtchn_send_global_virq(VIRQ_CON_RING);
}

void __init log_init(void)
{
	softirq_open(LOG_SOFTIRQ, tell_readers);
}

void log_replay(void)
{
	uint32_t end = READ_ONCE(produced), at = end > RING_SIZE ? end : 0;

	/* What is at the wrap comes in two pieces, and may change meanwhile. */
	if (at)
		console_write(ring + (at & (RING_SIZE - 1)),
			      RING_SIZE - (at & (RING_SIZE - 1)));
	console_write(ring, end > RING_SIZE ? at & (RING_SIZE - 1) : end);
}

void console_force_unlock(void)
{
	locks_bust();
	line_open = false;
}

void panic(const char *fmt, ...)
{
	static unsigned int panicking;
	va_list args;

	arch_irq_disable();
	if (atomic_xchg(&panicking, 1))
		arch_cpu_halt();
	console_force_unlock();
	log_level_show_all();
	console_panic_init();
	arch_smp_stop_others();
	log_err("****************************************\n");
	va_start(args, fmt);
	emit(true, fmt, args);
	va_end(args);
	arch_dump_state(NULL);
	gdb_break();
	kexec_crash(CRASH_PANIC);
	keyhandler_crash(CRASH_PANIC);
	log_err("****************************************\n");
	if (opt_noreboot) {
		log_err("Manual reset required (\"noreboot\" was given)\n");
		arch_cpu_halt();
	}
	log_err("Reboot in five seconds\n");
	arch_machine_restart(5000);
}

void assert_failed(const char *expr, const char *file, int line)
{
	panic("Assertion failed: %s at %s:%d\n", expr, file, line);
}
