#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# Boots the test kernels of tests/differential on our hypervisor and on
# Debian's Xen 4.17 and compares what each hypercall answered.  A line that
# differs must be in tests/differential/allow, where each entry has its reason;
# an entry that nothing needs any more fails, too.  Arguments: kernels (all).
use strict;
use warnings;
use FindBin;
use Cwd 'abs_path';

my $top = abs_path("$FindBin::Bin/../..");
my $build = $ENV{B} // "$top/build";
my @kernels = @ARGV ? @ARGV : ((map {m{/([^/]+)/main\.c$}}
	glob("$top/tests/differential/*/main.c")), 'guest@domu');
my @allow = allowed("$top/tests/differential/allow");
my %errno = errno_names("$top/xen/include/public/errno.h");
my $failed = 0;
my $number = 0;

if ($ENV{HYPERVISOR} && $ENV{HYPERVISOR} ne 'ours') {
	print "1..0 # SKIP compares ours with the peer by itself\n";
	exit;
}
$| = 1;
print '1..' . (3 * @kernels + 1) . "\n";
my %result = map {($_ => boot($_))} qw(ours peer);
for my $kernel (@kernels) {
	for my $which (qw(ours peer)) {
		point(scalar($result{$which}{$kernel} =~ /^ok/),
			"$kernel runs to its end on $which",
			$result{$which}{$kernel});
	}
	compare($kernel);
}
needed();
exit($failed ? 1 : 0);

# Runs all kernels there; the runner's line for each.
sub boot {
	my ($which) = @_;
	local $ENV{HYPERVISOR} = $which;
	local $ENV{GUEST_XEN} = 'loglvl=error guest_loglvl=none';
	local $ENV{GUEST_TIMEOUT} = 120;
	my %line = map {($_ => 'nothing')} @kernels;
	my $name;

	for (qx{$top/tests/guest/run.t @{[map {"differential/$_"} @kernels]}}) {
		$name = $1 if m{ok \d+ - differential/([\w@]+):};
		$line{$name} = ($line{$name} eq 'nothing' ? '' : $line{$name}) . $_
			if $name;
	}
	return \%line;
}

sub point {
	my ($good, $what, $more) = @_;

	printf "%sok %d - %s\n", $good ? '' : 'not ', ++$number, $what;
	return if $good;
	$failed++;
	print "# $_\n" for split(/\n/, $more // '');
}

sub compare {
	my ($kernel) = @_;
	my ($ours, $peer) = map {rows($_, $kernel)} qw(ours peer);
	my (@wrong, @kept);
	my $total = 0;

	for my $name (sort(keys(%{{%$ours, %$peer}}))) {
		my ($o, $p) = map {$_->{$name} // 'no line'} $ours, $peer;
		my ($entry) = grep {"$kernel $name" =~ $_->{pattern}} @allow;

		$total++;
		next if $o eq $p;
		if ($entry) {
			$entry->{used}++;
			push(@kept, $name);
		} else {
			push(@wrong, [$name, 'ours ' . text($o) . ', peer ' . text($p)]);
		}
	}
	my $wrong = @wrong;
	@wrong = grouped(@wrong);
	point(!@wrong && $total, sprintf('%s: %d lines are equal, %d differ by ' .
			'right', $kernel, $total - @kept - $wrong, scalar(@kept)),
		join("\n", @wrong, "logs: $build/test-logs/guest-{ours,peer}/" .
			"differential-$kernel.log"));
}

sub needed {
	my %here = map {($_ => 1)} @kernels;
	my @idle = grep {$here{$_->{kernel}} && !$_->{used}} @allow;

	point(!@idle, 'each line of allow is needed',
		join("\n", map {"allow:$_->{line}: nothing differs"} @idle));
}

# Lines that differ in the last word of the name only are told together.
sub grouped {
	my (@rows) = @_;
	my (%variants, @order);

	for my $row (@rows) {
		my ($name, $values) = @$row;
		my $variant = $name =~ s/ (\S+)$// ? $1 : '';
		my $key = "$name: $values";

		push(@order, $key) unless $variants{$key};
		push(@{$variants{$key}}, $variant);
	}
	return map {"$_ [" . join(' ', @{$variants{$_}}) . ']'} @order;
}

sub rows {
	my ($which, $kernel) = @_;
	my $log = "$build/test-logs/guest-$which/differential-$kernel.log";
	my %row;

	open(my $fh, '<', $log) or return {};
	while (my $line = <$fh>) {
		next unless $line =~ /^= (.*) : (.*)$/;
		my ($name, $value) = ($1, $2);
		# One that comes again is another one.
		$name .= "'" while exists $row{$name};
		$row{$name} = $value;
	}
	return \%row;
}

# -22 as EINVAL (-22), with the outputs behind it.
sub text {
	my ($value) = @_;
	return $value unless $value =~ /^-(\d+)(.*)/ && $errno{$1};
	return "$errno{$1}$2";
}

sub errno_names {
	my ($file) = @_;
	my %name;

	open(my $fh, '<', $file) or die "$file: $!\n";
	while (<$fh>) {
		$name{$2} = $1 if /XEN_ERRNO\((\w+),\s*(\d+)\)/;
	}
	return %name;
}

# Lines "KERNEL PATTERN", the reason in the comment before them.
sub allowed {
	my ($file) = @_;
	my ($reason, @list) = ('');

	open(my $fh, '<', $file) or return;
	while (<$fh>) {
		chomp;
		if (/^#\s*(.*)/) {
			$reason = $1;
		} elsif (/^(\S+) (.+)$/) {
			die "$file:$.: no reason\n" if $reason eq '';
			push(@list, {kernel => $1, line => $.,
				pattern => qr/^\Q$1\E(?:\@domu)? (?:$2)$/});
		}
	}
	return @list;
}
