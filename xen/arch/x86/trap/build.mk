obj-y += entry.o idt.o extable.o exception.o backtrace.o
