obj-y += kexec.o stub.o
