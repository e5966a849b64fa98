# SPDX-License-Identifier: GPL-2.0-only
#
# An initramfs under construction: a map from path to content, to which files,
# trees and kernel modules are added, and which then closes itself: every
# shared library and interpreter that an ELF file in it needs is looked for in
# the image, then in the library directories given, and added.
package Xenolith::Image;
use strict;
use warnings;
use Fcntl ':mode';
use File::Find ();
use Xenolith::Cpio;

use constant LIBDIRS => qw(/usr/lib/x86_64-linux-gnu /lib/x86_64-linux-gnu
	/lib64 /usr/lib /lib);

# new(lib_roots => [...]): the file system roots searched for libraries.
sub new {
	my ($class, %opt) = @_;
	my $self = bless {entries => {}, roots => $opt{lib_roots} // ['']},
		$class;

	$self->dir($_) for qw(bin sbin dev proc sys tmp run etc root var/lib
		var/log usr/bin usr/sbin usr/lib mnt);
	$self->{entries}{lib} = {mode => S_IFLNK | 0777, data => 'usr/lib'};
	$self->{entries}{lib64} = {mode => S_IFLNK | 0777, data => 'usr/lib'};
	$self->{entries}{'var/run'} = {mode => S_IFLNK | 0777, data => '/run'};
	$self->{entries}{'dev/console'} =
		{mode => S_IFCHR | 0600, dev => [5, 1]};
	$self->{entries}{'dev/null'} = {mode => S_IFCHR | 0666, dev => [1, 3]};
	return $self;
}

# The image has /lib -> usr/lib, as Debian has: one name for each place.
sub canon {
	my ($path) = @_;
	$path =~ s{^/+}{};
	$path =~ s{/+}{/}g;
	$path =~ s{/$}{};
	$path =~ s{^lib(64)?/}{usr/lib/};
	return $path;
}

sub parents {
	my ($self, $path) = @_;
	while ($path =~ s{/[^/]+$}{}) {
		return if $self->{entries}{$path};
		$self->{entries}{$path} = {mode => S_IFDIR | 0755};
	}
}

sub dir {
	my ($self, $path) = @_;
	$path = canon($path);
	$self->parents($path);
	$self->{entries}{$path} //= {mode => S_IFDIR | 0755};
}

sub text {
	my ($self, $path, $data, $mode) = @_;
	$path = canon($path);
	$self->parents($path);
	$self->{entries}{$path} =
		{mode => S_IFREG | ($mode // 0644), data => $data};
}

sub symlink {
	my ($self, $path, $target) = @_;
	$path = canon($path);
	$self->parents($path);
	$self->{entries}{$path} = {mode => S_IFLNK | 0777, data => $target};
}

# file(PATH, SOURCE, [MODE]): follows links of the build machine.
sub file {
	my ($self, $path, $source, $mode) = @_;
	$self->text($path, slurp($source),
		$mode // ((stat $source)[2] & 07777));
}

# tree(ROOT, [SKIP]): all below ROOT at the same paths; SKIP->(path, full)
# says what to leave out.
sub tree {
	my ($self, $root, $skip) = @_;
	$self->tree_at($root, '', $skip);
}

# tree_at(ROOT, AT, [SKIP]): all below ROOT, placed below AT.
sub tree_at {
	my ($self, $root, $at, $skip) = @_;

	File::Find::find({no_chdir => 1, wanted => sub {
		my $full = $_;
		my $path = substr($full, length($root));
		return if $path eq '' || ($skip && $skip->($path, $full));
		if (-l $full) {
			return if canon("$at$path") =~
				m{^lib(64)?$|^var/run$};
			$self->symlink("$at$path", readlink $full);
		} elsif (-d $full) {
			$self->dir("$at$path");
		} elsif (-f $full) {
			$self->file("$at$path", $full);
		}
	}}, $root);
}

# modules(DIR, NAMES...): the kernel modules and those that they depend on, with
# /etc/modules listing them in an order that insmod can follow.
sub modules {
	my ($self, $dir, @names) = @_;
	my (%path, %seen, @order);

	File::Find::find({no_chdir => 1, wanted => sub {
		$path{modname($1)} = $_ if m{/([^/]+)\.ko$};
	}}, $dir);
	my $visit;
	$visit = sub {
		my ($name) = @_;
		return if $seen{$name}++;
		my $source = $path{$name} or die "no kernel module $name\n";
		my $data = slurp($source);
		$data =~ /\0depends=([^\0]*)\0/;
		$visit->(modname($_)) for split /,/, $1 // '';
		$self->text("lib/modules/$name.ko", $data);
		push @order, $name;
	};
	$visit->(modname($_)) for @names;
	$self->text('etc/modules', join('', map {"$_\n"} @order));
}

sub modname {
	my ($name) = @_;
	$name =~ tr/-/_/;
	return $name;
}

# busybox(BINARY): the binary and a link for each applet not there yet.
sub busybox {
	my ($self, $binary) = @_;
	$self->file('bin/busybox', $binary, 0755);
	for my $applet (split ' ', `'$binary' --list`) {
		next if $applet eq 'busybox';
		$self->symlink("bin/$applet", 'busybox')
			unless $self->{entries}{"bin/$applet"};
	}
}

# Adds the libraries that the ELF files of the image need, until none misses.
sub close_libs {
	my ($self) = @_;
	my @todo = sort keys %{$self->{entries}};
	my %have = map {m{([^/]+)$} ? ($1 => 1) : ()} @todo;

	while (defined(my $path = shift @todo)) {
		my $e = $self->{entries}{$path};
		next unless S_ISREG($e->{mode}) && $e->{data} =~ /^\x7fELF/;
		for my $lib (needed($e->{data})) {
			next if $have{$lib}++;
			my $source = $self->find_lib($lib) or
				die "$path needs $lib, which is nowhere\n";
			my $new = "usr/lib/x86_64-linux-gnu/$lib";
			$new = "usr/lib/$lib" if $lib =~ /^ld-linux/;
			$self->file($new, $source);
			push @todo, $new;
		}
	}
}

sub find_lib {
	my ($self, $lib) = @_;
	for my $root (@{$self->{roots}}) {
		for my $dir (LIBDIRS) {
			return "$root$dir/$lib" if -e "$root$dir/$lib";
		}
	}
	return undef;
}

# needed(ELF): the DT_NEEDED names of a 64-bit ELF image, and its interpreter.
sub needed {
	my ($elf) = @_;
	my (@loads, @dyn, @names);

	return () unless substr($elf, 4, 2) eq "\x02\x01";
	my ($phoff) = unpack('x32 Q<', $elf);
	my ($phsize, $phnum) = unpack('x54 S< S<', $elf);
	for my $i (0 .. $phnum - 1) {
		my ($type, undef, $off, $vaddr, undef, $filesz) =
			unpack('L< L< Q< Q< Q< Q<',
			substr($elf, $phoff + $i * $phsize, $phsize));
		push @loads, [$off, $vaddr, $filesz] if $type == 1;
		@dyn = unpack('(Q<)*', substr($elf, $off, $filesz))
			if $type == 2;
		push @names, substr($elf, $off, $filesz) =~ m{([^/\0]+)\0*$}
			if $type == 3;
	}
	my ($strtab, @needed);
	while (@dyn) {
		my ($tag, $value) = splice @dyn, 0, 2;
		last if $tag == 0;
		push @needed, $value if $tag == 1;
		$strtab = $value if $tag == 5;
	}
	return @names unless defined $strtab;
	my ($load) = grep {$strtab >= $_->[1] &&
		$strtab < $_->[1] + $_->[2]} @loads;
	my $base = $strtab - $load->[1] + $load->[0];
	push @names, map {unpack('Z*', substr($elf, $base + $_, 256))} @needed;
	return @names;
}

sub write {
	my ($self, $path) = @_;
	my $cpio = Xenolith::Cpio->new("$path.tmp");

	for my $name (sort keys %{$self->{entries}}) {
		my $e = $self->{entries}{$name};
		$cpio->add($name, $e->{mode}, $e->{data},
			@{$e->{dev} // []});
	}
	$cpio->close;
	rename("$path.tmp", $path) or die "$path: $!\n";
}

sub slurp {
	my ($path) = @_;
	open(my $fh, '<:raw', $path) or die "$path: $!\n";
	local $/;
	return scalar <$fh>;
}

1;
