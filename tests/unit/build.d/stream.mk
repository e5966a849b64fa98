# The stream of a domain's contents on a fake machine: the real libxenctrl.
stream-sources := $(addprefix tools/libs/guest/,error.c stream_io.c \
	pv_frames.c save.c save_p2m.c save_memory.c save_live.c save_vcpu.c \
	restore.c restore_memory.c restore_vcpu.c) \
	$(addprefix tools/libs/ctrl/,interface.c buffer.c hypercall.c domain.c \
	vcpu.c vcpu_state.c logdirty.c memory.c mmu.c cpu_policy.c sysinfo.c) \
	$(addprefix tools/libs/toollog/,logger.c stdiostream.c)
stream-fakes := $(addprefix tools/libs/guest/,fake_xen.c stream_guest.c)
stream-incs := tests/unit/tools/libs/guest tools/libs/guest tools/libs/ctrl \
	$(tool-incs)
$(call tool-unit,guest_stream,tools/libs/guest/test_stream.c $(stream-fakes),\
	$(stream-sources),$(stream-incs),)

$(call libfuzzer,stream,tests/fuzz/stream.c $(addprefix tests/unit/,$(stream-fakes)) \
	$(stream-sources),$(stream-incs))

$(call tool-unit,xl_image,tools/xl/test_image.c,\
	tools/xl/image.c tools/xl/filter.c tools/libs/light/io.c \
	tools/libs/toollog/logger.c,\
	tools/xl tools/libs/light tools/libs/util $(tool-incs),-lz)
