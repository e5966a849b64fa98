/*
 * console.c: the hypervisor's console: output to a serial line and the screen,
 * and who gets the input.
 *
 * Input goes to dom0 (ring read by CONSOLEIO_read, VIRQ_CONSOLE) or, after
 * Ctrl-A three times, to the debug keys, and back the same way
 * (conswitch=x changes the letter).
 */
#include <xen/atomic.h>
#include <xen/console.h>
#include <xen/ctype.h>
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/event.h>
#include <xen/init.h>
#include <xen/keyhandler.h>
#include <xen/log.h>
#include <xen/printf.h>
#include <xen/screen.h>
#include <xen/string.h>
#include <xen/arch/boot.h>

#define RX_SIZE	     256u
#define SWITCH_COUNT 3

static struct serial_ops *serial;
static bool on_screen;

static char rx_ring[RX_SIZE];
static uint32_t rx_prod, rx_cons;
static bool input_to_dom0;
static unsigned int switch_seen;
static char switch_char = 'a' - 'a' + 1;

static char opt_console[64] = "com1,vga";
PARAM_STRING("console", opt_console);

/* vga=MODE[,keep]: the mode is as the boot loader set it. */
static bool keep_screen;

static __init int set_vga(const char *s)
{
	static const char *const modes[] = { "keep", "current", "text-80x25" };
	const char *end = strchr(s, ',');
	size_t len = end ? (size_t)(end - s) : strlen(s);

	keep_screen = !strcmp(end ? end + 1 : s, "keep");
	if (end && !keep_screen)
		return -EINVAL;
	for (unsigned int i = 0; i < ARRAY_SIZE(modes); i++)
		if (strlen(modes[i]) == len && !strncmp(s, modes[i], len))
			return 0;
	return -EINVAL;
}
PARAM_CUSTOM("vga", set_vga);

/* With an x behind the letter input stays with the hypervisor at boot. */
static bool keep_input;

static int set_conswitch(const char *s)
{
	bool keep = s[0] && char_lower(s[1]) == 'x';

	if (!char_is_alpha(s[0]) || s[keep ? 2 : 1])
		return -EINVAL;
	switch_char = char_lower(s[0]) - 'a' + 1;
	keep_input = keep;
	return 0;
}

static void show_conswitch(char *buf, size_t size)
{
	scnprintf(buf, size, "%c%s", switch_char - 1 + 'a',
		  keep_input ? "x" : "");
}
PARAM_RUNTIME("conswitch", set_conswitch, show_conswitch, 3);

static bool started;

__init void console_early_init(void)
{
	started = true;
	if (strstr(opt_console, "com1"))
		serial = ns16550_init(0);
	else if (strstr(opt_console, "com2"))
		serial = ns16550_init(1);
	if (strstr(opt_console, "vga"))
		on_screen = text_screen_init(&boot_info.screen);
}

void console_panic_init(void)
{
	if (started)
		return;
	/* Before the command line was read, and nothing of init is gone. */
	console_early_init();
	log_replay();
}

const struct serial_ops *console_serial(void)
{
	return serial;
}

__init void console_init_irq(void)
{
	if (serial)
		serial->irq_setup(serial);
}

void console_leave_screen(struct screen_info *info)
{
	if (on_screen)
		text_screen_cursor(info);
	on_screen = on_screen && keep_screen;
}

static void serial_write(const char *s, size_t len)
{
	for (; len; len--, s++) {
		if (*s == '\n')
			serial->putc(serial, '\r');
		serial->putc(serial, *s);
	}
}

void console_write(const char *s, size_t len)
{
	if (serial)
		serial_write(s, len);
	if (on_screen)
		for (size_t i = 0; i < len; i++)
			text_screen_putc(s[i]);
}

static void say_owner(void)
{
	log_info("*** Serial input to %s (type 'CTRL-%c' three times to "
		 "switch)\n",
		 input_to_dom0 ? "DOM0" : "Xen", switch_char - 1 + 'a');
}

void console_give_to_dom0(void)
{
	input_to_dom0 = !keep_input;
	say_owner();
}

void console_rx(char c)
{
	if (c == switch_char) {
		if (++switch_seen == SWITCH_COUNT) {
			switch_seen = 0;
			input_to_dom0 = !input_to_dom0;
			say_owner();
		}
		return;
	}
	/* What turned out to be no switch was meant for the owner. */
	for (; switch_seen && input_to_dom0; switch_seen--)
		if (rx_prod - rx_cons < RX_SIZE)
			rx_ring[rx_prod++ % RX_SIZE] = switch_char;
	switch_seen = 0;
	if (!input_to_dom0) {
		keyhandler_key(c);
		return;
	}
	if (rx_prod - rx_cons < RX_SIZE)
		rx_ring[rx_prod++ % RX_SIZE] = c;
	evtchn_send_global_virq(VIRQ_CONSOLE);
}

size_t console_rx_read(char *buf, size_t len)
{
	size_t n = 0;

	while (n < len && rx_cons != load_acquire(&rx_prod)) {
		buf[n++] = rx_ring[rx_cons % RX_SIZE];
		rx_cons++;
	}
	return n;
}
