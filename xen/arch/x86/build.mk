obj-y += context.o domain.o guest_copy.o hypercall.o
