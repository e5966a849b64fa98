#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The catalogue of mistakes: each case of xl-errors.cases is one that people
# make, with the words that they must get to see: the cause, the place, the
# remedy.  xl must fail, and no word may be missing.
#
#   = NAME
#   cfg LINE	a line of $cfg, beside a sound configuration's
#   env A=B	in xl's environment
#   do COMMAND	before it
#   run COMMAND	what fails
#   says TEXT	a part of what it says; may come more than once
#   code N	its exit code, if it is known
. tests/tools/lib.sh
. tests/tools/xl-env.sh

xl_start || exit 1
[ "$(id -u)" = 0 ] || skip_all "creates write below /run/xen: root only"
export dir="$xl_dir" cfg="$xl_dir/g.cfg" kernel="$PWD/$B/tests/system/tiny"
xl() {
	xl_ours "$@"
}

sound() {
	cat <<-END
		name = "g"
		kernel = "$kernel"
		memory = 16
	END
}

check() {
	(eval "$setup") || return 1
	out=$(eval "$settings; $command" 2>&1 </dev/null)
	rc=$?
	printf '%s\n' "$out"
	[ "$rc" != 0 ] || return 1
	[ -z "$code" ] || [ "$rc" = "$code" ] || {
		echo "exit code $rc, not $code"
		return 1
	}
	while IFS= read -r text; do
		case $out in
		*"$text"*) ;;
		*)
			echo "does not say: $text"
			return 1
			;;
		esac
	done <"$dir/says"
}

run_case() {
	[ -n "$name" ] || return 0
	[ -s "$dir/says" ] || {
		ok "$name" false
		return
	}
	ok "$name" check
}

name=
sed "s|\$dir|$dir|g; s|\$cfg|$cfg|g; s|\$kernel|$kernel|g; s|\$PWD|$PWD|g; \
	s|\$B|$B|g" tests/tools/xl-errors.cases >"$dir/cases"
while IFS= read -r line; do
	word=${line%% *}
	rest=${line#* }
	case $word in
	=)
		run_case
		name=$rest
		setup=:
		settings=:
		command="xl create -q -e $cfg"
		code=
		: >"$dir/says"
		sound >"$cfg"
		;;
	cfg) printf '%s\n' "$rest" >>"$cfg" ;;
	env) settings="$settings; export $rest" ;;
	do) setup="$setup; $rest" ;;
	run) command=$rest ;;
	says) printf '%s\n' "$rest" >>"$dir/says" ;;
	code) code=$rest ;;
	esac
done <"$dir/cases"
run_case
ok "the catalogue has sixty cases" [ "$tests" -ge 60 ]
done_testing
