/*
 * perfc.h: event counters, one row each in perfc_list.h, read by `xenperf`.
 */
#ifndef XEN_PERFC_H
#define XEN_PERFC_H

#include <xen/percpu.h>

enum perfc {
#define PERFC(name, text) PERFC_##name,
#include <xen/perfc_list.h>
#undef PERFC
	NR_PERFC
};

struct perfc_cpu {
	uint32_t count[NR_PERFC];
};
DECLARE_PER_CPU(struct perfc_cpu, perfc_counters);

#define perfc_inc(name) (this_cpu(perfc_counters).count[PERFC_##name]++)

#endif /* XEN_PERFC_H */
