# make fuzz: each fuzzer for FUZZ_SECONDS, with a new seed.  Their short runs
# are unit tests (tests/unit/build.d).
FUZZ_SECONDS ?= 600
fuzzers := $(addprefix $(B)/tests/unit/,fuzz_decompress fuzz_elf fuzz_xsd_wire fuzz_xsd_state fuzz_xl_config)

.PHONY: fuzz
fuzz: $(fuzzers) ## damaged input through the decoders, FUZZ_SECONDS= each
	$(Q)set -e; for f in $(fuzzers); do echo $$f; $$f $(FUZZ_SECONDS); done

# libFuzzer against what reads files and links; a corpus grows below build/.
#   $(call libfuzzer,NAME,SOURCES,INCLUDES,SYSLIBS)
define libfuzzer-rule
libfuzzers += $(B)/tests/fuzz/$(1)
$(B)/tests/fuzz/$(1): $(2) | $(B)/include/xen
	$$(call say,FUZZ,$$@)
	@mkdir -p $$(@D)/corpus-$(1)
	$$(Q)clang -std=gnu11 -g -O1 -D_GNU_SOURCE -I$(B)/include \
		$(addprefix -I,$(3)) -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=undefined -o $$@ $(2) $(4)
endef
libfuzzer = $(eval $(call libfuzzer-rule,$(strip $(1)),$(strip $(2)),$(strip $(3)),$(strip $(4))))

.PHONY: libfuzz
libfuzz: $(libfuzzers) ## libFuzzer against readers of streams, FUZZ_SECONDS= each
	$(Q)set -e; for f in $(libfuzzers); do \
		$$f -max_total_time=$(FUZZ_SECONDS) -max_len=65536 \
			$$(dirname $$f)/corpus-$$(basename $$f); done
