#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Our xenstored over its unix socket, without Xen: our commands and library,
# and Debian's unmodified ones, must find the same store; then ours talk to
# Debian's daemon, if that runs here.  Also the daemon's own manners.
. tests/tools/lib.sh

dir=$(mktemp -d /tmp/xenstore.XXXXXX) || exit 1
export XENSTORED_RUNDIR="$dir"
unset XENSTORED_PATH
lib=$PWD/$B/tools/lib
xenstored=$B/tools/sbin/xenstored
client=$B/tests/tools/xsclient
daemon=

finish() {
	[ -z "$daemon" ] || kill "$daemon" 2>/dev/null
	rm -rf "$dir"
}
trap finish EXIT

ours() {
	command=$1
	shift
	LD_LIBRARY_PATH=$lib timeout 60 "$B/tools/bin/$command" "$@"
}

peer=$(peer_tree) || peer=
peer_lib=$(cd "$peer/usr/lib/x86_64-linux-gnu" 2>/dev/null && pwd)

theirs() {
	command=$1
	shift
	program=$peer/usr/bin/$command
	[ -e "$program" ] || program=$peer/usr/lib/xen-4.17/bin/$command
	LD_LIBRARY_PATH=$peer_lib timeout 60 "$program" "$@"
}

# commands WHO LABEL: the whole set of commands.
commands() {
	x=$1
	l=$2
	ok "$l: write" "$x" xenstore-write /c/a one /c/b 'two words'
	is "$l: read" one "$x" xenstore-read /c/a
	is "$l: read with path" '/c/b: two words' "$x" xenstore-read -p /c/b
	is "$l: list" 'a
b' "$x" xenstore-list /c
	is "$l: list with path" '/c/a
/c/b' "$x" xenstore-list -p /c
	ok "$l: exists" "$x" xenstore-exists /c/a
	ok "$l: does not exist" fails "$x" xenstore-exists /c/z
	ok "$l: read of nothing fails" fails "$x" xenstore-read /c/z
	ok "$l: escapes" "$x" xenstore-write /c/e 'a\nb\101'
	is "$l: escapes come back" 'a\nbA' "$x" xenstore-read /c/e
	is "$l: raw" 'a
bA' "$x" xenstore-read -R /c/e
	is "$l: ls" 'a = "one"
b = "two words"
e = "a\nbA"' "$x" xenstore-ls /c
	ok "$l: chmod" "$x" xenstore-chmod -r /c n5 r6
	ok "$l: permissions" sh -c "$(command -v printf) '%s' \"\$1\" |
		grep -q '^/c/b = \"two words\" .*(n5,r6)\$'" - \
		"$("$x" xenstore-ls -f -p /c)"
	ok "$l: rm" "$x" xenstore-rm /c/a /c/e
	ok "$l: tidy rm" "$x" xenstore-rm -t /c/b
	ok "$l: nothing is left" fails "$x" xenstore-exists /c
	# The watcher's first event comes at once, the second by the write.
	rm -f "$dir/events"
	"$x" xenstore-watch -n 2 /c >"$dir/events" &
	watcher=$!
	wait_for 5 test -s "$dir/events"
	"$x" xenstore-write /c/w 1
	wait $watcher
	is "$l: watch" '/c
/c/w' cat "$dir/events"
	"$x" xenstore-rm /c
}

# counts LIBRARY: four at once add to one number.
counts() {
	pids=
	for _ in 1 2 3 4; do
		LD_LIBRARY_PATH=$1 timeout 120 "$client" count /n 100 &
		pids="$pids $!"
	done
	for pid in $pids; do
		wait "$pid" || return 1
	done
}

is "a version" "xenstored 4.17.0-xenolith" \
	env LD_LIBRARY_PATH="$lib" "$xenstored" --version
ok "help" env LD_LIBRARY_PATH="$lib" "$xenstored" --help
ok "unknown options are refused" fails env LD_LIBRARY_PATH="$lib" \
	"$xenstored" --nonsense
ok "so are limits that are none" fails env LD_LIBRARY_PATH="$lib" \
	"$xenstored" -D -N --quota nonsense=5
if [ ! -e /proc/xen/privcmd ]; then
	ok "without Xen it fails" fails env LD_LIBRARY_PATH="$lib" "$xenstored"
	ok "and leaves no socket" fails test -e "$dir/socket"
