# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# xl, ours and Debian's, on the build machine: over fakexen.so and our
# xenstored, with three domains.  To be sourced after lib.sh; xl_start first.

xl_start() {
	xl_dir=$(mktemp -d /tmp/xl.XXXXXX) || return 1
	trap xl_stop EXIT
	export XENSTORED_RUNDIR="$xl_dir"
	unset XENSTORED_PATH
	LD_LIBRARY_PATH=$PWD/$B/tools/lib "$B/tools/sbin/xenstored" \
		--no-fork --no-domain-init >"$xl_dir/xenstored.log" 2>&1 &
	xl_daemon=$!
	wait_for 10 store read / || {
		cat "$xl_dir/xenstored.log"
		return 1
	}
	xl_peer=$(peer_tree) || xl_peer=
	xl_peer_lib=$(cd "$xl_peer/usr/lib/x86_64-linux-gnu" 2>/dev/null && pwd)
	export FAKEXEN_DOMAINS=3 FAKEXEN_CONF="$xl_dir/xl.conf"
	: >"$FAKEXEN_CONF"
	store write /local/domain/0/name Domain-0
	store write /local/domain/1/name one
	store write /local/domain/2/name two
	store write /local/pool/0/name Pool-0
}

xl_stop() {
	kill "$xl_daemon" 2>/dev/null
	rm -rf "$xl_dir"
}

store() {
	xl_store=$1
	shift
	LD_LIBRARY_PATH=$PWD/$B/tools/lib "$B/tools/bin/xenstore-$xl_store" "$@"
}

xl_ours() {
	env LD_LIBRARY_PATH="$PWD/$B/tools/lib" \
		LD_PRELOAD="$PWD/$B/tests/tools/fakexen.so" \
		timeout 60 "$B/tools/sbin/xl" "$@"
}

xl_theirs() {
	env LD_LIBRARY_PATH="$xl_peer_lib" \
		LD_PRELOAD="$PWD/$B/tests/tools/fakexen.so" \
		timeout 60 "$xl_peer/usr/lib/xen-4.17/bin/xl" "$@"
}
