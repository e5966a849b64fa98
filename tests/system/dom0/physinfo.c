// SPDX-License-Identifier: GPL-2.0-only
/*
 * physinfo FIELD: prints one number of what the hypervisor says of the machine.
 *
 * For the leak checks: `xl info` rounds to MiB.  It asks by the kernel's
 * privcmd interface itself, so that it runs with either stack of tools, or
 * with none.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <xen/xen.h>
#include <xen/sysctl.h>

/* linux/xen/privcmd.h, which distributions do not install. */
struct privcmd_hypercall {
	uint64_t op;
	uint64_t arg[5];
};
#define IOCTL_PRIVCMD_HYPERCALL \
	_IOC(_IOC_NONE, 'P', 0, sizeof(struct privcmd_hypercall))

static int ask(struct xen_sysctl *op)
{
	struct privcmd_hypercall call = {
		.op = __HYPERVISOR_sysctl,
		.arg = { (uintptr_t)op },
	};
	int fd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return -1;
	op->cmd = XEN_SYSCTL_physinfo;
	op->interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	return ioctl(fd, IOCTL_PRIVCMD_HYPERCALL, &call);
}

int main(int argc, char **argv)
{
	struct xen_sysctl *op = mmap(
		NULL, 4096, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED | MAP_POPULATE, -1, 0);
	const struct xen_sysctl_physinfo *p;

	if (op == MAP_FAILED || ask(op) != 0) {
		perror("physinfo");
		return 1;
	}
	p = &op->u.physinfo;

	const struct {
		const char *name;
		unsigned long long value;
	} fields[] = {
		{ "free_pages", p->free_pages },
		{ "total_pages", p->total_pages },
		{ "nr_cpus", p->nr_cpus },
		{ "nr_nodes", p->nr_nodes },
		{ "cpu_khz", p->cpu_khz },
	};

	for (unsigned int i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (argc == 1)
			printf("%s=%llu\n", fields[i].name, fields[i].value);
		else if (strcmp(argv[1], fields[i].name) == 0)
			return printf("%llu\n", fields[i].value) < 0;
	}
	return argc != 1;
}
