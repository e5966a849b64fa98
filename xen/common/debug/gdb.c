/*
 * gdb.c: gdb's remote protocol on a serial line of its own: gdb=com2.
 *
 * The hypervisor stops in gdb_trap() on one CPU while all others wait (the arch
 * holds them by NMIs), and does what gdb says: reads and writes memory and
 * registers, sets breakpoints, goes on by one instruction or until something
 * happens.  That is a breakpoint, a fault of the hypervisor, a panic, the debug
 * key %, or a character from gdb while all runs, for which the line is looked
 * at every 50 ms.
 *
 * Packets are $DATA#SUM, answered by + (or - for a wrong sum) and a packet. The
 * line is not trusted with more than it has: who holds it has the machine.
 *
 * No locks: one CPU is in here, with interrupts off.
 */
#include <xen/gdb.h>

#include <xen/arch/cpu.h>
#include <xen/arch/gdb.h>
#include <xen/console.h>
#include <xen/ctype.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/keyhandler.h>
#include <xen/log.h>
#include <xen/printf.h>
#include <xen/string.h>
#include <xen/timer.h>

#define PACKET_MAX  1024u
#define BREAKPOINTS 32u
#define POLL_PERIOD MILLISECS(50)

/* Signals as gdb names them. */
#define SIGINT	2
#define SIGTRAP 5
#define SIGSEGV 11

static char opt_gdb[8];
PARAM_STRING("gdb", opt_gdb);

static struct serial_ops *line;
static struct timer poll;
static bool inside; /* in gdb_trap(): what traps now is our own doing */

static struct breakpoint {
	unsigned long at; /* 0: free */
	unsigned char was;
} breakpoints[BREAKPOINTS];

static char packet[PACKET_MAX + 1], answer[PACKET_MAX + 1];

/* ---- The line ---- */

static char get_char(void)
{
	int c;

	while ((c = line->getc(line)) < 0)
		arch_cpu_relax();
	return c;
}

