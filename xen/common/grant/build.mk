obj-y += table.o entry.o status.o maptrack.o map.o unmap.o copy.o transfer.o
obj-y += setup.o version.o swap.o cache.o dirty.o hypercall.o dump.o
