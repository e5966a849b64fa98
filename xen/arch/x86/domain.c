/*
 * domain.c: x86's part of domains and vCPUs: creation, contexts as tools and
 * guests set and read them.
 */
#include <xen/atomic.h>
#include <xen/caps.h>
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/log.h>
#include <xen/sched.h>
#include <xen/string.h>
#include <xen/time.h>
#include <xen/arch/domain.h>
#include <xen/arch/mm.h>
#include <asm/apic.h>
#include <asm/cpu.h>
#include <asm/fpu.h>
#include <asm/platform.h>
#include <asm/policy.h>
#include <asm/pv.h>
#include <asm/pv_mm.h>
#include <public/arch-x86/cpuid.h>
#include <public/domctl.h>
#include <public/vcpu.h>

#define PV_MAX_VCPUS 64 /* bits of struct domain::poll_mask, CPU masks */

/* ---- Domains ---- */

int arch_domain_config_check(const struct xen_domctl_createdomain *c)
{
	const uint32_t pv_flags = XEN_DOMCTL_CDF_oos_off |
				  XEN_DOMCTL_CDF_xs_domain |
				  XEN_DOMCTL_CDF_iommu;

	if (c->flags & XEN_DOMCTL_CDF_hvm) {
		log_info("HVM and PVH guests are not supported yet\n");
		return -EOPNOTSUPP;
	}
	if (c->max_vcpus > PV_MAX_VCPUS || c->flags & ~pv_flags ||
	    c->vmtrace_size || c->grant_opts & ~XEN_DOMCTL_GRANT_version_mask ||
	    c->arch.misc_flags & ~XEN_X86_MSR_RELAXED ||
	    c->arch.emulation_flags & ~XEN_X86_EMU_ALL)
		return -EINVAL;
	if (c->flags & XEN_DOMCTL_CDF_iommu) {
		log_info("No IOMMU: a guest with devices is refused\n");
		return -EINVAL;
	}
	/* PV guests have no emulated devices but, for dom0, the PIT. */
	if (c->arch.emulation_flags & ~XEN_X86_EMU_PIT)
		return -EOPNOTSUPP;
	return 0;
}

unsigned long arch_max_vcpus(const struct domain *d)
{
	return PV_MAX_VCPUS;
}

int arch_domain_create(struct domain *d,
		       const struct xen_domctl_createdomain *config)
{
	int ret;

	d->arch.ioport_caps = caps_create();
	if (!d->arch.ioport_caps)
		return -ENOMEM;
	ret = cpu_policy_domain_init(d);
	if (ret)
		goto err_ports;
	ret = pv_domain_mm_init(d);
	if (ret)
		goto err_policy;
	(void)domain_tsc_set(d, XEN_CPUID_TSC_MODE_DEFAULT, 0, 0, 0);
	return 0;

err_policy:
	cpu_policy_domain_fini(d);
err_ports:
	caps_destroy(d->arch.ioport_caps);
	d->arch.ioport_caps = NULL;
	return ret;
}

void arch_domain_destroy(struct domain *d)
{
	pv_domain_mm_fini(d);
	cpu_policy_domain_fini(d);
	caps_destroy(d->arch.ioport_caps);
}

int arch_domain_relinquish(struct domain *d)
{
	struct vcpu *v;

	for_each_vcpu (d, v)
		arch_vcpu_sync_state(v);
	return pv_domain_relinquish_mm(d);
}

void arch_domain_shutdown(struct domain *d)
{
}

void arch_domain_pause(struct domain *d)
{
}

void arch_vm_assist_changed(struct domain *d)
{
}

/* ---- vCPUs ---- */

/*
 * The guest's CR4 as it begins, the same as Xen's.  What it may set of its own
 * (DE, FSGSBASE, OSXSAVE) is clear.
 */
static unsigned long initial_cr4(void)
{
	return X86_CR4_PAE | X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT |
	       (cpu_features.mca ? X86_CR4_MCE : 0);
}

static void reset_registers(struct vcpu *v)
{
	struct pv_vcpu *pv = &v->arch.pv;

	pv->ctrlreg[0] = X86_CR0_PG | X86_CR0_AM | X86_CR0_WP | X86_CR0_NE |
			 X86_CR0_ET | X86_CR0_MP | X86_CR0_PE;
	pv->ctrlreg[4] = initial_cr4();
	pv->kernel_mode = true;
	pv->root_kernel = INVALID_MFN;
	pv->root_user = INVALID_MFN;
	v->arch.dr[6] = v->arch.dr[7] = 0;
}

