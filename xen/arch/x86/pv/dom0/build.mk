obj-y += dom0.o memory.o layout.o populate.o
