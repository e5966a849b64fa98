/*
 * screen.c: what is on the screen when the boot loader leaves, and how dom0 is
 * told of it.
 *
 * Loaders describe a screen of pixels, and some one of text.  Without a word
 * from them a BIOS's text mode is recognised by its data area at 0x400.
 */
#include <xen/init.h>
#include <xen/string.h>
#include <xen/arch/mm.h>
#include "boot.h"

/* BIOS data area. */
#define BDA_VIDEO_MODE	0x449
#define BDA_COLUMNS	0x44a
#define BDA_CURSOR	0x450 /* column, row of page 0 */
#define BDA_ROWS	0x484 /* less one */
#define BDA_FONT_HEIGHT 0x485

#define COLOUR_TEXT_40 1 /* video modes 1 to 3 have text in colours */
#define COLOUR_TEXT_80 3
#define TEXT_BASE      0xb8000
#define TEXT_SIZE      0x8000

static __init unsigned int bda(unsigned int address, unsigned int bytes)
{
	uint16_t v = 0;

	memcpy(&v, maddr_to_virt(_maddr(address)), bytes);
	return v;
}

__init void boot_screen_bios(void)
{
	struct screen_info *s = &boot_info.screen;
	unsigned int mode = bda(BDA_VIDEO_MODE, 1) & 0x7f;

	if (mode < COLOUR_TEXT_40 || mode > COLOUR_TEXT_80)
		return;
	s->base = TEXT_BASE;
	s->width = bda(BDA_COLUMNS, 2);
	s->height = bda(BDA_ROWS, 1) + 1;
	s->font_height = bda(BDA_FONT_HEIGHT, 2);
	s->cursor_x = bda(BDA_CURSOR, 1);
	s->cursor_y = bda(BDA_CURSOR + 1, 1);
	if (s->width && s->width * s->height * 2 <= TEXT_SIZE &&
	    s->cursor_x < s->width && s->cursor_y < s->height)
		s->kind = SCREEN_TEXT;
}

static __init void tell_text(struct dom0_vga_console_info *out)
{
	const struct screen_info *s = &boot_info.screen;

	out->video_type = XEN_VGATYPE_TEXT_MODE_3;
	out->u.text_mode_3.font_height = s->font_height;
	out->u.text_mode_3.cursor_x = s->cursor_x;
	out->u.text_mode_3.cursor_y = s->cursor_y;
	out->u.text_mode_3.rows = s->height;
	out->u.text_mode_3.columns = s->width;
}

static __init void tell_pixels(struct dom0_vga_console_info *out)
{
	const struct screen_info *s = &boot_info.screen;
	unsigned int colours = s->red.size + s->green.size + s->blue.size;

	out->video_type =
		e820_by_efi ? XEN_VGATYPE_EFI_LFB : XEN_VGATYPE_VESA_LFB;
	out->u.vesa_lfb.width = s->width;
	out->u.vesa_lfb.height = s->height;
	out->u.vesa_lfb.bytes_per_line = s->pitch;
	out->u.vesa_lfb.bits_per_pixel = s->bits;
	out->u.vesa_lfb.lfb_base = s->base;
	out->u.vesa_lfb.ext_lfb_base = s->base >> 32;
	out->u.vesa_lfb.lfb_size =
		DIV_ROUND_UP((uint64_t)s->pitch * s->height, 1u << 16);
	out->u.vesa_lfb.red_pos = s->red.pos;
	out->u.vesa_lfb.red_size = s->red.size;
	out->u.vesa_lfb.green_pos = s->green.pos;
	out->u.vesa_lfb.green_size = s->green.size;
	out->u.vesa_lfb.blue_pos = s->blue.pos;
	out->u.vesa_lfb.blue_size = s->blue.size;
	/* Where 32 bits have 24 of colour, the rest lies above. */
	out->u.vesa_lfb.rsvd_pos = s->bits > colours ? colours : 0;
	out->u.vesa_lfb.rsvd_size = s->bits - colours;
}

__init bool boot_screen_tell(struct dom0_vga_console_info *out)
{
	memset(out, 0, sizeof(*out));
	switch (boot_info.screen.kind) {
	case SCREEN_NONE:
		return false;
	case SCREEN_TEXT:
		tell_text(out);
		return true;
	case SCREEN_PIXELS:
		tell_pixels(out);
		return true;
	}
	return false;
}
