#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Each way to be loaded, both chipsets, with and without an HPET, several
# numbers of CPUs and sizes of memory: dom0
# reaches user space, and the hypervisor counts the CPUs and the memory that
# the machine has.  Fails if a loader's data is misread, a CPU does not start,
# or memory above 4 GiB or around the holes is lost.
set -u

here=$(dirname "$0")
script=$(mktemp)
trap 'rm -f "$script"' EXIT
cat >"$script" <<'END'
. /lib/xt.sh
for word in $(physinfo); do
	say "fact $word"
done
say "fact dom0_cpus=$(nproc)"
say "screen $(dmesg | sed -n 's/.*Console: \(.*colour .*\)/\1/p' | tail -n 1)"
END

n=0
# one NAME CPUS MIB MISSING ARGUMENTS...: up to MISSING MiB may not be usable.
one() {
	name=$1 cpus=$2 mib=$3 missing=$4
	shift 4
	n=$((n + 1))
	out=$("$here/boot" -q --strict --tools none --name "boot-$name" \
		--script "$script" --cpus "$cpus" --mem "$mib" --timeout 240 \
		"$@" 2>&1)
	status=$?
	facts=$(echo "$out" | sed -n 's/^fact //p')
	nr_cpus=0 total_pages=0 dom0_cpus=0
	eval "$facts"
	least=$(((mib - missing) * 256))
	if [ $status = 0 ] && [ "$nr_cpus" = "$cpus" ] &&
		[ "$dom0_cpus" = "$cpus" ] && [ "$total_pages" -ge $least ]; then
		echo "ok $n - $name"
		return
	fi
	echo "not ok $n - $name"
	echo "# status $status, $nr_cpus of $cpus CPUs ($dom0_cpus in dom0)," \
		"$total_pages pages of at least $least"
	echo "$out" | sed 's/^/# /'
}

# screen NAME WANTED: what dom0's kernel says of it, of the last machine.
screen() {
	n=$((n + 1))
	if echo "$out" | grep -q "^screen $2"; then
		echo "ok $n - $1"
		return
	fi
	echo "not ok $n - $1"
	echo "$out" | grep '^screen' | sed 's/^/# /'
}

one bios-multiboot1 1 512 32 --loader grub1 --dom0-mem 256
one bios-multiboot2 4 6144 64 --loader grub2 --display vnc=none
screen "dom0 has the text screen" 'colour VGA'
one uefi-multiboot2 2 2048 128 --loader grub2 --firmware uefi --display vnc=none
screen "dom0 has the screen of pixels" \
	'switching to colour frame buffer device'
n=$((n + 1))
if grep -q 'Memory map, by UEFI:' \
	"${B:-build}/test-logs/boot-boot-uefi-multiboot2.log"; then
	echo "ok $n - its memory map is UEFI's"
else
	echo "not ok $n - its memory map is UEFI's"
fi
one uefi-multiboot1 2 1024 128 --loader grub1 --firmware uefi --dom0-mem 256
one i440fx-no-hpet 2 1024 32 --machine pc,hpet=off --dom0-mem 256
one direct 2 2048 32 --loader direct
echo "1..$n"
