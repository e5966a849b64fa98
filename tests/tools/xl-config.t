#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Configuration keys: for each case of xl-config.cases, for Debian's example
# files and for ours, `xl -N create` must print what Debian's xl prints, to the
# letter.  Every key of the table must be in a case.
. tests/tools/lib.sh
. tests/tools/xl-env.sh

cases=tests/tools/xl-config.cases
xl_start || exit 1
[ -n "$xl_peer_lib" ] || skip_all "Debian's xl cannot be fetched"

same_json() { # FILE
	xl_ours -N create "$1" >"$xl_dir/ours" 2>"$xl_dir/err" || {
		cat "$xl_dir/err"
		return 1
	}
	xl_theirs -N create "$1" >"$xl_dir/theirs" 2>"$xl_dir/err" || {
		cat "$xl_dir/err"
		return 1
	}
	[ -s "$xl_dir/theirs" ] && diff "$xl_dir/ours" "$xl_dir/theirs"
}

run_case() {
	[ -n "$name" ] || return 0
	if [ "$type" != hvm ]; then
		grep -q '^kernel =\|^bootloader =' "$xl_dir/body" ||
			echo 'kernel = "/k"' >>"$xl_dir/head"
	fi
	cat "$xl_dir/head" "$xl_dir/body" >"$xl_dir/case.cfg"
	ok "$type: $name" same_json "$xl_dir/case.cfg"
}

name=
while IFS= read -r line; do
	case $line in
	'#'*)
		;;
	'= '*)
		run_case
		line=${line#= }
		type=${line%% *}
		name=${line#* }
		: >"$xl_dir/body"
		cat >"$xl_dir/head" <<-END
			name = "g"
			type = "$type"
			uuid = "00000000-0000-0000-0000-000000000042"
		END
		;;
	*)
		printf '%s\n' "$line" >>"$xl_dir/body"
		;;
	esac
done <"$cases"
run_case

# The examples that Debian ships, with a UUID where they leave it to chance.
for file in "$xl_peer"/etc/xen/xlexample.* tools/xl/etc/example.pv.cfg; do
	[ -e "$file" ] || {
		skip "example ${file##*/}" "Debian's examples are not fetched"
		continue
	}
	{
		cat "$file"
		echo 'uuid = "00000000-0000-0000-0000-000000000043"'
	} >"$xl_dir/example.cfg"
	ok "example ${file##*/}" same_json "$xl_dir/example.cfg"
done

# xl.conf: what it says of devices and CPUs.
conf_json() { # LINE... : the JSON of a domain with two vCPUs, disk and card
	printf '%s\n' "$@" >"$FAKEXEN_CONF"
	cat >"$xl_dir/c.cfg" <<-END
		name = "c"
		kernel = "/k"
		vcpus = 2
		uuid = "00000000-0000-0000-0000-000000000044"
		disk = [ "/d,raw,xvda,rw" ]
		vif = [ "", "bridge=own" ]
	END
}
conf_alike() {
	conf_json "$@"
	same_json "$xl_dir/c.cfg"
}
conf_shows() { # PATTERN LINE...
	pattern=$1
	shift
	conf_json "$@"
	xl_ours -N create "$xl_dir/c.cfg" 2>&1 | tr -d ' \n' | grep "$pattern"
}
ok 'xl.conf: defaults of network cards' conf_alike \
	'vif.default.bridge="br7"' 'vif.default.script="s"' \
	'vif.default.backend="two"' 'vif.default.gatewaydev="eth9"'
ok 'xl.conf: limits' conf_alike max_grant_frames=77 max_maptrack_frames=99 \
	max_grant_version=1
ok 'xl.conf: claim_mode, scripts' conf_alike claim_mode=0 \
	run_hotplug_scripts=0
ok 'xl.conf: blkdev_start' conf_alike 'blkdev_start="xvdq"'
ok 'xl.conf: vm.cpumask' conf_alike 'vm.cpumask="0-1"'
ok 'xl.conf: vm.pv.cpumask' conf_alike 'vm.cpumask="0-2"' \
	'vm.pv.cpumask="1-3"'
ok 'xl.conf: vm.hvm.cpumask is not for PV' conf_alike 'vm.hvm.cpumask="1"'
ok 'xl.conf: any parameter of a card' conf_shows '"mtu":9000' \
	'vif.default.mtu=9000'
ok 'xl.conf: disks' conf_shows '"script":"block-x"' \
	'disk.default.script="block-x"'
ok 'xl.conf: a mask that leaves nothing' conf_shows 'noCPUisleft' \
	'vm.cpumask="0"' 'vm.pv.cpumask="1"'
ok 'xl.conf: an unknown key' conf_shows "unknownkey'frob'isignored" frob=1
: >"$FAKEXEN_CONF"

# Keys that are parsed and in no case: those that 4.17 does not know either.
keys_without_case() {
	sed -n '/^const struct key keys/,/^};/p' tools/xl/keys.c | tr -d '\n\t' |
		grep -o '\(STR\|INT\|U32\|BOOL\|OWN\)("[a-z0-9_]*"' |
		sed 's/.*"\(.*\)"/\1/' | sort -u >"$xl_dir/keys"
	{
		echo name type builder uuid budget vncviewer parallel loader \
			device_model_machine suppress_spurious_page_faults \
			spicepasswd | tr ' ' '\n'
		sed -n 's/^\([a-z0-9_]*\) *=.*/\1/p' "$cases"
	} | sort -u >"$xl_dir/tested"
	[ "$(wc -l <"$xl_dir/keys")" -gt 150 ] || return 1
	untested=$(comm -23 "$xl_dir/keys" "$xl_dir/tested")
	echo "$untested"
	[ -z "$untested" ]
}
ok 'every key is in a case' keys_without_case
done_testing
