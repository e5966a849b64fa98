#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A xenstored that lasts, over its socket and without Xen: it is killed, and
# replaced by live updates, while clients work, and no node, watch, count or
# transaction may be lost; under load its memory must not grow.
#
#   KILLS=10		how often it is killed
#   UPDATES=5		live updates
#   TRANSACTIONS=20000	of 50 clients
. tests/tools/lib.sh

dir=$(mktemp -d /tmp/xenstore.XXXXXX) || exit 1
export XENSTORED_RUNDIR="$dir"
unset XENSTORED_PATH
export LD_LIBRARY_PATH=$PWD/$B/tools/lib
bin=$PWD/$B/tools/bin
xenstored=$PWD/$B/tools/sbin/xenstored
client=$B/tests/tools/xsclient
soak=$B/tests/tools/xssoak
kills=${KILLS:-10}
updates=${UPDATES:-5}
transactions=${TRANSACTIONS:-20000}

daemon() {
	cat "$dir/pid"
}

finish() {
	# The parent, which would start another.
	[ ! -e "$dir/pid" ] || kill "$(daemon)" 2>/dev/null
	rm -rf "$dir"
}
trap finish EXIT

# another PID: the daemon is not that one any more and serves.
another() {
	[ "$(daemon)" != "$1" ] && "$bin/xenstore-exists" /tool/xenstored
}

kill_it() {
	old=$(daemon)
	kill -9 "$old" && wait_for 20 another "$old"
}

# A tenth to four tenths of a second: longer than what is a short life.
pause() {
	sleep "0.$(($(od -An -N2 -tu2 /dev/urandom) % 300 + 110))"
}

count() {
	timeout 600 "$client" count "/count/$1" "$2"
}

counts_while() {
	action=$1
	times=$2
	pids=
	rm -f "$dir/stop"
	for i in 1 2 3 4; do
		(
			n=0
			while [ ! -e "$dir/stop" ]; do
				count $((i % 2)) 50 || exit 1
				n=$((n + 50))
			done
			echo $n >"$dir/count$i"
		) &
		pids="$pids $!"
	done
	bad=0
	while [ "$times" -gt 0 ] && [ "$bad" = 0 ]; do
		pause
		$action || bad=1
		times=$((times - 1))
	done
	touch "$dir/stop"
	for pid in $pids; do
		wait "$pid" || bad=2
	done
	echo "# counted: $(cat "$dir"/count? | tr '\n' ' ')"
	return $bad
}

# Both numbers together are what the clients counted.
adds_up() {
	want=$(awk '{ n += $1 } END { print n }' "$dir"/count?)
	have=0
	for i in 0 1; do
		have=$((have + $("$bin/xenstore-read" "/count/$i")))
	done
	echo "counted $want, found $have"
	[ "$have" = "$want" ]
}

snapshot() {
	"$bin/xenstore-ls" -f -p / >"$1"
}

same_after() {
	snapshot "$dir/before"
	"$@" || return 1
	snapshot "$dir/after"
	cmp "$dir/before" "$dir/after"
}

live_update() {
	"$bin/xenstore-control" live-update "$xenstored"
}

"$xenstored" --no-domain-init --pid-file "$dir/pid" || exit 1
"$soak" fill 50 >/dev/null
"$bin/xenstore-write" /perms x
"$bin/xenstore-chmod" /perms n0 r5 b6
"$bin/xenstore-control" quota set watches 99 >/dev/null

ok "killed at rest, it comes back as it was" same_after kill_it
ok "with its limits" sh -c '"$1/xenstore-control" quota |
	grep -q "^watches *99 "' - "$bin"
is "and its accounts" OK "$bin/xenstore-control" check

"$bin/xenstore-watch" -n 3 /w >"$dir/events" &
watcher=$!
wait_for 5 test -s "$dir/events"
ok "killed while somebody watches" kill_it
"$bin/xenstore-write" /w/now 1
ok "the watch is still there" wait_for 10 grep -q /w/now "$dir/events"
kill $watcher 2>/dev/null

ok "killed $kills times under load" counts_while kill_it "$kills"
ok "no transaction is lost and none counts twice" adds_up
is "the accounts are right" OK "$bin/xenstore-control" check
"$bin/xenstore-rm" /count

pid=$(daemon)
ok "live update at rest" same_after live_update
is "in the same process" "$pid" daemon
ok "with arguments" "$bin/xenstore-control" live-update \
	-c "-D --pid-file $dir/pid --verbose" -t 5 -F "$xenstored"
ok "$updates live updates under load" counts_while live_update "$updates"
ok "nobody lost a connection or a transaction" adds_up
is "the process is still the same" "$pid" daemon
ok "a program that is not there is refused" sh -c \
	'! "$1/xenstore-control" live-update /nonexistent 2>"$2/message" &&
	grep -q "no such program" "$2/message"' - "$bin" "$dir"
echo 'no program' >"$dir/bad"
chmod +x "$dir/bad"
ok "one that cannot be executed changes nothing" sh -c \
	'! "$1/xenstore-control" live-update "$2/bad" 2>"$2/message" &&
	grep -q "live update failed" "$2/message"' - "$bin" "$dir"
is "and the daemon serves" OK "$bin/xenstore-control" check

# A new program that cannot go on: the old one does, with the journal.
printf '#!/bin/sh\nexit 3\n' >"$dir/bad"
old=$(daemon)
"$bin/xenstore-control" live-update "$dir/bad" >/dev/null 2>&1
ok "one that fails is replaced by the old" wait_for 20 another "$old"
is "which knows everything" OK "$bin/xenstore-control" check

rss() {
	awk '/^VmRSS/ { print $2 }' "/proc/$(daemon)/status"
}

"$soak" tx 50 5000 >/dev/null
before=$(rss)
ok "$transactions transactions by 50 clients" \
	"$soak" tx 50 "$transactions"
echo "# $out"
after=$(rss)
echo "# memory $before KiB before, $after KiB after"
ok "take no memory for good" [ "$after" -lt $((before + 2048)) ]
is "nor lose count" OK "$bin/xenstore-control" check

ok "nodes as of 1000 guests" "$soak" fill 1000
echo "# $out"
ok "are walked" "$soak" walk
echo "# $out"
ok "and come back" same_after kill_it

# Without room for the journal it serves on, and says so.
ok "SIGTERM" sh -c 'kill "$1"' - "$(daemon)"
ok "takes the pid file with it" wait_for 10 test ! -e "$dir/pid"
ok "started again, it goes on with what was" \
	"$xenstored" --no-domain-init --pid-file "$dir/pid"
is "all of it" OK "$bin/xenstore-control" check
snapshot "$dir/after"
ok "to the last node" cmp "$dir/before" "$dir/after"
done_testing
