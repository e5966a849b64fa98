/*
 * time.h: system time: nanoseconds since boot, the same on every CPU, never
 * backwards.  s_time_t is signed: differences are safe.
 */
#ifndef XEN_TIME_H
#define XEN_TIME_H

#include <xen/types.h>

typedef int64_t s_time_t;

#define STIME_MAX    INT64_MAX
#define SECONDS(n)   ((s_time_t)(n)*1000000000LL)
#define MILLISECS(n) ((s_time_t)(n)*1000000LL)
#define MICROSECS(n) ((s_time_t)(n)*1000LL)

/* System time now. */
s_time_t system_time(void);
#define NOW() system_time()

/* Busy-waits; boot and hardware handshakes only. */
void udelay(unsigned int usecs);
void mdelay(unsigned int msecs);

/* Wall clock: seconds and ns of the Unix epoch at system time 0. */
void wallclock_get(uint64_t *sec, uint32_t *nsec);
/* Dom0 sets it: Unix time at system time `at`; all domains are told. */
void wallclock_set(uint64_t sec, uint32_t nsec, s_time_t at);

struct vcpu;
struct domain;
/* Writes vcpu_time_info of `v`, the current vCPU of this CPU, if it changed. */
void vcpu_time_update(struct vcpu *v);
void domain_wallclock_update(struct domain *d);

#endif /* XEN_TIME_H */
