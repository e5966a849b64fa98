/* perfc.c: storage of the event counters; names for XEN_SYSCTL_perfc_op. */
#include <xen/perfc.h>

DEFINE_PER_CPU(struct perfc_cpu, perfc_counters);

const char *const perfc_names[NR_PERFC] = {
#define PERFC(name, text) [PERFC_##name] = text,
#include <xen/perfc_list.h>
#undef PERFC
};
