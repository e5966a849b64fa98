#!/usr/bin/perl
# status.pl: which operations of the public interface the hypervisor knows,
# as Markdown, from the tables in its sources.
#
#	ROW(name...)		works
#	ABSENT(name...)		answers with an error of its own
#	REFUSED(name...)	the same, after a look at the arguments
#	{ XENPF_name, fn }	works, or not_supported / not_there
#
# Numbers in the public headers without a row answer -ENOSYS.
use strict;
use warnings;

sub slurp {
	my $text = '';
	for my $file (@_) {
		open my $f, '<', $file or die "$file: $!\n";
		local $/;
		$text .= <$f>;
	}
	return $text;
}

# Table rows of sources: name => 'yes' or 'refused'.
sub rows {
	my %state;
	my $text = slurp(@_);
	$text =~ s/^\s*#\s*define.*\n//mg;
	$state{$1} = 'yes' while $text =~ /\bROW\((\w+)/g;
	$state{$1} = 'refused' while $text =~ /\b(?:ABSENT|REFUSED)\((\w+)/g;
	while ($text =~ /\{ XENPF_(\w+), (\w+) \}/g) {
		my ($name, $fn) = ($1, $2);

		$state{$name} = $fn =~ /^not_/ ? 'refused' : 'yes';
	}
	$state{$1} = 'yes'
		while $text =~ /case XEN_SYSCTL_((?:get_)?(?:cpu|psr)_\w+):/g;
	return %state;
}

# Commands of a public header by number.
sub numbers {
	my ($header, $prefix, $limit) = @_;
	my %n;
	for (split /\n/, slurp($header)) {
		$n{$1} = $2 if /^#define ${prefix}(\w+)\s+(\d+)\s*$/;
	}
	return %n;
}

sub table {
	my ($title, $numbers, $state) = @_;
	print "## $title\n\n| number | name | state |\n|---|---|---|\n";
	for (sort { $numbers->{$a} <=> $numbers->{$b} } keys %$numbers) {
		print "| $numbers->{$_} | $_ | ", $state->{$_} // 'not yet',
			" |\n";
	}
	print "\n";
}

my $pub = 'xen/include/public';
print "# What works of the public interface\n\n",
	"*yes*: there is a handler; *refused*: answered with an error that ",
	"says the build lacks it; *not yet*: -ENOSYS.\n\n";

my %hc = numbers("$pub/xen.h", '__HYPERVISOR_');
my %hc_state = rows('xen/arch/x86/hypercall.c');
delete @hc{ grep { /^arch_/ } keys %hc };
table('Hypercalls', \%hc, \%hc_state);

for ([ 'domctl', 'XEN_DOMCTL_', "$pub/domctl.h" ],
     [ 'sysctl', 'XEN_SYSCTL_', "$pub/sysctl.h" ],
     [ 'platform_op', 'XENPF_', "$pub/platform.h" ]) {
	my ($title, $prefix, $header) = @$_;
	my %state = rows(
		$title eq 'platform_op'
		? 'xen/arch/x86/control/platform_op.c'
		: ("xen/common/control/$title.c",
		   "xen/arch/x86/control/$title.c"));
	my %n = numbers($header, $prefix);
	# Sub-commands have the prefix too; commands are lower case words.
	delete @n{ grep { !/^[a-z]/ || /_(?:raw|host|pv|hvm|max|default)$/ ||
			  /^vmtrace_(?!op)/ || /^pm_op_/ ||
			  /_cont$/ } keys %n };
	table($title, \%n, \%state);
}
