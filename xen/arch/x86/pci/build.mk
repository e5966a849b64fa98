obj-y += config.o device.o
