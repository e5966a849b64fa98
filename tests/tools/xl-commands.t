#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# xl's commands against Debian's, both on the build machine: the same
# commands, options and exit codes, and the same words on standard output where
# programs read them.  Then what is our own: help, completion, -N.
. tests/tools/lib.sh
. tests/tools/xl-env.sh

xl_start || exit 1

# alike [-x] COMMAND...: exit code and, without -x, standard output.
alike() {
	both=stdout
	[ "$1" != -x ] || {
		both=
		shift
	}
	xl_ours "$@" >"$xl_dir/ours" 2>"$xl_dir/ours.err"
	ours=$?
	xl_theirs "$@" >"$xl_dir/theirs" 2>"$xl_dir/theirs.err"
	theirs=$?
	[ "$ours" = "$theirs" ] || {
		echo "exit codes: $ours, Debian's $theirs"
		cat "$xl_dir/ours.err" "$xl_dir/theirs.err"
		return 1
	}
	[ -z "$both" ] || diff "$xl_dir/ours" "$xl_dir/theirs"
}

names() {
	"$1" help 2>/dev/null | sed -n 's/^ \([a-z][a-z0-9-]*\) .*/\1/p' | sort
}

# Each command of Debian's is one of ours; help, resume and cpuid-* are ours alone.
all_commands() {
	names xl_ours | grep -v '^help$\|^resume$\|^cpuid-' >"$xl_dir/ours"
	names xl_theirs >"$xl_dir/theirs"
	[ "$(wc -l <"$xl_dir/theirs")" -gt 85 ] || return 1
	diff "$xl_dir/ours" "$xl_dir/theirs"
}

# The options that a command's help names, one a line.
options() {
	"$1" help "$2" 2>/dev/null | grep '^ *-' |
		grep -o -e '^ *-[A-Za-z]\b' -e '--[a-z][a-z_-]*' | tr -d ' ' |
		sort -u
}

# Ours may have more (--explain), never less.
all_options() {
	bad=0
	for c in $(names xl_theirs); do
		options xl_ours "$c" >"$xl_dir/ours"
		options xl_theirs "$c" >"$xl_dir/theirs"
		less=$(comm -13 "$xl_dir/ours" "$xl_dir/theirs")
		[ -z "$less" ] || {
			echo "$c lacks:" $less
			bad=1
		}
	done
	return $bad
}

# The line of usage is the interface's, word for word.
all_usages() {
	for c in $(names xl_theirs); do
		for who in ours theirs; do
			"xl_$who" help "$c" 2>/dev/null | sed -n \
				's/^Usage: xl \(\[[^ ]*\]\) .*/'"$c"' \1/p' \
				>>"$xl_dir/usage.$who"
		done
	done
	diff "$xl_dir/usage.ours" "$xl_dir/usage.theirs"
}

helps() {
	for c in $(names xl_ours); do
		xl_ours "$c" --help >"$xl_dir/out" || return 1
		grep -q "^Usage: xl .* $c" "$xl_dir/out" || return 1
	done
}

# Whatever is not there yet says so, with the part that is missing.
absent() {
	for c in pci-attach vkb-attach psr-hwinfo usbctrl-attach vtpm-attach; do
		xl_ours "$c" one a b c >/dev/null 2>"$xl_dir/err" && return 1
		grep -q "^xl: $c: .* yet" "$xl_dir/err" || return 1
	done
}

completes() { # WORD... : the last is being completed; prints the replies
	xl_ours help --completion >"$xl_dir/completion" || return 1
	bash -c '. "$1"; shift
		xl() { xl_fake; }
		xl_fake() { printf "Name ID\nDomain-0 0\none 1\n"; }
		COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _xl
		echo "${COMPREPLY[@]}"' bash "$xl_dir/completion" "$@"
}

[ -n "$xl_peer_lib" ] || skip_all "Debian's xl cannot be fetched"
ok 'the same commands' all_commands
ok 'no option is missing' all_options
ok 'the same global options' all_usages
ok 'every command has --help' helps
ok 'what is not there yet says so' absent

FAKEXEN_FREE_CPUS=12
export FAKEXEN_FREE_CPUS
while read -r line; do
	# shellcheck disable=SC2086
	ok "xl $line" alike $line
done <<'END'
list
list one
list 1
list nobody
list -n
list -v
list -Z
list -c
list -cvn
claims
sharing
sharing one
vm-list
domid one
domid x
domname 1
domname x
domname 9
vcpu-list
vcpu-list one
vcpu-list nobody
info
cpupool-list
cpupool-list -c
cpupool-list Pool-0
cpupool-list nopool
-N cpupool-create name="x"
-N cpupool-create name="x" cpus="2-3"
-N cpupool-create name="x" nodes=["0"]
-N cpupool-create name="x" sched="rtds"
sched-credit2
sched-credit2 -d one
sched-credit2 -s
sched-credit
sched-rtds
getenforce
setenforce 1
loadpolicy /etc/passwd
debug-keys h
dmesg
block-list one
network-list one
channel-list one
vtpm-list one
vkb-list one
vdispl-list one
vsnd-list one
usb-list one
pci-list one
END
while read -r line; do
	# shellcheck disable=SC2086
	ok "xl $line: exit code" alike -x $line
done <<'END'
domid
rename nobody two
rename one
pause
pause nobody
destroy 0
shutdown
shutdown nobody
vcpu-pin one
vcpu-pin one 0 x
vcpu-pin one a 0
vcpu-set one 0
vcpu-set one 99
vcpu-set one x
mem-set one
mem-set one x
mem-max one x
cpupool-create
cpupool-create name="x" cpus="1"
cpupool-create name="x" sched="bogus"
cpupool-destroy nopool
cpupool-rename nopool x
cpupool-cpu-add nopool 1
cpupool-cpu-add Pool-0
cpupool-cpu-remove Pool-0 x
cpupool-migrate one nopool
sched-credit2 -w 3
sched-rtds -d one
setenforce x
loadpolicy /nonexistent
trigger one
trigger one bla
trigger nobody nmi
button-press one foo
set-parameters foo
block-attach one
block-detach one xvda
network-detach one 0
config-update
config-update one
config-update one /nonexistent
save
dump-core one
cd-insert one
nosuch
console nobody
sysrq one xx
create /nonexistent
create
END
is 'completion: commands' 'cpupool-cpu-add cpupool-cpu-remove' \
	completes xl cpupool-cpu
is 'completion: options' '--explain' completes xl create --exp
is 'completion: domains' 'one' completes xl pause on
done_testing
