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
