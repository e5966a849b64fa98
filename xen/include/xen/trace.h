/*
 * trace.h: records of what happens, for `xentrace` and xenalyze.
 *
 * An event that nobody records costs one test of `trace_on` and a branch that
 * the CPU foresees.  Numbers and data of events are those of Xen 4.17
 * (public/trace.h names them, docs/hypervisor/trace.md gives their data), since
 * the tools know them.
 */
#ifndef XEN_TRACE_H
#define XEN_TRACE_H

#include <xen/types.h>
#include <public/trace.h>

/* Somebody records; read on every event. */
extern bool trace_on;

/*
 * Records an event of this CPU with its time and `words` (at most
 * TRACE_EXTRA_MAX) words of data, if its class and CPU are wanted.  Any context
 * but NMI and machine check.
 */
void trace_record(uint32_t event, const uint32_t *data, unsigned int words);

/* TRACE(event, word, ...): the words may be of any integer type. */
#define TRACE(event, ...)                                               \
	do {                                                            \
		if (unlikely(trace_on)) {                               \
			const uint32_t trace_data_[] = { __VA_ARGS__ }; \
			trace_record((event), trace_data_,              \
				     ARRAY_SIZE(trace_data_));          \
		}                                                       \
	} while (0)
/* A 64-bit value as two words of a record. */
#define TRACE_64(x) (uint32_t)(x), (uint32_t)((uint64_t)(x) >> 32)
/* An event without data. */
#define TRACE_EVENT(event)                              \
	do {                                            \
		if (unlikely(trace_on))                 \
			trace_record((event), NULL, 0); \
	} while (0)

struct vcpu;
struct hypercall_args;
/* `event` is TRC_PV_HYPERCALL_V2 or _SUBCALL; only while trace_on. */
void trace_hypercall(uint32_t event, uint32_t op,
		     const struct hypercall_args *args);

/* XEN_SYSCTL_tbuf_op: 0; -EINVAL, -EBUSY, -ENOMEM, -EFAULT. */
struct xen_sysctl_tbuf_op;
int trace_control(struct xen_sysctl_tbuf_op *op);

/* Options and softirq; needs the heap and the number of CPUs. */
void trace_init(void);

#endif /* XEN_TRACE_H */
