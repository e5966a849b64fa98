/* SPDX-License-Identifier: GPL-2.0-only */
/* Events: what happened to domains that the caller asked about. */
#ifndef LIBXL_EVENT_H
#define LIBXL_EVENT_H

#include <libxl.h>

#pragma GCC visibility push(default)

#define LIBXL_EVENTMASK_ALL (~(unsigned long)0)

typedef int libxl_event_predicate(const libxl_event *, void *user);

/* The first event of the mask for which the predicate (or NULL) is true. */
int libxl_event_check(libxl_ctx *ctx, libxl_event **event_r, uint64_t typemask,
		      libxl_event_predicate *predicate, void *predicate_user);
int libxl_event_wait(libxl_ctx *ctx, libxl_event **event_r, uint64_t typemask,
		     libxl_event_predicate *predicate, void *predicate_user);
void libxl_event_free(libxl_ctx *ctx, libxl_event *event);

/* DOMAIN_SHUTDOWN once when it shuts down, DOMAIN_DEATH when it is gone. */
typedef struct libxl__evgen_domain_death libxl_evgen_domain_death;
int libxl_evenable_domain_death(libxl_ctx *ctx, uint32_t domid,
				libxl_ev_user user,
				libxl_evgen_domain_death **evgen_out);
void libxl_evdisable_domain_death(libxl_ctx *ctx,
				  libxl_evgen_domain_death *evgen);

/* In a child that goes on with ctx: the connections become its own. */
void libxl_postfork_child_noexec(libxl_ctx *ctx);

#pragma GCC visibility pop

#endif
