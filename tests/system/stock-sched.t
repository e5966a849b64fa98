#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Debian's xl and xen-hptool about schedulers, CPU pools and CPUs that go and
# come back: every cpupool command, all options of sched-credit, -credit2 and
# -rtds, with a Linux guest that goes through the pools as it runs.  Both
# hypervisors must pass; rtds and null are only here.  Fails if an answer is not
# the one of Xen 4.17, or if the guest does not survive.
[ -e /lib/xt.sh ] || exec "$(dirname "$0")/boot" -q --tools peer --guest \
	--vmlinux --cpus 3 --name stock-sched --timeout 900 --script "$0"
. /lib/xt.sh

ours() {
	xl info xen_version 2>/dev/null | grep -q xenolith ||
		xl info | grep -q 'xen_extra.*xenolith'
}

# shows TEXT COMMAND...: a line of what it prints is TEXT, spaces aside.
shows() {
	text=$1
	shift
	"$@" 2>&1 | tee /tmp/shows | awk '{ $1 = $1; print }' | grep -qxF "$text" || {
		cat /tmp/shows
		return 1
	}
}

# says TEXT COMMAND...: what it prints has TEXT.
says() {
	text=$1
	shift
	"$@" >/tmp/says 2>&1
	grep -q "$text" /tmp/says || {
		cat /tmp/says
		return 1
	}
}

# off, on CPU: by xen-hptool, which fails with errno N: fails N off 0.
off() {
	xen-hptool cpu-offline "$1"
}
on() {
	xen-hptool cpu-online "$1"
}
fails() {
	n=$1
	shift
	says "error $n:\|errno $n," "$@"
}

# alive: the guest writes to its console when it has worked on.
alive() {
	xl vcpu-list g | awk 'NR == 2 { print $6 }' >/tmp/t1
	xl sysrq g h && sleep 2
	xl vcpu-list g | awk 'NR == 2 { print $6 }' >/tmp/t2
	paste /tmp/t1 /tmp/t2
	xl list g
}

ok "tools start" start_tools
cat >/etc/xen/g.cfg <<-END
	name = "g"
	type = "pv"
	kernel = "/guest/vmlinux"
	ramdisk = "/guest/initrd"
	extra = "console=hvc0 quiet"
	memory = 96
	vcpus = 2
END
ok "a guest" xl create /etc/xen/g.cfg
ok "pool 0 has all" shows "Pool-0 3 credit2 y 2" xl cpupool-list
ok "its CPUs" shows "Pool-0 0,1,2" xl cpupool-list -c
ok "create" xl cpupool-create 'name="a"' 'sched="credit"'
ok "an empty pool" shows "a 0 credit y 0" xl cpupool-list
ok "the name is taken" says 'already exists' xl cpupool-create 'name="a"' 'sched="credit"'
ok "no such scheduler" says 'Unknown scheduler' xl cpupool-create 'name="q"' 'sched="nosuch"'
ok "a CPU that is used" says 'No such device' xl cpupool-cpu-add a 2
ok "take a CPU" xl cpupool-cpu-remove Pool-0 2
ok "add it" xl cpupool-cpu-add a 2
ok "there it is" shows "a 2" xl cpupool-list -c
ok "dom0 stays" says 'Error moving domain' xl cpupool-migrate Domain-0 a
ok "the guest goes, as it runs" xl cpupool-migrate g a
ok "the pool has it" shows "a 1 credit y 1" xl cpupool-list
ok "and works" alive

ok "sched-credit of all" shows "g 1 256 0" xl sched-credit
ok "weight and cap" xl sched-credit -d g -w 512 -c 50
ok "are set" shows "g 1 512 50" xl sched-credit -d g
ok "the pool's" xl sched-credit -s -p a -t 10 -r 500 -m 100
ok "are set, too" shows "Cpupool a: tslice=10ms ratelimit=500us migration-delay=100us" \
	xl sched-credit -s -p a
