#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Debian's unmodified tools that look into the host: xenhypfs, xl set-parameters,
# xl dmesg, xl debug-keys, xenperf, xentrace with xenalyze, xenlockprof, xencov,
# xen-livepatch, xenpm, lsevtchn, xen-cpuid, xenctx.  On our hypervisor and, with
# HYPERVISOR=peer, on Debian's: where the two may differ the test says how.
# Fails if a tool can't read what the hypervisor gives it, if a parameter that is
# set has no effect, or if a trace has not the events of what was done.
[ -e /lib/xt.sh ] || exec "$(dirname "$0")/boot" -q --tools peer --guest \
	--vmlinux --name stock-host --timeout 600 --script "$0"
. /lib/xt.sh

ours() {
	xl info | grep -q 'xen_extra.*xenolith'
}

# fails WITH COMMAND...: it does, and says so.
fails() {
	with=$1
	shift
	"$@" >/tmp/said 2>&1 && return 1
	cat /tmp/said
	grep -q "$with" /tmp/said
}

# ---- hypfs ----

tree_has() {
	xenhypfs tree >/tmp/tree || return 1
	cat /tmp/tree
	for name in buildinfo/ changeset compileinfo/ compile_by compile_date \
		compile_domain compiler config version/ extra major minor \
		cpupool/ 0/ sched-gran params/ console_timestamps conswitch \
		gnttab_max_frames gnttab_max_maptrack_frames guest_loglvl \
		loglvl crash-debug-panic crash-debug-hwdom; do
		grep -q "^ *$name\$" /tmp/tree || {
			echo "no $name"
			return 1
		}
	done
}

is() {
	got=$(xenhypfs cat "$1") || return 1
	echo "$1: $got"
	[ "$got" = "$2" ]
}

param() {
	xenhypfs write "/params/$1" "$2" && is "/params/$1" "$3"
}

version_is_xl_infos() {
	v=$(xenhypfs cat /buildinfo/version/major).$(xenhypfs cat \
		/buildinfo/version/minor)$(xenhypfs cat \
		/buildinfo/version/extra)
	echo "$v"
	xl info | grep -q "^xen_version *: *$v\$"
}

ok "tools start" start_tools
ok "xenhypfs tree" tree_has
ok "xenhypfs ls" sh -c 'xenhypfs ls /params | grep "<string>.*rw.*loglvl"'
ok "xenhypfs cat: versions are xl info's" version_is_xl_infos
ok "xenhypfs cat of compressed or plain text" \
	sh -c 'xenhypfs cat /buildinfo/config | grep CONFIG_'
ok "no such file" fails "No such file" xenhypfs cat /params/nothing
ok "a directory is no file" fails "Is a directory" xenhypfs cat /params
ok "read only" fails "Permission denied" xenhypfs write /buildinfo/changeset 1
ok "a bad value" fails "Invalid argument" xenhypfs write \
	/params/console_timestamps bogus
ok "loglvl" param loglvl warning/info warning/info
ok "guest_loglvl" param guest_loglvl all all/all
ok "gnttab_max_frames" param gnttab_max_frames 65 65
ok "conswitch" param conswitch b b
param conswitch a a >/dev/null
ok "sched-gran of a pool in use stays" fails "Device or resource busy" \
	xenhypfs write /cpupool/0/sched-gran cpu
ok "xl set-parameters" xl set-parameters loglvl=all guest_loglvl=all
ok "... is what hypfs shows" is /params/loglvl all/all
ok "... of a bad value" fails "Invalid argument" \
	xl set-parameters loglvl=bogus
ok "... of an unknown name" fails "No such file" \
	xl set-parameters nonsense=1

# ---- The console ----

# stamped MODE PATTERN: a line said from now on.
stamped() {
	xl set-parameters "console_timestamps=$1" && xl dmesg -c >/dev/null &&
		xl debug-keys h && xl dmesg >/tmp/dmesg || return 1
	head -n 3 /tmp/dmesg
	grep -q "^(XEN) $2'h' pressed" /tmp/dmesg
}

shown() {
	xl dmesg -c >/dev/null
	xl debug-keys "$1"
	# Long ones run in the idle vCPU's context.
	for _ in 1 2 3 4 5; do
		xl dmesg >/tmp/dmesg
		[ "$(wc -l </tmp/dmesg)" -ge 2 ] && break
		sleep 0.2
	done
	head -n 12 /tmp/dmesg
	# Xen names the key of some only.
	ours && ! grep -q "'$1' pressed" /tmp/dmesg && return 1
	[ "$(wc -l </tmp/dmesg)" -ge 2 ]
}