static void put_char(char c)
{
	line->putc(line, c);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = char_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The data of the next packet, terminated; too long ones are cut. */
static void get_packet(void)
{
	unsigned int n;
	uint8_t sum, said;

	do {
		while (get_char() != '$')
			;
		n = sum = 0;
		for (char c; (c = get_char()) != '#';) {
			sum += c;
			if (n < PACKET_MAX)
				packet[n++] = c;
		}
		packet[n] = '\0';
		said = hex_digit(get_char()) << 4;
		said |= hex_digit(get_char());
		put_char(said == sum ? '+' : '-');
	} while (said != sum);
}

static void put_packet(void)
{
	static const char digits[] = "0123456789abcdef";
	char c;

	do {
		uint8_t sum = 0;

		put_char('$');
		for (const char *s = answer; *s; s++) {
			put_char(*s);
			sum += *s;
		}
		put_char('#');
		put_char(digits[sum >> 4]);
		put_char(digits[sum & 15]);
		/* A new packet instead of a + is one as well. */
		do
			c = get_char();
		while (c != '+' && c != '-');
	} while (c == '-');
}

/* ---- Numbers and bytes in packets ---- */

static const char *parse_hex(const char *s, unsigned long *v)
{
	int digit;

	*v = 0;
	while ((digit = hex_digit(*s)) >= 0) {
		*v = *v << 4 | digit;
		s++;
	}
	return s;
}

/* "ADDR,LENGTH" and the character that follows; false: it is not that. */
static bool parse_range(const char *s, unsigned long *at, unsigned long *len,
			const char **rest)
{
	s = parse_hex(s, at);
	if (*s++ != ',')
		return false;
	*rest = parse_hex(s, len);
	return true;
}

static char *put_bytes(char *to, const void *from, size_t n)
{
	const unsigned char *p = from;

	for (; n; n--, to += 2)
		snprintf(to, 3, "%02x", *p++);
	return to;
}

/* Whether `n` bytes in hex are there. */
static bool parse_bytes(const char *s, void *to, size_t n)
{
	unsigned char *p = to;

	for (; n; n--, s += 2) {
		int hi = hex_digit(s[0]), lo = hi < 0 ? -1 : hex_digit(s[1]);

		if (lo < 0)
			return false;
		*p++ = hi << 4 | lo;
	}
	return true;
}

static void say(const char *text)
{
	strlcpy(answer, text, sizeof(answer));
}

/* ---- Commands ---- */

static void read_memory(const char *s)
{
	unsigned char bytes[PACKET_MAX / 2];
	unsigned long at, len;
	const char *rest;

	if (!parse_range(s, &at, &len, &rest) || len > sizeof(bytes)) {
		say("E01");
		return;
	}
	/* What can be read of it. */
	for (unsigned long n = 0; n < len; n++)
		if (!arch_gdb_read(&bytes[n], at + n)) {
			len = n;
			break;
		}
	if (!len) {
		say("E02");
		return;
	}
	*put_bytes(answer, bytes, len) = '\0';
}

static void write_memory(const char *s)
{
	unsigned char byte;
	unsigned long at, len;
	const char *rest;

	if (!parse_range(s, &at, &len, &rest) || *rest++ != ':' ||
	    strlen(rest) / 2 < len) {
		say("E01");
		return;
	}
	for (; len; len--, at++, rest += 2)
		if (!parse_bytes(rest, &byte, 1) || !arch_gdb_write(at, byte)) {
			say("E02");
			return;
		}
	say("OK");
}

static struct breakpoint *breakpoint_find(unsigned long at)
{
	for (unsigned int i = 0; i < BREAKPOINTS; i++)
		if (breakpoints[i].at == at)
			return &breakpoints[i];
	return NULL;
}

static void breakpoint_set(unsigned long at)
{
	struct breakpoint *b = breakpoint_find(0);

	if (at && breakpoint_find(at)) {
		say("OK");
		return;
	}
	if (!at || !b || !arch_gdb_read(&b->was, at) ||
	    !arch_gdb_write(at, ARCH_GDB_BREAK)) {
		say("E03");
		return;
	}
	b->at = at;
	say("OK");
}

static void breakpoint_clear(unsigned long at)
{
	struct breakpoint *b = at ? breakpoint_find(at) : NULL;

	if (b && arch_gdb_write(at, b->was))
		b->at = 0;
	say("OK");
}

/* Z0,ADDR,KIND sets one, z0,ADDR,KIND clears it. */
static void breakpoint_command(const char *s)
{
	unsigned long at;

	/* Other kinds are not known: gdb tries what else there is. */
	if (s[1] != '0' || s[2] != ',')
		return;
	parse_hex(s + 3, &at);
	if (s[0] == 'Z')
		breakpoint_set(at);
	else
		breakpoint_clear(at);
}

static void clear_all(void)
{
	for (unsigned int i = 0; i < BREAKPOINTS; i++)
		if (breakpoints[i].at)
			breakpoint_clear(breakpoints[i].at);
}

static void query(const char *s)
{
	if (!strncmp(s, "qSupported", 10))
		snprintf(answer, sizeof(answer), "PacketSize=%x", PACKET_MAX);
	else if (!strcmp(s, "qAttached"))
		say("1");
	else if (!strcmp(s, "qC"))
		say("QC1");
	else if (!strcmp(s, "qfThreadInfo"))
		say("m1");
	else if (!strcmp(s, "qsThreadInfo"))
		say("l");
}

/* An address behind c or s: go on there. */
static void go_on(struct cpu_user_regs *regs, const char *s, bool step)
{
	unsigned long at;

	if (*parse_hex(s, &at) == '\0' && *s)
		arch_gdb_set_pc(regs, at);
	arch_gdb_step(regs, step);
}

static void stopped(unsigned int signal)
{
	snprintf(answer, sizeof(answer), "S%02x", signal);
}

static void registers(struct cpu_user_regs *regs, const char *s)
{
	struct arch_gdb_regs r;

	arch_gdb_get_regs(regs, &r);
	if (*s == 'g') {
		*put_bytes(answer, &r, sizeof(r)) = '\0';
	} else if (parse_bytes(s + 1, &r, sizeof(r))) {
		arch_gdb_set_regs(regs, &r);
		say("OK");
	} else {
		say("E01");
	}
}

/* One command; true: the program goes on. */
static bool command(struct cpu_user_regs *regs, unsigned int signal)
{
	const char *s = packet;

	answer[0] = '\0';
	switch (*s) {
	case '?':
		stopped(signal);
		return false;
	case 'g':
	case 'G':
		registers(regs, s);
		return false;
	case 'm':
		read_memory(s + 1);
		return false;
	case 'M':
		write_memory(s + 1);
		return false;
	case 'Z':
	case 'z':
		breakpoint_command(s);
		return false;
	case 'H':
	case 'T':
		say("OK");
		return false;
	case 'q':
		query(s);
		return false;
	case 'c':
	case 's':
		go_on(regs, s + 1, *s == 's');
		return true;
	case 'D':
		clear_all();
		arch_gdb_step(regs, false);
		say("OK");
		return true;
	case 'k':
		arch_machine_restart(0);
	default:
		/* An empty answer: not known. */
		return false;
	}
}

/* ---- Stopping ---- */

bool gdb_trap(struct cpu_user_regs *regs, bool is_fault)
{
	/* gdb speaks when it hears: only who has been here is told of a stop.
	 */
	static bool known;
	unsigned int signal = is_fault ? SIGSEGV : SIGTRAP;

	if (!line || inside)
		return false;
	inside = true;
	arch_gdb_stop_others();
	if (known) {
		stopped(signal);
		put_packet();
	}
	known = true;
	for (get_packet(); !command(regs, signal); get_packet())
		put_packet();
	if (packet[0] == 'D') {
		put_packet();
		known = false;
	}
	inside = false;
	/* A step is this CPU's alone. */
	if (packet[0] != 's')
		arch_gdb_let_others_go();
	return true;
}

void gdb_break(void)
{
	if (!line || inside)
		return;
	log_err("The machine stops for gdb on %s\n", line->name);
	arch_gdb_break();
}

static void look(void *unused)
{
	timer_set(&poll, NOW() + POLL_PERIOD);
	/* An interrupt (3), or the start of a first packet, which gdb repeats.
	 */
	if (line->getc(line) >= 0)
		arch_gdb_break();
}

static void by_key(unsigned char key)
{
	gdb_break();
}

void __init gdb_init(void)
{
	if (!opt_gdb[0])
		return;
	line = strcmp(opt_gdb, "com1") && strcmp(opt_gdb, "com2")
		       ? NULL
		       : ns16550_init(opt_gdb[3] - '1');
	if (!line || line == console_serial() || line->is_mmio ||
	    line->is_pci) {
		log_warn("gdb=%s: not one of the PC's serial lines, or the "
			 "console's\n",
			 opt_gdb);
		line = NULL;
		return;
	}
	keyhandler_register('%', by_key, "stop for gdb", true);
	timer_init(&poll, look, NULL, 0);
	timer_set(&poll, NOW() + POLL_PERIOD);
	log_info("gdb: a stub on %s\n", line->name);
}

const struct serial_ops *gdb_serial(void)
{
	return line;
}
