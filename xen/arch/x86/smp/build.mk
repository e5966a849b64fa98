obj-y += boot.o call.o hotplug.o machine.o tlb.o topology.o trampoline.o tsc_sync.o watchdog.o
