obj-y += numa.o
