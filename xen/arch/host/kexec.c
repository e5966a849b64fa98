/*
 * kexec.c (host): no other kernel runs here; images can be made and freed.
 */
#include <xen/arch/kexec.h>

#include <stdlib.h>
#include <string.h>
#include <asm/host.h>

HOST_WEAK bool arch_kexec_supports(uint16_t elf_machine)
{
	return elf_machine == 62;
}

HOST_WEAK int arch_kexec_prepare(struct kexec_image *image)
{
	return 0;
}

HOST_WEAK void arch_kexec_run(const struct kexec_image *image)
{
	abort();
}

HOST_WEAK void arch_kexec_regs(const struct cpu_user_regs *regs,
			       uint64_t out[KEXEC_NR_REGS],
			       uint64_t crs[KEXEC_NR_CRS])
{
	memset(out, 0, KEXEC_NR_REGS * sizeof(*out));
	memset(crs, 0, KEXEC_NR_CRS * sizeof(*crs));
}

HOST_WEAK paddr_t arch_image_maddr(const void *p)
{
	return (paddr_t)(uintptr_t)p;
}

HOST_WEAK uint64_t arch_image_size(void)
{
	return PAGE_SIZE;
}
