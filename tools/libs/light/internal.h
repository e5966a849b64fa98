/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of libxl share: the context, memory that lasts for one call,
 * logging, xenstore, and the one way of waiting.
 */
#ifndef LIBXL_INTERNAL_H
#define LIBXL_INTERNAL_H

#include <xenctrl.h>
#include <xenguest.h>
#include <xenstore.h>

#include <stdlib.h>
#include <stdio.h>

#include "libxl.h"
#include "libxl_utils.h"
#include "types_private.h"
#include "vdev.h"

/* --- paths --- */

#define XL_RUN_DIR     "/run/xen"
#define XL_LIB_DIR     "/var/lib/xen"
#define XL_LOG_DIR     "/var/log/xen"
#define XL_SCRIPT_DIR  "/etc/xen/scripts"
#define XL_LIBEXEC_BIN "/usr/lib/xen/bin"

/* --- context --- */

struct xl_guard {
	int fd; /* our end; < 0: none */
	int lock_fd;
	pid_t pid;
	char *path; /* owned */
};

struct libxl__ctx {
	xentoollog_logger *lg;	    /* borrowed */
	xc_interface *xch;	    /* owned */
	struct xs_handle *xsh;	    /* owned */
	libxl_version_info version; /* filled on first use */
	bool have_version;
	struct libxl__evgen_domain_death *deaths;
	struct xs_handle *event_xsh; /* owned; NULL until events are on */
	bool guarding;		     /* libxl_ctx_guard() */
	struct xl_guard guard;	     /* held; fd < 0: none */
	uint32_t guarded_domid;
	libxl_save_progress_fn *save_progress;
	void *save_progress_arg;
};

/*
 * Memory for the length of one public call: everything that gc_* returns is
 * released when the function returns.  GC() declares it.
 */
struct gc {
	libxl_ctx *ctx; /* borrowed */
	void **ptrs;
	size_t nr, cap;
};
void gc_release(struct gc *gc);
#define GC(name, context) \
	struct gc name __attribute__((cleanup(gc_release))) = { .ctx = context }

void *gc_keep(struct gc *gc, void *p);
void *gc_alloc(struct gc *gc, size_t size);
char *gc_strdup(struct gc *gc, const char *s);
__attribute__((format(printf, 2, 3))) char *gc_sprintf(struct gc *gc,
						       const char *fmt, ...);

/* Report to the caller's ao_how, if any; returns rc or 0 if it took it. */
int xl_ao_done(libxl_ctx *ctx, const libxl_asyncop_how *how, int rc);

/* --- logging --- */

