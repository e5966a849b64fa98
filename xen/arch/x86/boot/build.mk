obj-y += head.o start.o multiboot.o e820.o efi_map.o memory.o screen.o
