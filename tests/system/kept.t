#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What stays from one create to the next: a kernel that was unpacked, and a
# guest's UUID and MAC address over its reboot though its configuration leaves
# them to chance.
[ -e /lib/xt.sh ] || exec "$(dirname "$0")/boot" -q --guest --vmlinux \
	--name kept --timeout 600 --mem 3072 --dom0-mem 1024 --script "$0"
. /lib/xt.sh

shows() { # PATTERN COMMAND...
	pattern=$1
	shift
	"$@" >/tmp/shown 2>&1
	cat /tmp/shown
	grep -q -e "$pattern" /tmp/shown
}

ok "tools start" start_tools
ok "bridge" start_bridge
# A packed kernel is unpacked once.
guest_cfg z 5 'kernel = "/guest/vmlinuz"'
ok "the first time a kernel is unpacked" shows '(bzImage, xz)' \
	xl create -q -p --explain /etc/xen/z.cfg
xl destroy z
ok "the second time it is there" shows '(bzImage, unpacked before)' \
	xl create -q -p --explain /etc/xen/z.cfg
ok "one is kept, for root alone" sh -c '[ "$(ls /var/lib/xen/kernels |
	wc -l)" = 1 ] && ls -ld /var/lib/xen/kernels | grep -q "^drwx------"'
xl destroy z

# A guest keeps its face.
guest_cfg k 4 'kernel = "/guest/vmlinuz"'
sed -i 's/,mac=[0-9a-f:]*//' /etc/xen/k.cfg
face() {
	xl list -v k | grep -o '[0-9a-f]\{8\}-[0-9a-f-]*'
	xl network-list k | grep -o '..:..:..:..:..:..'
}
new_domid() {
	now=$(xl domid k) && [ "$now" != "$1" ]
}
ok "create without UUID and MAC" xl create -q /etc/xen/k.cfg
ok "ready" wait_guest k ready 240
face >/tmp/face
id=$(xl domid k)
ok "reboot" xl reboot k
ok "a new domain" wait_for 120 new_domid "$id"
has_card() {
	xl network-list k | grep -q '..:..:..:..:..:..'
}
ok "with a network card" wait_for 120 has_card
face >/tmp/face2
ok "both have a UUID and a MAC address" sh -c '[ "$(wc -l </tmp/face)" = 2 ]'
ok "and they are the same" diff /tmp/face /tmp/face2
ok "destroy" xl destroy k
done_testing
