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
#include <stdarg.h>
#include <xen/atomic.h>
#include <xen/console.h>
#include <xen/ctype.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/printf.h>
#include <xen/smp.h>
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

/* Highest level that reaches the console. */
static enum log_level level_xen = LOG_INFO, level_guest = LOG_WARNING;

static __init int parse_level(const char *s, enum log_level *level)
{
	static const char *const names[] = { "error", "warning", "info",
					     "debug" };
	const char *end = strchr(s, '/');
	size_t len = end ? (size_t)(end - s) : strlen(s);

	if (!strncmp(s, "all", len) && len == 3) {
		*level = LOG_DEBUG;
		return 0;
	}
	if (!strncmp(s, "none", len) && len == 4) {
		*level = LOG_ERR;
		return 0;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		if (!strncmp(s, names[i], len) && names[i][len] == '\0') {
			*level = i;
			return 0;
		}
	return -EINVAL;
}

static __init int set_loglvl(const char *s)
{
	return parse_level(s, &level_xen);
}
PARAM_CUSTOM("loglvl", set_loglvl);

static __init int set_guest_loglvl(const char *s)
{
	return parse_level(s, &level_guest);
}
PARAM_CUSTOM("guest_loglvl", set_guest_loglvl);

enum timestamps { TS_NONE, TS_DATE, TS_DATEMS, TS_BOOT, TS_RAW };
static enum timestamps timestamps = TS_BOOT;

static __init int set_timestamps(const char *s)
{
	static const char *const names[] = { "none", "date", "datems", "boot",
					     "raw" };

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(s, names[i])) {
			timestamps = i;
			return 0;
		}
	return -EINVAL;
}
PARAM_CUSTOM("console_timestamps", set_timestamps);

void log_clock_works(void)
{
	clock_works = true;
}

/* Days since 1970-01-01 to a date (proleptic Gregorian calendar). */
static void civil_date(uint64_t days, unsigned int *y, unsigned int *m,
		       unsigned int *d)
{
	uint64_t z = days + 719468, era = z / 146097;
	unsigned int doe = z - era * 146097;
	unsigned int yoe =
		(doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	unsigned int mp = (5 * doy + 2) / 153;

	*d = doy - (153 * mp + 2) / 5 + 1;
	*m = mp < 10 ? mp + 3 : mp - 9;
	*y = yoe + era * 400 + (*m <= 2);
}

static int put_date(char *buf, size_t size, s_time_t now)
{
	uint64_t sec;
	uint32_t nsec;
	unsigned int y, m, d, s;

	wallclock_get(&sec, &nsec);
	now += nsec;
	sec += now / SECONDS(1);
	civil_date(sec / 86400, &y, &m, &d);
	s = sec % 86400;
	if (timestamps == TS_DATE)
		return scnprintf(buf, size, "[%u-%02u-%02u %02u:%02u:%02u] ", y,
				 m, d, s / 3600, s / 60 % 60, s % 60);
	return scnprintf(buf, size, "[%u-%02u-%02u %02u:%02u:%02u.%03u] ", y, m,
			 d, s / 3600, s / 60 % 60, s % 60,
			 (unsigned int)(now / MILLISECS(1) % 1000));
}

static int put_stamp(char *buf, size_t size)
{
	s_time_t now = clock_works ? system_time() : 0;

	switch (timestamps) {
	case TS_NONE:
		return 0;
	case TS_RAW:
		return scnprintf(buf, size, "[%016lx] ", (unsigned long)now);
	case TS_DATE:
	case TS_DATEMS:
		if (clock_works)
			return put_date(buf, size, now);
		break;
	case TS_BOOT:
		break;
	}
	return scnprintf(buf, size, "[%5u.%06u] ",
			 (unsigned int)(now / SECONDS(1)),
			 (unsigned int)(now / MICROSECS(1) % 1000000));
}

static void ring_put(const char *s, size_t len)
{
	while (len--)
		ring[produced++ & (RING_SIZE - 1)] = *s++;
}

static void emit(enum log_level level, bool show, const char *fmt, va_list args)
{
	char line[400];
	unsigned long flags;
	int n = 0;

	flags = spin_lock_irqsave(&console_lock);
	if (!line_open) {
		n += scnprintf(line, sizeof(line), "(XEN) ");
		n += put_stamp(line + n, sizeof(line) - n);
	}
	n += vscnprintf(line + n, sizeof(line) - n, fmt, args);
	if (n == sizeof(line) - 1)
		line[n - 1] = '\n';
	line_open = n && line[n - 1] != '\n';
	ring_put(line, n);
	if (show)
		console_write(line, n);
	spin_unlock_irqrestore(&console_lock, flags);
}

void log_printf(enum log_level level, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	emit(level, level <= level_xen, fmt, args);
	va_end(args);
}

/*
 * Guests may cause 10 messages at once and 2 a second; what is dropped is
 * counted and told with the next that passes.
 */
static bool rate_limit(unsigned int *dropped)
{
	static s_time_t last;
	static unsigned int tokens = 10, missed;
	static struct spinlock lock = SPINLOCK_INIT(LOCK_LEAF);
	unsigned long flags = spin_lock_irqsave(&lock);
	s_time_t now = clock_works ? system_time() : 0;
	bool pass;

	while (now - last >= MILLISECS(500) && tokens < 10) {
		tokens++;
		last += MILLISECS(500);
	}
	if (tokens == 10)
		last = now;
	pass = tokens > 0;
	if (pass) {
		tokens--;
		*dropped = missed;
		missed = 0;
	} else {
		missed++;
	}
	spin_unlock_irqrestore(&lock, flags);
	return pass;
}

void log_guest_printf(enum log_level level, const char *fmt, ...)
{
	unsigned int dropped;
	va_list args;

	if (!rate_limit(&dropped))
		return;
	if (dropped)
		log_printf(LOG_WARNING, "%u guest messages dropped\n", dropped);
	va_start(args, fmt);
	emit(level, level <= level_guest, fmt, args);
	va_end(args);
}

int console_read_ring(struct xen_sysctl_readconsole *op)
{
	guest_ptr_t buf = guest_ptr(op->buffer);
	uint32_t at, end = READ_ONCE(produced), done = 0;
	char chunk[128];

	at = op->incremental ? op->index : READ_ONCE(cleared);
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

void log_replay(void)
{
	console_write(ring, min(produced, RING_SIZE));
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
	console_panic_init();
	arch_smp_stop_others();
	log_err("****************************************\n");
	va_start(args, fmt);
	emit(LOG_ERR, true, fmt, args);
	va_end(args);
	arch_dump_state(NULL);
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
