#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# xl against what goes wrong: each bad input gets a sentence that names the
# cause, and leaves no domain, node, lock or page behind; so does an xl that is
# killed in the middle of a create.  Then the commands that no other test uses.
[ -e /lib/xt.sh ] || exec "$(dirname "$0")/boot" -q --guest --vmlinux \
	--name xl --timeout 900 --script "$0"
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

# cfg LINE...: /tmp/b.cfg from a good one and LINEs that replace or add.
cfg() {
	guest_cfg b 9 "$@"
}

# create_says PATTERN LINE...
create_says() {
	pattern=$1
	shift
	cfg "$@"
	refused "$pattern" xl create /etc/xen/b.cfg
}

clean() {
	no_nodes && [ "$(xl list | wc -l)" = 2 ] &&
		! ls /run/xen/creating.* 2>/dev/null &&
		[ -z "$(losetup -a 2>/dev/null)" ]
}

# Killed DELAY (in 1/10 s) after its start, with everything that it was doing.
kill_after() {
	xl create -q /etc/xen/b.cfg >/dev/null 2>&1 &
	pid=$!
	usleep $(($1 * 100000))
	kill -9 $pid
	wait $pid 2>/dev/null
	return 0
}

# Killed when the domain is being built, DELAY (1/10 s) after that began; with
# "all" its guard dies too.
kill_in_build() {
	xl create -q /etc/xen/b.cfg >/dev/null 2>&1 &
	pid=$!
	wait_for 90 sh -c 'ls /run/xen/creating.*' || return 1
	usleep $(($1 * 100000))
	if [ "$2" = all ]; then
		killall -9 xl
	else
		kill -9 $pid
	fi
	wait $pid 2>/dev/null
	return 0
}

guard_worked() {
	cat /var/log/xen/xl-guard.log
	grep -q 'removing half-built domain' /var/log/xen/xl-guard.log
}

# Cut off by the guard, or complete before the kill: then it is destroyed.
settle() {
	wait_for 60 sh -c '! ls /run/xen/creating.* 2>/dev/null'
	xl destroy b >/dev/null 2>&1
	wait_for 30 clean
}

console_shows() {
	{ sleep 5; } | timeout 10 xl console c >/tmp/console 2>&1
	cat /tmp/console
	grep -q '@guest ready' /tmp/console
}

ok "tools start" start_tools
ok "bridge" start_bridge
cfg
ok "dry run prints the configuration" \
	sh -c 'xl create -n /etc/xen/b.cfg | grep -q "\"name\": \"b\""'
remember_free

ok "no such file" refused 'cannot read.*nowhere' xl create /nowhere.cfg
ok "syntax error with its place" create_says 'b.cfg:[0-9]*:[0-9]*: ' 'memory = ['
ok "unknown key with a suggestion" \
	create_says "b.cfg:[0-9]*:1: unknown key 'memroy': did you mean 'memory'" \
	'memroy = 64'
ok "key not supported yet" create_says "'vfb' is not supported yet" \
	'vfb = [ "type=vnc" ]'
ok "list instead of a string" create_says "'kernel' is a list" \
	'kernel = [ "x" ]'
ok "missing kernel" create_says 'kernel /nowhere: No such file' \
	'kernel = "/nowhere"'
dd if=/guest/vmlinuz of=/tmp/short bs=64k count=20 2>/dev/null
ok "truncated kernel" create_says 'cut short' 'kernel = "/tmp/short"'
dd if=/guest/vmlinuz of=/tmp/bad bs=64k 2>/dev/null
dd if=/dev/urandom of=/tmp/bad bs=64k seek=40 count=1 conv=notrunc 2>/dev/null
ok "damaged kernel" create_says 'damaged' 'kernel = "/tmp/bad"'
ok "an ELF file that is no kernel" create_says 'no Xen notes\|not a PV\|ELF' \
	'kernel = "/bin/busybox"'
ok "neither ELF nor bzImage" create_says 'neither' 'kernel = "/etc/passwd"'
ok "missing ramdisk" create_says 'ramdisk /nowhere' 'ramdisk = "/nowhere"'
ok "not enough memory, with the numbers" \
	create_says 'needs [0-9]* MiB.*[0-9]* MiB are free' 'memory = 100000'
