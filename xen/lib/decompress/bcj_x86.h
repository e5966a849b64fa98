/*
 * bcj_x86.h: undoing the x86 branch filter of xz.
 */
#ifndef XEN_LIB_DECOMPRESS_BCJ_X86_H
#define XEN_LIB_DECOMPRESS_BCJ_X86_H

#include <xen/types.h>

/*
 * Turn the absolute targets of CALL and JMP in the n bytes at `buf` back into
 * relative ones; the first byte was at position `start` for the encoder.
 */
void bcj_x86_decode(uint8_t *buf, size_t n, uint32_t start);

#endif /* XEN_LIB_DECOMPRESS_BCJ_X86_H */
