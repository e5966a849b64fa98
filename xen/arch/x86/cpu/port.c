/* port.c: I/O ports for generic drivers. */
#include <xen/arch/port.h>
#include <asm/insn.h>

uint8_t arch_port_in8(uint16_t port)
{
	return inb(port);
}

void arch_port_out8(uint16_t port, uint8_t value)
{
	outb(value, port);
}
