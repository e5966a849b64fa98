/*
 * area.c: each CPU's own memory.
 *
 * A CPU has 64 KiB of address space at CPU_VIRT_START, of which are mapped:
 *
 *	+0x7000	its syscall stub (executable, read-only)
 *	+0x8000	IST stacks of NMI, #DF, #MC: one page each; the lower half
 *		of the last is #DB's, which needs little
 *	+0xc000	its stack: four pages, struct cpu_info on top
 *
 * The pages between them and around are guards: an overflow faults, and the
 * #DF handler's stack is another.  The upper half is aligned to STACK_SIZE,
 * so that get_cpu_info() finds cpu_info from every one of these stacks.
 */
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/mm.h>
#include <xen/smp.h>
#include <xen/string.h>
#include <xen/arch/cpu.h>
#include <xen/arch/mm.h>
#include <asm/cpu.h>
#include <asm/smp.h>
#include <asm/trap.h>
#include <asm/xen_map.h>

#define STUB_OFFSET 0x7000UL
#define STUB_32	    64 /* the stub for compatibility mode, in its page */
#define AREA_OFFSET 0x8000UL
#define MAIN_OFFSET 0xc000UL

extern char __percpu_start[], __percpu_end[];

unsigned long __per_cpu_offset[NR_CPUS];
DEFINE_PER_CPU(struct gdt_page *, gdt_page);
DEFINE_PER_CPU(mfn_t, gdt_page_mfn);
DEFINE_PER_CPU(struct tss64, tss);

static unsigned long area_va(unsigned int cpu)
{
	return CPU_VIRT_START + ((unsigned long)cpu << CPU_VIRT_SHIFT);
}

unsigned long cpu_stack_top(unsigned int cpu)
{
	return area_va(cpu) + (1UL << CPU_VIRT_SHIFT);
}

static int map_new_pages(unsigned long va, unsigned long nr)
{
	for (unsigned long i = 0; i < nr; i++) {
		void *p = xheap_alloc(0);
		int rc;

		if (!p)
			return -ENOMEM;
		rc = xen_map(va + i * PAGE_SIZE, virt_to_mfn(p), 1, XEN_RW);
		if (rc)
			return rc;
	}
	return 0;
}

static void emit(uint8_t **at, const void *bytes, size_t n)
{
	memcpy(*at, bytes, n);
	*at += n;
}

/* A 32-bit displacement relative to its end. */
static void emit_rel(uint8_t **at, const uint8_t *page, unsigned long page_va,
		     unsigned long target)
{
	unsigned long next = page_va + (*at - page) + 4;
	int32_t rel = target - next;

	emit(at, &rel, 4);
}

/*
 * SYSCALL changes neither stack nor GS: the code at LSTAR itself must know
 * its CPU.
 *
 *	mov %rsp, scratch(%rip)
 *	lea guest_regs.es(%rip), %rsp
 *	push $GUEST_DS32
 *	push scratch(%rip)
 *	jmp syscall_entry
 */
static void write_stub(uint8_t *page, unsigned int off, unsigned long va,
		       unsigned long info, const char *target)
{
	unsigned long scratch = info + offsetof(struct cpu_info, scratch_rsp);
	unsigned long es = info + offsetof(struct cpu_info, guest_regs.es);
	uint32_t ds = GUEST_DS32;
	uint8_t *at = page + off;

	emit(&at, "\x48\x89\x25", 3);
	emit_rel(&at, page, va, scratch);
	emit(&at, "\x48\x8d\x25", 3);
	emit_rel(&at, page, va, es);
	emit(&at, "\x68", 1);
	emit(&at, &ds, 4);
	emit(&at, "\xff\x35", 2);
	emit_rel(&at, page, va, scratch);
	emit(&at, "\xe9", 1);
	emit_rel(&at, page, va, (unsigned long)target);
}

static int make_stubs(unsigned int cpu, unsigned long info)
{
	unsigned long va = area_va(cpu) + STUB_OFFSET;
	uint8_t *page = xheap_alloc(0);

	if (!page)
		return -ENOMEM;
	memset(page, 0xcc, PAGE_SIZE);
	write_stub(page, 0, va, info, syscall_entry);
	write_stub(page, STUB_32, va, info, syscall32_entry);
	/* It is written no more; flushed when all CPUs are up. */
	if (xen_map((unsigned long)page, virt_to_mfn(page), 1, XEN_RO))
		return -ENOMEM;
	return xen_map(va, virt_to_mfn(page), 1, XEN_RX);
}

static void init_gdt(struct gdt_page *g, const struct tss64 *tss)
{
	uint64_t base = (uint64_t)tss;
	unsigned int i = (XEN_TSS & 0xfff) / 8;

	g->entry[1] = 0x00af9a000000ffff; /* XEN_CS64: ring 0, 64-bit */
	g->entry[2] = 0x00cf92000000ffff; /* XEN_DS32 */
	g->entry[4] = 0x00cffa000000ffff; /* GUEST_CS32: ring 3, 32-bit */
	g->entry[5] = 0x00cff2000000ffff; /* GUEST_DS32 */
	g->entry[6] = 0x00affa000000ffff; /* GUEST_CS64 */
	/* Available 64-bit TSS (SDM 3A 7.2.3). */
	g->entry[i] = (sizeof(*tss) - 1) | (base & 0xffffff) << 16 |
		      0x89ULL << 40 | ((base >> 24) & 0xff) << 56;
	g->entry[i + 1] = base >> 32;
}

