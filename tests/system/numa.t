#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A machine of two nodes, each with a CPU and 1 GiB, 33 apart: the hypervisor
# says so, and a guest's memory comes from the node where it may run.  Fails if
# SRAT or SLIT are misread, or if the heap does not know nodes.
[ -e /lib/xt.sh ] || exec "$(dirname "$0")/boot" -q --name numa --timeout 300 \
	--cpus 2 --mem 2048 \
	--qemu-arg=-object --qemu-arg=memory-backend-ram,id=m0,size=1G \
	--qemu-arg=-object --qemu-arg=memory-backend-ram,id=m1,size=1G \
	--qemu-arg=-numa --qemu-arg=node,nodeid=0,cpus=0,memdev=m0 \
	--qemu-arg=-numa --qemu-arg=node,nodeid=1,cpus=1,memdev=m1 \
	--qemu-arg=-numa --qemu-arg=dist,src=0,dst=1,val=33 --script "$0"
. /lib/xt.sh

# info PATTERN: xl info -n has such a line.
info() {
	xl info -n | grep -E -A 3 'nr_nodes|cpu:|node:'
	xl info -n | grep -Eq "$1"
}

free_of() {
	xl info -n | awk -v node="$1:" '/memfree/ { on = 1 }
		on && $1 == node { print $3 }'
}

# guest_on NODE OTHER: 128 MiB, from the node whose CPU it is pinned to.
guest_on() {
	f0=$(free_of 0) f1=$(free_of 1)
	echo "before: $f0 $f1"
	cat >/etc/xen/n.cfg <<-END
		name = "n"
		type = "pv"
		kernel = "/guest/tiny"
		memory = 128
		cpus = "$1"
	END
	xl create -p /etc/xen/n.cfg || return 1
	f0=$((f0 - $(free_of 0))) f1=$((f1 - $(free_of 1)))
	echo "taken: $f0 of node 0, $f1 of node 1"
	xl destroy n
	if [ "$1" = 0 ]; then
		[ $f0 -ge 128 ] && [ $f0 -le 140 ] && [ $f1 -le 4 ]
	else
		[ $f1 -ge 128 ] && [ $f1 -le 140 ] && [ $f0 -le 4 ]
	fi
}

ok "tools start" start_tools
ok "two nodes" info '^nr_nodes +: 2$'
ok "CPU 0 is of node 0" info '^ +0: +[0-9]+ +[0-9]+ +0$'
ok "CPU 1 is of node 1" info '^ +1: +[0-9]+ +[0-9]+ +1$'
ok "node 0: 1 GiB, distances" info '^ +0: +1024 +[0-9]+ +10,33$'
ok "node 1: 1 GiB, distances" info '^ +1: +1023 +[0-9]+ +33,10$'
tiny_cfg warm
xl create /etc/xen/warm.cfg >/dev/null 2>&1
wait_for 20 gone warm >/dev/null
ok "a guest of node 1" guest_on 1
ok "a guest of node 0" guest_on 0
done_testing
