/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenguest.h: building guests.
 *
 * A build has two halves.  The first looks at files only: xc_dom_kernel_read()
 * unpacks and parses a kernel, xc_dom_pv_plan() says what it needs.  Neither
 * needs a hypervisor, so a bad kernel is refused before any domain exists.
 * The second, xc_dom_pv_build(), fills an existing, empty domain.
 *
 * Functions return 0 or -errno; the reason is a sentence in *err.
 */
#ifndef XENGUEST_H
#define XENGUEST_H

#include <xenctrl.h>

#pragma GCC visibility push(default)

#define XC_NUMA_NO_NODE (~0U)

/* Limits against absurd input: what a kernel may unpack to. */
#define XC_DOM_DECOMPRESS_MAX (1024UL << 20)
#define XC_DOM_KERNEL_MAX     (512UL << 20)

struct xc_dom_error {
	char text[240];
};

/* --- unpacking --- */

/*
 * Unpack `in` by its magic number (gzip xz lzma bzip2 lzo lz4 zstd) to at
 * most `limit` bytes.  *format: the name.  -ENOENT: no format we know.
 * Trailing bytes after the compressed data are ignored.  free(*out).
 */
int xc_dom_decompress(const void *in, size_t in_len, size_t limit, void **out,
		      size_t *out_len, const char **format,
		      struct xc_dom_error *err);

/* --- kernels --- */

struct xc_dom_segment {
	uint64_t paddr, vaddr; /* as in the program header */
	uint64_t filesz, memsz;
	uint64_t offset; /* of the bytes, in the image */
};

/* What the ELF notes (or the old __xen_guest string) say. */
struct xc_dom_notes {
	bool present;
	uint32_t given; /* bit N: note type N was there */
	uint64_t entry, hypercall_page, virt_base, paddr_offset, init_p2m;
	uint64_t phys32_entry, hv_start_low, supported_features;
	bool mod_start_pfn, suspend_cancel;
	char guest_os[32], guest_version[32], xen_version[16], loader[16];
	char features[128], pae_mode[16];
};
#define XC_DOM_NOTE_GIVEN(n, type) (!!((n)->given & 1U << (type)))

#define XC_DOM_MAX_SEGMENTS 16

struct xc_dom_kernel {
	void *image; /* owned: the unpacked ELF */
	bool mapped; /* the image is a mapping, not malloc'ed */
	size_t image_size;
	const char *container;	 /* "bzImage", "ELF", ... */
	const char *compression; /* "none", "xz", ... */
	unsigned int bits;	 /* 32 or 64 */
	uint64_t elf_entry;
	unsigned int nr_segments;
	struct xc_dom_segment segments[XC_DOM_MAX_SEGMENTS];
	struct xc_dom_notes notes;
};

/* Parse an image in memory, which is copied or unpacked. */
int xc_dom_kernel_parse(const void *data, size_t size,
			struct xc_dom_kernel **kernel,
			struct xc_dom_error *err);
int xc_dom_kernel_read(const char *path, struct xc_dom_kernel **kernel,
		       struct xc_dom_error *err);
/*
 * The same, with unpacked kernels kept in the folder `dir` (made if its parent
 * is there) for the next time.
 */
int xc_dom_kernel_read_cached(const char *path, const char *dir,
			      struct xc_dom_kernel **kernel,
			      struct xc_dom_error *err);
void xc_dom_kernel_free(struct xc_dom_kernel *kernel);

/* --- PV domains --- */

/* Where everything lies in the new domain.  [first, first + nr) in pfns. */
struct xc_dom_range {
	xen_pfn_t first;
	xen_pfn_t nr;
};

struct xc_dom_pv_plan {
	xen_pfn_t total_pages;
	uint64_t virt_base; /* where pfn 0 is mapped */
	uint64_t entry;
	uint64_t map_end; /* end of the initial mapping */
	uint64_t p2m_virt;
	bool p2m_apart; /* mapped at its own address */
	bool ramdisk_mapped;
	struct xc_dom_range kernel, ramdisk, p2m, start_info, xenstore, console,
		pagetables, stack;
	bool has_hypercall_page;
	xen_pfn_t hypercall_page;
	xen_pfn_t end; /* first pfn that is not used */
};