ok "too little memory for the kernel" create_says 'raise memory' 'memory = 16'
ok "missing disk" create_says '/nowhere.img: No such file' \
	'disk = [ "/nowhere.img,raw,xvda,rw" ]'
ok "disk with a wrong name" create_says 'no name of a virtual disk' \
	'disk = [ "/var/tmp/b.img,raw,foo,rw" ]'
ok "missing bridge" create_says 'no bridge nobr' 'vif = [ "bridge=nobr" ]'
ok "bad MAC address" create_says 'no MAC address' 'vif = [ "mac=1:2:3" ]'
ok "a number as the name" create_says 'must not be a number' 'name = "17"'
ok "nothing is left of them" wait_for 10 clean
ok "no pages lost" no_leak

ok "create" sh -c '. /lib/xt.sh; guest_cfg c 3; xl create -q /etc/xen/c.cfg'
ok "a second one of that name" refused 'already called c' \
	xl create /etc/xen/c.cfg
ok "ready" wait_guest c ready 240
ok "console" console_shows
ok "xl list -l is JSON with its name" \
	sh -c 'xl list -l c | grep -q "\"name\": \"c\""'
ok "domid and domname" sh -c '[ "$(xl domname $(xl domid c))" = c ]'
ok "rename" sh -c 'xl rename c d && xl domid d && xl rename d c'
ok "uptime" sh -c 'xl uptime c | grep -q "^c .* 0:0"'
ok "vcpu-list" sh -c 'xl vcpu-list c | grep -q "^c .* all / all"'
ok "vcpu-pin" sh -c 'xl vcpu-pin c 0 1 && xl vcpu-list c | grep -q " 1 / all"'
ok "block-list" sh -c 'xl block-list c | grep -q "^51712 *0 .* 4 "'
ok "network-list" sh -c 'xl network-list c | grep -q "00:16:3e:00:00:03 *0 *4 "'
ok "sched-credit2 weight" \
	sh -c 'xl sched-credit2 -d c -w 512 && xl sched-credit2 -d c | grep -q " 512 "'
ok "mem-set and mem-max" sh -c 'xl mem-set c 120m && xl mem-max c 128m'
ok "info, dmesg" sh -c 'xl info -n | grep -q ^free_memory && xl dmesg | grep -q .'
dd if=/dev/zero of=/var/tmp/x.img bs=1M count=0 seek=8 2>/dev/null
ok "block-attach" xl block-attach c /var/tmp/x.img,raw,xvdb,w
ok "the guest takes it" \
	wait_for 20 sh -c 'xl block-list c | grep -q "^51728 *0 .* 4 "'
ok "block-detach" xl block-detach c xvdb
ok "dom0 is not shut down" refused 'domain 0' xl shutdown 0
ok "an unknown command" refused 'did you mean .create' xl craete
ok "shutdown -w" xl shutdown -w c
ok "gone" wait_for 30 gone c
ok "no trace" wait_for 20 clean
remember_free

# The packed kernel: unpacking takes its time.
cfg 'kernel = "/guest/vmlinuz"'
for delay in 5 40; do
	kill_after $delay
	ok "killed after $delay/10 s: nothing remains" settle
done
# Now of the quick kernel, from the moment at which the domain is made.
cfg
for delay in 0 2 6 12; do
	kill_in_build $delay
	ok "killed $delay/10 s into the build: nothing remains" settle
done
ok "it was the guard that removed something" guard_worked
kill_in_build 3 all
ok "xl and its guard killed: the next create removes the rest" \
	xl create -q /etc/xen/b.cfg
ok "and destroy leaves nothing" settle
ok "no pages lost after kills" no_leak
cfg 'kernel = "/guest/vmlinuz"'
ok "a create of the packed kernel works after that" sh -c \
	'xl create -q /etc/xen/b.cfg && xl destroy b'
ok "and leaves nothing" wait_for 20 clean

kill -9 "$(pidof xenconsoled)"
cfg
ok "xenconsoled dead: create says so" sh -c \
	'xl create -q -p /etc/xen/b.cfg 2>&1 | grep "xenconsoled does not run"'
xl destroy b
kill -9 "$(pidof xenstored)"
ok "xenstored dead: it says so" refused 'xenstored does not run' \
	timeout 20 xl list
done_testing
