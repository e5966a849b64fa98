#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The block script beside a fake xenstore (a directory), with a fake losetup:
# what they write, what they undo, and that a removal in the midst of an attach
# leaves neither a loop device nor a node, whatever moment it comes at.
# shellcheck disable=SC2317 # functions that ok runs
cd "$(dirname "$0")/../.." || exit 1
. tests/tools/lib.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
store=$dir/store
export DIR="$dir" HOTPLUG_PATH="$dir" HOTPLUG_LOCK="$dir/lock"
export XENBUS_PATH=/backend/vbd/1/51712
hotplug=tools/hotplug/Linux

fake() {
	cat >"$dir/$1"
	chmod +x "$dir/$1"
}

fake xenstore-read <<-'END'
	#!/bin/sh
	cat "$DIR/store$1/=" 2>/dev/null
END
fake xenstore-write <<-'END'
	#!/bin/sh
	while [ $# -gt 0 ]; do
		mkdir -p "$DIR/store$1"
		echo "$2" >"$DIR/store$1/="
		shift 2
	done
END
# One device: "loop" is its file.  "at-find", "at-attach" are run then.
fake losetup <<-'END'
	#!/bin/sh
	cd "$DIR" || exit 1
	case $1 in
	-f)
		echo /dev/loop-test
		[ ! -e at-find ] || . ./at-find
		;;
	-d)
		[ -e loop ] && rm loop
		;;
	*)
		[ "$1" != -r ] || shift
		[ ! -e fail-attach ] || exit 1
		echo "$2" >loop
		[ ! -e at-attach ] || . ./at-attach
		;;
	esac
END
fake stat <<-'END'
	#!/bin/sh
	[ ! -e "$DIR/fail-stat" ] || exit 1
	echo 7:0
END
fake logger <<-'END'
	#!/bin/sh
END

node() {
	cat "$store$XENBUS_PATH/$1/=" 2>/dev/null
}

# fresh: a device as the toolstack writes it, and nothing else.
fresh() {
	rm -rf "$store" "$dir/loop" "$dir/at-find" "$dir/at-attach" \
		"$dir/fail-attach" "$dir/fail-stat"
	"$dir/xenstore-write" $XENBUS_PATH/online 1 $XENBUS_PATH/state 2 \
		$XENBUS_PATH/params "$dir/disk.img" $XENBUS_PATH/mode w
	: >"$dir/disk.img"
}

# What libxl does to remove a device: xl_device_remove().
cat >"$dir/teardown" <<END
"$dir/xenstore-write" $XENBUS_PATH/online 0
"$PWD/$hotplug/block" remove
rm -rf "$store$XENBUS_PATH"
: >"$dir/torn-down"
END

attach() {
	"$hotplug/block" add
}

attached() {
	[ -e "$dir/loop" ] && [ "$(node node)" = /dev/loop-test ] &&
		[ "$(node physical-device)" = 7:0 ] &&
		[ "$(node physical-device-path)" = /dev/loop-test ] &&
		[ "$(node hotplug-status)" = connected ]
}

nothing_left() {
	[ ! -e "$dir/loop" ] && [ ! -e "$store$XENBUS_PATH" ]
}

# removed_at MOMENT: the toolstack gives up then; the script goes on.
removed_at() {
	fresh
	rm -f "$dir/torn-down"
	echo "sh '$dir/teardown' >/dev/null 2>&1 9>&- & sleep 0.2" \
		>"$dir/at-$1"
	attach
	wait_for 10 test -e "$dir/torn-down" && nothing_left
}

fresh
ok "attach a file" attach
ok "and all is written" attached
ok "remove it" "$hotplug/block" remove
ok "the loop device is free" test ! -e "$dir/loop"

fresh
"$dir/xenstore-write" $XENBUS_PATH/params "$dir/none"
ok "no such file: an error" fails attach
is "with its reason" "$dir/none does not exist" node hotplug-error
is "and the status" error node hotplug-status

fresh
: >"$dir/fail-attach"
ok "a loop device that refuses: an error" fails attach
is "that names both" "$dir/disk.img: cannot be attached to /dev/loop-test" \
	node hotplug-error

fresh
: >"$dir/fail-stat"
ok "a device that cannot be examined: an error" fails attach
ok "and the loop device is free" test ! -e "$dir/loop"

ok "removed while a loop device is looked for: nothing is left" \
	removed_at find
ok "removed while it is attached: nothing is left" removed_at attach
fresh
sh "$dir/teardown"
ok "removed before: refused" fails attach
ok "and nothing is left" nothing_left

fresh
"$hotplug/block" add 2>/dev/null
"$dir/xenstore-write" $XENBUS_PATH/node /dev/sda
ok "a node that is no loop device is not touched" \
	sh -c "$hotplug/block remove && test -e '$dir/loop'"
ok "an unknown action is refused" fails "$hotplug/block" frobnicate
done_testing
