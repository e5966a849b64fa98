# The tests as make targets.  tests/run runs them and counts; each list may be
# given on the command line to run a part: make unit unit-tests=build/tests/unit/x

lint-tests   = $(sort $(wildcard tests/lint/*.t))
guest-tests  = $(sort $(wildcard tests/guest/*.t))
system-tests = $(sort $(wildcard tests/system/*.t))

export B

.PHONY: lint unit guest-test system-test bochs-test exchange-test kill-test check test-programs format packages
lint: ## style and structure of the source, in seconds
	$(Q)tests/run -j 2 $(lint-tests)

unit: $(unit-tests) ## host tests of the hypervisor's and the tools' code
	$(Q)tests/run -j 2 $(unit-tests)

guest-test: xen xen-release test-programs ## test kernels on our hypervisor in QEMU
	$(Q)tests/run $(guest-tests)

system-test: test-programs ## stock Linux dom0 and guests in QEMU
	$(Q)tests/run $(system-tests)

bochs-test: test-programs ## stock Linux dom0 and guest in Bochs: SMAP, x2APIC; minutes, not in check
	$(Q)tests/run tests/bochs/dom0.t

# The hypervisor with the compiler's checks of itself, under the test kernels and
# under Debian's dom0 and tools; and which of its lines the latter run.
.PHONY: ubsan-test coverage
ubsan-test: guest-kernels ## test kernels and dom0 on a hypervisor built with UBSAN=y; minutes, not in check
	$(Q)$(MAKE) --no-print-directory xen B=$(B)/ubsan UBSAN=y
	$(Q)HYPERVISOR=$(B)/ubsan/boot/xen tests/guest/run.t
	$(Q)tests/system/boot -q --hypervisor $(B)/ubsan/boot/xen --tools peer \
		--guest --vmlinux --timeout 900 --name ubsan \
		--script tests/system/dom0/quiet.sh

coverage: ## which lines of the hypervisor a dom0 and a guest run; minutes, not in check
	$(Q)$(MAKE) --no-print-directory xen B=$(B)/coverage COVERAGE=y
	$(Q)tests/system/coverage $(B)/coverage

exchange-test: stage test-programs ## a guest's image through both hypervisors and toolstacks; minutes, not in check
	$(Q)tests/run tests/exchange/exchange.t
	$(Q)TOOLS=peer tests/run tests/exchange/stock-save.t

kill-test: stage test-programs ## saves, restores and migrations killed KILLS= (200) times; not in check
	$(Q)KILLS=$(or $(KILLS),200) SAVE_TIMEOUT=14400 tests/run tests/exchange/save.t

check: tools $(unit-tests) $(tool-programs) test-programs ## everything above; ends with the counts
	$(Q)tests/run -j 2 $(lint-tests) $(unit-tests) $(tool-tests) + $(guest-tests) $(system-tests)

# What the system tests boot; HYPERVISOR= and TOOLS= on the command line choose.
check-hypervisor := $(or $(HYPERVISOR),ours)
check-tools      := $(or $(TOOLS),ours)
check-needs      := $(if $(filter ours,$(check-hypervisor)),xen xen-release) \
	$(if $(filter peer none,$(check-tools)),,stage)
system-test check: export HYPERVISOR := $(check-hypervisor)
system-test check: export TOOLS := $(check-tools)

system-programs := $(addprefix $(B)/tests/system/,physinfo tiny) \
	$(B)/tests/guest/hold.elf
test-programs: $(check-needs) $(system-programs)

$(B)/tests/system/tiny: tests/system/domu/tiny.S
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -nostdlib -static -no-pie -Wl,-Ttext=0x100000 -Wl,-e,_start \
		-Wl,-z,noexecstack -Wl,--build-id=none -Wl,-n -o $@ $<

# Runs in dom0 of whatever was booted, so it needs nothing but the kernel.
$(B)/tests/system/physinfo: tests/system/dom0/physinfo.c | $(B)/include/xen
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -O2 $(WARN) -static -D__XEN_TOOLS__ -I$(B)/include -o $@ $<

format: ## clang-format the source files that differ from main
	$(Q)tests/lint/format.t --fix

packages: ## install what building and testing needs (root), or name it
	$(Q)tests/packages

# `make run` and its kin.  HYPERVISOR=peer or TOOLS=peer takes Debian's, which
# needs nothing built.
run-needs   = $(if $(filter peer,$(HYPERVISOR)),,xen) \
	$(if $(filter peer,$(TOOLS)),,stage) $(system-programs)
run-knobs   = HYPERVISOR='$(or $(HYPERVISOR),ours)' \
	TOOLS='$(or $(TOOLS),ours)' MEM='$(MEM)' CPUS='$(CPUS)' DISPLAY='$(DISPLAY)' \
	GUEST='$(GUEST)' FIRMWARE='$(FIRMWARE)' ISO='$(ISO)'

.PHONY: run run-gdb iso run-build
run: run-build ## boot hypervisor, dom0 and a guest in QEMU: MEM= CPUS= DISPLAY= GUEST= FIRMWARE=bios|uefi ISO=1
	@$(run-knobs) tests/system/demo

run-gdb: run-build ## the same, waiting for gdb on port 1234
	@$(run-knobs) tests/system/demo --gdb

iso: run-build ## only make the bootable build/xenolith.iso
	@$(run-knobs) tests/system/demo --iso

# Packages first: without them nothing below could be built.
run-build:
	@$(run-knobs) tests/system/demo --check
	@tests/packages
	@$(MAKE) --no-print-directory $(run-needs)

# For scripts: make -s print-VARIABLE
print-%:
	@echo '$($*)'
