# make fuzz: each fuzzer for FUZZ_SECONDS, with a new seed.  Their short runs
# are unit tests (tests/unit/build.d).
FUZZ_SECONDS ?= 600
fuzzers := $(addprefix $(B)/tests/unit/,fuzz_decompress fuzz_elf fuzz_xsd_wire fuzz_xsd_state fuzz_xl_config)

.PHONY: fuzz
fuzz: $(fuzzers) ## damaged input through the decoders, FUZZ_SECONDS= each
	$(Q)set -e; for f in $(fuzzers); do echo $$f; $$f $(FUZZ_SECONDS); done