struct xc_dom_pv_params {
	uint32_t domid;
	xen_pfn_t total_pages;
	const struct xc_dom_kernel *kernel; /* borrowed */
	int ramdisk_fd;			    /* borrowed; < 0: none */
	uint64_t ramdisk_size;
	const char *cmdline;  /* NULL: empty */
	uint32_t start_flags; /* SIF_* */
	uint32_t console_domid, xenstore_domid;
	evtchn_port_t console_port, xenstore_port; /* the guest's ends */
	/* out */
	xen_pfn_t console_mfn, xenstore_mfn;
};

/* Is it a PV kernel, and does it fit in total_pages?  Pure. */
int xc_dom_pv_plan(const struct xc_dom_kernel *kernel, xen_pfn_t total_pages,
		   uint64_t ramdisk_size, struct xc_dom_pv_plan *plan,
		   struct xc_dom_error *err);

/* Fill an empty, paused PV domain; its maximum memory is already set. */
int xc_dom_pv_build(xc_interface *xch, struct xc_dom_pv_params *params,
		    struct xc_dom_error *err);

/* Grant the two rings to the domains that serve them. */
int xc_dom_gnttab_seed(xc_interface *xch, uint32_t domid, bool is_hvm,
		       uint64_t console_gfn, uint64_t xenstore_gfn,
		       uint32_t console_domid, uint32_t xenstore_domid);

/* --- saving and restoring (PV) --- */

/* How a save goes; all but the totals are of the current round. */
struct xc_save_progress {
	unsigned int round;   /* 0: not live */
	uint64_t total_pages; /* of the guest */
	uint64_t sent_pages;  /* in all */
	uint64_t round_pages, round_sent;
	uint64_t dirty_pages; /* written by the guest in the last round */
	uint64_t dirty_pages_per_s;
	unsigned int downtime_ms; /* expected, if it were stopped now */
};

struct xc_save_params {
	uint32_t domid;
	int fd;	     /* borrowed: a file, pipe or socket */
	bool live;   /* copy while it runs; else it is suspended first */
	bool verify; /* send everything twice, for the reader to compare */
	/* When to stop a live copy; 0: 100 ms, 30 rounds, 3 times its memory */
	unsigned int downtime_ms, max_rounds, max_factor;
	/* Make it suspend: called once; 0 when it has. */
	int (*suspend)(void *arg);
	/* After each batch; not 0 gives up.  NULL: none. */
	int (*progress)(const struct xc_save_progress *progress, void *arg);
	void *arg;
};

/*
 * Write a PV domain's contents to a stream.  After success the domain is
 * suspended; after failure it is as suspend() left it, or runs if that was not
 * called yet.
 */
int xc_domain_save(xc_interface *xch, const struct xc_save_params *params,
		   struct xc_dom_error *err);

struct xc_restore_params {
	uint32_t domid;
	int fd; /* borrowed */
	uint32_t console_domid, xenstore_domid;
	evtchn_port_t console_port, xenstore_port; /* the guest's ends */
	/* The stream has no CPU policy: give the domain one; 0 or -errno. */
	int (*default_policy)(void *arg);
	void *arg;
	/* out */
	xen_pfn_t console_mfn, xenstore_mfn;
	uint64_t pages;
};

/*
 * Fill an empty, paused PV domain, whose maximum memory and vCPUs are set,
 * from a stream; reads exactly to the end of it.  On failure the domain is
 * left as it is; the caller destroys it.
 */
int xc_domain_restore(xc_interface *xch, struct xc_restore_params *params,
		      struct xc_dom_error *err);

/* --- CPUID --- */

/*
 * One 32-bit register of one leaf: bits of `mask` are as in `value`, those of
 * `host` as the host has them, the others stay.
 */
struct xc_cpuid_override {
	uint32_t leaf, subleaf; /* subleaf -1U: the leaf has none */
	unsigned int reg;	/* 0 eax 1 ebx 2 ecx 3 edx */
	uint32_t mask, value, host;
};

/*
 * Give a domain its default policy as adjusted for its kind, then the
 * overrides in their order.  itsc: it will never migrate, so it may see the
 * invariant TSC.
 */
int xc_dom_cpuid_apply(xc_interface *xch, uint32_t domid, bool is_hvm,
		       bool itsc, const struct xc_cpuid_override *overrides,
		       unsigned int nr, struct xc_dom_error *err);

#pragma GCC visibility pop

#endif /* XENGUEST_H */
