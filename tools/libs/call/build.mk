$(call lib,xencall,1.3,handle.o buffer.o linux.o,xentoollog xentoolcore,-lpthread)
