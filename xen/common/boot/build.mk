obj-y += main.o param.o version.o
