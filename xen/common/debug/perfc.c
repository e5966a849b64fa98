/* perfc.c: the event counters' storage, and reading them. */
#include <xen/perfc.h>

#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/smp.h>
#include <xen/string.h>
#include <public/sysctl.h>

DEFINE_PER_CPU(struct perfc_cpu, perfc_counters);

static const char *const texts[NR_PERFC] = {
#define PERFC(name, text) [PERFC_##name] = (text),
#include <xen/perfc_list.h>
#undef PERFC
};

static void reset(void)
{
	unsigned int cpu;

	for_each_cpu(cpu, &cpu_online_map) memset(&per_cpu(perfc_counters, cpu),
						  0, sizeof(struct perfc_cpu));
}

/* A description each, and its value on each CPU. */
static int copy(const struct xen_sysctl_perfc_op *p, unsigned int nr_cpus)
{
	struct xen_sysctl_perfc_desc desc;
	unsigned int at = 0, cpu;

	for (unsigned int i = 0; i < NR_PERFC; i++) {
		memset(&desc, 0, sizeof(desc));
		strlcpy(desc.name, texts[i], sizeof(desc.name));
		desc.nr_vals = nr_cpus;
		if (put_guest_at(guest_ptr(p->desc), i, &desc))
			return -EFAULT;
		for_each_cpu(cpu, &cpu_online_map)
		{
			uint32_t val = per_cpu(perfc_counters, cpu).count[i];

			if (put_guest_at(guest_ptr(p->val), at, &val))
				return -EFAULT;
			at++;
		}
	}
	return 0;
}

int perfc_control(struct xen_sysctl_perfc_op *p)
{
	unsigned int nr_cpus = cpumask_weight(&cpu_online_map);

	p->nr_counters = NR_PERFC;
	p->nr_vals = NR_PERFC * nr_cpus;
	switch (p->cmd) {
	case XEN_SYSCTL_PERFCOP_reset:
		reset();
		return 0;
	case XEN_SYSCTL_PERFCOP_query:
		if (guest_ptr_null(guest_ptr(p->desc)))
			return 0;
		return copy(p, nr_cpus);
	default:
		return -EINVAL;
	}
}
