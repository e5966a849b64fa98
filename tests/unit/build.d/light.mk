# Host tests of the toolstack's pure parts.  They compile the tools' sources
# themselves, so that these run under ASan and UBSan too.
#
#   $(call tool-unit,NAME,TEST-SOURCES,TOOL-SOURCES,INCLUDES,SYSLIBS)
tool-unit-cflags := -std=gnu11 -g -O1 $(WARN) -D_GNU_SOURCE -Itests/unit -I$(B)/include \
	-fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer

define tool-unit-rule
unit-tests += $(B)/tests/unit/$(1)
$(B)/tests/unit/$(1): $(addprefix tests/unit/,$(2)) $(3) $(wildcard tests/unit/*.h) | $(B)/include/xen $(xenlight-gen)
	$$(call say,UNIT,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(HOSTCC) $$(tool-unit-cflags) $(addprefix -I,$(4)) -o $$@ \
		$$(filter %.c,$$^) $(5) -lcmocka
endef
tool-unit = $(eval $(call tool-unit-rule,$(strip $(1)),$(strip $(2)),$(strip $(3)),$(strip $(4)),$(strip $(5))))

tool-incs := $(wildcard tools/libs/*/include)

$(call tool-unit,guest_kernel,tools/libs/guest/test_kernel.c,\
	$(addprefix tools/libs/guest/,error.c decompress.c lzop.c bzimage.c \
	elf.c elfnote.c kernel.c kernel_cache.c pv_layout.c pv_pagetables.c),\
	tools/libs/guest $(tool-incs),\
	-lz -llzma -lbz2 -llzo2 -llz4 -lzstd \
	$(addprefix -Wl$(comma)--wrap=,malloc calloc realloc))

light-pure := $(addprefix tools/libs/light/,basics.c json.c cpuid_list.c cpu_models.c) \
	$(B)/gen/_libxl_types.c

$(call tool-unit,xlutil_config,tools/libs/util/test_config.c,\
	$(addprefix tools/libs/util/,cfg.c cfg_parse.c disk.c vif.c pci.c) \
	$(light-pure),tools/libs/util tools/libs/light $(tool-incs),-lyajl \
	$(addprefix -Wl$(comma)--wrap=,malloc calloc realloc strdup))
$(call tool-unit,xl_types,tools/libs/light/test_types.c,$(light-pure),\
	tools/libs/light $(tool-incs),-lyajl)
$(call tool-unit,xl_vdev,tools/libs/light/test_vdev.c,tools/libs/light/vdev.c,\
	tools/libs/light,)
$(call tool-unit,xl_keys,tools/xl/test_keys.c,\
	$(addprefix tools/xl/,common.c keys.c config.c specs.c) \
	$(addprefix tools/libs/util/,cfg.c cfg_parse.c disk.c vif.c pci.c) \
	$(light-pure),tools/xl tools/libs/light tools/libs/util $(tool-incs),-lyajl)

# Damaged configurations and JSON; a short run is a unit test.
xl-config-sources := $(addprefix tools/xl/,common.c keys.c config.c specs.c) \
	$(addprefix tools/libs/util/,cfg.c cfg_parse.c disk.c vif.c pci.c) \
	$(light-pure)
xl-config-incs := tools/xl tools/libs/light tools/libs/util $(tool-incs)
$(call tool-unit,fuzz_xl_config,../fuzz/xl_config.c ../fuzz/cases_driver.c,\
	$(xl-config-sources),$(xl-config-incs),-lyajl)

# The same target under libFuzzer, which wants clang.
.PHONY: fuzz-xl
fuzz-xl: $(B)/tests/fuzz/xl_config ## xl's configuration parser under libFuzzer, FUZZ_SECONDS=
	$(Q)mkdir -p $(B)/fuzz-corpus/xl_config
	$(Q)$< -max_total_time=$(FUZZ_SECONDS) -close_fd_mask=2 $(B)/fuzz-corpus/xl_config

$(B)/tests/fuzz/xl_config: tests/fuzz/xl_config.c $(xl-config-sources) | $(B)/include/xen $(xenlight-gen)
	$(call say,FUZZ,$@)
	@mkdir -p $(@D)
	$(Q)clang -std=gnu11 -g -O1 -D_GNU_SOURCE -I$(B)/include $(addprefix -I,$(xl-config-incs)) \
		-fsanitize=fuzzer,address,undefined -o $@ $(filter %.c,$^) -lyajl
