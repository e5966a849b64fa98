/*
 * dom0.c: dom0 from the boot modules: the first is the kernel, the second, if
 * any, its initrd.
 */
#include <xen/console.h>
#include <xen/acpi.h>
#include <xen/caps.h>
#include <xen/errno.h>
#include <xen/gdb.h>
#include <xen/grant.h>
#include <xen/init.h>
#include <xen/irq.h>
#include <xen/log.h>
#include <xen/sched.h>
#include <xen/smp.h>
#include <xen/string.h>
#include <xen/arch/boot.h>
#include <xen/arch/domain.h>
#include <xen/arch/mm.h>
#include <asm/cpu.h>
#include <public/domctl.h>
#include "../../boot/boot.h"
#include "private.h"

static unsigned int __initdata opt_vcpus_min = 1, opt_vcpus_max;

static __init int set_max_vcpus(const char *s)
{
	const char *end;

	opt_vcpus_min = simple_strtoul(s, &end, 0);
	opt_vcpus_max = opt_vcpus_min;
	if (*end == '-')
		opt_vcpus_max = simple_strtoul(end + 1, &end, 0);
	return *end || !opt_vcpus_max ? -EINVAL : 0;
}
PARAM_CUSTOM("dom0_max_vcpus", set_max_vcpus);

static __init unsigned int nr_vcpus(void)
{
	unsigned int n = cpumask_weight(&cpu_online_map);

	if (opt_vcpus_max) {
		n = max(n, opt_vcpus_min);
		n = min(n, opt_vcpus_max);
	}
	return min(n, (unsigned int)NR_CPUS);
}

static __init int create(struct domain **d)
{
	struct xen_domctl_createdomain config = {
		.max_vcpus = nr_vcpus(),
		.max_evtchn_port = ~0u,
		.max_grant_frames = -1,
		.max_maptrack_frames = -1,
		.grant_opts = XEN_DOMCTL_GRANT_version(gnttab_max_version),
		.arch = { .emulation_flags = XEN_X86_EMU_PIT },
	};
	int ret = domain_create(0, &config, true, d);

	if (ret)
		return ret;
	for (unsigned int i = 0; i < config.max_vcpus; i++)
		if (!vcpu_create(*d, i))
			return -ENOMEM;
	dom0_place(*d);
	return 0;
}

/* ---- What dom0 may touch ---- */

/* Ports of devices that are the hypervisor's. */
static const struct {
	uint16_t from, to;
} denied_ports[] = {
	{ 0x20, 0x21 },	  { 0xa0, 0xa1 }, /* PICs */
	{ 0x40, 0x43 },	  { 0x61, 0x61 }, /* PIT */
	{ 0xcf8, 0xcff },		  /* PCI: emulated */
};

/* What a serial line of the hypervisor's has is its own. */
static __init int keep_ports(struct domain *d, const struct serial_ops *s)
{
	if (!s || s->is_mmio)
		return 0;
	return caps_remove(d->arch.ioport_caps, s->base, s->base + s->size - 1);
}

static __init int give_ports(struct domain *d)
{
	int ret = caps_add(d->arch.ioport_caps, 0, 0xffff);

	for (unsigned int i = 0; !ret && i < ARRAY_SIZE(denied_ports); i++)
		ret = caps_remove(d->arch.ioport_caps, denied_ports[i].from,
				  denied_ports[i].to);
	if (!ret)
		ret = keep_ports(d, console_serial());
	return ret ? ret : keep_ports(d, gdb_serial());
}