int arch_vcpu_create(struct vcpu *v)
{
	int ret;

	v->dirty_cpu = NR_CPUS;
	reset_registers(v);
	if (is_idle_vcpu(v))
		return 0;
	ret = fpu_vcpu_init(v);
	if (ret)
		return ret;
	v->arch.pv.trap = xnew_array(struct pv_trap, 256);
	if (!v->arch.pv.trap) {
		ret = -ENOMEM;
		goto err_fpu;
	}
	ret = pv_vcpu_mm_init(v);
	if (ret)
		goto err_trap;
	/* A PV guest has a ticker of 100 Hz until it says otherwise. */
	v->periodic_period = MILLISECS(10);
	return 0;

err_trap:
	xfree(v->arch.pv.trap);
	v->arch.pv.trap = NULL;
err_fpu:
	fpu_vcpu_fini(v);
	return ret;
}

void arch_vcpu_destroy(struct vcpu *v)
{
	xfree(v->arch.pv.trap);
	fpu_vcpu_fini(v);
}

/* ---- Contexts ---- */

static int check_context(const struct vcpu_guest_context *c)
{
	const unsigned long addresses[] = { c->event_callback_eip,
					    c->failsafe_callback_eip,
					    c->syscall_callback_eip };

	for (unsigned int i = 0; i < ARRAY_SIZE(addresses); i++)
		if (!pv_code_addr_ok(addresses[i]))
			return -EINVAL;
	for (unsigned int i = 0; i < 256; i++)
		if (!pv_code_addr_ok(c->trap_ctxt[i].address))
			return -EINVAL;
	if (c->gdt_ents > 14 * 512 || c->ldt_ents > 8192)
		return -EINVAL;
	/* User mode can't begin without tables of its own. */
	if (!(c->flags & VGCF_in_kernel) && !c->ctrlreg[1])
		return -EINVAL;
	if (c->fs_base << 16 >> 16 != c->fs_base &&
	    (long)(c->fs_base << 16) >> 16 != (long)c->fs_base)
		return -EINVAL;
	if ((long)(c->gs_base_kernel << 16) >> 16 != (long)c->gs_base_kernel ||
	    (long)(c->gs_base_user << 16) >> 16 != (long)c->gs_base_user)
		return -EINVAL;
	return 0;
}

static void set_traps(struct vcpu *v, const struct vcpu_guest_context *c)
{
	for (unsigned int i = 0; i < 256; i++) {
		const struct trap_info *t = &c->trap_ctxt[i];

		v->arch.pv.trap[i] = (struct pv_trap){
			.vector = i,
			.flags = t->flags,
			.cs = t->address ? pv_fix_selector(t->cs) : 0,
			.address = t->address,
		};
	}
}

static void set_regs(struct vcpu *v, const struct vcpu_guest_context *c)
{
	struct cpu_user_regs *r = &v->arch.regs;

	*r = c->user_regs;
	r->cs = pv_fix_selector(r->cs);
	r->ss = pv_fix_selector(r->ss);
	r->ds = r->ds ? pv_fix_selector(r->ds) : 0;
	r->es = r->es ? pv_fix_selector(r->es) : 0;
	r->fs = r->fs ? pv_fix_selector(r->fs) : 0;
	r->gs = r->gs ? pv_fix_selector(r->gs) : 0;
	r->rflags = (r->rflags & ~(uint64_t)(X86_EFLAGS_IOPL | X86_EFLAGS_VM |
					     X86_EFLAGS_NT)) |
		    X86_EFLAGS_IF | X86_EFLAGS_MBS;
	r->entry_vector = 0;
	r->error_code = 0;
}

static void set_callbacks(struct vcpu *v, const struct vcpu_guest_context *c)
{
	struct pv_vcpu *pv = &v->arch.pv;

	pv->kernel_ss = pv_fix_selector(c->kernel_ss);
	pv->kernel_sp = c->kernel_sp;
	pv->event_callback = c->event_callback_eip;
	pv->failsafe_callback = c->failsafe_callback_eip;
	pv->syscall_callback = c->syscall_callback_eip;
	pv->failsafe_masks_events = c->flags & VGCF_failsafe_disables_events;
	pv->syscall_masks_events = c->flags & VGCF_syscall_disables_events;
	pv->fs_base = c->fs_base;
	pv->gs_base_kernel = c->gs_base_kernel;
	pv->gs_base_user = c->gs_base_user;
	pv->kernel_mode = c->flags & VGCF_in_kernel;
	pv->iopl = (c->user_regs.rflags & X86_EFLAGS_IOPL) >> 12;
}

