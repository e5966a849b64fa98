$(call lib,xenstore,4.0,handle.o message.o watch.o node.o perms.o domain.o \
	paths.o reconnect.o,xentoolcore,-lpthread)
