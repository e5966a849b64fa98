# What the socket tests of xenstore run: a client program, linked with our
# libxenstore and run with Debian's, too.
tool-tests = $(sort $(wildcard tests/tools/*.t)) tests/abi/libxl.t
tool-programs := $(addprefix $(B)/tests/tools/,xsclient xssoak kernel fakexen.so) $(B)/tests/system/tiny

.PHONY: tool-test store-soak store-kill
tool-test: tools $(B)/tests/unit/guest_stream $(tool-programs) ## our daemons, commands and libraries over sockets
	$(Q)tests/run $(tool-tests)

$(addprefix $(B)/tests/tools/,xsclient xssoak): $(B)/tests/tools/%: tests/tools/%.c $(so-xenstore)
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -O2 -g $(WARN) -D_GNU_SOURCE -I$(B)/include \
		-Itools/libs/store/include -o $@ $< -L$(T)/lib \
		-Wl,-rpath-link,$(T)/lib -lxenstore -lpthread

$(B)/tests/tools/kernel: tests/tools/kernel.c $(so-xenguest)
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -O2 -g $(WARN) -D_GNU_SOURCE -I$(B)/include \
		$(addprefix -I,$(wildcard tools/libs/*/include)) -o $@ $< \
		-L$(T)/lib -Wl,-rpath-link,$(T)/lib -lxenguest

# Preloaded under xl and Debian's xl.
$(B)/tests/tools/fakexen.so: tests/tools/fakexen.c | $(B)/include/xen
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -O2 -g $(WARN) -D_GNU_SOURCE -I$(B)/include -fPIC \
		-fvisibility=hidden -Wno-missing-prototypes -shared -o $@ $<

# Not part of check, which has a small version of each (xenstore-lasts.t).
store-soak: tools $(tool-programs) ## xenstored: a million transactions by 50 clients
	$(Q)TRANSACTIONS=1000000 tests/run tests/tools/xenstore-lasts.t

store-kill: tools $(tool-programs) $(B)/tests/unit/xsd_state ## xenstored: killed a hundred times under load
	$(Q)KILLS=100 tests/run $(B)/tests/unit/xsd_state tests/tools/xenstore-lasts.t
