/*
 * asm/smap.h: CLAC and STAC where the CPU has SMAP (SDM 3A 4.6.1), else NOPs.
 * smap_patch() (cpu/smap.c) fills in the sites once at boot.
 */
#ifndef ASM_SMAP_H
#define ASM_SMAP_H

#define SMAP_SITE_CLAC 0
#define SMAP_SITE_STAC 1

#ifdef __ASSEMBLER__
/* clang-format off */
.macro SMAP_SITE kind
771:	.byte 0x0f, 0x1f, 0x00
	.pushsection .init.smap, "a"
	.quad 771b
	.quad \kind
	.popsection
.endm
/* clang-format on */
#define ASM_CLAC SMAP_SITE SMAP_SITE_CLAC
#define ASM_STAC SMAP_SITE SMAP_SITE_STAC
#else

#define SMAP_SITE(kind)                    \
	"771: .byte 0x0f, 0x1f, 0x00\n"    \
	".pushsection .init.smap, \"a\"\n" \
	".quad 771b\n.quad " kind "\n"     \
	".popsection\n"

static __always_inline void stac(void)
{
	__asm__ volatile(SMAP_SITE("1") : : : "memory");
}

static __always_inline void clac(void)
{
	__asm__ volatile(SMAP_SITE("0") : : : "memory");
}

void smap_patch(void);

#endif
#endif /* ASM_SMAP_H */
