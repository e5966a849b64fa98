#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# xendomains with a fake xl, which notes when it was called: order and
# dependencies, how many at once, time limits, images of saved guests, and what
# is said of those that fail.  And the units for systemd, by its own verifier.
. tests/tools/lib.sh

dir=$(mktemp -d /tmp/xendomains-test.XXXXXX) || exit 1
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir/bin" "$dir/auto" "$dir/run" "$dir/save"
export DIR="$dir" XENDOMAINS_PATH="$dir/bin" XENDOMAINS_CONF="$dir/conf"
script=$PWD/tools/hotplug/Linux/xendomains

# Guests are files in run/.  One called slow* needs a second, stuck* for ever.
cat >"$dir/bin/xl" <<'END'
#!/bin/sh
echo "+ $*" >>"$DIR/log"
case $1 in
domid)
	[ -e "$DIR/run/$2" ]
	exit
	;;
list)
	echo "Name ID Mem VCPUs State Time"
	echo "Domain-0 0 512 2 r----- 1.0"
	n=0
	for g in "$DIR"/run/*; do
		n=$((n + 1))
		[ ! -e "$g" ] || echo "${g##*/} $n 128 1 -b---- 0.1"
	done
	exit 0
	;;
create)
	name=$(sed -n 's/^name *= *"\(.*\)"/\1/p' "$3")
	;;
restore)
	name=${2##*/}
	;;
shutdown)
	name=$3
	;;
*)
	name=$2
	;;
esac
case $name in
slow*)
	sleep 1
	;;
stuck*)
	[ "$1" = destroy ] || sleep 60
	;;
bad*)
	echo "xl: it does not work"
	exit 1
	;;
esac
case $1 in
create | restore)
	touch "$DIR/run/$name"
	;;
save)
	touch "$3"
	rm "$DIR/run/$name"
	;;
*)
	rm "$DIR/run/$name"
	;;
esac
echo "- $1 $name" >>"$DIR/log"
END
printf '#!/bin/sh\n' >"$dir/bin/logger"
chmod +x "$dir/bin/xl" "$dir/bin/logger"

# guest FILE NAME [OPTIONS]
guest() {
	{
		[ -z "$3" ] || echo "# xendomains: $3"
		echo "name = \"$2\""
	} >"$dir/auto/$1"
}

fresh() {
	rm -rf "$dir/auto" "$dir/run" "$dir/save" "$dir/log"
	mkdir "$dir/auto" "$dir/run" "$dir/save"
	cat >"$dir/conf" <<END
XENDOMAINS_AUTO=$dir/auto
XENDOMAINS_SAVE=
XENDOMAINS_PARALLEL=4
XENDOMAINS_START_TIMEOUT=2
XENDOMAINS_STOP_TIMEOUT=2
END
}

running() {
	(cd "$dir/run" && echo *)
}

# before A B: line A of the log is above line B.
before() {
	a=$(grep -nxF -- "$1" "$dir/log" | head -n 1 | cut -d: -f1)
	b=$(grep -nxF -- "$2" "$dir/log" | head -n 1 | cut -d: -f1)
	[ -n "$a" ] && [ -n "$b" ] && [ "$a" -lt "$b" ]
}

# The most that ran at once.
most() {
	awk '/^\+ (create|restore|save|shutdown)/ { n++; if (n > m) m = n }
		/^- / { n-- } END { print m }' "$dir/log"
}

fresh
guest 10-a slow-a
guest 20-b slow-b "after=slow-a"
guest 30-c c "after=slow-a,slow-b timeout=9"
guest 40-d slow-d
ok "start" "$script" start
is "all run" "c slow-a slow-b slow-d" running
ok "one after the other where they say so" before "- create slow-a" \
	"+ create -q $dir/auto/20-b"
ok "after all that are named" before "- create slow-b" \
	"+ create -q $dir/auto/30-c"
ok "at once where they do not" before "+ create -q $dir/auto/40-d" \
	"- create slow-a"
ok "status" "$script" status
rm "$dir/log"
ok "start again" "$script" start
ok "starts none twice" fails grep -q create "$dir/log"
rm "$dir/log"
touch "$dir/run/other"
ok "stop" "$script" stop
is "none runs" '*' running
ok "others too" grep -qx -- "- shutdown other" "$dir/log"
ok "who depends goes first" before "- shutdown c" \
	"+ shutdown -w slow-b"
ok "down to the first" before "- shutdown slow-b" "+ shutdown -w slow-a"
ok "status tells" fails "$script" status

fresh
for i in 1 2 3 4 5 6; do
	guest "$i" "slow-$i"
done
echo XENDOMAINS_PARALLEL=2 >>"$dir/conf"
ok "six, two at a time" "$script" start
is "are never more" 2 most

fresh
guest 1 bad
guest 2 a "after=bad"
guest 3 b "after=nobody"
guest 4 c "after=d"
guest 5 d "after=c"
guest 6 stuck
guest 7 good
guest 8 stuck-2 "timeout=1"
echo 'memory = 5' >"$dir/auto/9"
"$script" start 2>"$dir/said" >/dev/null
is "failures give a status" 1 echo $?
is "others are started" good running
ok "why one failed" grep -qx 'xendomains: bad: failed: xl: it does not work' \
	"$dir/said"
ok "who wanted it" grep -qx 'xendomains: a: failed: it wants bad' "$dir/said"
ok "who wants nobody" grep -q "b: failed: it wants nobody, which is not in" \
	"$dir/said"
ok "who want each other" grep -q "c: failed: its after= goes in a circle" \
	"$dir/said"
ok "who takes too long" grep -q "stuck: failed: not done after 2 seconds" \
	"$dir/said"
ok "by a time limit of its own" grep -q \
	"stuck-2: failed: not done after 1 seconds" "$dir/said"
ok "who has no name" grep -q "auto/9: there is no name= in it" "$dir/said"

fresh
guest 1 a
guest 2 stuck
touch "$dir/run/a" "$dir/run/stuck"
"$script" stop 2>"$dir/said" >/dev/null
is "who does not shut down is destroyed" '*' running
ok "which is said" grep -q "stuck: failed: is destroyed" "$dir/said"

fresh
guest 1 a
guest 2 bad
echo "XENDOMAINS_SAVE=$dir/save" >>"$dir/conf"
touch "$dir/run/a" "$dir/save/bad"
ok "stop with saving" "$script" stop
ok "leaves an image" test -e "$dir/save/a"
"$script" start 2>"$dir/said" >/dev/null
ok "start restores it" grep -qx -- "- restore a" "$dir/log"
ok "and takes it away" test ! -e "$dir/save/a"
ok "an image that cannot be restored is kept" \
	test -e "$dir/save/bad.failed"
ok "which is said" grep -q "bad: failed: not restored" "$dir/said"

if command -v systemd-analyze >/dev/null; then
	mkdir "$dir/units"
	cp tools/hotplug/Linux/systemd/* "$dir/units/"
	# Programs that are not installed here.
	sed -i "s,^\(Exec[A-Za-z]*=\)\(-\?\)[^ ]*,\1\2/bin/true," \
		"$dir"/units/*.service
	ok "systemd's units" sh -c \
		'out=$(cd "$DIR/units" &&
		SYSTEMD_UNIT_PATH="$PWD:" systemd-analyze verify --man=no ./* \
		2>&1) || { echo "$out"; exit 1; }
		echo "$out" | grep "$DIR" && exit 1; exit 0'
else
	skip "systemd's units" "there is no systemd-analyze"
fi
done_testing
