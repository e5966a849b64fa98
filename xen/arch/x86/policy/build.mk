obj-y += cpuid.o domain.o msr.o system.o
