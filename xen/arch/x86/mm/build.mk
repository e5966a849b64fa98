# Frames and addresses, the hypervisor's mappings, XENMEM's x86 part.
obj-y += xen_map.o xen_map_check.o frame.o iomap.o numa.o memory_op.o