/* All but RAM (which has owners) and the interrupt controllers. */
static __init int give_iomem(struct domain *d)
{
	const struct serial_ops *s = console_serial();
	int ret = caps_add(d->iomem_caps, 0,
			   (1UL << (cpu_features.phys_bits - PAGE_SHIFT)) - 1);

	for (unsigned int i = 0; !ret && i < e820.nr; i++) {
		const struct e820_entry *e = &e820.entry[i];
		unsigned long first = PFN_UP(e->addr);
		unsigned long last = PFN_DOWN(e->addr + e->size);

		/* The first MiB: BIOS data and option ROMs. */
		first = max(first, 0x100UL);
		if (e->type == E820_RAM && first < last)
			ret = caps_remove(d->iomem_caps, first, last - 1);
	}
	if (!ret)
		ret = caps_remove(d->iomem_caps, 0xfee00, 0xfee00);
	if (!ret && s && s->is_mmio)
		ret = caps_remove(d->iomem_caps, PFN_DOWN(s->base),
				  PFN_DOWN(s->base + s->size - 1));
	for (unsigned int i = 0; !ret && i < acpi.madt.nr_ioapics; i++) {
		unsigned long mfn = PFN_DOWN(acpi.madt.ioapic[i].address);

		ret = caps_remove(d->iomem_caps, mfn, mfn);
	}
	return ret;
}

static __init int give_rights(struct domain *d)
{
	int ret = give_ports(d);

	if (!ret)
		ret = give_iomem(d);
	/* The timer's is the hypervisor's. */
	if (!ret)
		ret = caps_add(d->irq_caps, 1, domain_nr_pirqs(d) - 1);
	return ret;
}

__init int arch_boot_dom0(void)
{
	struct dom0 b = { 0 };
	unsigned long max;
	const void *image;
	size_t len;
	void *memory;
	unsigned int order;
	s_time_t start = NOW();
	int ret;

	if (boot_info.nr_modules == 0) {
		log_err("No kernel: the boot loader gave no module\n");
		return -ENOENT;
	}
	b.kernel = &boot_info.module[0];
	b.initrd = boot_info.nr_modules > 1 ? &boot_info.module[1] : NULL;
	ret = dom0_unpack(b.kernel, &image, &len, &memory, &order);
	if (ret)
		return ret;
	log_info("Dom0: kernel unpacked to %lu KiB in %lu ms\n",
		 (unsigned long)len >> 10,
		 (unsigned long)((NOW() - start) / MILLISECS(1)));
	if (elf_is_32bit(image, len)) {
		log_err("Dom0: the kernel is one for 32 bits: PV guests, dom0 "
			"too, have 64 here; take an x86-64 kernel\n");
		return -ENOEXEC;
	}
	ret = elf_parse(&b.elf, image, len, EM_X86_64);
	if (!ret)
		ret = xen_elf_parse(&b.elf, &b.info);
	if (ret || !b.info.xen_guest) {
		log_err("Dom0: the kernel is no Xen PV kernel (error %d)\n",
			ret);
		return ret ?: -ENOEXEC;
	}
	log_info("Dom0: %s %s, %lx-%lx, entry %lx\n", b.info.guest_os,
		 b.info.guest_version, (unsigned long)b.info.virt_start,
		 (unsigned long)b.info.virt_end, (unsigned long)b.info.entry);

	ret = create(&b.d);
	if (ret) {
		log_err("Dom0: can't create the domain (error %d)\n", ret);
		return ret;
	}
	if (b.info.pae_extended_cr3)
		b.d->vm_assist |= 1UL << VMASST_TYPE_pae_extended_cr3;
	b.nr_pages = dom0_memory(&max);
	b.d->max_pages = max;
	ret = dom0_lay_out(&b);
	if (!ret)
		ret = give_rights(b.d);
	if (!ret)
		ret = dom0_populate(&b);
	if (ret) {
		log_err("Dom0: can't be built (error %d)\n", ret);
		return ret;
	}
	if (memory)
		xheap_free(memory, order);
	for (unsigned int i = 0; i < boot_info.nr_modules; i++)
		boot_release(boot_info.module[i].start,
			     boot_info.module[i].start +
				     boot_info.module[i].size);
	log_info("Dom0: %u vCPUs, %lu MiB; built in %lu ms\n", b.d->max_vcpus,
		 b.nr_pages >> (20 - PAGE_SHIFT),
		 (unsigned long)((NOW() - start) / MILLISECS(1)));
	return 0;
}
