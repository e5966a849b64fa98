# Test kernels: tests/guest/NAME/main.c with all of tests/guest/lib becomes
# $(B)/tests/guest/NAME.elf, a PV kernel.  tests/guest/run.t boots them.

guest-names := $(patsubst tests/guest/%/main.c,%,$(wildcard tests/guest/*/main.c))
# Tables of results, for tests/guest/differential.t.
differential-elfs := $(patsubst tests/%/main.c,$(B)/tests/%.elf,\
	$(wildcard tests/differential/*/main.c))
guest-elfs  := $(guest-names:%=$(B)/tests/guest/%.elf)
guest-lib   := $(patsubst tests/guest/lib/%,$(B)/tests/guest/lib/%.o,\
	$(basename $(wildcard tests/guest/lib/*.c) tests/guest/lib/start.S))

# ISO C would hide the registers' second names in the public headers.
guest-cflags := -std=gnu11 -O2 -g -ffreestanding -fno-pie -mcmodel=kernel \
	-mno-red-zone -mgeneral-regs-only -fno-stack-protector -fcf-protection=none \
	-fno-asynchronous-unwind-tables -fno-strict-aliasing $(WARN) \
	-D__XEN_INTERFACE_VERSION__=0x00040e00 -DSTACK_SIZE=32768 -DMAX_CPUS=4 \
	-DHEAP_PAGES=256 -isystem xen/include/public -Itests/guest/lib

guest-headers := $(wildcard tests/guest/lib/*.h xen/include/public/*.h) \
	tests/differential/table.h

$(B)/tests/guest/lib/%.o: tests/guest/lib/%.c $(guest-headers)
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(guest-cflags) -c -o $@ $<

$(B)/tests/guest/lib/%.o: tests/guest/lib/%.S
	$(call say,AS,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(guest-cflags) -c -o $@ $<

# Also those of tests/differential and tests/bench.
$(B)/tests/%.o: tests/%/main.c $(guest-headers)
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(guest-cflags) -c -o $@ $<

$(B)/tests/%.elf: $(B)/tests/%.o $(guest-lib) tests/guest/lib/guest.lds
	$(call say,LD,$@)
	$(Q)$(LD) -nostdlib -static -z max-page-size=4096 --no-warn-rwx-segments \
		-T tests/guest/lib/guest.lds -o $@ $(filter %.o,$^)

.PHONY: guest-kernels
guest-kernels: $(guest-elfs) $(differential-elfs) $(B)/tests/guest/launch.elf ## build the test kernels

# All of these boot them.
guest-test system-test check: guest-kernels

.PHONY: guest-fuzz
guest-fuzz: all guest-kernels ## a million random hypercalls: GUEST_ARGS="seed=N rounds=N"
	$(Q)GUEST_ARGS='$(or $(GUEST_ARGS),rounds=1000000)' GUEST_TIMEOUT=1800 \
		tests/guest/run.t fuzz fuzz-memory

# dom0s that are no tests themselves: `hold` for tests/system; `launch` runs
# another test kernel as a guest.
$(B)/tests/guest/hold.o: tests/guest/hold/hold.c $(guest-headers)
$(B)/tests/guest/launch.o: tests/guest/launch/launch.c $(guest-headers)
$(B)/tests/guest/hold.o $(B)/tests/guest/launch.o:
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(guest-cflags) -c -o $@ $<

bench-elfs := $(patsubst tests/bench/%/main.c,$(B)/tests/bench/%.elf,\
	$(wildcard tests/bench/*/main.c))

$(B)/tests/bench/entry: tests/bench/entry.S
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -m32 -nostdlib -static -no-pie -Wl,-Ttext=0x100000 -Wl,-n \
		-Wl,--build-id=none -o $@ $<

$(B)/tests/bench/stop.bin: tests/bench/stop.S
	$(call say,BIN,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -c -o $(@:.bin=.o) $<
	$(Q)$(OBJCOPY) -O binary -j .text $(@:.bin=.o) $@

.PHONY: bench
bench: xen-release stage $(system-programs) $(bench-elfs) $(B)/tests/bench/entry $(B)/tests/bench/stop.bin $(tool-programs) ## what things cost beside Xen 4.17, in instructions: BENCH="micro boot size memory create store"
	$(Q)tests/bench/run --json $(B)/bench.json $(BENCH)
