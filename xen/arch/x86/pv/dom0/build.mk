obj-y += dom0.o memory.o layout.o nodes.o populate.o
