#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Our stable libraries are drop-ins: the same SONAME, the same symbols with the
# same versions as Debian's.  One symbol more is a promise that stock systems
# do not keep, one less is a program that does not start.
. tests/tools/lib.sh

peer=$(peer_tree) || skip_all "apt-get cannot fetch Debian's libraries"

exported() {
	readelf --dyn-syms -W "$1" |
		awk 'NR > 3 && $7 != "UND" && $5 != "LOCAL" { print $4, $8 }' |
		LC_ALL=C sort
}

soname() {
	readelf -d "$1" | sed -n 's/.*SONAME.*\[\(.*\)\]/\1/p'
}

same() {
	exported "$1" >"$B/symbols.ours.$$"
	exported "$2" >"$B/symbols.peer.$$"
	diff -u "$B/symbols.peer.$$" "$B/symbols.ours.$$"
	status=$?
	[ -s "$B/symbols.ours.$$" ] || status=1
	rm -f "$B/symbols.ours.$$" "$B/symbols.peer.$$"
	return $status
}

for name in toolcore.so.1 toollog.so.1 call.so.1 evtchn.so.1 gnttab.so.1 \
	foreignmemory.so.1 store.so.4 devicemodel.so.1; do
	ours=$B/tools/lib/libxen$name
	theirs=$peer/usr/lib/x86_64-linux-gnu/libxen$name
	if [ ! -e "$ours" ]; then
		skip "libxen$name" "not built"
		continue
	fi
	is "libxen$name: soname" "$(soname "$theirs")" soname "$ours"
	ok "libxen$name: symbols and versions" same "$ours" "$theirs"
done
done_testing
