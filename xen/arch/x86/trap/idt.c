/*
 * idt.c: the interrupt descriptor table, one for all CPUs (SDM 3A 6.14.1).
 *
 * All are interrupt gates: interrupts stay off until C code says otherwise.
 * A guest may use INT3 and INTO directly; any other software interrupt of
 * its is a #GP, from which exception.c takes the vector it meant.
 *
 * Until the boot CPU has its own GDT and TSS the gates are those of the boot
 * GDT, without other stacks, so that an early fault is told too.
 */
#include <xen/init.h>
#include <asm/cpu.h>
#include <asm/pv.h>
#include <asm/trap.h>

struct gate {
	uint16_t offset_lo, selector;
	uint8_t ist, type;
	uint16_t offset_mid;
	uint32_t offset_hi, reserved;
};
static_assert(sizeof(struct gate) == 16, "64-bit gate");

static struct gate idt[256] __section(".data.page_aligned") __aligned(4096);

#define STUB_SIZE 16

static __init void fill(uint16_t cs, bool with_ist)
{
	static const uint8_t ist[] = { [TRAP_DB] = IST_DB,
				       [TRAP_NMI] = IST_NMI,
				       [TRAP_DF] = IST_DF,
				       [TRAP_MC] = IST_MC };

	for (unsigned int i = 0; i < 256; i++) {
		unsigned long at = (unsigned long)trap_stubs + i * STUB_SIZE;
		unsigned int dpl = i == TRAP_BP || i == TRAP_OF ? 3 : 0;

		idt[i] = (struct gate){
			.offset_lo = at,
			.selector = cs,
			.ist = with_ist && i < ARRAY_SIZE(ist) ? ist[i] : 0,
			.type = 0x8e | dpl << 5,
			.offset_mid = at >> 16,
			.offset_hi = at >> 32,
		};
	}
}

__init void idt_early_init(void)
{
	fill(READ_SEL(cs), false);
	idt_load();
}

__init void idt_init(void)
{
	fill(XEN_CS64, true);
}

void idt_load(void)
{
	struct {
		uint16_t limit;
		uint64_t base;
	} __packed idtr = { sizeof(idt) - 1, (uint64_t)idt };

	__asm__ volatile("lidt %0" : : "m"(idtr));
}
