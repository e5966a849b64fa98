/*
 * notes.c: what a crash kernel finds of the CPUs and of the hypervisor: ELF
 * notes, whose machine addresses dom0's tools give to it (KEXEC_RANGE_MA_CPU).
 *
 * A CPU has one page: NT_PRSTATUS with its registers, "Xen" notes with its
 * control registers and, on the boot CPU, with what the hypervisor is.  The
 * headers are there from the start; a CPU that never stopped has zeroes.
 * VMCOREINFO is text for makedumpfile and crash.
 */
#include "private.h"

#include <xen/arch/kexec.h>
#include <xen/arch/mm.h>
#include <xen/boot.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/mm.h>
#include <xen/percpu.h>
#include <xen/printf.h>
#include <xen/smp.h>
#include <xen/string.h>

#define NT_PRSTATUS	    1
#define XEN_NOTE_CRASH_INFO 0x1000001
#define XEN_NOTE_CRASH_REGS 0x1000002
#define NT_VMCOREINFO	    0

struct note {
	uint32_t name_size, desc_size, type;
};

/* elf_prstatus of x86-64 and others with 64-bit longs. */
struct prstatus {
	uint32_t signal[3];
	uint16_t current_signal, pad;
	uint64_t pending, held;
	uint32_t pid, ppid, pgrp, sid;
	uint64_t times[8];
	uint64_t regs[KEXEC_NR_REGS];
	uint32_t fp_valid, pad2;
};
static_assert(sizeof(struct prstatus) == 336, "an ELF core file's layout");

struct crash_info {
	uint64_t major, minor, extra_version, changeset, compiler, date, time,
		tainted, image_start, p2m_list;
};

/* Names are padded to words of 4. */
struct cpu_notes {
	struct note core;
	char core_name[8];
	struct prstatus prstatus;
	struct note regs;
	char regs_name[4];
	uint64_t crs[KEXEC_NR_CRS];
	/* The boot CPU's only. */
	struct note info;
	char info_name[4];
	struct crash_info crash_info;
} __packed;
static_assert(sizeof(struct cpu_notes) <= PAGE_SIZE, "notes are one page");

static DEFINE_PER_CPU(struct cpu_notes *, notes);

static struct {
	struct note note;
	char name[16];
	char text[512];
} * vmcoreinfo;
static unsigned int vmcoreinfo_size;

static size_t notes_size(unsigned int cpu)
{
	return cpu ? offsetof(struct cpu_notes, info)
		   : sizeof(struct cpu_notes);
}

static void set_note(struct note *n, char *at, const char *name,
		     uint32_t desc_size, uint32_t type)
{
	n->name_size = strlen(name) + 1;
	n->desc_size = desc_size;
	n->type = type;
	memcpy(at, name, strlen(name) + 1);
}

static void fill_info(struct crash_info *i)
{
	i->major = XEN_VERSION_MAJOR;
	i->minor = XEN_VERSION_MINOR;
	i->extra_version = arch_image_maddr(xen_extra_version);
	i->changeset = arch_image_maddr(xen_changeset);
	i->compiler = arch_image_maddr(xen_compiler);
	i->date = arch_image_maddr(xen_compile_date);
	i->time = arch_image_maddr("");
	i->image_start = arch_image_maddr(NULL);
}

static struct cpu_notes *make(unsigned int cpu)
{
	struct cpu_notes *n = xheap_alloc(0);
	struct note head;

	if (!n)
		return NULL;
	set_note(&head, n->core_name, "CORE", sizeof(n->prstatus), NT_PRSTATUS);
	n->core = head;
	set_note(&head, n->regs_name, "Xen", sizeof(n->crs),
		 XEN_NOTE_CRASH_REGS);
	n->regs = head;
	if (cpu == 0) {
		struct crash_info info = { 0 };

		set_note(&head, n->info_name, "Xen", sizeof(info),
			 XEN_NOTE_CRASH_INFO);
		n->info = head;
		fill_info(&info);
		n->crash_info = info;
	}
	return n;
}

int kexec_notes_of_cpu(unsigned int cpu, xen_kexec_range_t *range)
{
	struct cpu_notes *n;

	if (!cpumask_test(cpu, &cpu_online_map))
		return -ERANGE;
	cpu = array_index_nospec(cpu, NR_CPUS);
	n = per_cpu(notes, cpu);
	if (!n)
		n = per_cpu(notes, cpu) = make(cpu);
	range->start = n ? maddr_x(virt_to_maddr(n)) : 0;
	range->size = n ? notes_size(cpu) : 0;
	return 0;
}

void kexec_save_cpu(const struct cpu_user_regs *regs)
{
	struct cpu_notes *n = this_cpu(notes);
	uint64_t r[KEXEC_NR_REGS], crs[KEXEC_NR_CRS];

	if (!n)
		return;
	arch_kexec_regs(regs, r, crs);
	memcpy(n->prstatus.regs, r, sizeof(r));
	memcpy(n->crs, crs, sizeof(crs));
	n->prstatus.pid = smp_processor_id();
}

void kexec_vmcoreinfo(xen_kexec_range_t *range)
{
	range->start = vmcoreinfo ? maddr_x(virt_to_maddr(vmcoreinfo)) : 0;
	range->size = vmcoreinfo_size;
}

void __init kexec_notes_init(void)
{
	int len;

	vmcoreinfo = xheap_alloc(0);
	if (!vmcoreinfo)
		return;
	len = scnprintf(vmcoreinfo->text, sizeof(vmcoreinfo->text),
			"OSRELEASE=%u.%u%s\nPAGESIZE=%lu\n"
			"SIZE(page_info)=%zu\nADDRESS(frame_table)=%lx\n"
			"NUMBER(max_page)=%lu\n",
			XEN_VERSION_MAJOR, XEN_VERSION_MINOR, xen_extra_version,
			PAGE_SIZE, sizeof(struct page_info),
			(unsigned long)frame_table, max_page);
	set_note(&vmcoreinfo->note, vmcoreinfo->name, "VMCOREINFO_XEN", len,
		 NT_VMCOREINFO);
	vmcoreinfo_size = sizeof(*vmcoreinfo) - sizeof(vmcoreinfo->text) +
			  ROUNDUP(len, 4);
}
