# The file system of build information and parameters.
obj-y += hypercall.o tree.o buildinfo.o params.o cpupool.o
