/*
 * emul_priv.c: privileged instructions of PV kernels, which fault with #GP at
 * CPL 3, and port I/O of their user space (IOPL, bitmap).
 *
 * The decoder knows just these: prefixes, one or two opcode bytes, ModRM with
 * a register operand, an 8-bit port.  Whatever else faulted is the guest's
 * own #GP.
 */
#include <xen/console.h>
#include <xen/caps.h>
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/pci.h>
#include <xen/perfc.h>
#include <xen/sched.h>
#include <xen/string.h>
#include <xen/trace.h>
#include <asm/cpu.h>
#include <asm/fpu.h>
#include <asm/platform.h>
#include <asm/policy.h>
#include <asm/pv.h>
#include <asm/pv_mm.h>
#include <asm/trap.h>

#define MAX_INSN 15

struct insn {
	uint8_t bytes[MAX_INSN];
	unsigned int len, at; /* fetched, decoded */
	bool opsize, addrsize, rep;
	uint8_t rex;
};

/* Bytes up to the end of the page at least; more if they are there. */
static bool fetch(struct insn *in, unsigned long rip)
{
	unsigned int first = PAGE_SIZE - (rip & (PAGE_SIZE - 1));

	in->len = MAX_INSN;
	if (!copy_from_guest(in->bytes, guest_ptr_reg(rip), MAX_INSN))
		return true;
	in->len = min(first, (unsigned int)MAX_INSN);
	return !copy_from_guest(in->bytes, guest_ptr_reg(rip), in->len);
}

static bool next(struct insn *in, uint8_t *b)
{
	if (in->at == in->len)
		return false;
	*b = in->bytes[in->at++];
	return true;
}

/* Up to the opcode, which is returned; false: not decodable. */
static bool prefixes(struct insn *in, uint8_t *op)
{
	while (next(in, op)) {
		switch (*op) {
		case 0x66:
			in->opsize = true;
			continue;
		case 0x67:
			in->addrsize = true;
			continue;
		case 0xf2:
		case 0xf3:
			in->rep = true;
			continue;
		case 0x26:
		case 0x2e:
		case 0x36:
		case 0x3e:
		case 0x64:
		case 0x65:
			continue;
		}
		if ((*op & 0xf0) != 0x40)
			return true;
		in->rex = *op;
		return next(in, op);
	}
	return false;
}

/* Register `n` of the encoding (0 RAX ... 15 R15). */
static uint64_t *reg_ptr(struct cpu_user_regs *r, unsigned int n)
{
	uint64_t *const regs[16] = { &r->rax, &r->rcx, &r->rdx, &r->rbx,
				     &r->rsp, &r->rbp, &r->rsi, &r->rdi,
				     &r->r8,  &r->r9,  &r->r10, &r->r11,
				     &r->r12, &r->r13, &r->r14, &r->r15 };

	return regs[n & 15];
}

/* ---- Ports ---- */

/* May the guest's present mode use these ports at all? */
static bool port_allowed_by_guest(struct vcpu *v, unsigned int port,
				  unsigned int size)
{
	unsigned int need = v->arch.pv.kernel_mode ? 1 : 3;
	uint16_t bits;

	if (v->arch.pv.iopl >= need)
		return true;
	if (!v->arch.pv.iobmp || port + size > v->arch.pv.iobmp_limit)
		return false;
	if (copy_from_guest(&bits, (guest_ptr_t){ v->arch.pv.iobmp + port / 8 },
			    2))
		return false;
	return !(bits >> (port & 7) & ((1u << size) - 1));
}

static bool port_allowed_by_host(const struct domain *d, unsigned int port,
				 unsigned int size)
{
	return caps_contain(d->arch.ioport_caps, port, port + size - 1);
}

/* PCI configuration: the guest's address register is its own. */
static bool is_config_data(unsigned int port, unsigned int size)
{
	return port >= 0xcfc && port + size <= 0xd00;
}

