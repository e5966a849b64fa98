/*
 * test_text_screen.c: text on a small screen: wrapping, tabs, scrolling, where
 * the cursor is; what is there stays, what is no text screen is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <asm/host.h>
#include <xen/screen.h>
#include <xen/arch/mm.h>
#include <xen/arch/port.h>

#define W 10
#define H 3

static uint16_t memory[(H + 1) * W];
static uint8_t crtc[32], selected;

uint8_t arch_port_in8(uint16_t port)
{
	return 0;
}

void arch_port_out8(uint16_t port, uint8_t v)
{
	if (port == 0x3d4)
		selected = v;
	else if (port == 0x3d5)
		crtc[selected & 31] = v;
	else
		fail_msg("port %x", port);
}

static void start(unsigned int cx, unsigned int cy)
{
	const struct screen_info info = {
		.kind = SCREEN_TEXT,
		.base = maddr_x(virt_to_maddr(memory)),
		.width = W,
		.height = H,
		.cursor_x = cx,
		.cursor_y = cy,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(memory); i++)
		memory[i] = 0x1700 | '.';
	assert_true(text_screen_init(&info));
}

static void say(const char *s)
{
	while (*s)
		text_screen_putc(*s++);
}

static void assert_line(unsigned int line, const char *text)
{
	char got[W + 1] = "";

	for (unsigned int i = 0; i < W; i++)
		got[i] = memory[line * W + i];
	assert_string_equal(got, text);
}

static void assert_cursor(unsigned int cx, unsigned int cy)
{
	struct screen_info info;

	text_screen_cursor(&info);
	assert_int_equal(info.cursor_x, cx);
	assert_int_equal(info.cursor_y, cy);
}

static void test_lines(void **state)
{
	start(0, 0);
	say("one\ntwo");
	assert_line(0, "one.......");
	assert_line(1, "two.......");
	assert_cursor(3, 1);
	/* Shown where the line began: a line costs four ports. */
	assert_int_equal(crtc[0xe] << 8 | crtc[0xf], W);
}

static void test_wrap_and_scroll(void **state)
{
	start(0, 1);
	say("abcdefghijkl\nm\n");
	assert_line(0, "kl........");
	assert_line(1, "m         ");
	assert_line(2, "          ");
	assert_cursor(0, 2);
	/* Nothing below the screen was touched. */
	assert_line(3, "..........");
}

static void test_tab_and_return(void **state)
{
	start(0, 0);
	say("a\tb\rc");
	assert_line(0, "c       b.");
}

static void test_begins_on_own_line(void **state)
{
	start(4, 0);
	say("x");
	assert_line(0, "..........");
	assert_line(1, "x.........");
	/* Below the screen: at its end. */
	start(4, 77);
	say("y");
	assert_line(2, "y         ");
	assert_line(3, "..........");
}

static void test_other_screens(void **state)
{
	const struct screen_info pixels = { .kind = SCREEN_PIXELS }, none = {};

	assert_false(text_screen_init(&pixels));
	assert_false(text_screen_init(&none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_wrap_and_scroll),
		cmocka_unit_test(test_tab_and_return),
		cmocka_unit_test(test_begins_on_own_line),
		cmocka_unit_test(test_other_screens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
