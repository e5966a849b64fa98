tools-generated-xlutil := $(xenlight-gen)
$(call lib,xlutil,4.17.0,cfg.o cfg_parse.o disk.o vif.o pci.o,xenlight xentoollog,)
