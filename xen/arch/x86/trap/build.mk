obj-y += entry.o idt.o extable.o exception.o backtrace.o
obj-y += nmi.o machine_check.o
