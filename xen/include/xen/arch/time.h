/* arch/time.h: clocks. */
#ifndef XEN_ARCH_TIME_H
#define XEN_ARCH_TIME_H

#include <xen/time.h>

/* Programs this CPU's one-shot timer; false: already past (raise softirq). */
bool arch_timer_set(s_time_t deadline); /* STIME_MAX: off */

/* Fills time fields of the vCPU's vcpu_time_info for this CPU (if changed). */
/* (vcpu_time_update() in xen/time.h is arch code as well.) */

#endif /* XEN_ARCH_TIME_H */