/* Top tables: CR3 of the kernel, CR1 of user mode (0: none). */
static int set_roots(struct vcpu *v, const struct vcpu_guest_context *c)
{
	int ret = pv_new_root(v, c->ctrlreg[3] >> PAGE_SHIFT, false);

	if (!ret && c->ctrlreg[1])
		ret = pv_new_root(v, c->ctrlreg[1] >> PAGE_SHIFT, true);
	return ret;
}

/*
 * Whether a vCPU that runs already keeps its page and descriptor tables: only
 * then can nothing fail after the first change.
 */
static bool same_memory(const struct vcpu *v,
			const struct vcpu_guest_context *c)
{
	const struct pv_vcpu *pv = &v->arch.pv;
	unsigned long user =
		mfn_is_set(pv->root_user) ? PFN_PHYS(mfn_x(pv->root_user)) : 0;

	return c->ctrlreg[3] == PFN_PHYS(mfn_x(pv->root_kernel)) &&
	       c->ctrlreg[1] == user && c->gdt_ents == pv->gdt_ents &&
	       !memcmp(c->gdt_frames, pv->gdt_frames, sizeof(pv->gdt_frames)) &&
	       c->ldt_base == pv->ldt_base && c->ldt_ents == pv->ldt_ents;
}

/*
 * May be called again with the same context after -ERESTART: each step can
 * be repeated.
 */
int arch_vcpu_set_context(struct vcpu *v, const struct vcpu_guest_context *c)
{
	int ret = check_context(c);

	if (ret)
		return ret;
	if (v->initialised && !mfn_is_set(v->arch.pv.root_kernel))
		return -EINVAL;
	if (v->initialised && !same_memory(v, c))
		return -EOPNOTSUPP;
	set_traps(v, c);
	set_regs(v, c);
	set_callbacks(v, c);
	if (c->flags & VGCF_i387_valid)
		fpu_set_legacy(v, &c->fpu_ctxt);
	v->arch.pv.ctrlreg[0] =
		(v->arch.pv.ctrlreg[0] & ~(unsigned long)X86_CR0_TS) |
		(c->ctrlreg[0] & X86_CR0_TS);
	for (unsigned int i = 0; i < 8; i++)
		if (i < 4 || i > 5)
			(void)pv_set_debugreg(v, i, c->debugreg[i]);
	atomic_or(&v->domain->vm_assist,
		  c->vm_assist & arch_vm_assists(v->domain));
	if (v->initialised)
		goto online;
	v->arch.pv.ldt_base = c->ldt_base;
	v->arch.pv.ldt_ents = c->ldt_ents;
	ret = pv_set_gdt(v, c->gdt_frames, c->gdt_ents);
	if (ret)
		return ret;
	ret = set_roots(v, c);
	if (ret) {
		if (ret == -ERESTART)
			return ret;
		/* Whatever is wrong with the tables. */
		pv_drop_gdt(v);
		return -EINVAL;
	}
	v->initialised = true;
online:
	if (c->flags & VGCF_online)
		atomic_and(&v->pause_flags, ~BIT(VPF_down));
	else
		atomic_or(&v->pause_flags, BIT(VPF_down));
	return 0;
}

int arch_vcpu_initialise(struct vcpu *v, guest_ptr_t ctx)
{
	struct vcpu_guest_context *c = xnew(struct vcpu_guest_context);
	int ret;

	if (!c)
		return -ENOMEM;
	ret = get_guest(c, ctx);
	if (!ret && v->initialised)
		ret = -EEXIST;
	if (!ret) {
		/* VCPUOP_initialise leaves it down until VCPUOP_up. */
		c->flags &= ~(unsigned long)VGCF_online;
		ret = arch_vcpu_set_context(v, c);
	}
	xfree(c);
	return ret;
}

