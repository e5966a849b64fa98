# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# For the tests of tools: TAP, and where Debian's counterparts are.

B=${B:-build}
tests=0
failed=0

# ok NAME COMMAND...: one test point; a failure shows the output.
ok() {
	xt=$1
	shift
	tests=$((tests + 1))
	if out=$("$@" 2>&1); then
		echo "ok $tests - $xt"
	else
		failed=$((failed + 1))
		echo "not ok $tests - $xt"
		printf '%s\n' "$out" | sed 's/^/# /'
	fi
}

# is NAME EXPECTED COMMAND...: it prints just that.
is() {
	xt=$1
	expected=$2
	shift 2
	tests=$((tests + 1))
	out=$("$@" 2>&1)
	if [ "$out" = "$expected" ]; then
		echo "ok $tests - $xt"
	else
		failed=$((failed + 1))
		echo "not ok $tests - $xt"
		printf '%s\n' "got:" "$out" "expected:" "$expected" |
			sed 's/^/# /'
	fi
}

fails() {
	! "$@"
}

skip_all() {
	echo "1..0 # SKIP $*"
	exit 0
}

skip() {
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

done_testing() {
	echo "1..$tests"
	[ "$failed" = 0 ]
	exit
}

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
	n=$(($1 * 20))
	shift
	until "$@" >/dev/null 2>&1; do
		n=$((n - 1))
		[ $n -gt 0 ] || return 1
		sleep 0.05
	done
}

# peer_tree: prints a tree with Debian's xenstore tools and libraries, unpacked
# and not installed.  The system tests' is taken if it is there.
peer_tree() {
	cache=${XENOLITH_CACHE:-$B/cache}
	if [ -e "$cache/peer/.unpacked" ]; then
		echo "$cache/peer"
		return
	fi
	tree=$cache/stores
	mkdir -p "$tree/debs" || return 1
	(
		# Tests run side by side: one fetches, the others wait for it.
		flock 9
		[ ! -e "$tree/.unpacked" ] || exit 0
		(cd "$tree/debs" && apt-get -q download xenstore-utils \
			xen-utils-4.17 libxenmisc4.17 libxenstore4 \
			libxentoolcore1 libxentoollog1 libxencall1 \
			libxenevtchn1 libxengnttab1 libxenforeignmemory1 \
			libxendevicemodel1) >/dev/null 2>&1 || exit 1
		for deb in "$tree"/debs/*.deb; do
			dpkg -x "$deb" "$tree" || exit 1
		done
		touch "$tree/.unpacked"
	) 9>"$tree/lock" || return 1
	echo "$tree"
}
