#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A guest goes through hosts of both kinds: saved by one toolstack on one
# hypervisor, restored by the other, saved there, and so on, as images on
# disks.  It never boots again, and answers everywhere.  Fails if either side
# cannot read what the other has written, or a guest is not the same any more.
#
# usage: exchange.t [HYPERVISOR/TOOLS ...]	each ours or peer
if [ ! -e /lib/xt.sh ]; then
	build=${B:-build}
	from=$build/test-logs/exchange.from
	to=$build/test-logs/exchange.to
	[ $# -gt 0 ] || set -- peer/peer peer/ours ours/ours ours/peer \
		peer/ours
	echo "1..$#"
	failed=0
	n=0
	mode=create
	for host; do
		n=$((n + 1))
		rm -f "$to"
		truncate -s 192M "$to"
		[ -e "$from" ] || truncate -s 1M "$from"
		if "$(dirname "$0")/../system/boot" -q --guest --vmlinux \
			--hypervisor "${host%/*}" --tools "${host#*/}" \
			--name "exchange-$n" --timeout 400 \
			--linux-args "xt.mode=$mode" --script "$0" \
			--module virtio_pci --module virtio_blk \
			--qemu-arg=-drive \
			--qemu-arg="if=virtio,format=raw,file=$from" \
			--qemu-arg=-drive \
			--qemu-arg="if=virtio,format=raw,file=$to" |
			sed 's/^/# /' | tee /dev/stderr |
			grep -q '^# all well'; then
			echo "ok $n - $mode on hypervisor/tools $host"
		else
			echo "not ok $n - $mode on hypervisor/tools $host"
			failed=1
			break
		fi
		mv "$to" "$from"
		mode=restore
	done
	rm -f "$from" "$to"
	exit $failed
fi
. /lib/xt.sh

echoed() {
	echo "$1" | nc -w 20 10.0.0.2 7 2>/dev/null | grep -qx "$1"
}

alive() {
	wait_for 60 echoed "$(cat /proc/uptime)"
}

start() {
	if grep -q xt.mode=create /proc/cmdline; then
		xl create /etc/xen/g.cfg && wait_guest g ready 240
	else
		xl restore /dev/vda && ! guest_said g 'user space'
	fi
}

ok "tools start" start_tools
ok "bridge" start_bridge
guest_cfg g 2
ok "guest" start && ok "it answers" alive && ok "save" xl save g /dev/vdb &&
	say "all well"
done_testing
