obj-y += entry.o idt.o extable.o exception.o backtrace.o guest_dump.o gdb.o
obj-y += nmi.o machine_check.o
