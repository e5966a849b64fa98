tools-generated-xentop := $(xenlight-gen)
$(call prog,xentop,sbin,main.o sample.o columns.o,xenlight xentoollog,\
	-lncurses -ltinfo)
