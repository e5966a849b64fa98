#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A stock Linux guest saved, restored, migrated to this very host: it is the
# same guest afterwards (its memory, clock and network), the image is as
# Debian's verify-stream-v2 wants it, and nothing is left over, no page either.
# Then what goes wrong: bad images, full disks, a link that is cut, either side
# killed at random moments: one guest runs on, and there is nothing else.
# SEED= repeats the moments, KILLS= says how many.
if [ ! -e /lib/xt.sh ]; then
	image=${B:-build}/test-logs/save.img
	rm -f "$image"
	truncate -s 256M "$image"
	"$(dirname "$0")/../system/boot" -q --guest --vmlinux --name save --dom0-mem 704 \
		--timeout "${SAVE_TIMEOUT:-1500}" --script "$0" \
		--linux-args "xt.seed=${SEED:-$$} xt.kills=${KILLS:-8}" \
		--module virtio_pci --module virtio_blk --qemu-arg=-drive \
		--qemu-arg="if=virtio,format=raw,file=$image"
	status=$?
	# What was saved there is an image to Debian's verifier.
	xen=${XENOLITH_CACHE:-${B:-build}/cache}/peer/usr/lib/xen-4.17
	if PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$xen/lib/python python3 \
		"$xen/bin/verify-stream-v2" -f xl -i "$image" 2>&1; then
		echo "# verify-stream-v2 accepts the image"
	else
		echo "# verify-stream-v2 refuses the image"
		status=1
	fi
	rm -f "$image"
	exit $status
fi
. /lib/xt.sh

