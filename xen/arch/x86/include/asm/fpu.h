/*
 * asm/fpu.h: FPU, SSE, AVX state of vCPUs.
 *
 * Loaded eagerly when a vCPU is switched in (a lazily loaded state can be
 * read by speculation, CVE-2018-3665); left in the registers while only the
 * idle vCPU runs in between.  CR0.TS belongs to the guest (fpu_taskswitch).
 */
#ifndef ASM_FPU_H
#define ASM_FPU_H

#include <xen/types.h>

struct vcpu;

/* The area, in its initial state; -ENOMEM. */
int fpu_vcpu_init(struct vcpu *v);
void fpu_vcpu_fini(struct vcpu *v);

/* Registers to memory, memory to registers: of a vCPU that is loaded here. */
void fpu_save(struct vcpu *v);
void fpu_restore(struct vcpu *v);

/* #NM of the current vCPU: true if it was not the guest's doing. */
bool fpu_no_device(struct vcpu *v);
/* The guest's CR0.TS becomes `set`, for the current vCPU. */
void fpu_set_ts(struct vcpu *v, bool set);

/* XSETBV of the current vCPU: false for #GP. */
bool fpu_set_xcr0(struct vcpu *v, uint64_t value);

/*
 * A 512-byte FXSAVE image in vcpu_guest_context, and back; the vCPU is not
 * running.
 */
void fpu_get_legacy(struct vcpu *v, void *fxsave);
void fpu_set_legacy(struct vcpu *v, const void *fxsave);

#endif /* ASM_FPU_H */
