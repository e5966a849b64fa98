obj-y += capabilities.o hvm_op.o mca.o platform_op.o platform_cpu.o
obj-y += domctl.o domctl_policy.o domctl_vcpu.o sysctl.o