for word in $(cat /proc/cmdline); do
	case $word in
	xt.seed=*) seed=${word#*=} ;;
	xt.kills=*) kills=${word#*=} ;;
	esac
done

# random N: 0 to N - 1; not in a subshell, the result is in $random.
random() {
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	random=$((seed / 65536 % $1))
}

# The guest's memory, seen from outside: what its port 7 keeps between calls.
echoed() {
	echo "$1" | timeout 10 nc -w 10 10.0.0.2 7 2>/dev/null | grep -qx "$1"
}

alive() {
	wait_for 60 echoed "$(cat /proc/uptime)"
}

# It looks after its memory and its clock all the time (domu/init); on the way
# it is called g--incoming.
unharmed() {
	! grep -h -E '@guest (memory wrong|time went back)' \
		/var/log/xen/console/guest-g*.log &&
		[ "$(cat /var/log/xen/console/guest-g*.log |
			grep -c '@guest user space')" = 1 ]
}

# One guest called g, not suspended, and nothing else of any other.
only_g() {
	[ "$(xl list | awk 'NR > 2 { print $1 }')" = g ] &&
		xl list g | tail -n 1 | awk '{ print $5 }' | grep -qv s &&
		! ls /run/xen/creating.* /run/xen/saving.* 2>/dev/null &&
		[ "$(xenstore-list /local/domain | wc -l)" = 2 ]
}

settled() {
	wait_for 90 only_g || {
		xl list
		ls /run/xen
		tail -n 5 /var/log/xen/xl-guard.log
		return 1
	}
	alive && unharmed
}

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

new_domid() {
	[ "$(xl domid g)" != "$1" ]
}

receive="xl migrate-receive"

mkdir -p /save
mount -t tmpfs -o size=240m tmpfs /save
ok "tools start" start_tools
ok "bridge" start_bridge
guest_cfg g 2 'memory = 112' \
	'extra = "console=hvc0 quiet loglevel=4 cryptomgr.notests rodata=off xt.ip=10.0.0.2 xt.do=memory"'
ok "create" xl create -q /etc/xen/g.cfg
ok "guest is ready" wait_guest g ready 240
ok "it answers" alive

id=$(xl domid g)
ok "save" xl save g /save/g
ok "it is gone" gone g
ok "no nodes left" wait_for 20 no_nodes
# From here on dom0's own tables have grown to their size.
remember_free
ok "restore" xl restore /save/g
ok "it is another domain" new_domid "$id"
ok "the same guest goes on, with its disk and network" settled

ok "save -c to a disk: it runs on" xl save -c g /dev/vda
ok "the same guest" settled
ok "rename it, save it compressed" sh -c 'xl rename g h && xl rename h g &&
	xl save -z g /save/z && [ "$(wc -c </save/z)" -lt "$(wc -c </save/g)" ]'
ok "restore paused" xl restore -p /save/z
ok "it is paused" sh -c "xl list g | tail -n 1 | awk '{ print \$5 }' | grep -q p"
ok "a paused guest is not saved" refused 'paused and cannot suspend' \
	xl save g /save/x
ok "and no file is left" sh -c '! ls /save/x*'
ok "unpause" xl unpause g
ok "it goes on" settled
rm /save/z

# Live where the hypervisor logs dirty pages; else it says that it cannot.
if xl migrate -s "" g "$receive" >/tmp/migrate 2>&1; then
	live=1
	say "# $(grep downtime /tmp/migrate)"
	ok "migrate to this host, live" true
	ok "its downtime is printed" grep -q 'downtime [0-9]* ms' /tmp/migrate
	ok "the same guest" settled
	ok "migrate --debug: all pages are equal" \
		xl migrate --debug --progress=json -s "" g "$receive"
	ok "events are JSON" grep -q '^{"event":"end","domain":"g","ok":true' \
		/tmp/xt.out
	ok "the same guest again" settled
	ok "migrate -z" xl migrate -z -s "" g "$receive"
	ok "the same guest after that" settled
else
	live=
	ok "live migration is refused, and the message says why" \
		grep -q 'cannot log which pages a PV guest writes' /tmp/migrate
	ok "the guest goes on" settled
fi

ok "no such domain" refused 'invalid domain' xl save nobody /save/x
ok "no such directory" refused 'cannot write /nowhere/x' \
	xl save g /nowhere/x
ok "the guest has not noticed" settled
dd if=/dev/zero of=/save/fill bs=1M count=90 2>/dev/null
ok "full disk in the middle" refused 'No space left' xl save g /save/x
ok "no file is left" sh -c '! ls /save/x*'
rm -f /save/fill
ok "the guest goes on after that" settled
ok "nobody at the other end" refused 'no receiver' xl migrate -s "" g true
ok "the guest goes on" settled
ok "a receiver that dies" sh -c \
	'! xl migrate -s "" g "timeout -s KILL 1 xl migrate-receive"'
ok "the guest is here or there" settled

bad() {
	refused "$1" xl restore /save/bad
}
head -c 1000 /save/g >/save/bad
ok "truncated in the header" bad 'ends within'
head -c 20000000 /save/g >/save/bad
ok "truncated in the memory" bad 'truncated'
echo hello, this is no image at all, but long enough for a header >/save/bad
ok "no image" bad 'no domain saved by xl'
rm /save/bad
ok "while it runs it is not restored" refused 'already called g' \
	xl restore /save/g
ok "nothing is left of them" settled

# What is killed and when; a save that was over leaves its file.
kill_save() {
	xl save g /save/k >/dev/null 2>&1 &
	pid=$!
	usleep "$1"
	kill "-$2" $pid 2>/dev/null
	wait $pid 2>/dev/null
	# Saved: then that is the guest.
	wait_for 60 sh -c '! ls /run/xen/saving.* 2>/dev/null'
	if [ -e /save/k ] && gone g; then
		xl restore /save/k >/dev/null 2>&1
	fi
	rm -f /save/k
	settled
}

kill_restore() {
	xl save g /save/k >/dev/null 2>&1 || return 1
	xl restore /save/k >/dev/null 2>&1 &
	pid=$!
	usleep "$1"
	kill "-$2" $pid 2>/dev/null
	wait $pid 2>/dev/null
	wait_for 60 sh -c '! ls /run/xen/creating.* 2>/dev/null'
	gone g && xl restore /save/k >/dev/null 2>&1
	rm -f /save/k
	settled
}

# The link is two pipes through cat, whose ends and the receiver can be killed.
cat >/tmp/link <<'END'
#!/bin/sh
sh -c 'echo $$ >/tmp/pid.there; exec cat' |
	sh -c 'echo $$ >/tmp/pid.receiver; exec xl migrate-receive' |
	sh -c 'echo $$ >/tmp/pid.back; exec cat'
END
chmod +x /tmp/link
kill_migrate() {
	rm -f /tmp/pid.*
	xl migrate -s "" g /tmp/link >/tmp/migrate 2>&1 &
	pid=$!
	echo $pid >/tmp/pid.sender
	usleep "$1"
	kill "-$2" "$(cat "/tmp/pid.$3")" 2>/dev/null
	wait $pid 2>/dev/null
	settled
}

sides="sender receiver there back"
for n in $(seq "$kills"); do
	random 3
	signal=$(echo INT TERM KILL | cut -d ' ' -f $((random + 1)))
	random 4000000
	at=$random
	if [ -n "$live" ] && [ $((n % 2)) = 0 ]; then
		random 4
		side=$(echo "$sides" | cut -d ' ' -f $((random + 1)))
		ok "migrate, $signal to the $side after $at us" \
			kill_migrate "$at" "$signal" "$side"
	elif [ $((n % 4)) = 1 ]; then
		ok "restore, $signal after $at us" kill_restore "$at" "$signal"
	else
		ok "save, $signal after $at us" kill_save "$at" "$signal"
	fi
done
ok "shutdown" xl shutdown -w g
ok "gone" wait_for 60 gone g
ok "no nodes are left" wait_for 20 no_nodes
ok "no pages lost" no_leak
done_testing
