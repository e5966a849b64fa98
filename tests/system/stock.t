#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Debian's unmodified xl, daemons and libraries on our hypervisor: what a
# person does with a PV guest from the shell, each command with its effect seen
# in the guest or in the hypervisor.  HYPERVISOR=peer shows what it ought to be.
[ -e /lib/xt.sh ] || exec "$(dirname "$0")/boot" -q --tools peer --guest \
	--vmlinux --name stock --timeout 900 --cpus 2 --script "$0"
. /lib/xt.sh

# in_guest COMMAND WANTED: the guest's shell prints it.  Without a terminal
# xenconsole forwards only when it is told to.
in_guest() {
	{
		echo
		sleep 1
		echo "$1"
		sleep 3
	} | timeout 20 xenconsole "$(xl domid g)" --interactive >/tmp/console 2>&1
	cat /tmp/console
	grep -q "$2" /tmp/console
}

# shows PATTERN COMMAND...
shows() {
	pattern=$1
	shift
	"$@" >/tmp/shown 2>&1
	cat /tmp/shown
	grep -q -e "$pattern" /tmp/shown
}

both_vcpus_run() {
	[ "$(xl vcpu-list g | grep -c '^g .* [-r][-b]- ')" = 2 ]
}

memory_is() {
	kib=$(xenstore-read "/local/domain/$(xl domid g)/memory/target")
	mib=$(xl list g | awk 'NR == 2 { print $3 }')
	echo "target $kib KiB, has $mib MiB"
	[ "$mib" -le "$1" ] && [ "$mib" -ge $(($1 - 2)) ]
}

ok "tools start" start_tools
ok "bridge" start_bridge
guest_cfg g 2 'vcpus = 2' 'maxmem = 160'
ok "create" xl create /etc/xen/g.cfg
ok "guest is ready" wait_guest g ready 240
id=$(xl domid g)

# What is read.
ok "list -l is JSON with the name" shows '"name": "g"' xl list -l g
ok "list -v has the UUID" \
	shows '[0-9a-f]\{8\}-[0-9a-f]\{4\}-[0-9a-f]\{4\}' xl list -v g
ok "domname" shows '^g$' xl domname "$id"
ok "uptime" shows '^g .* 0:0' xl uptime g
ok "info" shows '^xen_caps.*xen-3.0-x86_64' xl info
ok "info -n" shows '^numa_info' xl info -n
ok "dmesg" shows 'Xen' xl dmesg
ok "claims" shows '^g ' xl claims
ok "top" shows '  *g ' xentop -b -i 1
ok "network-list" shows '00:16:3e:00:00:02 *0 *4 ' xl network-list g
ok "block-list" shows '^51712 *0 .* 4 ' xl block-list g
ok "vm-list" shows ' g *$' xl vm-list

# What is changed.
ok "rename" xl rename g h
ok "has the new name" test "$(xl domid h)" = "$id"
ok "and the old one again" xl rename h g
ok "vcpu-list: both are there" both_vcpus_run
ok "vcpu-pin one to CPU 1" xl vcpu-pin g 0 1
ok "it says so" shows '^g .* 0 .* 1 / all' xl vcpu-list g
ok "soft affinity" xl vcpu-pin g 1 all 0
ok "it says so" shows '^g .* 1 .* all / 0' xl vcpu-list g
ok "vcpu-set 1" xl vcpu-set g 1
ok "the guest has one" wait_for 30 in_guest 'echo n=$(nproc)' 'n=1'
ok "vcpu-set 2" xl vcpu-set g 2
ok "mem-set" xl mem-set g 100m
ok "the guest shrinks" wait_for 30 memory_is 100
ok "mem-max" xl mem-max g 140m
ok "mem-set up" xl mem-set g 128m
ok "the guest grows" wait_for 30 memory_is 128
ok "sched-credit2 weight" xl sched-credit2 -d g -w 512
ok "it says so" shows '^g .* 512' xl sched-credit2 -d g

# Devices come and go.
dd if=/dev/zero of=/var/tmp/x.img bs=1M count=0 seek=8 2>/dev/null
ok "block-attach" xl block-attach g format=raw,vdev=xvdb,access=rw,target=/var/tmp/x.img
ok "it connects" wait_for 30 shows '^51728 *0 .* 4 ' xl block-list g
ok "the guest writes it" in_guest \
	'sleep 1; echo hello | dd of=/dev/xvdb conv=fsync bs=512 2>/dev/null; echo wr""ote' wrote
ok "and it is in the file" grep -q hello /var/tmp/x.img
ok "block-detach" xl block-detach g xvdb
ok "gone" wait_for 30 sh -c '! xl block-list g | grep -q ^51728'
ok "network-attach" xl network-attach g bridge=xenbr0 mac=00:16:3e:00:01:02
ok "it is in the guest" wait_for 30 in_guest 'cat /sys/class/net/eth1/address' \
	00:16:3e:00:01:02
ok "network-detach" xl network-detach g 00:16:3e:00:01:02
ok "gone" wait_for 30 sh -c '! xl network-list g | grep -q 00:01:02'

# Signals.
ok "sysrq reaches the guest" sh -c 'xl sysrq g h && sleep 2'
ok "it prints its help" shows 'sysrq: HELP' cat "$(guest_log g)"
ok "trigger nmi" xl trigger g nmi 0
ok "debug-keys" xl debug-keys e
ok "dumps event channels" wait_for 5 shows "'e' pressed" xl dmesg

ok "pause" xl pause g
ok "unpause" xl unpause g
ok "shutdown -w" xl shutdown -w g
ok "gone" wait_for 60 gone g
ok "no nodes left" wait_for 20 no_nodes
done_testing