/* The console's card keeps its addresses: dom0 may look, not change. */
static bool is_console_card(uint32_t cf8)
{
	const struct serial_ops *s = console_serial();

	return s && s->is_pci && s->pci.bus == (cf8 >> 16 & 0xff) &&
	       s->pci.devfn == (cf8 >> 8 & 0xff);
}

static uint32_t port_read(struct vcpu *v, unsigned int port, unsigned int size)
{
	struct domain *d = v->domain;

	if (port == 0xcf8 && size == 4)
		return d->arch.pci_cf8;
	if (is_config_data(port, size)) {
		if (!is_hardware_domain(d))
			return ~0u;
		return pci_cf8_read(d->arch.pci_cf8, port & 3, size);
	}
	if (!port_allowed_by_host(d, port, size))
		return ~0u;
	switch (size) {
	case 1:
		return inb(port);
	case 2:
		return inw(port);
	default:
		return inl(port);
	}
}

static void port_write(struct vcpu *v, unsigned int port, unsigned int size,
		       uint32_t value)
{
	struct domain *d = v->domain;

	if (port == 0xcf8 && size == 4) {
		d->arch.pci_cf8 = value;
		return;
	}
	if (is_config_data(port, size)) {
		if (is_hardware_domain(d) && !is_console_card(d->arch.pci_cf8))
			pci_cf8_write(d->arch.pci_cf8, port & 3, size, value);
		return;
	}
	if (!port_allowed_by_host(d, port, size))
		return;
	switch (size) {
	case 1:
		outb(value, port);
		break;
	case 2:
		outw(value, port);
		break;
	default:
		outl(value, port);
		break;
	}
}

static bool emul_in_out(struct vcpu *v, struct cpu_user_regs *regs,
			struct insn *in, uint8_t op)
{
	unsigned int size = op & 1 ? (in->opsize ? 2 : 4) : 1;
	unsigned int port = regs->rdx & 0xffff;
	uint8_t imm;

	if (!(op & 8)) {
		if (!next(in, &imm))
			return false;
		port = imm;
	}
	if (!port_allowed_by_guest(v, port, size))
		return false;
	if (op & 2) {
		port_write(v, port, size, regs->rax);
	} else {
		uint32_t x = port_read(v, port, size);

		if (size == 4)
			regs->rax = x;
		else
			memcpy(&regs->rax, &x, size);
	}
	return true;
}

#define STRING_BATCH 256 /* bytes at a time: interrupts wait no longer */

/*
 * How many elements one exit does: those that `*again` will not have to come
 * back for lie in one page, upwards.
 */
static unsigned int string_count(const struct cpu_user_regs *regs,
				 const struct insn *in, unsigned long addr,
				 unsigned int size)
{
	unsigned long n = PAGE_SIZE - (addr & (PAGE_SIZE - 1));

	n = min(n, (unsigned long)STRING_BATCH) / size;
	if (!in->rep || (regs->rflags & X86_EFLAGS_DF) || n == 0)
		return 1;
	return min(n, (unsigned long)regs->rcx);
}

static void string_done(struct cpu_user_regs *regs, const struct insn *in,
			uint64_t *pointer, unsigned int n, unsigned int size,
			bool *again)
{
	long step = (long)n * size;

	*pointer += regs->rflags & X86_EFLAGS_DF ? -step : step;
	if (in->rep) {
		regs->rcx -= n;
		*again = regs->rcx;
	}
}

static bool string_fault(struct vcpu *v, unsigned long addr, uint32_t error,
			 bool *again)
{
	pv_inject_page_fault(v, addr, error);
	*again = true;
	return true;
}

static bool emul_outs(struct vcpu *v, struct cpu_user_regs *regs,
		      const struct insn *in, unsigned int size, bool *again)
{
	unsigned int n = string_count(regs, in, regs->rsi, size);
	uint8_t data[STRING_BATCH];

	if (copy_from_guest(data, guest_ptr_reg(regs->rsi), n * size))
		return string_fault(v, regs->rsi, 0, again);
	for (unsigned int i = 0; i < n; i++) {
		uint32_t x = 0;

		memcpy(&x, data + i * size, size);
		port_write(v, regs->rdx & 0xffff, size, x);
	}
	string_done(regs, in, &regs->rsi, n, size, again);
	return true;
}