#define XL_LOG(ctx, level, ...) \
	xtl_log((ctx)->lg, XTL_##level, -1, "libxl", __VA_ARGS__)
#define XL_ERROR(ctx, ...) XL_LOG(ctx, ERROR, __VA_ARGS__)
#define XL_ERRNO(ctx, ...) \
	xtl_log((ctx)->lg, XTL_ERROR, errno, "libxl", __VA_ARGS__)

/* A step of a create is done: for those who want to see how it goes. */
#define XL_STEP(ctx, ...) \
	xtl_log((ctx)->lg, XTL_DETAIL, -1, "libxl.step", __VA_ARGS__)

/* --- xenstore: paths are absolute, results last as long as gc --- */

char *xl_dompath(struct gc *gc, uint32_t domid);
char *xl_libxl_path(struct gc *gc, uint32_t domid);
char *xs_get(struct gc *gc, xs_transaction_t t, const char *path);
int xs_get_int(struct gc *gc, const char *path, int fallback);
char **xs_list(struct gc *gc, xs_transaction_t t, const char *path,
	       unsigned int *nr);
__attribute__((format(printf, 4, 5))) int xs_put(struct gc *gc,
						 xs_transaction_t t,
						 const char *path,
						 const char *fmt, ...);
/* A directory owned by `owner` that `reader` may read. */
int xs_make_dir(struct gc *gc, xs_transaction_t t, const char *path,
		uint32_t owner, uint32_t reader);
/* What is not there counts as removed. */
int xs_remove(struct gc *gc, xs_transaction_t t, const char *path);
/* Remove, then parents as long as they are empty. */
int xs_remove_up(struct gc *gc, const char *path);
/* Repeats fn until its transaction commits. */
int xs_transact(struct gc *gc,
		int (*fn)(struct gc *gc, xs_transaction_t t, void *arg),
		void *arg);

/*
 * The one way of waiting: until done() answers other than 0 (1: success, < 0:
 * that error) or timeout_ms has passed (ERROR_TIMEDOUT; < 0: no limit).
 * done() is called at first and whenever a watched path or the fd stirs.
 */
struct xl_wait {
	const char *paths[2]; /* NULL: none */
	int fd;		      /* used if use_fd */
	bool use_fd;
	int timeout_ms;
	int (*done)(struct gc *gc, void *arg);
	void *arg;
};
int xl_wait(struct gc *gc, const struct xl_wait *wait);

/* --- devices (device.c) --- */

struct xl_device {
	const char *kind; /* "vbd", "vif" */
	uint32_t domid, backend_domid;
	int devid;
};

struct xl_kv { /* NULL key ends; NULL values are left out */
	const char *key, *value;
};

char *xl_frontend_path(struct gc *gc, const struct xl_device *dev);
char *xl_backend_path(struct gc *gc, const struct xl_device *dev);
char *xl_device_libxl_path(struct gc *gc, const struct xl_device *dev);
int xl_device_write(struct gc *gc, const struct xl_device *dev,
		    const struct xl_kv *front, const struct xl_kv *back);
/* Wait for the backend and run its script; on failure nothing remains. */
int xl_device_connect(struct gc *gc, const struct xl_device *dev);
/* force: do not wait for the guest. */
int xl_device_remove(struct gc *gc, const struct xl_device *dev, bool force);
/* Remove all devices of a domain, whatever state they are in. */
void xl_devices_destroy(struct gc *gc, uint32_t domid);
int xl_device_ids(struct gc *gc, uint32_t domid, const char *kind, int **ids,
		  unsigned int *nr);

int xl_disk_setdefault(struct gc *gc, libxl_device_disk *disk);
int xl_disk_check(struct gc *gc, const libxl_device_disk *disk);
int xl_disk_attach(struct gc *gc, uint32_t domid, libxl_device_disk *disk);
int xl_nic_setdefault(struct gc *gc, uint32_t domid, libxl_device_nic *nic);
int xl_nic_check(struct gc *gc, const libxl_device_nic *nic);
int xl_nic_attach(struct gc *gc, uint32_t domid, libxl_device_nic *nic);

/* Run a hot-plug script; its words go to the log. */
int xl_hotplug(struct gc *gc, const char *script, const char *action,
	       char *const env[]);

/* --- domains --- */

int xl_domain_teardown(struct gc *gc, uint32_t domid);
/* Everything in xenstore and on disk that belongs to it. */
void xl_domain_forget(struct gc *gc, uint32_t domid, const char *uuid);
char *xl_domain_uuid(struct gc *gc, uint32_t domid);
int xl_check_xenstored(struct gc *gc);

/* Fill domid's memory and write its first xenstore nodes' ports. */
struct xl_build {
	int restore_fd;		      /* borrowed; < 0: build from a kernel */
	struct xc_dom_kernel *kernel; /* owned */
	int ramdisk_fd;		      /* owned; < 0: none */
	uint64_t ramdisk_size;
	char *cmdline; /* gc */
};
int xl_build_prepare(struct gc *gc, libxl_domain_config *cfg,
		     struct xl_build *b);
int xl_build_run(struct gc *gc, libxl_domain_config *cfg, struct xl_build *b,
		 uint32_t domid);
void xl_build_dispose(struct xl_build *b);
/* The same from a stream; p has the ports and gets the rings' frames. */
int xl_restore_stream(struct gc *gc, libxl_domain_config *cfg, int fd,
		      uint32_t domid, struct xc_dom_pv_params *p);

/*
 * Insurance against being killed in the middle: a small process that outlives
 * us and then does with the domain what the plan says.
 */
enum xl_guard_plan {
	XL_GUARD_REMOVE = 'c',	/* it is half-built: remove it */
	XL_GUARD_UNPAUSE = 'u', /* it is complete and the only one: start it */
	XL_GUARD_RESUME = 'r',	/* it is being saved: let it go on */
	XL_GUARD_LEAVE = 'l',	/* in doubt: touch nothing */
	XL_GUARD_DESTROY = 'x', /* it is saved, or elsewhere: remove it */
	XL_GUARD_DONE = 'k',	/* all is well */
};
/* Of a domain that will be made with this UUID: plan REMOVE. */
int xl_guard_start(struct gc *gc, struct xl_guard *g, const libxl_uuid *uuid);
/* Of one that exists: plan RESUME. */
int xl_guard_start_old(struct gc *gc, struct xl_guard *g, uint32_t domid);
void xl_guard_plan(struct gc *gc, struct xl_guard *g, enum xl_guard_plan what);
void xl_guard_done(struct gc *gc, struct xl_guard *g);
/* Carry out the plans of those who died together with their guards. */
void xl_guard_sweep(struct gc *gc);

/*
 * A guard that the context keeps after the call, if libxl_ctx_guard() asked
 * for that (else it is done with).  Nothing happens if it has none for domid.
 */
void xl_guard_hold(struct gc *gc, struct xl_guard *g, uint32_t domid);
void xl_guard_held_plan(struct gc *gc, uint32_t domid, enum xl_guard_plan what);
void xl_guard_held_done(struct gc *gc, uint32_t domid);

/* Ask it to suspend and wait until it has; messages say why it has not. */
int xl_suspend(struct gc *gc, uint32_t domid);
/* Whatever was begun to save it is undone: it runs. */
int xl_resume(struct gc *gc, uint32_t domid);

int xl_set_cpuid(struct gc *gc, uint32_t domid,
		 const libxl_domain_build_info *b);

/* Config-wide defaults and checks, before anything is made. */
int xl_config_setdefault(struct gc *gc, libxl_domain_config *cfg);
uint64_t xl_need_memkb(const libxl_domain_build_info *b);

#endif
