/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Grants for a process: map and copy what other domains granted to this one
 * (xengnttab_*), and grant own memory to them (xengntshr_*).
 *
 * Handles may be used by several threads.  Functions that return int give 0
 * or -1 with errno, those that return an address NULL with errno.
 */
#ifndef XENGNTTAB_H
#define XENGNTTAB_H

#include <stdint.h>

#include <xen/event_channel.h>
#include <xen/grant_table.h>

struct xentoollog_logger;

#pragma GCC visibility push(default)

/* ---- grants of others ---- */

typedef struct xengntdev_handle xengnttab_handle;

/* @logger NULL: stderr.  @open_flags must be 0. */
xengnttab_handle *xengnttab_open(struct xentoollog_logger *logger,
				 unsigned open_flags);

/* Mappings must have been unmapped.  @xgt may be NULL. */
int xengnttab_close(xengnttab_handle *xgt);

int xengnttab_fd(xengnttab_handle *xgt);

/*
 * Map granted pages side by side; @prot is PROT_READ, with PROT_WRITE if the
 * grants allow it.  All or nothing.  The first form takes one page, the
 * second @count pages each from a domain of its own, the third @count pages of
 * domain @domid.
 */
void *xengnttab_map_grant_ref(xengnttab_handle *xgt, uint32_t domid,
			      uint32_t ref, int prot);
void *xengnttab_map_grant_refs(xengnttab_handle *xgt, uint32_t count,
			       uint32_t *domids, uint32_t *refs, int prot);
void *xengnttab_map_domain_grant_refs(xengnttab_handle *xgt, uint32_t count,
				      uint32_t domid, uint32_t *refs, int prot);

/*
 * Map one page, and let the kernel tell the other side when it is unmapped,
 * even if this process dies: the byte at @notify_offset is cleared
 * (UINT32_MAX: none), an event is sent to @notify_port (UINT32_MAX: none).
 */
void *xengnttab_map_grant_ref_notify(xengnttab_handle *xgt, uint32_t domid,
				     uint32_t ref, int prot,
				     uint32_t notify_offset,
				     evtchn_port_t notify_port);

/* Exactly what one of the map functions returned. */
int xengnttab_unmap(xengnttab_handle *xgt, void *start_address, uint32_t count);

/* How many grants may be mapped through this handle; a hint. */
int xengnttab_set_max_grants(xengnttab_handle *xgt, uint32_t nr_grants);

/* Source and destination: local if the GNTCOPY_*_gref flag is not set. */
struct xengnttab_grant_copy_segment {
	union xengnttab_copy_ptr {
		void *virt;
		struct {
			uint32_t ref;
			uint16_t offset;
			uint16_t domid;
		} foreign;
	} source, dest;
	uint16_t len;
	uint16_t flags; /* GNTCOPY_* */
	int16_t status; /* out: GNTST_* */
};
typedef struct xengnttab_grant_copy_segment xengnttab_grant_copy_segment_t;

/* 0 says that each segment was tried: look at its status. */
int xengnttab_grant_copy(xengnttab_handle *xgt, uint32_t count,
			 xengnttab_grant_copy_segment_t *segs);

#define GNTDEV_DMA_FLAG_WC	 (1 << 0)
#define GNTDEV_DMA_FLAG_COHERENT (1 << 1)

/*
 * DMA buffers: make one (@fd) of @count grants of domain @domid; wait until
 * its last user is gone; grant the pages of the buffer @fd to domain @domid
 * (their references arrive in @refs); take that grant back.
 */
int xengnttab_dmabuf_exp_from_refs(xengnttab_handle *xgt, uint32_t domid,
				   uint32_t flags, uint32_t count,
				   const uint32_t *refs, uint32_t *fd);
int xengnttab_dmabuf_exp_wait_released(xengnttab_handle *xgt, uint32_t fd,
				       uint32_t wait_to_ms);
int xengnttab_dmabuf_imp_to_refs(xengnttab_handle *xgt, uint32_t domid,
				 uint32_t fd, uint32_t count, uint32_t *refs);
int xengnttab_dmabuf_imp_release(xengnttab_handle *xgt, uint32_t fd);

/* ---- own memory ---- */

typedef struct xengntdev_handle xengntshr_handle;

xengntshr_handle *xengntshr_open(struct xentoollog_logger *logger,
				 unsigned open_flags);
int xengntshr_close(xengntshr_handle *xgs);
int xengntshr_fd(xengntshr_handle *xgs);

/*
 * @count new zeroed pages, mapped here and granted to domain @domid; the
 * grant references arrive in @refs.  The second form is as
 * xengnttab_map_grant_ref_notify().
 */
void *xengntshr_share_pages(xengntshr_handle *xgs, uint32_t domid, int count,
			    uint32_t *refs, int writable);
void *xengntshr_share_page_notify(xengntshr_handle *xgs, uint32_t domid,
				  uint32_t *ref, int writable,
				  uint32_t notify_offset,
				  evtchn_port_t notify_port);

/* The pages are freed once the other side has unmapped them. */
int xengntshr_unshare(xengntshr_handle *xgs, void *start_address,
		      uint32_t count);

#pragma GCC visibility pop

#endif
