/*
 * kexec.h: another kernel in the machine's place: at dom0's will, or after a
 * crash (public/kexec.h).  docs/hypervisor/kexec.md describes the whole.
 */
#ifndef XEN_KEXEC_H
#define XEN_KEXEC_H

#include <xen/keyhandler.h>
#include <xen/mm.h>
#include <public/kexec.h>

/* What crashkernel= asks for. */
struct kexec_area {
	paddr_t start;	/* where it is; `size` 0: there is none */
	uint64_t size;	/* bytes, whole pages */
	paddr_t wanted; /* where it must be; 0: anywhere ... */
	paddr_t below;	/* ... below this; 0: 4 GiB */
};
/* Reserved by the arch before the heap gets its memory; then [I]. */
extern struct kexec_area kexec_area;

#define KEXEC_MAX_SEGMENTS 16u

/*
 * A loaded image.  The pages of a crash image are at their place already; of
 * another one they are copied there at the end: `list` (machine address of a
 * page, 0: none) says from where.
 */
struct kexec_image {
	uint8_t type;  /* KEXEC_TYPE_* */
	uint16_t arch; /* ELF machine */
	paddr_t entry;
	unsigned int nr_segments;
	xen_kexec_segment_t segment[KEXEC_MAX_SEGMENTS];
	struct page_list pages; /* all that is freed with it */
	paddr_t list;
	paddr_t control; /* arch: the page that runs last */
	paddr_t tables;	 /* arch: page tables, virtual = machine address */
};

/* A page of the list; the stub of the arch reads it. */
#define KEXEC_LIST_ENTRIES 255u
struct kexec_list {
	uint64_t next; /* machine address of the next page, or 0 */
	uint64_t nr;
	struct {
		uint64_t to, from; /* machine addresses of pages */
	} copy[KEXEC_LIST_ENTRIES];
};

/*
 * A zeroed page of the image, outside all of its destinations; freed with it.
 * Below 4 GiB if `low`.  NULL.
 */
void *kexec_page(struct kexec_image *image, bool low);

/*
 * The crash image, if one is loaded, runs instead of what the machine would do;
 * else this returns.  Any context.
 */
void kexec_crash(enum crash_reason reason);
/* The registers of this CPU, into its notes, once it has stopped. */
struct cpu_user_regs;
void kexec_save_cpu(const struct cpu_user_regs *regs);

/* kexec_area is known; the heap works. */
void kexec_init(void);

#endif /* XEN_KEXEC_H */
