#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Stock Linux as dom0 with a stock Linux guest in Bochs, SMAP and x2APIC on: disk
# and network of the guest through Linux's backends, both shut down.  Fails if
# something that only Linux does meets one of the two.  Minutes: `make
# bochs-test` runs it, `make check` does not.
if [ ! -e /lib/xt.sh ]; then
	log=${B:-build}/test-logs/boot-bochs-dom0.log
	"$(dirname "$0")/../system/boot" -q --strict --emulator bochs \
		--guest --vmlinux --name bochs-dom0 --mem 1024 --log "$log" \
		--timeout 900 --script "$0" || exit
	for line in 'APIC mode: x2APIC on 2 CPUs, xAPIC on 0' \
		'CPU protection: NX SMEP SMAP;'; do
		grep -q "$line" "$log" || {
			echo "# $log has no \"$line\""
			exit 1
		}
	done
	exit
fi
. /lib/xt.sh

gone() {
	! xl list g >/dev/null 2>&1
}

ok "two CPUs" test "$(nproc)" = 2
ok "tools start" start_tools
ok "bridge" start_bridge
guest_cfg g 2
ok "create" xl create /etc/xen/g.cfg
ok "guest is ready: its disk and network work" wait_guest g ready 300
ok "dom0 pings the guest" ping -c 3 -W 5 10.0.0.2
ok "shutdown" xl shutdown g
ok "gone" wait_for 120 gone
done_testing
