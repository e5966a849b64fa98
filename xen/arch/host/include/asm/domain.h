/* asm/domain.h (host): nothing that tests need yet. */
#ifndef ASM_DOMAIN_H
#define ASM_DOMAIN_H

struct arch_domain {
	int unused;
};

struct arch_vcpu {
	unsigned int kicks; /* arch_smp/vcpu kicks seen by tests */
};

#endif /* ASM_DOMAIN_H */