static bool emul_ins(struct vcpu *v, struct cpu_user_regs *regs,
		     const struct insn *in, unsigned int size, bool *again)
{
	unsigned int n = string_count(regs, in, regs->rdi, size);
	unsigned long last = regs->rdi + n * size - 1;
	unsigned long root =
		v->arch.pv.cr3[v->arch.pv.kernel_mode] >> PAGE_SHIFT;
	uint8_t data[STRING_BATCH];

	/* What a device has given it does not give again. */
	if (!pv_access_allowed(root, regs->rdi, PFEC_WRITE))
		return string_fault(v, regs->rdi, PFEC_WRITE, again);
	if (!pv_access_allowed(root, last, PFEC_WRITE))
		return string_fault(v, last, PFEC_WRITE, again);
	for (unsigned int i = 0; i < n; i++) {
		uint32_t x = port_read(v, regs->rdx & 0xffff, size);

		memcpy(data + i * size, &x, size);
	}
	if (copy_to_guest(guest_ptr_reg(regs->rdi), data, n * size))
		return string_fault(v, regs->rdi, PFEC_WRITE, again);
	string_done(regs, in, &regs->rdi, n, size, again);
	return true;
}

/* INS and OUTS; a repeated one by batches, restarted in between. */
static bool emul_string_io(struct vcpu *v, struct cpu_user_regs *regs,
			   struct insn *in, uint8_t op, bool *again)
{
	unsigned int size = op & 1 ? (in->opsize ? 2 : 4) : 1;

	if (in->addrsize || !port_allowed_by_guest(v, regs->rdx & 0xffff, size))
		return false;
	if (in->rep && regs->rcx == 0)
		return true;
	return op & 2 ? emul_outs(v, regs, in, size, again)
		      : emul_ins(v, regs, in, size, again);
}

/* ---- Control and debug registers, MSRs ---- */

static bool emul_read_cr(struct vcpu *v, unsigned int cr, uint64_t *val)
{
	switch (cr) {
	case 0:
		*val = v->arch.pv.ctrlreg[0];
		return true;
	case 2:
	case 4:
		*val = v->arch.pv.ctrlreg[cr];
		return true;
	case 3:
		*val = PFN_PHYS(mfn_x(v->arch.pv.root_kernel));
		return true;
	default:
		return false;
	}
}

/* What a PV kernel may switch in its CR4. */
#define PV_CR4_GUEST                                                     \
	(X86_CR4_TSD | X86_CR4_DE | X86_CR4_OSXSAVE | X86_CR4_FSGSBASE | \
	 X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT)

static bool emul_write_cr(struct vcpu *v, unsigned int cr, uint64_t val)
{
	switch (cr) {
	case 0:
		if ((val ^ v->arch.pv.ctrlreg[0]) & ~(uint64_t)X86_CR0_TS)
			return false;
		fpu_set_ts(v, val & X86_CR0_TS);
		return true;
	case 2:
		v->arch.pv.ctrlreg[2] = val;
		v->vcpu_info->arch.cr2 = val;
		return true;
	case 3:
		return !pv_new_root(v, val >> PAGE_SHIFT, false);
	case 4:
		/* Bits that are not the guest's are read-only, silently. */
		v->arch.pv.ctrlreg[4] =
			(v->arch.pv.ctrlreg[4] & ~(uint64_t)PV_CR4_GUEST) |
			(val & PV_CR4_GUEST);
		pv_load_cr4(v);
		return true;
	default:
		return false;
	}
}

