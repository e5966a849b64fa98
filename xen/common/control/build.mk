obj-y += absent.o guest_bitmap.o console_io.o version.o vm_assist.o
obj-y += domctl.o domctl_device.o domctl_info.o domctl_life.o domctl_vcpu.o
obj-y += domctl_translated.o
obj-y += sysctl.o sysctl_hypervisor.o sysctl_machine.o
