#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The life of a stock Linux PV guest: created, seen, paused, its disk and its
# network with checksums in both directions, shut down, rebooted, crashed,
# destroyed; nothing is left behind.  Fails if a ring loses or mixes data, if a
# command does not do what it says, or if pages or nodes leak.
[ -e /lib/xt.sh ] || exec "$(dirname "$0")/boot" -q --guest --vmlinux \
	--name guest --timeout 900 --script "$0"
. /lib/xt.sh

listed() {
	xl list | grep -q "^$1 "
}

state_is() {
	xl list "$1" | tail -n 1 | awk '{ print $5 }' | grep -q "$2"
}

# Guest's disk: what it says it wrote is in the file, and the other way round.
disk_sum_matches() {
	said=$(sed -n 's/.*@guest disk ok \([0-9a-f]*\).*/\1/p' \
		"$(guest_log "$1")" | tail -n 1)
	sync
	there=$(dd if="/var/tmp/$1.img" bs=64k count=16 2>/dev/null |
		sha256sum | cut -c 1-64)
	echo "guest wrote $said, file has $there"
	[ "$said" = "$there" ]
}

# 4 MiB to the guest and back over TCP, through its echo of the disk.
net_traffic() {
	dd if=/dev/urandom of=/tmp/send bs=64k count=64 2>/dev/null
	nc -w 60 10.0.0.2 7 </tmp/send >/tmp/back
	want=$(sha256sum </tmp/send)
	got=$(sha256sum </tmp/back)
	echo "sent $want, back came $(wc -c </tmp/back) bytes: $got"
	[ "$want" = "$got" ]
}

rebooted() {
	[ "$(grep -c '@guest ready' "$(guest_log g)")" -ge 2 ]
}

new_domid() {
	now=$(xl domid g) && [ "$now" != "$1" ]
}

ok "tools start" start_tools
ok "bridge" start_bridge
guest_cfg g 2
remember_free
ok "create" xl create /etc/xen/g.cfg
ok "listed" listed g
ok "guest is ready" wait_guest g ready 180
ok "its data is on the disk" disk_sum_matches g
ok "dom0 pings the guest" ping -c 3 -W 5 10.0.0.2
ok "4 MiB over TCP and back" net_traffic
ok "pause" xl pause g
ok "paused" state_is g p
ok "a paused guest does not answer" sh -c '! ping -c 1 -W 2 10.0.0.2'
ok "unpause" xl unpause g
ok "it answers again" wait_for 20 ping -c 1 -W 2 10.0.0.2
id=$(xl domid g)
ok "reboot" xl reboot g
ok "it came back as a new domain" wait_for 60 new_domid "$id"
ok "and is ready again" wait_for 180 rebooted
ok "shutdown" xl shutdown g
ok "gone" wait_for 60 gone g
guest_cfg c 3 'extra = "console=hvc0 quiet xt.ip=10.0.0.3 xt.do=crash panic=1"'
ok "create a guest that will crash" xl create /etc/xen/c.cfg
ok "it is gone after its crash" wait_for 180 gone c
# From here on dom0's own tables have grown to their size.
remember_free
ok "create again" xl create /etc/xen/g.cfg
ok "destroy it while it boots" xl destroy g
ok "gone at once" wait_for 10 gone g
ok "no nodes left" wait_for 20 no_nodes
ok "no pages lost" no_leak
done_testing
