# Host tests of xen/lib.
$(call unit,lib_string,lib/test_string.c lib/libc_renamed.c)
$(call unit,lib_printf,lib/test_printf.c lib/libc_renamed.c)
$(call unit,lib_bitmap,lib/test_bitmap.c)
$(call unit,lib_list,lib/test_list.c)
$(call unit,lib_tree,lib/test_tree.c)
$(call unit,lib_muldiv,lib/test_muldiv.c)

lib-decompress-libs := -lz -llzma -llz4 -lzstd
$(call unit,lib_decompress,lib/decompress/test_decompress.c \
	lib/decompress/samples.c,$(lib-decompress-libs))
$(call unit,lib_elf,lib/test_elf.c)
$(call unit,lib_vmlinuz,lib/test_vmlinuz.c,-llzma)

# The fuzzers, for a few seconds; `make fuzz` runs them for long.
$(call unit,fuzz_decompress,../fuzz/decompress.c \
	lib/decompress/samples.c,$(lib-decompress-libs))
$(call unit,fuzz_elf,../fuzz/elf.c)