void pv_load_cr4(struct vcpu *v)
{
	unsigned long cr4 = cpu_cr4() | (v->arch.pv.ctrlreg[4] & X86_CR4_TSD);
	struct cpu_info *info = get_cpu_info();

	if (unlikely(v->domain->arch.vtsc))
		cr4 |= X86_CR4_TSD;
	if (info->cr4 == cr4)
		return;
	info->cr4 = cr4;
	write_cr4(cr4);
}

static bool emul_rdmsr(struct vcpu *v, struct cpu_user_regs *regs)
{
	uint64_t val;

	switch ((uint32_t)regs->rcx) {
	case MSR_FS_BASE:
		val = pv_read_segment_base(v, PV_BASE_FS);
		break;
	case MSR_GS_BASE:
		val = pv_read_segment_base(v, PV_BASE_GS_KERNEL);
		break;
	case MSR_SHADOW_GS_BASE:
		val = pv_read_segment_base(v, PV_BASE_GS_USER);
		break;
	default:
		if (guest_rdmsr(v, regs->rcx, &val))
			return false;
	}
	regs->rax = (uint32_t)val;
	regs->rdx = val >> 32;
	return true;
}

static bool emul_wrmsr(struct vcpu *v, struct cpu_user_regs *regs)
{
	uint64_t val = (uint32_t)regs->rax | regs->rdx << 32;

	switch ((uint32_t)regs->rcx) {
	case MSR_FS_BASE:
		return !pv_write_segment_base(v, PV_BASE_FS, val);
	case MSR_GS_BASE:
		return !pv_write_segment_base(v, PV_BASE_GS_KERNEL, val);
	case MSR_SHADOW_GS_BASE:
		return !pv_write_segment_base(v, PV_BASE_GS_USER, val);
	default:
		return !guest_wrmsr(v, regs->rcx, val);
	}
}

static void emul_cpuid(struct vcpu *v, struct cpu_user_regs *regs)
{
	struct cpuid_leaf l;

	guest_cpuid(v, regs->rax, regs->rcx, &l);
	regs->rax = l.a;
	regs->rbx = l.b;
	regs->rcx = l.c;
	regs->rdx = l.d;
}

static bool emul_mov_special(struct vcpu *v, struct cpu_user_regs *regs,
			     struct insn *in, uint8_t op)
{
	uint8_t modrm;
	unsigned int special;
	uint64_t *gpr, val;

	if (!next(in, &modrm) || modrm < 0xc0)
		return false;
	special = (modrm >> 3 & 7) | (in->rex & 4 ? 8 : 0);
	gpr = reg_ptr(regs, (modrm & 7) | (in->rex & 1 ? 8 : 0));
	switch (op) {
	case 0x20:
		return emul_read_cr(v, special, gpr);
	case 0x22:
		return emul_write_cr(v, special, *gpr);
	case 0x21:
		if (special > 7)
			return false;
		val = special < 4   ? v->arch.dr[special & 3]
		      : special & 1 ? v->arch.dr[7]
				    : v->arch.dr[6] | 0xffff0ff0;
		*gpr = val;
		return true;
	default:
		return special < 8 && !pv_set_debugreg(v, special, *gpr);
	}
}

/*
 * RDTSC traps where the guest asked for it (then its own user mode may not),
 * or we emulate it.
 */
static bool emul_rdtsc(struct vcpu *v, struct cpu_user_regs *regs)
{
	uint64_t tsc;

	if (!v->arch.pv.kernel_mode && (v->arch.pv.ctrlreg[4] & X86_CR4_TSD))
		return false;
	tsc = domain_tsc(v->domain);
	regs->rax = (uint32_t)tsc;
	regs->rdx = tsc >> 32;
	return true;
}

static bool emul_rdtscp(struct vcpu *v, struct cpu_user_regs *regs)
{
	if (!policy_has(v->domain->arch.policy, XEN_X86_FEATURE_RDTSCP) ||
	    !emul_rdtsc(v, regs))
		return false;
	regs->rcx = (uint32_t)v->arch.tsc_aux;
	return true;
}

