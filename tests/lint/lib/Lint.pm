# SPDX-License-Identifier: GPL-2.0-only
#
# What the lint tests share: the list of source files, include lines resolved
# to files of the tree, and TAP.
package Lint;
use strict;
use warnings;
use Exporter 'import';
use File::Basename;

our @EXPORT = qw(sources slurp includes headers_of report done lib_dirs
	make_var sh_lines);

my $count = 0;
my $failed = 0;

# sources(REGEX): tracked files (and new ones not ignored) whose path matches.
sub sources {
	my ($re) = @_;
	my @files = sh_lines('git ls-files -co --exclude-standard 2>/dev/null');
	@files = map {s{^\./}{}r} sh_lines(
		'find . -path ./build -prune -o -type f -print') unless @files;
	return sort grep {$_ =~ $re && -f $_} @files;
}

sub sh_lines {
	my ($command) = @_;
	chomp(my @lines = `$command`);
	return @lines;
}

sub slurp {
	my ($path) = @_;
	open(my $fh, '<', $path) or die "$path: $!\n";
	local $/;
	return scalar <$fh>;
}

# make_var(NAME): a variable's value as the makefiles have it.
sub make_var {
	my ($name) = @_;
	return join(' ', sh_lines("make -s print-$name 2>/dev/null"));
}

# lib_dirs: library directory names below tools/libs, by public header.
my %lib_header;
sub lib_dirs {
	return \%lib_header if %lib_header;
	for my $h (sources(qr{^tools/libs/[^/]+/include/.*\.h$})) {
		my ($dir, $name) = $h =~ m{^tools/libs/([^/]+)/include/(.*)};
		$lib_header{$name} = $dir;
	}
	return \%lib_header;
}

# includes(FILE): [line, name as written, file of the tree or undef]...
sub includes {
	my ($file) = @_;
	my ($n, @found) = (0);
	for my $line (split /\n/, slurp($file)) {
		$n++;
		$line =~ /^\s*#\s*include\s*([<"])([^>"]+)[>"]/ or next;
		my ($kind, $name) = ($1, $2);
		my $to = resolve($file, $kind, $name);
		push @found, [$n, $name, $to]
			if defined $to || $kind eq '<';
	}
	return @found;
}

sub resolve {
	my ($file, $kind, $name) = @_;
	my $dir = dirname($file);
	my @try;

	push @try, "$dir/$name" if $kind eq '"';
	if ($file =~ m{^xen/}) {
		push @try, "xen/include/$name";
		push @try, "$1/include/$name" if $file =~ m{^(xen/arch/[^/]+)/};
		push @try, "xen/arch/x86/include/$name";
	} elsif ($file =~ m{^(?:tools|firmware)/}) {
		push @try, "$dir/include/$name";
		push @try, "$1/$name", "$1/include/$name"
			if $file =~ m{^(tools/(?:libs/)?[^/]+)/};
		my $lib = lib_dirs()->{$name};
		push @try, "tools/libs/$lib/include/$name" if defined $lib;
		push @try, "xen/include/public/" . ($name =~ s{^xen/}{}r)
			if $name =~ m{^xen/};
		push @try, "firmware/$name";
	} else {
		push @try, "xen/include/$name", "xen/arch/host/include/$name",
			"tests/unit/$name";
	}
	for my $path (@try) {
		1 while $path =~ s{/\./}{/} || $path =~ s{[^/.]+/\.\./}{};
		return $path if -f $path;
	}
	return undef;
}

# report(NAME, COMPLAINTS...): one test point.
sub report {
	my ($name, @complaints) = @_;
	$count++;
	$failed ||= @complaints;
	print @complaints ? 'not ' : '', "ok $count - $name\n";
	print "# $_\n" for @complaints;
}

sub done {
	print "1..$count\n";
	exit($failed ? 1 : 0);
}

1;
