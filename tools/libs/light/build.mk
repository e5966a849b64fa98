# The types, made from their description.
xenlight-gen := $(B)/include/_libxl_types.h
tools-generated-xenlight := $(xenlight-gen)

$(xenlight-gen) $(B)/include/_libxl_types_json.h \
$(B)/gen/_libxl_types.c &: tools/libs/light/libxl_types.idl \
		tools/libs/light/gentypes.pl
	$(call say,GEN,$(xenlight-gen))
	@mkdir -p $(B)/include $(B)/gen
	$(Q)$(PERL) tools/libs/light/gentypes.pl $< $(B)/include $(B)/gen

$(T)/tools/libs/light/_libxl_types.o: $(B)/gen/_libxl_types.c
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(tools-cflags) $(tools-inc) $(CFLAGS) -MMD -MP -c -o $@ $<

$(call lib,xenlight,4.17.0,context.o store.o basics.o json.o _libxl_types.o \
	dominfo.o names.o ops.o userdata.o event.o device.o hotplug.o disk.o vdev.o nic.o \
	guard.o build_pv.o create.o console.o sysinfo.o vcpu.o sched.o sched_reserve.o cpupool.o memory.o \
	cpuid.o cpuid_list.o cpu_models.o io.o domconfig.o \
	suspend.o save_stream.o restore_stream.o,\
	xentoollog xencall xenevtchn xenforeignmemory xenctrl xenguest xenstore,\
	-lyajl)
