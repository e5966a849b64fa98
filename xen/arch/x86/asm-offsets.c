/*
 * asm-offsets.c: offsets and sizes for assembly files.  Compiled to assembly
 * only; rules.mk turns the marked lines into build/include/asm-offsets.h.
 */
#include <xen/domain.h>
#include <asm/current.h>

#define DEFINE(sym, val) \
	__asm__ volatile("\n.ascii \"==>" #sym " %0\"" : : "i"(val))

void offsets(void);
void offsets(void)
{
#define REG(r) DEFINE(UREGS_##r, offsetof(struct cpu_user_regs, r))
	REG(r15);
	REG(rax);
	REG(rbx);
	REG(rcx);
	REG(r11);
	REG(rdi);
	REG(error_code);
	REG(entry_vector);
	REG(rip);
	REG(cs);
	REG(rflags);
	REG(rsp);
	REG(ss);
	REG(es);
	DEFINE(CPU_INFO_SIZE, sizeof(struct cpu_info));
	DEFINE(CPU_INFO_current, offsetof(struct cpu_info, current_vcpu));
	DEFINE(CPU_INFO_percpu, offsetof(struct cpu_info, per_cpu_offset));
	DEFINE(CPU_INFO_scratch, offsetof(struct cpu_info, scratch_rsp));
	DEFINE(VCPU_vcpu_info, offsetof(struct vcpu, vcpu_info));
	DEFINE(VCPU_kernel_mode, offsetof(struct vcpu, arch.pv.kernel_mode));
	DEFINE(VCPU_attention, offsetof(struct vcpu, arch.pv.attention));
}
