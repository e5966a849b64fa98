#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# CPU models: each of ours against the model of that name in the QEMU that is
# installed, asked by QMP.  Features that guests under Xen never get (those
# that xen/lib/x86/features.c gives to nobody) are not compared.  Then
# cpuid-show and cpuid-baseline.
use strict;
use warnings;
use File::Temp 'tempdir';
use IPC::Open2;

my $build = $ENV{B} // 'build';
$ENV{LD_LIBRARY_PATH} = "$build/tools/lib";
my ($tests, $failed) = (0, 0);

# xl wants a xenstored.
my $dir = tempdir('/tmp/xl-cpuid.XXXXXX', CLEANUP => 1);
$ENV{XENSTORED_RUNDIR} = $dir;
delete $ENV{XENSTORED_PATH};
my $daemon = fork // die "fork: $!\n";
if (!$daemon) {
	exec "$build/tools/sbin/xenstored", '--no-fork', '--no-domain-init';
	die "xenstored: $!\n";
}
END {kill('TERM', $daemon) if $daemon}
for (1 .. 100) {
	last if -S "$dir/socket";
	select(undef, undef, undef, 0.05);
}

sub ok {
	my ($name, @wrong) = @_;
	$tests++;
	$failed++ if @wrong;
	print @wrong ? 'not ' : '', "ok $tests - $name\n";
	print "# $_\n" for @wrong;
}

sub slurp {
	my ($path) = @_;
	open(my $f, '<', $path) or die "$path: $!\n";
	local $/;
	return <$f>;
}

# What QEMU calls otherwise, or has by two names.
my %alias = (shani => 'sha', pdpe1gb => 'page1gb', pni => 'sse3',
	aes => 'aesni', i64 => 'lm', xd => 'nx', fxsropt => 'ffxsr',
	pclmuldq => 'pclmulqdq', specctrl => 'ibrsb',
	archcapabilities => 'archcaps', xsaveerptr => 'rstrfperrptrs');

sub normal {
	my ($n) = @_;
	$n = lc $n;
	$n =~ tr/-_.//d;
	return $alias{$n} // $n;
}

# What guests can have.
my %possible = map {normal($_) => 1}
	slurp('xen/lib/x86/features.c') =~ /ROW\d?\((\w+), (?!NOBODY)/g;

# Bits of an MSR are no CPUID.
my ($msrs) = slurp('xen/include/public/arch-x86/cpufeatureset.h') =~
	m{/\* Word 16:(.*)}s;
delete @possible{map {normal($_)} $msrs =~ /XEN_CPUFEATURE\((\w+)/g};

my $pid = eval {open2(my $out, my $in, qw(qemu-system-x86_64 -M q35 -accel tcg
	-S -display none -nodefaults -qmp stdio));
	$main::out = $out; $main::in = $in; 1};
if (!$pid) {
	print "1..0 # SKIP no qemu-system-x86_64\n";
	exit;
}
$main::in->autoflush(1);

sub qmp {
	my ($line) = @_;
	print $main::in "$line\n";
	while (my $answer = readline($main::out)) {
		return $answer if $answer =~ /^\{"(?:return|error)"/;
	}
	die "QEMU is gone\n";
}
readline($main::out);
qmp('{"execute": "qmp_capabilities"}');

sub xl {
	my (@args) = @_;
	my $child = open(my $fh, '-|') // die "fork: $!\n";
	if (!$child) {
		open(STDERR, '>&', \*STDOUT);
		$ENV{LD_PRELOAD} = "$build/tests/tools/fakexen.so";
		exec "$build/tools/sbin/xl", @args;
		die "xl: $!\n";
	}
	local $/;
	my $out = <$fh>;
	close($fh);
	return ($? >> 8, $out);
}

sub features {
	my ($text) = @_;
	return {map {normal($_) => 1} map {split ' '} $text =~ /^# (.*)/mg};
}

my (undef, $models) = xl('cpuid-show', '-l');
my @models = split ' ', $models;
ok('there are models', @models > 50 ? () : scalar @models);
for my $model (@models) {
	my $answer = qmp('{"execute": "query-cpu-model-expansion", "arguments":' .
		'{"type": "full", "model": {"name": "' . $model . '"}}}');
	my @theirs = $answer =~ /"([\w.-]+)": true/g;
	my %theirs = map {$_ => 1} grep {$possible{$_}} map {normal($_)} @theirs;
	my (undef, $text) = xl('cpuid-baseline', $model);
	my $ours = features($text);
	my @wrong = ((map {"$_ is not QEMU's"} grep {!$theirs{$_} && !/^tsc$|^fpu$/}
		sort keys %$ours), map {"$_ is missing"}
		grep {!$ours->{$_} && !/^(?:apic|mce|mca|mtrr|tsc|fpu|acpi|ss|x2apic|hypervisor|ht|htt|cmplegacy|archcaps|itsc)$/}
		sort keys %theirs);
	push @wrong, $answer if !@theirs;
	ok("$model is as QEMU's", @wrong);
}
qmp('{"execute": "quit"}');
waitpid($pid, 0);

# A model describes itself; what it prints can be read again.
sub line_of {
	my (@args) = @_;
	my (undef, $text) = xl('cpuid-baseline', @args);
	return $text =~ /^cpuid = "(.*)"$/m ? $1 : $text;
}
sub is {
	my ($name, $have, $want) = @_;
	ok($name, $have eq $want ? () : ("got: $have", "expected: $want"));
}
is('a model is itself', line_of('EPYC-v2'), 'EPYC-v2');
is('an alias is its model', line_of('epyc-ibpb'), 'EPYC-v2');
is('plus and minus come back', line_of('EPYC-v2,+pku,-avx2'),
	line_of(line_of('EPYC-v2,+pku,-avx2')));
ok('plus and minus are there', grep {line_of('EPYC-v2,+pku,-avx2') !~ /\Q$_\E/}
	qw(+pku -avx2));
is('what two have in common', line_of('Skylake-Server-v1', 'Haswell-v1'),
	line_of('Haswell-v1', 'Skylake-Server-v1'));
my ($code, $text) = xl('cpuid-baseline', 'EPYC-v9');
ok('an unknown model is named', $code && $text =~ /did you mean 'EPYC/ ? () : $text);
(undef, $text) = xl('cpuid-baseline', '-j', 'EPYC-v2');
ok('JSON', $text =~ /"cpuid": "EPYC-v2"/ && $text =~ /"avx2"/ ? () : $text);
print "1..$tests\n";
exit($failed ? 1 : 0);