fi
ok "goes to the background when it is ready" env LD_LIBRARY_PATH="$lib" \
	"$xenstored" --no-domain-init --pid-file "$dir/pid" \
	--trace-file "$dir/trace"
daemon=$(cat "$dir/pid")
ok "and serves at once" ours xenstore-exists /tool/xenstored
ok "the pid file is right" kill -0 "$daemon"
ok "a second one refuses" fails env LD_LIBRARY_PATH="$lib" \
	"$xenstored" -D -N --pid-file "$dir/pid2"
is "a first look" 'tool = ""
 xenstored = ""' ours xenstore-ls

commands ours "our commands"
ok "our library" env LD_LIBRARY_PATH="$lib" timeout 120 "$client"
ok "transactions of four at once" counts "$lib"
is "nothing is lost" 400 ours xenstore-read /n
is "control: check" OK ours xenstore-control check
ok "control: quota" ours xenstore-control quota set watches 200
ok "control: it is set" sh -c 'grep -q "^watches *200 "' <<EOF
$(ours xenstore-control quota)
EOF
ok "control: unknown commands fail" fails ours xenstore-control nonsense
ok "control: memreport" ours xenstore-control memreport
ok "the trace has what was asked" grep -q 'IN .* READ (/c/a' "$dir/trace"
ok "commands without a daemon say so" sh -c "
	XENSTORED_RUNDIR=/nonexistent LD_LIBRARY_PATH=$lib \
	$B/tools/bin/xenstore-read /x 2>&1 | grep -q 'is it running'"

if [ -n "$peer_lib" ]; then
	ours xenstore-rm /n
	commands theirs "Debian's commands"
	ok "Debian's library" env LD_LIBRARY_PATH="$peer_lib" timeout 120 "$client"
	ok "Debian's library: four at once" counts "$peer_lib"
	is "Debian's library: nothing is lost" 400 theirs xenstore-read /n
	ok "Debian's test-xenstore" theirs test-xenstore -i 200
else
	skip "Debian's commands" "apt-get cannot fetch them"
fi

ok "garbage" sh -c "head -c 100000 /dev/urandom |
	timeout 5 perl -MIO::Socket::UNIX -e '
		\$SIG{PIPE} = \"IGNORE\";
		\$s = IO::Socket::UNIX->new(\"$dir/socket\") or die;
		local \$/; print \$s <STDIN>; exit 0'"
ok "... does not hurt others" ours xenstore-read /n
ok "a client that dies in a transaction" perl -MIO::Socket::UNIX -e '
	$s = IO::Socket::UNIX->new($ARGV[0]) or die;
	print $s pack("L4a1", 6, 1, 0, 1, "");
	$s->flush; sysread($s, $b, 100) or die' "$dir/socket"
is "... leaves nothing" OK ours xenstore-control check
ok "SIGTERM" kill "$daemon"
ok "takes the socket and the pid file with it" wait_for 5 sh -c \
	"! test -e $dir/socket && ! test -e $dir/pid"
daemon=

# Readiness for systemd.
ok "tells systemd that it is ready" perl -MIO::Socket::UNIX -MSocket -e '
	$s = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => "$ARGV[0]/n")
		or die;
	$ENV{NOTIFY_SOCKET} = "$ARGV[0]/n";
	$ENV{LD_LIBRARY_PATH} = $ARGV[1];
	if (!($pid = fork)) { exec $ARGV[2], "-D", "-N"; die }
	alarm 10;
	recv($s, $m, 100, 0);
	kill "TERM", $pid;
	waitpid $pid, 0;
	exit($m ne "READY=1")' "$dir" "$lib" "$xenstored"

# Ours against Debian's daemon, which crashes outside Xen where ours does not.
debian=$peer/usr/lib/xen-4.17/bin/xenstored
if [ -n "$peer_lib" ] && [ -e "$debian" ]; then
	mkdir -p "$dir/lib"
	LD_LIBRARY_PATH=$peer_lib "$debian" -N -D -I --pid-file "$dir/pid" \
		>"$dir/log" 2>&1 &
	daemon=$!
	if wait_for 5 ours xenstore-ls; then
		commands ours "our commands, Debian's daemon"
		ok "our library, Debian's daemon" \
			env LD_LIBRARY_PATH="$lib" timeout 120 "$client"
	else
		skip "our commands, Debian's daemon" \
			"Debian's does not run here: $(head -1 "$dir/log")"
	fi
	kill $daemon 2>/dev/null
	daemon=
fi
done_testing
