#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Our xenstored and xenconsoled in a real dom0: the kernel's way to the store,
# with watches; a guest's console in both directions, across restarts of the
# daemon and rotation of its logs; the hypervisor's log; a tree that is right
# and empty after the guest.  xenstored is killed and updated live under a guest
# that runs: its ring and the kernel's go on, with their watches.  Fails if bytes or events are lost, or if a
# restart needs a new guest.
tools=mixed
[ "$TOOLS" != ours ] || tools=ours
[ -e /lib/xt.sh ] || exec "$(dirname "$0")/boot" -q --guest --vmlinux \
	--tools $tools --name daemons --timeout 600 --script "$0"
. /lib/xt.sh

# Without a socket the library goes through /dev/xen/xenbus.
by_kernel() {
	XENSTORED_RUNDIR=/nonexistent "$@"
}

kernel_watch() {
	by_kernel xenstore-watch -n 2 /kw >/tmp/kw &
	wait_for 10 test -s /tmp/kw && xenstore-write /kw/x 1 || return 1
	wait
	cat /tmp/kw
	[ "$(tail -n 1 /tmp/kw)" = /kw/x ]
}

tty() {
	xenstore-read "/local/domain/$(xl domid g)/console/tty"
}

# The guest's shell computes N, so its echo of our line does not count.
answers() {
	printf 'echo answer-$((%d + 1000))\n' "$1" >"$(tty)" &&
	wait_for 20 grep -q "answer-$(($1 + 1000))" "$(guest_log g)"
}

restart_console() {
	kill "-$1" "$(cat /run/xenconsoled.pid)" &&
	wait_for 10 xenconsoled --log=all --log-dir=/var/log/xen/console
}

rotate() {
	mv "$(guest_log g)" /tmp/old && kill -HUP "$(cat /run/xenconsoled.pid)"
}

# The daemon, not its parent, which is to start another.
store_pid() {
	grep -lx xenstored /proc/[0-9]*/comm 2>/dev/null | cut -d/ -f3
}

another_store() {
	[ -n "$(store_pid)" ] && [ "$(store_pid)" != "$1" ] &&
		xenstore-exists /tool/xenstored
}

kill_store() {
	old=$(store_pid)
	kill -9 "$old" && wait_for 20 another_store "$old"
}

update_store() {
	old=$(store_pid)
	xenstore-control live-update "$(command -v xenstored)" &&
		[ "$(store_pid)" = "$old" ]
}

# across COMMAND: a watch of the kernel's, set before, fires after it.
across() {
	by_kernel xenstore-watch -n 2 /kw >/tmp/kw &
	watcher=$!
	wait_for 10 test -s /tmp/kw && "$@" && xenstore-write /kw/y 1 &&
		wait_for 20 grep -q /kw/y /tmp/kw
	status=$?
	kill $watcher 2>/dev/null
	return $status
}

ok "tools start" start_tools
ok "the kernel's way: write" by_kernel xenstore-write /kw 1
ok "the kernel's way: read" by_kernel xenstore-read /kw
ok "the kernel's way: relative path" by_kernel xenstore-read domid
ok "the kernel's way: watch" kernel_watch
xenstore-rm /kw
ok "a second xenstored refuses" sh -c '! xenstored'
ok "a second xenconsoled refuses" sh -c '! xenconsoled'
ok "bridge" start_bridge
guest_cfg g 2
ok "create" xl create /etc/xen/g.cfg
ok "guest is ready" wait_guest g ready 180
ok "input reaches the guest" answers 1
ok "restart of xenconsoled" restart_console TERM
ok "input after it" answers 2
ok "xenconsoled killed" restart_console KILL
ok "input after that" answers 3
ok "log rotation" rotate
ok "the new log goes on" answers 4
xenstore-ls -f / >/tmp/before
ok "xenstored killed: the kernel's watch fires afterwards" across kill_store
ok "the kernel's way after it" by_kernel xenstore-read domid
ok "input after it" answers 5
ok "live update: the kernel's watch fires afterwards" across update_store
ok "the kernel's way after that" by_kernel xenstore-read domid
ok "input after that" answers 6
ok "killed once more" kill_store
xenstore-rm /kw
ok "no node was lost" sh -c "xenstore-ls -f / >/tmp/after
	cmp /tmp/before /tmp/after"
ok "the hypervisor's log" grep -q . /var/log/xen/console/hypervisor.log
is_counted() {
	[ "$(xenstore-control check)" = OK ]
}
ok "nodes are counted right" is_counted
ok "shutdown" xl shutdown g
ok "gone" wait_for 60 gone g
ok "still counted right" is_counted
done_testing
