/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor's own console, copied to hypervisor.log.
 */
#ifndef XENCONSOLED_HVLOG_H
#define XENCONSOLED_HVLOG_H

#include "daemon.h"

/* 0 or -errno after a message. */
int hvlog_start(const struct settings *set);
/* Becomes readable when there is more; -1: not started. */
int hvlog_fd(void);
void hvlog_event(void);
void hvlog_reopen(void);
void hvlog_stop(void);

#endif
