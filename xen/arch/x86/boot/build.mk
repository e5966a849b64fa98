obj-y += head.o start.o multiboot.o e820.o memory.o
