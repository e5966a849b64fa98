$(call lib,xenguest,4.17.0,error.o decompress.o lzop.o bzimage.o elf.o \
	elfnote.o kernel.o kernel_cache.o pv_layout.o pv_pagetables.o pv_build.o gnttab.o \
	cpuid.o stream_io.o pv_frames.o save.o save_p2m.o save_memory.o \
	save_live.o save_vcpu.o restore.o restore_memory.o restore_vcpu.o,\
	xentoollog xencall xenforeignmemory xenctrl,\
	-lz -llzma -lbz2 -llzo2 -llz4 -lzstd)
