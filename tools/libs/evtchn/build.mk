$(call lib,xenevtchn,1.2,handle.o port.o,xentoollog xentoolcore,)
