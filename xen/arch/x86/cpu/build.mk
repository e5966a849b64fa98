obj-y += area.o features.o smap.o msr.o port.o fpu.o irqflags.o
