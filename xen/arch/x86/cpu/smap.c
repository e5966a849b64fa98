/* smap.c: puts CLAC and STAC where they are needed, if the CPU has SMAP. */
#include <xen/init.h>
#include <xen/string.h>
#include <asm/cpu.h>
#include <asm/smap.h>

struct smap_site {
	uint8_t *at;
	uint64_t kind;
};
extern const struct smap_site __start_smap_sites[], __stop_smap_sites[];

/* The image is still writable: called before the final page tables. */
__init void smap_patch(void)
{
	if (!cpu_features.smap)
		return;
	for (const struct smap_site *s = __start_smap_sites;
	     s < __stop_smap_sites; s++)
		memcpy(s->at,
		       s->kind == SMAP_SITE_STAC ? "\x0f\x01\xcb"
						 : "\x0f\x01\xca",
		       3);
}
