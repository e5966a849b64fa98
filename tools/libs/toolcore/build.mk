$(call lib,xentoolcore,1.0,active.o,,-lpthread)