static void init_tss(struct tss64 *t, unsigned int cpu, unsigned long info)
{
	unsigned long ist = area_va(cpu) + AREA_OFFSET;

	t->rsp[0] = info + offsetof(struct cpu_info, guest_regs.es);
	t->ist[IST_NMI - 1] = ist + PAGE_SIZE;
	t->ist[IST_DF - 1] = ist + 2 * PAGE_SIZE;
	t->ist[IST_MC - 1] = ist + 3 * PAGE_SIZE;
	t->ist[IST_DB - 1] = ist + 2 * PAGE_SIZE + PAGE_SIZE / 2;
	/* No I/O bitmap: every port access of a guest comes to us. */
	t->iomap_base = sizeof(*t);
}

int cpu_area_create(unsigned int cpu)
{
	size_t size = __percpu_end - __percpu_start;
	unsigned int order = 0;
	unsigned long info = cpu_stack_top(cpu) - sizeof(struct cpu_info);
	struct cpu_info *ci = (void *)info;
	struct gdt_page *g = xheap_alloc(0);
	void *percpu = __percpu_start;
	int rc;

	if (cpu) {
		while (((size_t)PAGE_SIZE << order) < size)
			order++;
		percpu = xheap_alloc(order);
	}
	if (!g || !percpu)
		return -ENOMEM;
	__per_cpu_offset[cpu] =
		(unsigned long)percpu - (unsigned long)__percpu_start;
	rc = map_new_pages(area_va(cpu) + AREA_OFFSET, 3);
	if (!rc)
		rc = map_new_pages(area_va(cpu) + MAIN_OFFSET, CPU_MAIN_PAGES);
	if (!rc)
		rc = make_stubs(cpu, info);
	if (rc)
		return rc;
	ci->processor_id = cpu;
	ci->per_cpu_offset = __per_cpu_offset[cpu];
	init_tss(&per_cpu(tss, cpu), cpu, info);
	init_gdt(g, &per_cpu(tss, cpu));
	per_cpu(gdt_page, cpu) = g;
	per_cpu(gdt_page_mfn, cpu) = virt_to_mfn(g);
	return 0;
}

struct descriptor_ptr {
	uint16_t limit;
	uint64_t base;
} __packed;

void cpu_gdt_load_idle(void)
{
	struct descriptor_ptr gdtr = {
		.limit = (XEN_GDT_PAGE + 1) * PAGE_SIZE - 1,
		.base = (uint64_t)this_cpu(gdt_page) - XEN_GDT_PAGE * PAGE_SIZE,
	};

	__asm__ volatile("lgdt %0" : : "m"(gdtr));
}

void cpu_tables_load(void)
{
	unsigned int cpu = smp_processor_id();
	struct gdt_page *g = this_cpu(gdt_page);

	/* LTR wants an available TSS: clear the busy bit of an earlier load. */
	g->entry[(XEN_TSS & 0xfff) / 8] &= ~(2ULL << 40);
	cpu_gdt_load_idle();
	__asm__ volatile("push %0\n\t"
			 "lea 1f(%%rip), %%rax\n\t"
			 "push %%rax\n\t"
			 "lretq\n\t"
			 "1: mov %1, %%ss\n\t"
			 "mov %2, %%ds\n\t"
			 "mov %2, %%es\n\t"
			 "mov %2, %%fs\n\t"
			 "mov %2, %%gs\n\t"
			 "lldt %w2\n\t"
			 "ltr %w3\n\t"
			 :
			 : "i"(XEN_CS64), "r"(0), "r"(0), "r"(XEN_TSS)
			 : "rax", "memory");
	idt_load();

	wrmsr(MSR_STAR,
	      (uint64_t)(GUEST_CS32) << 48 | (uint64_t)XEN_CS64 << 32);
	wrmsr(MSR_LSTAR, area_va(cpu) + STUB_OFFSET);
	wrmsr(MSR_CSTAR, area_va(cpu) + STUB_OFFSET + STUB_32);
	wrmsr(MSR_SYSCALL_MASK, X86_EFLAGS_IF | X86_EFLAGS_TF | X86_EFLAGS_DF |
					X86_EFLAGS_NT | X86_EFLAGS_AC |
					X86_EFLAGS_RF | X86_EFLAGS_IOPL);
	if (cpu_features.sysenter_compat) {
		wrmsr(MSR_SYSENTER_CS, XEN_CS64);
		wrmsr(MSR_SYSENTER_ESP, this_cpu(tss).rsp[0]);
		wrmsr(MSR_SYSENTER_EIP, (unsigned long)sysenter_entry);
	}
	if (cpu_features.pat)
		wrmsr(MSR_PAT, XEN_PAT_VALUE);
	write_cr0(X86_CR0_PG | X86_CR0_AM | X86_CR0_WP | X86_CR0_NE |
		  X86_CR0_ET | X86_CR0_MP | X86_CR0_PE);
	write_cr4(cpu_cr4());
	get_cpu_info()->cr4 = cpu_cr4();
	machine_check_cpu_init();
}

void cpu_start_secondary(void)
{
	cpu_tables_load();
	if (cpu_features.xsave)
		xsetbv(0, cpu_features.xcr0_mask);
	smp_secondary_init();
	arch_idle_loop();
}
