obj-y += multicall.o
