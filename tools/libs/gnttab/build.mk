$(call lib,xengnttab,1.2,handle.o map.o copy.o dmabuf.o share.o,xentoollog xentoolcore,)
