#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Many guests: fifty one after another, then eight Linux guests at once, each
# with disk and network.  Fails if a life leaks a page or a node, if domain
# numbers or event channels run out, or if guests disturb each other.
[ -e /lib/xt.sh ] || exec "$(dirname "$0")/boot" -q --guest --vmlinux \
	--name many --timeout 1500 --mem 2560 --script "$0"
. /lib/xt.sh

lives() {
	for _ in $(seq "$1"); do
		xl create -q /etc/xen/t.cfg || return 1
		wait_for 20 gone t || return 1
	done
}

all() {
	what=$1
	shift
	for i in 1 2 3 4 5 6 7 8; do
		"$what" "g$i" "$@" || {
			echo "guest g$i: $what $*"
			return 1
		}
	done
}

# One after the other: starting together only makes an emulated machine miss
# the time limits of hot-plug scripts; what matters is that all live at once.
create() {
	xl create -q "/etc/xen/$1.cfg" && wait_guest "$1" ready 180
}

shutdown() {
	xl shutdown "$1"
}

gone_soon() {
	wait_for 90 gone "$1"
}

number() {
	ping -c 2 -W 5 "10.0.0.1${1#g}"
}

ok "tools start" start_tools
ok "bridge" start_bridge
tiny_cfg t
ok "five lives to warm up" lives 5
remember_free
ok "fifty lives" lives 50
ok "no pages lost" no_leak
ok "no nodes left" wait_for 20 no_nodes
for i in 1 2 3 4 5 6 7 8; do
	guest_cfg "g$i" "1$i"
done
ok "create eight guests" all create
xl list
ok "all are still ready" all guest_said ready
ok "all disks are right" all guest_said "disk ok"
ok "all answer" all number
ok "shut all down" all shutdown
ok "all are gone" all gone_soon
ok "no nodes left of them" wait_for 20 no_nodes
done_testing
