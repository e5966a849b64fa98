#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# `make run` as its user meets it: the demo without a terminal, under UEFI and
# with the knobs; the shell at a terminal (tmux's); a failure that names its
# log.  And gdb, stopped where the hypervisor's C begins.
. tests/tools/lib.sh

command -v tmux >/dev/null || skip_all "no tmux"
demo=$PWD/tests/system/demo
export B
dir=$(mktemp -d /tmp/run.XXXXXX) || exit 1
screen="tmux -S $dir/tmux"
finish() {
	$screen kill-server 2>/dev/null
	[ -z "${machine:-}" ] || kill "$machine" 2>/dev/null
	rm -rf "$dir"
}
trap finish EXIT

shows() {
	$screen capture-pane -p -S -200 | grep -q "$1"
}

types() {
	$screen send-keys "$1" Enter
}

unset DISPLAY GUEST CPUS MEM FIRMWARE ISO
for knob in MEM=100 CPUS=0 FIRMWARE=coreboot GUEST=/nowhere ISO=2; do
	ok "$knob is refused by name" sh -c "
		! out=\$(env $knob '$demo' --check 2>&1) &&
		echo \"\$out\" | grep -q '${knob%%=*}='"
done

ok "the demo, UEFI, 1536 MiB, 1 CPU, with ISO=1" sh -c "
	FIRMWARE=uefi MEM=1536 CPUS=1 ISO=1 '$demo' >'$dir/out' 2>&1 </dev/null"
ok "ends with a good word" grep -q 'all is well' "$dir/out"
ok "leaves a bootable ISO" grep -aq 'EL TORITO' "$B/xenolith.iso"
rm -f "$B/xenolith.iso"

echo nonsense >"$dir/kernel"
ok "a guest's kernel that is none makes it fail" fails sh -c "
	GUEST='$dir/kernel' '$demo' >'$dir/out' 2>&1 </dev/null"
ok "and it says where to look" grep -q 'The log is .*run.log; its end' "$dir/out"

$screen new-session -d -x 120 -y 50 "$demo; echo status=\$?; sleep 60"
ok "at a terminal: a banner" wait_for 180 shows 'xl help lists what else'
types 'clear; xl list'
ok "xl is there" wait_for 30 shows '^demo  *[0-9]'
types "awk '/^processor/ { n++ } END { print 42, n }' /proc/cpuinfo"
ok "it is a shell" wait_for 30 shows '^42 2'
types poweroff
ok "poweroff is a clean way out" wait_for 60 shows 'status=0'

if command -v gdb >/dev/null; then
	"$demo" --gdb >"$dir/out" 2>&1 </dev/null &
	machine=$!
	ok "make run-gdb waits" wait_for 120 grep -q ":04D2 " /proc/net/tcp
	ok "gdb stops the hypervisor at a name" sh -c "
		timeout 120 gdb -batch -nx -ex 'target remote :1234' \
			-ex 'hbreak boot_main' -ex continue -ex bt -ex kill \
			'$B/boot/xen-syms' 2>&1 | grep '^#0 .*boot_main'"
fi
done_testing