ok "the wrong one" says 'returned credit not credit2' xl sched-credit2 -d g
ok "sched-credit2" shows "Domain-0 0 256 0" xl sched-credit2
ok "weight of dom0" xl sched-credit2 -d 0 -w 300 -c 0
ok "is set" shows "Domain-0 0 300 0" xl sched-credit2 -d 0
ok "rate limit" xl sched-credit2 -s -p Pool-0 -r 2000
ok "is set" shows "Cpupool Pool-0: ratelimit=2000us" xl sched-credit2 -s -p Pool-0

ok "rename" xl cpupool-rename a b
ok "renamed" shows "b 1 credit y 1" xl cpupool-list
ok "not while it has a domain" says "Can't destroy" xl cpupool-destroy b
ok "nor its last CPU" says 'resource busy' xl cpupool-cpu-remove b 2
ok "the guest goes home" xl cpupool-migrate g Pool-0
ok "the CPU goes" xl cpupool-cpu-remove b 2
ok "the pool ends" xl cpupool-destroy b
ok "the CPU is back" xl cpupool-cpu-add Pool-0 2
ok "pool 0 has all again" shows "Pool-0 0,1,2" xl cpupool-list -c
ok "a pool for each node" xl cpupool-numa-split
ok "of one node" shows "Pool-node0 0,1,2" xl cpupool-list -c
xl cpupool-rename Pool-node0 Pool-0

if ours; then
	ok "rtds" xl cpupool-create 'name="r"' 'sched="rtds"'
	xl cpupool-cpu-remove Pool-0 2
	xl cpupool-cpu-add r 2
	ok "the guest goes there" xl cpupool-migrate g r
	ok "its default" shows "g 1 10000 4000 yes" xl sched-rtds -d g
	ok "each vCPU's" shows "g 1 1 10000 4000 yes" xl sched-rtds -d g -v all
	ok "one vCPU's" xl sched-rtds -d g -v 1 -p 20000 -b 5000 -e 0
	ok "is set" shows "g 1 1 20000 5000 no" xl sched-rtds -d g -v 1
	ok "a budget beyond the period" says 'rror' xl sched-rtds -d g -v 1 -p 1000 -b 2000 -e 0
	ok "and works" alive
	ok "back" xl cpupool-migrate g Pool-0
	ok "null" sh -c "xl cpupool-cpu-remove r 2 && xl cpupool-destroy r &&
		xl cpupool-create 'name=\"n\"' 'sched=\"null\"' && xl cpupool-cpu-add n 2"
	ok "the guest goes there" xl cpupool-migrate g n
	ok "and works" alive
	ok "a pool keeps its CPU" fails 19 off 2
	ok "all goes home" sh -c 'xl cpupool-migrate g Pool-0 &&
		xl cpupool-cpu-remove n 2 && xl cpupool-destroy n &&
		xl cpupool-cpu-add Pool-0 2'
	# Debian's Xen stands still here under emulation.
	ok "a CPU goes" off 2
	ok "it is off" fails 17 off 2
	ok "two are left" shows "nr_cpus : 2" xl info
	ok "the guest works" alive
	ok "it comes back" on 2
	ok "it is on" fails 17 on 2
	ok "the boot CPU stays" fails 22 off 0
	ok "no such CPU" fails 22 on 9
	ok "no threads to switch off" fails 95 xen-hptool smt-disable
	ok "pool 0 has it" shows "Pool-0 0,1,2" xl cpupool-list -c
	xl vcpu-pin g 0 2
	ok "the CPU of a pinned vCPU goes" off 2
	ok "it may run everywhere" says 'all / all' sh -c 'xl vcpu-list g | sed -n 2p'
	ok "and is back" on 2
	ok "sysfs knows CPU 2" [ -e /sys/devices/system/xen_cpu/xen_cpu2/online ]
	ok "and switches it" sh -c 'cd /sys/devices/system/xen_cpu/xen_cpu2 &&
		echo 0 >online && [ "$(cat online)" = 0 ] &&
		echo 1 >online && [ "$(cat online)" = 1 ]'
fi
ok "the guest ends" xl destroy g
done_testing