ok "time stamps: none" stamped none ''
ok "... date" stamped date '\[20..-..-.. ..:..:..\] '
ok "... datems" stamped datems '\[20..-..-.. ..:..:..\....\] '
ok "... raw" stamped raw '\[[0-9a-f]\{16\}\] '
ok "... boot" stamped boot '\[ *[0-9]*\.[0-9]\{6\}\] '
dmesg_is_cleared() {
	xl dmesg -c >/dev/null
	[ -z "$(xl dmesg)" ]
}
ok "xl dmesg -c: what was read is gone" dmesg_is_cleared
# xenconsoled reads the log when VIRQ_CON_RING tells it to.
log_file_grows() {
	xl debug-keys h
	wait_for 10 grep -q "'h' pressed" \
		/var/log/xen/console/hypervisor.log
}
ok "xenconsoled writes the hypervisor's log" log_file_grows
for key in 0 H a e g i m q r t u; do
	ok "xl debug-keys $key" shown "$key"
done

# ---- Counters, traces ----

counters_move() {
	xenperf -f >/tmp/p1 || return 1
	xl list >/dev/null
	xenperf -f >/tmp/p2 || return 1
	cat /tmp/p2
	for name in hypercalls "page faults from guests" "context switches" \
		"event channel sends" "timers that fired"; do
		a=$(sed -n "s/^$name *\(T= *\)\?\([0-9]*\).*/\2/p" /tmp/p1)
		b=$(sed -n "s/^$name *\(T= *\)\?\([0-9]*\).*/\2/p" /tmp/p2)
		echo "$name: $a, then $b"
		[ "${b:-0}" -gt "${a:-0}" ] || return 1
	done
	xenperf -r
}

if ours && xenhypfs cat /buildinfo/config | grep -q PERFC=y; then
	ok "xenperf: counters move" counters_move
else
	ok "xenperf: not in this build" fails "Function not implemented" xenperf
fi

# What a trace has, by xenalyze, which knows only the peer's format.
trace_has() {
	xentrace -D -e all -T 3 /tmp/trace || return 1
	xenalyze --dump-all /tmp/trace >/tmp/dump 2>/tmp/errors
	ls -l /tmp/trace
	wc -l /tmp/dump /tmp/errors
	head -n 5 /tmp/errors
	for event in runstate_change 'sched_switch prev' 'hypercall .*sysctl' \
		vcpu_wake page_fault; do
		grep "$event" /tmp/dump | head -n 2
		grep -q "$event" /tmp/dump || {
			echo "no $event"
			return 1
		}
	done
	grep -i 'unexpected\|unknown\|strange\|invalid' /tmp/dump /tmp/errors |
		head -n 5
	! grep -qi 'unexpected\|bad cpu\|invalid' /tmp/errors
}

summary() {
	xenalyze --summary /tmp/trace >/tmp/sum 2>&1 || return 1
	grep -A 12 'Domain 0' /tmp/sum | head -n 30
	grep -q 'Domain 0' /tmp/sum && grep -q 'running:' /tmp/sum
}

only_sched() {
	xentrace -D -e 0x0002f000 -T 2 /tmp/sched >/dev/null || return 1
	xenalyze --dump-all /tmp/sched 2>/dev/null >/tmp/dump2
	head -n 5 /tmp/dump2
	grep -q runstate_change /tmp/dump2 && ! grep -q hypercall /tmp/dump2
}

ok "xentrace: xenalyze reads it" trace_has
ok "xenalyze's summary has dom0's time" summary
ok "xentrace -e: the scheduler's events alone" only_sched

# ---- What a build lacks, and the rest ----

topology() {
	xenpm get-cpu-topology
	[ "$(xenpm get-cpu-topology | grep -c '^CPU[0-9]')" = 2 ]
}

channels() {
	lsevtchn 0 >/tmp/ev || return 1
	head -n 8 /tmp/ev
	grep -q 'Virtual IRQ 0' /tmp/ev && grep -q IPI /tmp/ev &&
		grep -q 'Interdomain (Connected)' /tmp/ev
}

cpuid() {
	xen-cpuid >/tmp/cpuid || return 1
	sed -n '/Dynamic/,$p' /tmp/cpuid
	for set in Raw Host "PV Default" "PV Max"; do
		grep -q "^$set  *[0-9a-f]\{8\}:" /tmp/cpuid || return 1
	done
}

guest_context() {
	xl create /etc/xen/g.cfg || return 1
	xl pause g
	xenctx -a "$(xl domid g)" 0 >/tmp/ctx
	head -n 12 /tmp/ctx
	xl destroy g
	grep -q 'rip: [0-9a-f]' /tmp/ctx
}

ok "xenlockprof: not in this build" fails "Function not implemented" xenlockprof
if ours && xenhypfs cat /buildinfo/config | grep -q COVERAGE=y; then
	ok "xencov reads" sh -c 'xencov read >/tmp/cov && [ -s /tmp/cov ]'
else
	ok "xencov: not in this build" fails "Operation not supported" xencov read
fi
ok "xen-livepatch list" sh -c 'xen-livepatch list | grep "Nothing to list"'
ok "xenpm get-cpu-topology" topology
ok "lsevtchn" channels
ok "lsevtchn: no such domain" fails "No such process" lsevtchn 99
ok "xen-cpuid" cpuid
ok "xenctx: not dom0 itself" fails "cannot trace dom0" xenctx 0 0
guest_cfg g 2
sed -i '/^vif/d' /etc/xen/g.cfg
ok "xenctx of a guest" guest_context
done_testing
