#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# Test kernels on our hypervisor in Bochs, whose CPUs have what QEMU's emulation
# lacks for PV: x2APIC, and an IRET that gets on with SMAP.  What the hypervisor
# says it switched on is compared with the registers that Bochs reports.  Fails
# if it touches a guest's memory without saying so (SMAP), sends an interrupt
# that only an xAPIC understands, or an option does not switch off what it names.
#
#	bochs.t [MODEL KERNEL... [-- OPTION...]]
#
# boots only these test kernels on that CPU model (`all`: every one), with
# these options for the hypervisor.
use strict;
use warnings;
use Cwd 'abs_path';
use FindBin;
use lib "$FindBin::Bin/lib";
use File::Path 'make_path';
use Time::HiRes 'time';
use Xenolith::Bochs;

use constant {CR4_UMIP => 1 << 11, CR4_SMEP => 1 << 20, CR4_SMAP => 1 << 21};
use constant {CPUS => 2, LIMIT => 60};

# Debian's Xen says other things of itself.
if (($ENV{HYPERVISOR} // 'ours') eq 'peer') {
	print "1..0 # SKIP for our hypervisor only\n";
	exit 0;
}

my $top = abs_path("$FindBin::Bin/../..");
my $build = abs_path($ENV{B} // "$top/build");
my $logs = "$build/test-logs/bochs";

# None of these may appear in a hypervisor's log, whatever the guest does.
my $bad = qr/Assertion|Panic on CPU|Hypervisor fault|FATAL|Xen BUG|UBSAN/i;

# What the CPU models have for our purpose.
my %models = (
	corei7_skylake_x => {apic => 'x2APIC', guards => 'SMEP SMAP'},
	corei7_icelake_u => {apic => 'x2APIC', guards => 'SMEP SMAP UMIP'},
	ryzen => {apic => 'xAPIC', guards => 'SMEP SMAP'},
);

# model, kernel, options; what then differs from the model's.
my @runs = (
	(map {[corei7_skylake_x => $_]} qw(smp-tables vcpu-up memory-exchange
		handles writable-tables timer-singleshot)),
	(map {[corei7_icelake_u => $_]} qw(evtchn-ipi callback)),
	(map {[ryzen => $_]} qw(evtchn-ipi memory-exchange segment-base)),
	[corei7_skylake_x => 'smp-tables', 'smap=0 x2apic=0',
		apic => 'xAPIC', guards => 'SMEP'],
	[corei7_icelake_u => 'handles', 'smap=hvm no-smep noumip',
		guards => ''],
);
if (@ARGV) {
	my ($model, @rest) = @ARGV;
	my (@kernels, @options);
	die "no such model here: $model\n" unless $models{$model};
	push @kernels, shift @rest while @rest && $rest[0] ne '--';
	@options = splice(@rest, 1) if @rest;
	@kernels = map {m{/([^/]+)/main\.c$}} glob("$top/tests/guest/*/main.c")
		if "@kernels" eq 'all';
	@runs = map {[$model, $_, "@options", any => 1]} @kernels;
}

make_path($logs);
$| = 1;
print '1..' . @runs . "\n";
my ($number, $failed) = (0, 0);
one(@$_) for @runs;
exit($failed ? 1 : 0);

sub one {
	my ($model, $kernel, $options, %differs) = @_;
	my %want = (%{$models{$model}}, %differs);
	my $name = join(' ', $model, $kernel, $options ? $options : ());
	my $began = time;

	my ($machine, $result, @said) = boot($model, $kernel, $options);
	# Bochs stalls now and then before the hypervisor begins.
	if ($result eq 'TIMEOUT') {
		print "# $name: no end after " . LIMIT . " s, once more\n";
		($machine, $result, @said) = boot($model, $kernel, $options);
	}
	my @wrong = grep {/$bad|^Failure|^Error|^    got/} @said;
	push @wrong, "test result: $result"
		unless $result eq 'SUCCESS' || $result eq 'SKIP';
	push @wrong, check_said(\%want, @said), check_cpus(\%want, $machine)
		unless $want{any};
	printf "%sok %d - %s: %s (%.1f s)%s\n", @wrong ? 'not ' : '', ++$number,
		$name, $result, time - $began,
		!@wrong && $result eq 'SKIP' ? ' # SKIP' : '';
	return unless @wrong;
	$failed++;
	print "# $_\n" for @wrong;
	print "# log: $machine->{log}, what Bochs says: $machine->{bochs_log}\n";
}

sub boot {
	my ($model, $kernel, $options) = @_;
	my ($result, @said) = ('CRASH');
	(my $name = join('-', $model, $kernel, $options // ())) =~
		s/[^\w.=-]+/-/g;
	my $machine = Xenolith::Bochs->new(cpu => $model, cpus => CPUS,
		hypervisor => "$build/boot/xen", xen_args => 'console=com1 ' .
			'com1=115200,8n1 loglvl=all guest_loglvl=all ' .
			'dom0_mem=64M,max:64M ' . ($options // ''),
		kernel => "$build/tests/guest/$kernel.elf", kernel_args => '',
		work => "$build/system/bochs.$$", log => "$logs/$name.log");

	my $status = $machine->run(timeout => LIMIT, on_line => sub {
		push @said, $_[0];
		$result = $1 if $_[0] =~ /^Test result: (\w+)$/;
	});
	$result = 'TIMEOUT' if $status == Xenolith::Machine::EXIT_TIMEOUT;
	system('rm', '-rf', $machine->{work});
	return ($machine, $result, @said);
}

# What the hypervisor says of itself.
sub check_said {
	my ($want, @said) = @_;
	my $both = "x2APIC on ${\CPUS} CPUs, xAPIC on 0";
	my $none = "x2APIC on 0 CPUs, xAPIC on ${\CPUS}";
	my $guards = join(' ', 'NX', $want->{guards} || ());
	my @wrong;

	for my $line ('Xenolith \S+ \(', "SMP: ${\CPUS} CPUs online",
		'APIC mode: ' . ($want->{apic} eq 'x2APIC' ? $both : $none),
		"CPU protection: $guards;", 'Hardware domain powered off') {
		push @wrong, "the hypervisor did not say \"$line\""
			unless grep {/^\(XEN\) .*$line/} @said;
	}
	push @wrong, grep {/Unknown option|can't use the value/} @said;
	return @wrong;
}

# What the CPUs are like at the end, whatever it says.
sub check_cpus {
	my ($want, $machine) = @_;
	my @cpu = $machine->cpu_state;
	my %bit = (SMEP => CR4_SMEP, SMAP => CR4_SMAP, UMIP => CR4_UMIP);
	my @wrong;

	for my $i (0 .. CPUS - 1) {
		my ($apic, $cr4) = @{$cpu[$i] // {}}{qw(apic cr4)};
		if (!defined $cr4) {
			push @wrong, "CPU $i: Bochs was not switched off";
			next;
		}
		push @wrong, "CPU $i: mode of its APIC is $apic"
			if $apic ne $want->{apic};
		for my $guard (sort keys %bit) {
			my $on = $cr4 & $bit{$guard} ? 1 : 0;
			my $due = $want->{guards} =~ /\b$guard\b/ ? 1 : 0;
			push @wrong, sprintf('CPU %d: %s is %s, CR4 %#x', $i,
				$guard, $on ? 'on' : 'off', $cr4)
				if $on != $due;
		}
	}
	return @wrong;
}
