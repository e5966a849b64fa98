obj-y += bcj_x86.o decompress.o gunzip.o lz4.o lzma2.o xxhash.o xz.o
obj-y += zstd.o zstd_entropy.o