int arch_vcpu_reset(struct vcpu *v)
{
	pv_drop_gdt(v);
	memset(v->arch.pv.trap, 0, 256 * sizeof(*v->arch.pv.trap));
	atomic_or(&v->pause_flags, BIT(VPF_down));
	v->initialised = false;
	return 0;
}

void arch_vcpu_get_context(struct vcpu *v, struct vcpu_guest_context *c)
{
	const struct pv_vcpu *pv = &v->arch.pv;

	memset(c, 0, sizeof(*c));
	fpu_get_legacy(v, &c->fpu_ctxt);
	c->flags = VGCF_i387_valid;
	if (pv->kernel_mode)
		c->flags |= VGCF_in_kernel;
	if (pv->failsafe_masks_events)
		c->flags |= VGCF_failsafe_disables_events;
	if (pv->syscall_masks_events)
		c->flags |= VGCF_syscall_disables_events;
	if (!(READ_ONCE(v->pause_flags) & BIT(VPF_down)))
		c->flags |= VGCF_online;
	c->user_regs = v->arch.regs;
	c->user_regs.error_code = 0;
	c->user_regs.entry_vector = 0;
	/* As a PV kernel sees IF and IOPL. */
	if (v->vcpu_info->evtchn_upcall_mask)
		c->user_regs.rflags &= ~(uint64_t)X86_EFLAGS_IF;
	c->user_regs.rflags |= pv->iopl << 12;
	for (unsigned int i = 0; i < 256; i++)
		c->trap_ctxt[i] = (struct trap_info){
			.vector = i,
			.flags = pv->trap[i].flags,
			.cs = pv->trap[i].cs,
			.address = pv->trap[i].address,
		};
	c->ldt_base = pv->ldt_base;
	c->ldt_ents = pv->ldt_ents;
	memcpy(c->gdt_frames, pv->gdt_frames, sizeof(pv->gdt_frames));
	c->gdt_ents = pv->gdt_ents;
	c->kernel_ss = pv->kernel_ss;
	c->kernel_sp = pv->kernel_sp;
	memcpy(c->ctrlreg, pv->ctrlreg, sizeof(c->ctrlreg));
	c->ctrlreg[3] = mfn_is_set(pv->root_kernel)
				? PFN_PHYS(mfn_x(pv->root_kernel))
				: 0;
	c->ctrlreg[1] =
		mfn_is_set(pv->root_user) ? PFN_PHYS(mfn_x(pv->root_user)) : 0;
	memcpy(c->debugreg, v->arch.dr, sizeof(c->debugreg));
	c->event_callback_eip = pv->event_callback;
	c->failsafe_callback_eip = pv->failsafe_callback;
	c->syscall_callback_eip = pv->syscall_callback;
	c->vm_assist = v->domain->vm_assist;
	c->fs_base = pv->fs_base;
	c->gs_base_kernel = pv->gs_base_kernel;
	c->gs_base_user = pv->gs_base_user;
}

long arch_vcpu_op(struct vcpu *v, unsigned int cmd, guest_ptr_t arg)
{
	struct vcpu_register_time_memory_area area;
	struct vcpu_get_physid physid;
	unsigned int cpu;

	switch (cmd) {
	case VCPUOP_register_vcpu_time_memory_area:
		if (get_guest(&area, arg))
			return -EFAULT;
		if (!pv_addr_ok((unsigned long)area.addr.h.p))
			return -EINVAL;
		v->arch.time_info_guest = (unsigned long)area.addr.h.p;
		if (v == current)
			vcpu_time_update(v);
		return 0;
	case VCPUOP_get_physid:
		if (!is_hardware_domain(v->domain) ||
		    cpumask_weight(vcpu_hard_affinity(v)) != 1)
			return -EINVAL;
		cpu = cpumask_first(vcpu_hard_affinity(v));
		physid.phys_id = cpu_apic_id[cpu] | (uint64_t)cpu_acpi_id(cpu)
							    << 32;
		return put_guest(arg, &physid);
	case VCPUOP_send_nmi:
		if (!is_hardware_domain(v->domain) || v->id)
			return -EINVAL;
		atomic_or(&v->arch.pv.attention, PV_ATTENTION_NMI);
		vcpu_kick(v);
		return 0;
	default:
		return -ENOSYS;
	}
}

/* A vCPU's upcall is always in its vcpu_info for PV. */
bool arch_vcpu_has_pending(const struct vcpu *v)
{
	return v->vcpu_info->evtchn_upcall_pending;
}
