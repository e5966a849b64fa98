#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# Include directions as tests/lint/includes.table has them (libraries' from
# tools/libs/deps.mk), no include cycles, no arch macro outside arch/.
use strict;
use warnings;
use File::Basename;
use FindBin;
use lib "$FindBin::Bin/lib";
use Lint;

my (%table, %may_use);
for (split /\n/, slurp("$FindBin::Bin/includes.table")) {
	next if /^\s*(?:#|$)/;
	/^(\S+):\s+(.*)$/ or die "includes.table: $_\n";
	$table{$1} = [split ' ', $2];
}
read_deps() if -f 'tools/libs/deps.mk';

my %std = map {("$_.h" => 1)} qw(stdint stddef stdbool stdarg limits
	stdalign stdnoreturn);
my %owner;	# header name -> directory of the .c of the same name
for my $c (sources(qr{^xen/(?:common|drivers)/.*\.c$})) {
	$owner{basename($c, '.c')} = $c;
}

my (@wrong, %graph);
my @files = sources(qr{^(?:xen|tools|firmware)/.*\.[chS]$});
for my $file (@files) {
	my $rule = rule($file);
	for my $inc (includes($file)) {
		my ($line, $name, $to) = @$inc;
		push @{$graph{$file}}, $to if defined $to;
		# A header that is not there is the compiler's to report.
		next if !defined $to && $name =~ m{^(?:xen|public|asm)/};
		next if !$rule || allowed($file, $rule, $name, $to);
		push @wrong, "$file:$line: may not include $name" .
			(defined $to ? " ($to)" : '');
	}
}
report('include directions', @wrong);
report('no include cycles', cycles());
report('no arch macro outside arch/', arch_macros());
report('libraries use only those below them', lib_uses());
done();

sub rule {
	my ($file) = @_;
	if ($file =~ m{^tools/libs/([^/]+)/}) {
		return ['own', 'xen/include/public', 'libc', "lib:$1",
			map {"lib:$_"} @{$may_use{$1} // []}];
	}
	my $dir = dirname($file);
	while (!$table{$dir}) {
		return undef unless $dir =~ s{/[^/]+$}{};
	}
	return $table{$dir};
}

sub allowed {
	my ($file, $rule, $name, $to) = @_;
	my $ok = 0;
	for my $what (@$rule) {
		if ($what =~ s/^-//) {
			$ok = 0 if within($to, $what);
		} elsif (!$ok) {
			$ok = is($what, $file, $name, $to);
		}
	}
	return $ok;
}

sub within {
	my ($to, $prefix) = @_;
	return defined $to && ($to eq $prefix || index($to, "$prefix/") == 0);
}

sub is {
	my ($what, $file, $name, $to) = @_;
	return !defined $to if $what eq 'libc';
	return !defined $to && $std{$name} if $what eq 'std';
	return $name =~ m{^asm/} if $what eq 'asm';
	return !defined $to && $name eq $1 if $what =~ /^sys:(.*)/;
	return 0 unless defined $to;
	return within($to, dirname($file)) || own_tool($file, $to)
		if $what eq 'own';
	return $to =~ m{^tools/libs/\Q$1\E/include/} if $what =~ /^lib:(.*)/;
	return within($to, 'xen/include/xen') && $to !~ m{/xen/arch/} &&
		!$owner{basename($to, '.h')} if $what eq 'generic';
	return within($to, $what);
}

# A program's or library's directory is one unit, whatever its folders.
sub own_tool {
	my ($file, $to) = @_;
	return $file =~ m{^(tools/(?:libs/)?[^/]+)/} && within($to, $1);
}

sub read_deps {
	my %var;
	(my $text = slurp('tools/libs/deps.mk')) =~ s/\\\n/ /g;
	for (split /\n/, $text) {
		/^([\w-]+)\s*:=\s*(.*)/ or next;
		my ($name, $value) = ($1, $2);
		$value =~ s/\$\(([\w-]+)\)/$var{$1} \/\/ ''/ge;
		$var{$name} = $value;
		$may_use{$1} = [split ' ', $value]
			if $name =~ /^may-use-(.*)/;
	}
}

sub cycles {
	my (%state, @found);
	my $visit;
	$visit = sub {
		my ($file, @path) = @_;
		if (($state{$file} // '') eq 'open') {
			my @ring = (@path, $file);
			shift @ring while $ring[0] ne $file;
			# The ABI's headers name each other by their nature,
			# and so do libxl's, of which users include any.
			my $abi = qr{^xen/include/public/|^tools/libs/light/include/};
			push @found, join(' -> ', @ring)
				if grep {!m{$abi}} @ring;
			return;
		}
		return if $state{$file};
		$state{$file} = 'open';
		$visit->($_, @path, $file) for @{$graph{$file} // []};
		$state{$file} = 'done';
	};
	$visit->($_) for sort keys %graph;
	return @found;
}

sub arch_macros {
	my @found;
	for my $file (@files) {
		next if $file =~ m{^xen/arch/|^xen/include/public/};
		my $n = 0;
		for (split /\n/, slurp($file)) {
			$n++;
			push @found, "$file:$n: $1" if /\b(__x86_64__|__i386__|
				CONFIG_X86\w*|__ia64\w*|CONFIG_IA64|__aarch64__|
				__arm__)\b/x && !allowed_macro($file);
		}
	}
	return @found;
}

# Files that may name an arch, with the reason, are in arch.allow.
sub allowed_macro {
	my ($file) = @_;
	our %allow;
	if (!%allow) {
		$allow{''} = 1;
		for (split /\n/, slurp("$FindBin::Bin/arch.allow")) {
			$allow{$1} = 1 if /^([^#\s]\S*)/;
		}
	}
	return $allow{$file};
}

# USES of each $(call lib,...) against deps.mk.
sub lib_uses {
	my (%dir_of, %uses, @found);
	for my $mk (sources(qr{^tools/libs/[^/]+/build\.mk$})) {
		my ($dir) = $mk =~ m{libs/([^/]+)/};
		(my $text = slurp($mk)) =~ s/\\\n/ /g;
		while ($text =~ /\$\(call lib,([^,]*),([^,]*),([^,]*),([^,)]*)/g) {
			my ($name, $uses) = ($1, $4);
			$name =~ s/\s//g;
			$dir_of{$name} = $dir;
			push @{$uses{$dir}}, split(' ', $uses);
		}
	}
	for my $dir (sort keys %uses) {
		my %may = map {$_ => 1} @{$may_use{$dir} // []};
		for my $name (@{$uses{$dir}}) {
			my $used = $dir_of{$name} // next;
			push @found, "tools/libs/$dir: uses $name, not in " .
				"may-use-$dir of deps.mk"
				unless $may{$used} || $used eq $dir;
		}
	}
	return @found;
}
