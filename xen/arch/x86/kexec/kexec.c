/*
 * kexec.c: handing the machine over: page tables in which virtual is machine
 * address, quiet interrupt controllers, the stub (stub.S).
 *
 * The tables also have the hypervisor's own slots, so that the code that loads
 * them goes on; they map 2 MiB at a time: the segments, the pages of the list
 * and what they name, the stub's page.
 */
#include <xen/elf.h>
#include <xen/errno.h>
#include <xen/log.h>
#include <xen/mm.h>
#include <xen/smp.h>
#include <xen/string.h>
#include <xen/arch/kexec.h>
#include <xen/arch/mm.h>
#include <asm/apic.h>
#include <asm/cpu.h>
#include <asm/irq.h>
#include <asm/mm.h>
#include <asm/platform.h>
#include <asm/trap.h>
#include <asm/regs.h>
#include <asm/xen_map.h>

#define ELF_386	   3
#define ELF_X86_64 62

#define TABLE_FLAGS (PTE_P | PTE_RW | PTE_A | PTE_D)

extern const char kexec_stub[], kexec_stub_end[];
extern char _start[], _end[];

typedef void stub_fn(paddr_t list, paddr_t entry, unsigned long is_32bit);

bool arch_kexec_supports(uint16_t elf_machine)
{
	return elf_machine == ELF_X86_64 || elf_machine == ELF_386;
}

/* ---- Tables ---- */

static uint64_t *table_at(paddr_t a)
{
	return maddr_to_virt(_maddr(a));
}

/* The next level's table of an entry, made if it is missing; NULL. */
static uint64_t *table_below(struct kexec_image *image, uint64_t *entry)
{
	void *new;

	if (*entry & PTE_P)
		return table_at(*entry & PTE_ADDR_MASK);
	new = kexec_page(image, false);
	if (new)
		*entry = maddr_x(virt_to_maddr(new)) | TABLE_FLAGS;
	return new;
}

/* Maps the 2 MiB around a machine address. */
static int map_around(struct kexec_image *image, paddr_t a)
{
	uint64_t *t = table_at(image->tables);

	t = table_below(image, &t[a >> 39 & 511]);
	if (t)
		t = table_below(image, &t[a >> 30 & 511]);
	if (!t)
		return -ENOMEM;
	t[a >> 21 & 511] = ROUNDDOWN(a, MB(2)) | TABLE_FLAGS | PTE_PS;
	return 0;
}

static int map_segments(struct kexec_image *image)
{
	for (unsigned int i = 0; i < image->nr_segments; i++) {
		const xen_kexec_segment_t *s = &image->segment[i];
		paddr_t end = s->dest_maddr + s->dest_size;

		for (paddr_t a = ROUNDDOWN(s->dest_maddr, MB(2)); a < end;
		     a += MB(2))
			if (map_around(image, a))
				return -ENOMEM;
	}
	return 0;
}

static int map_list(struct kexec_image *image)
{
	const struct kexec_list *l;

	for (paddr_t at = image->list; at; at = l->next) {
		l = maddr_to_virt(_maddr(at));
		if (map_around(image, at))
			return -ENOMEM;
		for (uint64_t i = 0; i < l->nr; i++)
			if (map_around(image, l->copy[i].from))
				return -ENOMEM;
	}
	return 0;
}

int arch_kexec_prepare(struct kexec_image *image)
{
	uint64_t *l4 = kexec_page(image, true);
	char *control = kexec_page(image, true);

	if (!l4 || !control)
		return -ENOMEM;
	memcpy(&l4[HOLE_FIRST_SLOT],
	       (uint64_t *)maddr_to_virt(_maddr(idle_pg_table_pa)) +
		       HOLE_FIRST_SLOT,
	       (HOLE_LAST_SLOT - HOLE_FIRST_SLOT + 1) * sizeof(*l4));
	memcpy(control, kexec_stub, kexec_stub_end - kexec_stub);
	image->tables = maddr_x(virt_to_maddr(l4));
	image->control = maddr_x(virt_to_maddr(control));
	if (map_around(image, image->control) || map_segments(image) ||
	    map_list(image))
		return -ENOMEM;
	return 0;
}

/* ---- Hand-over ---- */

void arch_kexec_run(const struct kexec_image *image)
{
	stub_fn *stub = (stub_fn *)image->control;

	irq_disable();
	ioapic_quiesce();
	apic_quiesce();
	write_cr3(image->tables);
	__asm__ volatile("mov %0, %%rsp\n\tcall *%1"
			 :
			 : "r"(image->control + PAGE_SIZE), "r"(stub),
			   "D"(image->list), "S"(image->entry),
			   "d"((unsigned long)(image->arch == ELF_386))
			 : "memory");
	unreachable();
}

/* ---- What notes have ---- */

void arch_kexec_regs(const struct cpu_user_regs *regs,
		     uint64_t out[KEXEC_NR_REGS], uint64_t crs[KEXEC_NR_CRS])
{
	struct cpu_user_regs here = { .cs = 0 };

	if (!regs) {
		/* Where this was called is all that is worth knowing. */
		here.rip = (unsigned long)__builtin_return_address(0);
		__asm__("mov %%rsp, %0" : "=r"(here.rsp));
		__asm__("mov %%rbp, %0" : "=r"(here.rbp));
		here.cs = XEN_CS64;
		here.rflags = read_flags();
		regs = &here;
	}
	memset(out, 0, KEXEC_NR_REGS * sizeof(*out));
	out[0] = regs->r15;
	out[1] = regs->r14;
	out[2] = regs->r13;
	out[3] = regs->r12;
	out[4] = regs->rbp;
	out[5] = regs->rbx;
	out[6] = regs->r11;
	out[7] = regs->r10;
	out[8] = regs->r9;
	out[9] = regs->r8;
	out[10] = regs->rax;
	out[11] = regs->rcx;
	out[12] = regs->rdx;
	out[13] = regs->rsi;
	out[14] = regs->rdi;
	out[15] = ~0UL; /* in no system call */
	out[16] = regs->rip;
	out[17] = regs->cs;
	out[18] = regs->rflags;
	out[19] = regs->rsp;
	out[20] = regs->ss;
	crs[0] = read_cr0();
	crs[1] = read_cr2();
	crs[2] = read_cr3();
	crs[3] = read_cr4();
}

paddr_t arch_image_maddr(const void *p)
{
	const char *at = p ? p : _start;

	return xen_phys_start + (at - (char *)XEN_VIRT_START);
}

uint64_t arch_image_size(void)
{
	return ROUNDUP((uint64_t)(_end - _start), PAGE_SIZE);
}
