/* arch/port.h: I/O ports, where the arch has them. */
#ifndef XEN_ARCH_PORT_H
#define XEN_ARCH_PORT_H

#include <xen/types.h>

uint8_t arch_port_in8(uint16_t port);
void arch_port_out8(uint16_t port, uint8_t value);

#endif /* XEN_ARCH_PORT_H */
