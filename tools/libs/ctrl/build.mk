$(call lib,xenctrl,4.17.0,interface.o buffer.o hypercall.o domain.o \
	vcpu.o vcpu_state.o logdirty.o memory.o foreign.o evtchn.o gnttab.o sysinfo.o console.o \
	sched.o sched_reserve.o cpupool.o cpu_policy.o mmu.o hvm.o access.o \
	flask.o hypfs.o,\
	xentoollog xencall xenforeignmemory,)
