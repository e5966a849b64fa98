/*
 * screen.h: the screen as firmware and boot loader left it, and the console on
 * it while it shows text.  With dom0's start it is dom0's (vga=keep: both
 * write).
 */
#ifndef XEN_SCREEN_H
#define XEN_SCREEN_H

#include <xen/types.h>

enum screen_kind { SCREEN_NONE, SCREEN_TEXT, SCREEN_PIXELS };

/* A field of a pixel: its lowest bit and its width in bits. */
struct screen_colour {
	uint8_t pos, size;
};

struct screen_info {
	enum screen_kind kind;
	paddr_t base;		    /* of its memory */
	unsigned int width, height; /* characters, or pixels */
	/* SCREEN_TEXT */
	unsigned int font_height;	 /* pixel lines */
	unsigned int cursor_x, cursor_y; /* from 0 */
	/* SCREEN_PIXELS */
	unsigned int pitch; /* bytes from a line to the next */
	unsigned int bits;  /* of a pixel */
	struct screen_colour red, green, blue;
};

/* Begins to write below the text that is there; false: no text screen. */
bool text_screen_init(const struct screen_info *info);
void text_screen_putc(char c);
/* Where the next character would go. */
void text_screen_cursor(struct screen_info *info);

#endif /* XEN_SCREEN_H */
