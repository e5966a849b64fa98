$(call lib,xenforeignmemory,1.4,handle.o map.o resource.o,xentoollog xentoolcore,)
