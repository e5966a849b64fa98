#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# A fault in the hypervisor before it has its own descriptor tables is told on
# the serial line: what, where, and on which address.  Functions of a copy of
# the image are patched to fault: the first C code (no console yet), later on
# the boot loader's page tables, and after them.
use strict;
use warnings;
no warnings 'portable';
use FindBin;
use Cwd 'abs_path';

my $top = abs_path("$FindBin::Bin/../..");
my $build = $ENV{B} // "$top/build";
my $logs = "$build/test-logs";
my $cr2 = '00005ead0000beef';
my $ud2 = "\x0f\x0b";
my $load = "\x48\xa1" . reverse(pack('H*', $cr2));	# movabs CR2, %rax

my @cases = (
	['multiboot_parse', $ud2, qr/invalid opcode \(vector 6,/],
	['cpu_features_init', $load, qr/page fault \(vector 14,/, $cr2],
	['cpu_area_create', $load, qr/page fault \(vector 14,/, $cr2],
);

if ($ENV{HYPERVISOR} && $ENV{HYPERVISOR} ne 'ours') {
	print "1..0 # SKIP only for our hypervisor\n";
	exit;
}
mkdir $logs;
open(my $in, '<:raw', "$build/boot/xen") or die "$build/boot/xen: $!\n";
my $image = do {local $/; <$in>};
my %symbol = map {(split)[2, 0]} `nm $build/boot/xen-syms`;

print '1..' . @cases . "\n";
my $failed = 0;
for my $i (0 .. $#cases) {
	my ($name, $code, $fault, $addr) = @{$cases[$i]};
	my $out = run($name, $code);
	my $ok = $out =~ $fault && $out =~ /\b$name\b/ &&
		(!$addr || $out =~ /Faulting address: $addr/);
	printf "%sok %d - a fault in %s is told\n", $ok ? '' : 'not ', $i + 1,
		$name;
	next if $ok;
	$failed++;
	print "# $_\n" for split(/\n/, $out), "log: $logs/early-$name.log";
}
exit($failed ? 1 : 0);

# The console of a copy that has $code at function $name (wrap.pl's layout).
sub run {
	my ($name, $code) = @_;
	my $copy = "$logs/early-$name.img";
	my $patched = $image;
	my $at = 96 + (hex($symbol{$name}) & 0x3fffffff) - 0x200000;

	substr($patched, $at, length($code)) = $code;
	open(my $fh, '>:raw', $copy) or die "$copy: $!\n";
	print {$fh} $patched;
	close($fh);
	my @cmd = ('qemu-system-x86_64', '-accel', 'tcg', '-machine', 'q35',
		'-cpu', 'EPYC,-smap,-monitor', '-m', '128M', '-nodefaults',
		'-display', 'none', '-serial', 'stdio', '-no-reboot',
		'-kernel', $copy, '-append', 'console=com1');
	my $pid = open(my $from, '-|') // die "fork: $!\n";
	if ($pid == 0) {
		open(STDERR, '>', '/dev/null');
		exec(@cmd) or die "$cmd[0]: $!\n";
	}
	my $text = '';
	local $SIG{ALRM} = sub {kill('KILL', $pid)};
	alarm(20);
	while (sysread($from, $text, 4096, length($text))) {
		last if $text =~ /Reboot in five/;
	}
	alarm(0);
	kill('KILL', $pid);
	close($from);
	unlink($copy);
	open(my $log, '>', "$logs/early-$name.log") or die;
	print {$log} $text;
	close($log);
	return $text;
}
