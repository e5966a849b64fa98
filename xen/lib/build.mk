# Pure code.  The objects in lib-libc have the names of libc functions: the
# host build takes libc's (xen/rules.mk), and tests them under other names.
# An arch that has a faster mem.o filters it out of $(xen-objs) in its rules.mk.
lib-libc := mem.o str.o printf.o

obj-y += $(lib-libc)
obj-y += bzimage.o elf.o elf_xen.o
obj-y += string.o bitmap.o crc.o muldiv.o radix.o range.o rbtree.o sort.o
