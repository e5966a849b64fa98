# Deferred work and the scheduler.
obj-y += softirq.o tasklet.o
obj-y += core.o trace.o affinity.o runstate.o cpu.o cpupool.o pool_cpu.o hotplug.o adjust.o
obj-y += credit2.o credit2_place.o credit2_cap.o credit2_reserve.o
obj-y += globalq.o credit.o rtds.o null.o free.o
