#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A stock guest is saved, restored, saved while it goes on, migrated to where
# it is while it runs, and dumped, by whatever xl is there; all the while it
# rewrites its memory and compares it with checksums, and watches the clock.
# Fails if a page of it is lost or mixed up, if time goes back, if its disk and
# network do not come back, or if the hypervisor has less free memory afterwards.
[ -e /lib/xt.sh ] || exec "$(dirname "$0")/../system/boot" -q --guest --vmlinux \
	--mem 3072 --dom0-mem 1024 --name stock-save --timeout 1500 --script "$0"
. /lib/xt.sh

# A domain that comes in by migration has another name when its log begins.
said() {
	cat "$(guest_log g)" "$(guest_log g--incoming)" 2>/dev/null
}

rounds() {
	said | grep -c '@guest memory [0-9]'
}

# goes_on: three more rounds of its memory, and nothing wrong.
more_rounds() {
	[ "$(rounds)" -ge $((was + 3)) ]
}
goes_on() {
	was=$(rounds)
	wait_for 120 more_rounds || {
		said | tail -n 20
		return 1
	}
	! said | grep -E '@guest (memory wrong|time went back)'
}

answers() {
	wait_for 30 ping -c 1 -W 2 10.0.0.2
}

only_one() {
	xl list
	[ "$(xl list | wc -l)" = 3 ] && [ "$(xl list | grep -c '^g ')" = 1 ]
}

# The command that xl would run on the other host is run here.
migrate() {
	xl migrate -s '' g 'xl migrate-receive'
}

# The core is an ELF file with the sections that Xen's tools read.
core_is_right() {
	[ "$(dd if=/var/tmp/g.core bs=1 skip=1 count=3 2>/dev/null)" = ELF ] ||
		return 1
	# The names are before or behind the pages.
	{
		head -c 1000000 /var/tmp/g.core
		tail -c 1000000 /var/tmp/g.core
	} | tr '\000' '\n' >/tmp/names
	for section in .note.Xen .xen_prstatus .xen_shared_info .xen_p2m \
		.xen_pages .shstrtab; do
		grep -a -q -x -F -e "$section" /tmp/names || {
			echo "no $section"
			return 1
		}
	done
	[ "$(wc -c </var/tmp/g.core)" -ge $((144 * 1024 * 1024)) ]
}

# absent COMMAND...: this xl has no such command, and says so.
absent() {
	xl "$@" 2>&1 | grep -q ' yet'
}

new_guest() {
	guest_cfg g 2 'memory = 144' 'vcpus = 2' \
		'extra = "console=hvc0 quiet loglevel=4 cryptomgr.notests rodata=off xt.ip=10.0.0.2 xt.do=memory"' "$@"
	xl create /etc/xen/g.cfg && wait_guest g ready 180
}

# What this hypervisor can: Debian's build logs no dirty pages of PV guests.
live=$(xl dmesg | grep -q Xenolith && echo yes)

ok "tools start" start_tools
if absent save none /tmp/none; then
	skip "saving and migrating" "this xl does not do it yet"
	done_testing
fi
ok "bridge" start_bridge
# The first guest, whose TSC is emulated: all that dom0's own tables grow by.
ok "a guest that uses its memory" new_guest 'tsc_mode = "always_emulate"'
ok "it works" goes_on
ok "save" xl save g /var/tmp/g.save
ok "gone" wait_for 30 gone g
ok "restore" xl restore /var/tmp/g.save
rm /var/tmp/g.save
ok "it goes on" goes_on
ok "it answers" answers
[ -z "$live" ] || ok "migrate while it runs" migrate
ok "it goes on" goes_on
ok "destroy" xl destroy g
ok "gone" wait_for 30 gone g
remember_free

ok "a guest with the TSC as it comes" new_guest
ok "save it, and let it run" xl save -c g /var/tmp/g.save
ok "it goes on" goes_on
ok "it answers" answers
rm /var/tmp/g.save
if [ "$live" ]; then
	id=$(xl domid g)
	ok "migrate while it runs" migrate
	ok "it is another domain" [ "$(xl domid g)" != "$id" ]
	ok "there is one" only_one
	ok "it goes on" goes_on
	ok "it answers" answers
else
	ok "live migration is refused" sh -c '! xl migrate -s "" g "xl migrate-receive"'
fi
if absent dump-core none /tmp/none; then
	skip "dump-core" "this xl does not do it yet"
else
	ok "dump-core" xl dump-core g /var/tmp/g.core
	ok "the core has its sections" core_is_right
fi
rm -f /var/tmp/g.core
ok "less memory" xl mem-set g 128
ok "one vCPU less" xl vcpu-set g 1
ok "it goes on" goes_on
ok "save it so" xl save g /var/tmp/g.save
ok "restore" xl restore /var/tmp/g.save
ok "it goes on" goes_on
ok "destroy" xl destroy g
ok "gone" wait_for 30 gone g
ok "no nodes left" wait_for 20 no_nodes
ok "no pages lost" no_leak
done_testing
