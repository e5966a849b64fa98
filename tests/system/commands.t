#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Commands of every day that no other test runs, on a real hypervisor: CPU
# pools, claims, --explain, cpuid= and cpuid-show, config-update, parameters,
# ten creates at once when memory is for a few.
[ -e /lib/xt.sh ] || exec "$(dirname "$0")/boot" -q --guest --vmlinux \
	--name commands --timeout 900 --script "$0"
. /lib/xt.sh

# refused PATTERN COMMAND...: it fails and says PATTERN.
refused() {
	pattern=$1
	shift
	"$@" >/tmp/refused 2>&1 && {
		echo "it was accepted: $*"
		return 1
	}
	cat /tmp/refused
	grep -q "$pattern" /tmp/refused
}

shows() { # PATTERN COMMAND...
	pattern=$1
	shift
	"$@" >/tmp/shown 2>&1
	cat /tmp/shown
	grep -q -e "$pattern" /tmp/shown
}

tiny() { # NAME LINE...
	tiny_cfg "$1"
	name=$1
	shift
	for line; do
		echo "$line" >>"/etc/xen/$name.cfg"
	done
}

ok "tools start" start_tools
ok "bridge" start_bridge
tiny t
xl create -q -p /etc/xen/t.cfg && xl destroy t
ok "create --explain has the steps with their times" shows \
	'^ *[0-9.]* s  +[0-9.]*  domain [0-9]* made, 8 MiB reserved' \
	xl create -q -p --explain /etc/xen/t.cfg
ok "to the last one" grep -q 'configuration kept' /tmp/shown
ok "claims" shows '^t  *[0-9]* .* 0$' xl claims
ok "sharing" shows '^t  *[0-9]* *8 *0$' xl sharing t
ok "list -n" shows '^t .* \(all\|any node\|0\|-\)$' xl list -n t
ok "cpuid-show of a domain" shows '^cpuid = "' xl cpuid-show t
ok "cpuid-show of the host" shows '^cpuid = "' xl cpuid-show
xl cpuid-show -j >/tmp/json
ok "cpuid-show -j" grep -q '"features"' /tmp/json
ok "an NMI for a PV guest" sh -c 'xl trigger t nmi || xl trigger t nmi 2>&1 |
	grep -q "cannot send"'
ok "no button for a PV guest" refused 'PV guest' xl trigger t power
ok "getenforce" shows 'Flask XSM Disabled' xl getenforce
ok "set-parameters" xl set-parameters loglvl=info
ok "an unknown parameter" refused "has no parameter 'frob'" \
	xl set-parameters frob=1
ok "config-update" xl config-update t /etc/xen/t.cfg

# A pool of its own for the second CPU.
ok "a CPU out of Pool-0" xl cpupool-cpu-remove Pool-0 1
ok "it is free" shows '^free_cpus  *: 1$' xl info
ok "cpupool-create" xl cpupool-create 'name="p"' 'sched="credit"' 'cpus="1"'
ok "cpupool-list" shows '^p  *1  *credit  *y  *0$' xl cpupool-list
ok "cpupool-list -c" shows '^p  *1$' xl cpupool-list -c p
ok "a second one of that name" refused 'already called p' \
	xl cpupool-create 'name="p"'
ok "no CPU twice" refused 'CPU 1 is not free' \
	xl cpupool-create 'name="q"' 'cpus="1"'
ok "cpupool-migrate" xl cpupool-migrate t p
ok "list -c" shows '^t .* p$' xl list -c t
ok "sched-credit of it" sh -c 'xl sched-credit -d t -w 512 &&
	xl sched-credit -d t | grep -q "^t  *[0-9]* *512 "'
ok "a pool in use stays" refused 'domains are in it' xl cpupool-destroy p
ok "cpupool-rename" xl cpupool-rename p r
tiny u 'pool = "r"'
ok "a domain made in a pool" xl create -q -p /etc/xen/u.cfg
ok "is there" shows '^u .* r$' xl list -c u
ok "destroy it" xl destroy u
ok "and back" xl cpupool-migrate t Pool-0
ok "cpupool-destroy" xl cpupool-destroy r
ok "its CPU returns" xl cpupool-cpu-add Pool-0 1
ok "domain 0 runs on each of its vCPUs" sh -c 'timeout 30 taskset 1 true &&
	timeout 30 taskset 2 true'
ok "none is free" shows '^free_cpus  *: 0$' xl info
ok "destroy" xl destroy t

# What a guest sees of its CPU.
tiny v 'cpuid = "host,-popcnt,-sse4.2"'
ok "create without two features" xl create -q -p /etc/xen/v.cfg
ok "it does not see them" sh -c '! xl cpuid-show v | grep "^#" |
	grep -qw "popcnt\|sse4.2"'
ok "the host does" sh -c 'xl cpuid-show | grep "^#" | grep -qw popcnt'
line=$(xl cpuid-show v | grep '^cpuid')
xl cpuid-show v | grep '^#' >/tmp/first
xl destroy v
tiny v "$line"
ok "what it shows makes such a domain again" sh -c 'xl create -q -p \
	/etc/xen/v.cfg && xl cpuid-show v | grep "^#" | diff - /tmp/first'
xl destroy v
tiny v 'cpuid = "Icelake-Server"'
ok "what the CPU lacks is named" refused "this host's CPU lacks .*avx512f" \
	xl create -q -p /etc/xen/v.cfg
ok "nothing of it is left" gone v

# Ten at once, and memory for a few.
many_at_once() {
	each=$(($(free_pages) / 256 / 4))
	for n in 0 1 2 3 4 5 6 7 8 9; do
		tiny "m$n" "memory = $each"
		(xl create -q -p -e "/etc/xen/m$n.cfg" >"/tmp/m$n" 2>&1
		echo $? >"/tmp/m$n.code") &
	done
	wait
	made=0
	for n in 0 1 2 3 4 5 6 7 8 9; do
		if [ "$(cat "/tmp/m$n.code")" = 0 ]; then
			made=$((made + 1))
			xl domid "m$n" >/dev/null || return 1
		else
			grep -q 'needs [0-9]* MiB.*[0-9]* MiB are free' \
				"/tmp/m$n" || {
				cat "/tmp/m$n"
				return 1
			}
			! xl domid "m$n" >/dev/null 2>&1 || return 1
		fi
	done
	echo "$made made of $each MiB each"
	[ "$made" -ge 2 ] && [ "$made" -le 4 ]
}
ok "ten creates at once: some are made, the others say why not" many_at_once
for n in 0 1 2 3 4 5 6 7 8 9; do
	xl destroy "m$n" 2>/dev/null
done
done_testing
