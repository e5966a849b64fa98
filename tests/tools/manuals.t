#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# The manual pages against the programs: each program that is installed has
# one, and what `xl help`, `xentop --help`, `xenstore-*  -h` and xl.conf's table
# of keys name is there; xl(1) has no command or option that xl has not.
use strict;
use warnings;

my $build = $ENV{B} // 'build';
my ($tests, $failed) = (0, 0);
$ENV{LD_LIBRARY_PATH} = "$build/tools/lib";

sub ok {
	my ($name, @wrong) = @_;
	$tests++;
	$failed++ if @wrong;
	print @wrong ? 'not ' : '', "ok $tests - $name\n";
	print "# $_\n" for @wrong;
}

# A page's text without the marks of its fonts.
sub page {
	my ($name) = @_;
	my ($path) = grep {-e} map {"docs/man/$name$_"} '', '.in';
	return '' unless defined $path;
	open(my $fh, '<', $path) or die "$path: $!\n";
	local $/;
	my $text = <$fh>;
	$text =~ s/\\f[BIRP]//g;
	$text =~ s/\\-/-/g;
	# Macros that change fonts between their words join these.
	$text =~ s{^\.([BI][RIB]) (.*)}{
		my ($macro, $rest) = ($1, $2);
		".$macro " . join('', grep {defined}
			$rest =~ /"([^"]*)"|(\S+)/g)}gme;
	return $text;
}

sub run {
	my ($program, @args) = @_;
	my $out = `$build/tools/$program @args 2>&1`;
	die "$program @args: status $?\n" if $? == -1 || $? & 127;
	return $out;
}

# Options as a program's help has them at the beginnings of lines, or in its
# line of usage; xl(1) also joins single letters: [-pcq].
sub options {
	my ($text) = @_;
	my %o;
	for my $line ($text =~ /^\s*(-.*)/mg) {
		my ($head) = split /\s{2,}[^-\s]/, $line;
		$o{$_} = 1 for $head =~ /(?<![\w-])(--?[A-Za-z][\w-]*)/g;
	}
	return \%o;
}

sub mentioned {
	my ($text) = @_;
	my %o;
	for ($text =~ /(?<![\w-])(--?[A-Za-z][\w-]*)/g) {
		if (/^-([A-Za-z]+)$/ && length($1) > 1) {
			$o{"-$_"} = 1 for split //, $1;
		} else {
			$o{$_} = 1;
		}
	}
	return \%o;
}

sub missing {
	my ($want, $have) = @_;
	return grep {!$have->{$_}} sort keys %$want;
}

# xl: one paragraph a command.
my $xl = page('xl.1');
my %entry;
$xl =~ /^\.SH COMMANDS\n(.*?)^\.SH /ms or die "xl.1 has no COMMANDS\n";
for my $paragraph (split /^\.(?:TP|SS).*\n/m, $1) {
	$entry{$1} = $paragraph if $paragraph =~ /^([a-z][\w-]*)/;
}
my %commands = map {$_ => 1} run('sbin/xl', 'help') =~ /^ (\S+)/mg;
die "xl help lists nothing\n" unless keys %commands > 20;
ok('xl(1) has every command', missing(\%commands, \%entry));
ok('xl(1) has no other command',
	missing({map {$_ => 1} grep {!/^Every/} keys %entry}, \%commands));
for my $command (sort keys %commands) {
	my $help = run('sbin/xl', 'help', $command);
	my $want = options($help);
	my ($usage) = $help =~ /^Usage: xl \[\S+\] (.*)/m;
	my $also = mentioned($usage // '');
	delete @$want{qw(-h)};
	my $have = mentioned($entry{$command} // '');
	ok("xl(1): options of $command",
		(map {"$_ is missing"} missing($want, $have),
			missing({map {$_ => 1} grep {/^-\w$/} keys %$also}, $have)),
		map {"$_ is not in its help"}
		missing($have, {%$want, %$also, '-h' => 1}));
}

ok('xentop(1)', missing(options(run('sbin/xentop', '--help')),
	mentioned(page('xentop.1'))));

my $store = page('xenstore.1');
for my $command (qw(chmod control exists list ls read rm watch write)) {
	my $help = run('bin/xenstore', $command, '-h');
	my ($line) = $store =~ /^(xenstore-$command .*)/m;
	ok("xenstore(1): options of $command",
		missing({%{options($help)}, %{mentioned(
		($help =~ /^Usage: \S+ (.*)/m)[0])}}, mentioned($line // '')));
}

# Each key that the source compares with.
open(my $fh, '<', 'tools/xl/xl_conf.c') or die "tools/xl/xl_conf.c: $!\n";
my $source = do {local $/; <$fh>};
my %keys = map {$_ => 1} $source =~ /"([a-z][a-z_.]*[a-z])"\s*,/g;
my $conf = page('xl.conf.5');
die "no keys found in xl_conf.c\n" unless keys %keys > 5;
ok('xl.conf(5)', grep {$conf !~ /\b\Q$_\E=/} sort keys %keys);

# Every program that is installed.
for my $program (glob("$build/tools/{sbin,bin,libexec}/*")) {
	(my $name = $program) =~ s{.*/}{};
	next unless -f $program && -x _;
	my @pages = glob("docs/man/$name.[1-8]");
	ok("$name has a page", @pages ? () : 'none');
}
print "1..$tests\n";
exit($failed ? 1 : 0);
