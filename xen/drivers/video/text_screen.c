/*
 * text_screen.c: a VGA in text mode as an output of the console.
 *
 * The screen's memory has two bytes a cell, character and colours; the cursor
 * is at a cell that the CRT controller's registers 0xe and 0xf number.
 * Callers hold the console's lock.
 */
#include <xen/init.h>
#include <xen/screen.h>
#include <xen/string.h>
#include <xen/arch/mm.h>
#include <xen/arch/port.h>

#define CRTC_INDEX  0x3d4
#define CRTC_DATA   0x3d5
#define CURSOR_HIGH 0x0e
#define CURSOR_LOW  0x0f

#define GREY_ON_BLACK 0x0700
#define TAB	      8

static volatile uint16_t *cells;
static unsigned int columns, rows, x, y;

static void show_cursor(void)
{
	unsigned int at = y * columns + x;

	arch_port_out8(CRTC_INDEX, CURSOR_HIGH);
	arch_port_out8(CRTC_DATA, at >> 8);
	arch_port_out8(CRTC_INDEX, CURSOR_LOW);
	arch_port_out8(CRTC_DATA, at);
}

static void next_line(void)
{
	unsigned int last = (rows - 1) * columns;

	x = 0;
	if (++y < rows)
		return;
	y = rows - 1;
	for (unsigned int i = 0; i < last; i++)
		cells[i] = cells[i + columns];
	for (unsigned int i = last; i < last + columns; i++)
		cells[i] = GREY_ON_BLACK | ' ';
}

static void put(char c)
{
	cells[y * columns + x] = GREY_ON_BLACK | (uint8_t)c;
	if (++x == columns)
		next_line();
}

void text_screen_putc(char c)
{
	switch (c) {
	case '\n':
		next_line();
		show_cursor();
		break;
	case '\r':
		x = 0;
		break;
	case '\t':
		do
			put(' ');
		while (x % TAB);
		break;
	default:
		put(c);
	}
}

__init bool text_screen_init(const struct screen_info *info)
{
	if (info->kind != SCREEN_TEXT)
		return false;
	cells = maddr_to_virt(_maddr(info->base));
	columns = info->width;
	rows = info->height;
	x = 0;
	y = min(info->cursor_y, rows - 1);
	if (info->cursor_x)
		next_line();
	return true;
}

void text_screen_cursor(struct screen_info *info)
{
	info->cursor_x = x;
	info->cursor_y = y;
}
