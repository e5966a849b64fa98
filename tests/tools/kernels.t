#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Guest kernels as each packer's own command makes them, the way Linux's build
# calls it, in a bzImage and bare: unpacked to the same bytes; cut in the
# middle or damaged, refused with a sentence.
. tests/tools/lib.sh

dir=$B/tests/tools/kernels.$$
kernel=$B/tests/tools/kernel
export LD_LIBRARY_PATH="$B/tools/lib"
mkdir -p "$dir"
trap 'rm -rf "$dir"' EXIT

# An ELF kernel of some MiB: more than one block for each of the formats.
cat "$B/tests/system/tiny" "$B/tools/lib/libxenlight.so" "$B/tools/sbin/xl" \
	>"$dir/vmlinux"
head -c 9000000 /dev/zero >>"$dir/vmlinux"
head -c 300000 /dev/urandom >>"$dir/vmlinux"
size=$(wc -c <"$dir/vmlinux")

# bzimage PAYLOAD: to standard output.
bzimage() {
	perl -e '
		local $/; open(F, "<:raw", $ARGV[0]) or die; my $p = <F>;
		my $head = "\0" x 1024;
		substr($head, 0x1f1, 1) = "\1";
		substr($head, 0x1fe, 2) = "\x55\xaa";
		substr($head, 0x202, 6) = "HdrS\x0f\x02";
		substr($head, 0x248, 8) = pack("L<L<", 0x40, length $p);
		print $head, "\0" x 0x40, $p;' "$1"
}

same() {
	echo "said: $("$kernel" "$1" "$dir/out" || rm -f "$dir/out")"
	cmp "$dir/out" "$dir/vmlinux"
}

refused() {
	said=$("$kernel" "$1" "$dir/out") && return 1
	echo "$said"
	echo "$said" | grep -q "$2"
}

# It may be unpacked to something else, and that is all that may happen.
survives() {
	"$kernel" "$1" "$dir/out"
	[ $? -le 1 ]
}

# try NAME COMMAND...
try() {
	name=$1
	shift
	command -v "$1" >/dev/null || {
		skip "$name" "$1 is not installed"
		return
	}
	"$@" <"$dir/vmlinux" >"$dir/packed" || return
	# Linux puts the unpacked size behind all but gzip, which has it.
	if [ "$name" != gzip ]; then
		perl -e 'print pack("L<", $ARGV[0])' "$size" >>"$dir/packed"
	fi
	bzimage "$dir/packed" >"$dir/bz"
	is "$name is recognised" "$name" "$kernel" "$dir/bz" "$dir/out"
	ok "$name in a bzImage" same "$dir/bz"
	ok "$name bare" same "$dir/packed"
	head -c $(($(wc -c <"$dir/bz") / 2)) "$dir/bz" >"$dir/bad"
	ok "$name cut short" refused "$dir/bad" 'cut short'
	cp "$dir/packed" "$dir/bad"
	dd if=/dev/urandom of="$dir/bad" bs=1000 count=8 conv=notrunc \
		seek=$(($(wc -c <"$dir/packed") / 2000)) 2>/dev/null
	bzimage "$dir/bad" >"$dir/bz"
	rm -f "$dir/out"
	case $name in
	lz4 | lzo | lzma) # nothing in them says what is right
		ok "$name damaged: no crash" survives "$dir/bz" ;;
	*)
		ok "$name damaged" refused "$dir/bz" damaged ;;
	esac
}

try gzip gzip -n -9
try xz xz --check=crc32 --x86 --lzma2=dict=32MiB
try lzma lzma -9
try bzip2 bzip2 -9
try lzo lzop -9
try lz4 lz4 -l -12
try zstd zstd -q -19
done_testing
