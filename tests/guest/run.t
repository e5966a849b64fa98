#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# Boots each test kernel as dom0 in QEMU and reads its result.  Arguments name
# the tests to run (all; with a slash, one of another directory of tests/; with
# @domu behind, as a guest that tests/guest/launch makes); the environment says
# how:
#
#	HYPERVISOR	ours (build/boot/xen), peer (Debian's Xen 4.17) or a file
#	GUEST_JOBS	machines at once (2)
#	GUEST_ARGS	words for the test kernel (seed=1 rounds=1000000)
#	GUEST_TIMEOUT	seconds for each (60)
#	GUEST_XEN	more options for the hypervisor
#
# A test succeeds if it says so, and if the hypervisor has not complained.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../system/lib";
use Cwd 'abs_path';
use File::Path 'make_path';
use IO::Select;
use Time::HiRes 'time';
use Xenolith::Peer;

my $top = abs_path("$FindBin::Bin/../..");
my $build = $ENV{B} // "$top/build";
my $which = $ENV{HYPERVISOR} // 'ours';
my $jobs = $ENV{GUEST_JOBS} // 2;
my $limit = $ENV{GUEST_TIMEOUT} // 60;
my $logs = "$build/test-logs/guest-$which";
$logs =~ s{guest-.*/}{guest-};

# None of these may appear in a hypervisor's log, whatever the guest does.
my $bad = qr/Assertion|Panic on CPU|Hypervisor fault|FATAL|Xen BUG|UBSAN/i;

my @tests = @ARGV ? @ARGV : map {m{/([^/]+)/main\.c$}} glob("$top/tests/guest/*/main.c");
my $xen = $which eq 'peer' ? Xenolith::Peer::get(sub {print "# @_\n"})->{xen}
	: $which eq 'ours' ? "$build/boot/xen" : $which;
-e $xen or die "$xen is not there: make xen\n";
make_path($logs);
$| = 1;
print '1..' . @tests . "\n";
my ($number, $failed, %running) = (0, 0);
my $select = IO::Select->new;

while (@tests || %running) {
	start(shift @tests) while @tests && keys %running < $jobs;
	for my $fh ($select->can_read(0.5)) {
		feed($running{$fh}, $fh);
	}
	for my $t (values %running) {
		finish($t, $t->{result} // 'TIMEOUT') if time > $t->{end};
	}
}
exit($failed ? 1 : 0);

sub start {
	my ($name) = @_;
	my $domu = $name =~ /@(domu)$/;
	my ($elf, $launch) = map {"$build/tests/" .
		(m{/} ? $_ : "guest/$_") . '.elf'} $name =~ s/@.*//r, 'launch';
	my $args = $ENV{GUEST_ARGS} // '';
	my %more = machine($name);
	my $xen_more = $ENV{GUEST_XEN} // '';
	my @cmd = ('qemu-system-x86_64', '-accel', 'tcg', '-machine', 'q35',
		'-cpu', 'EPYC,-smap,-monitor', '-smp', 2, '-m', '256M',
		'-nodefaults', '-display', 'none', '-serial', 'stdio',
		'-no-reboot', '-kernel', $xen, '-append',
		'console=com1 com1=115200,8n1 loglvl=all guest_loglvl=all ' .
		"dom0_mem=64M,max:64M $more{xen} $xen_more", '-initrd',
		$domu ? "$launch $args,$elf" : "$elf $args",
		split(' ', $more{qemu}));
	my $pid = open(my $out, '-|') // die "fork: $!\n";
	if ($pid == 0) {
		open(STDIN, '<', '/dev/null');
		open(STDERR, '>', '/dev/null');
		exec(@cmd) or die "$cmd[0]: $!\n";
	}
	my $file = "$logs/" . ($name =~ s{/}{-}r) . '.log';
	open(my $log, '>', $file) or die "$file: $!\n";
	$running{$out} = {name => $name, pid => $pid, out => $out,
		log => $log, file => $file, text => '', start => time,
		end => time + $more{seconds}};
	$select->add($out);
}

# What a test's header asks for: lines "xen: OPTIONS" for the hypervisor,
# "qemu: ARGUMENTS", "seconds: LIMIT".
sub machine {
	my ($name) = @_;
	my %more = (xen => '', qemu => '', seconds => $limit);

	open(my $f, '<', "$top/tests/guest/$name/main.c") or return %more;
	while (<$f>) {
		last if m{\*/} && $. > 1;
		$more{$1} = $2 if /^ \* (xen|qemu|seconds): (.*)/;
	}
	return %more;
}

sub feed {
	my ($t, $fh) = @_;

	my $n = sysread($fh, my $chunk, 65536);
	if (!$n) {
		finish($t, $t->{result} // 'CRASH');
		return;
	}
	$chunk =~ s/\r//g;
	$t->{text} .= $chunk;
	print {$t->{log}} $chunk;
	# The machine halts at the end; a moment for its last words.  With some
	# options (loglvl=) nothing says that it does.
	if (!$t->{result} && $t->{text} =~ /^Test result: (\w+)\n/m) {
		$t->{result} = $1;
		last_words($t, 5);
	}
	last_words($t, 1) if $t->{text} =~ /Hardware (Dom0|domain)|Panic on CPU/;
}

sub last_words {
	my ($t, $seconds) = @_;
	my $end = time + $seconds;

	$t->{end} = $end if $t->{end} > $end;
}

sub finish {
	my ($t, $result) = @_;

	kill('KILL', $t->{pid});
	$select->remove($t->{out});
	delete $running{$t->{out}};
	close($t->{out});
	close($t->{log});
	my @complaints = grep {/$bad/} split(/\n/, $t->{text});
	# How many pages the peer keeps for the next domain is its own affair.
	@complaints = grep {!/pages of the guest are lost/} @complaints
		if $which eq 'peer';
	$result = 'CRASH' if @complaints;
	my $good = $result eq 'SUCCESS' || $result eq 'SKIP';
	$failed++ unless $good;
	printf "%sok %d - %s: %s (%.1f s)%s\n", $good ? '' : 'not ', ++$number,
		$t->{name}, $result, time - $t->{start},
		$result eq 'SKIP' ? ' # SKIP' : '';
	return if $good;
	print "# $_\n" for grep {/^(?:Failure|Error|Unexpected|    got|seed)/}
		split(/\n/, $t->{text});
	print "# $_\n" for @complaints;
	print "# log: $t->{file}\n";
}
