/* arch/kexec.h: how a machine is handed over to another kernel. */
#ifndef XEN_ARCH_KEXEC_H
#define XEN_ARCH_KEXEC_H

#include <xen/kexec.h>

/* Whether kernels of this ELF machine can be entered. */
bool arch_kexec_supports(uint16_t elf_machine);
/*
 * Makes what the hand-over needs (image->control, ->tables) from pages of the
 * image, whose segments and list are complete; -ENOMEM.
 */
int arch_kexec_prepare(struct kexec_image *image);
/* On the last CPU that runs: devices quiet, copies made, into the image. */
void arch_kexec_run(const struct kexec_image *image) __noreturn;

/* Registers as an ELF core file has them (elf_gregset_t, 27 words), and CRs. */
#define KEXEC_NR_REGS 27
#define KEXEC_NR_CRS  4
void arch_kexec_regs(const struct cpu_user_regs *regs,
		     uint64_t out[KEXEC_NR_REGS], uint64_t crs[KEXEC_NR_CRS]);
/* Machine address of something in the hypervisor's image (NULL: its start). */
paddr_t arch_image_maddr(const void *p);
uint64_t arch_image_size(void); /* bytes */

#endif /* XEN_ARCH_KEXEC_H */
