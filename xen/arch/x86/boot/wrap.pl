#!/usr/bin/perl
# wrap.pl BIN ENTRY END: puts the flat image BIN (loaded at 2 MiB, _end at END)
# into a 32-bit ELF file with one PT_LOAD segment, as Multiboot loaders want.
use strict;
use warnings;
no warnings 'portable';

my ($bin, $entry, $end) = @ARGV;
my $base = 0x200000;
open my $fh, '<:raw', $bin or die "$bin: $!\n";
local $/;
my $data = <$fh>;
my $memsz = (hex($end) & 0x3fffffff) - $base;
die "image is larger than its memory\n" if length($data) > $memsz;
binmode STDOUT;
print pack('C16 v2 V5 v6', 0x7f, 0x45, 0x4c, 0x46, 1, 1, 1, (0) x 9,
	   2, 3, 1, hex($entry), 52, 0, 0, 52, 32, 1, 0, 0, 0),
      pack('V8', 1, 96, $base, $base, length($data), $memsz, 7, 0x1000),
      "\0" x (96 - 84), $data;
