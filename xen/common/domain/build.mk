# Domains: their life, their vCPUs, and the hypercalls about these.
obj-y += caps.o domain.o vcpu.o list.o pause.o shutdown.o kill.o
obj-y += vcpu_info.o vcpu_timer.o vcpu_op.o sched_op.o watchdog.o