/* Two-byte opcodes: most of the guest's kernel only. */
static bool emul_0f(struct vcpu *v, struct cpu_user_regs *regs, struct insn *in)
{
	uint8_t op, modrm;

	if (!next(in, &op))
		return false;
	if (op == 0xa2) {
		emul_cpuid(v, regs);
		return true;
	}
	if (op == 0x31)
		return emul_rdtsc(v, regs);
	if (op == 0x01 && !next(in, &modrm))
		return false;
	if (op == 0x01 && modrm == 0xf9)
		return emul_rdtscp(v, regs);
	if (!v->arch.pv.kernel_mode)
		return false;
	switch (op) {
	case 0x01:
		if (modrm == 0xd1)
			return regs->rcx == 0 &&
			       fpu_set_xcr0(v, (uint32_t)regs->rax |
						       regs->rdx << 32);
		return false;
	case 0x06:
		fpu_set_ts(v, false);
		return true;
	case 0x08: /* INVD: as WBINVD, or memory of others would be lost */
	case 0x09:
		if (!caps_empty(v->domain->iomem_caps))
			wbinvd();
		return true;
	case 0x20 ... 0x23:
		return emul_mov_special(v, regs, in, op);
	case 0x30:
		return emul_wrmsr(v, regs);
	case 0x32:
		return emul_rdmsr(v, regs);
	default:
		return false;
	}
}

/* Whether `sel`, which the guest runs on, is a 64-bit code segment. */
static bool code_is_64bit(uint16_t sel)
{
	uint32_t rights = 0;

	if (likely(sel == GUEST_CS64))
		return true;
	/* Faults where another vCPU has dropped the page of the LDT. */
	__asm__ volatile("1: lar %1, %0\n2:\n" EX_TABLE(1b, 2b)
			 : "+r"(rights)
			 : "r"((uint32_t)sel)
			 : "cc");
	return rights & (1u << 21);
}

bool pv_emulate_privileged(struct vcpu *v, struct cpu_user_regs *regs)
{
	struct insn in = { .at = 0 };
	bool done, again = false;
	uint8_t op;

	/* 32-bit code of a 64-bit guest does none of this. */
	if (!code_is_64bit(regs->cs) || !fetch(&in, regs->rip) ||
	    !prefixes(&in, &op))
		return false;
	perfc_inc(emul_priv);
	TRACE(TRC_PV_EMULATE_PRIVOP | TRC_64_FLAG, TRACE_64(regs->rip));
	switch (op) {
	case 0x0f:
		done = emul_0f(v, regs, &in);
		break;
	case 0x6c ... 0x6f:
		done = emul_string_io(v, regs, &in, op, &again);
		break;
	case 0xe4 ... 0xe7:
	case 0xec ... 0xef:
		done = emul_in_out(v, regs, &in, op);
		break;
	case 0xfa: /* CLI, STI: nothing; a PV kernel masks events */
	case 0xfb:
		done = v->arch.pv.iopl >= (v->arch.pv.kernel_mode ? 1 : 3);
		break;
	default:
		done = false;
	}
	if (done && !again) {
		regs->rip += in.at;
		regs->rflags &= ~(uint64_t)X86_EFLAGS_RF;
	}
	return done;
}

/* UD2A, "xen", CPUID (public/arch-x86/xen.h XEN_EMULATE_PREFIX). */
bool pv_emulate_forced(struct vcpu *v, struct cpu_user_regs *regs)
{
	static const uint8_t sequence[] = { 0x0f, 0x0b, 'x', 'e',
					    'n',  0x0f, 0xa2 };
	uint8_t bytes[sizeof(sequence)];

	if (copy_from_guest(bytes, guest_ptr_reg(regs->rip), sizeof(bytes)) ||
	    memcmp(bytes, sequence, sizeof(bytes)))
		return false;
	TRACE(TRC_PV_FORCED_INVALID_OP | TRC_64_FLAG, TRACE_64(regs->rip));
	emul_cpuid(v, regs);
	regs->rip += sizeof(bytes);
	return true;
}
