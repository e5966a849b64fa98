# SPDX-License-Identifier: GPL-2.0-only
#
# The dom0 image: busybox, the kernel modules of the backends, a tree of tools
# (ours or Debian's), a script, and where asked for the guest's kernel and
# ramdisk.
package Xenolith::Dom0;
use strict;
use warnings;
use File::Basename;
use Xenolith::Image;

use constant MODULES => qw(xen-evtchn xen-gntdev xen-gntalloc xen-privcmd xenfs
	xen-blkback xen-netback bridge loop tun);
use constant GUEST_MODULES => qw(xen-blkfront xen-netfront);

my $here = dirname(dirname(dirname(__FILE__)));

# image(PEER, tools stage script guest add build drivers)
sub image {
	my ($peer, %opt) = @_;
	my $ours = $opt{tools} =~ /^(?:ours|mixed)$/;
	my $image = Xenolith::Image->new(lib_roots =>
		[$opt{tools} eq 'ours' ? $opt{stage} : (), $peer->{root},
		@{$opt{extra} // []}, '']);

	$image->busybox($peer->{busybox});
	$image->modules($peer->{modules}, MODULES,
		@{$opt{drivers} // []});
	$image->file('init', "$here/dom0/init", 0755);
	$image->file('lib/xt.sh', "$here/dom0/xt.sh");
	$image->text('etc/passwd', "root:x:0:0:root:/root:/bin/sh\n");
	$image->text('etc/group', "root:x:0:\n");
	$image->text('etc/hostname', "dom0\n");
	$image->text('etc/profile', profile());
	# Hot-plug scripts ask for these two beyond busybox.
	$image->file("bin/$_", find_bin($peer, $_), 0755)
		for qw(bash flock losetup);
	# glibc opens this one by itself when a thread is cancelled.
	$image->file('usr/lib/x86_64-linux-gnu/libgcc_s.so.1',
		$image->find_lib('libgcc_s.so.1'));
	add_peer($image, $peer) if $opt{tools} =~ /^(?:peer|mixed)$/;
	add_stage($image, $opt{stage}, $opt{tools} eq 'mixed') if $ours;
	end_commands($image);
	if ($opt{script}) {
		$image->file('script', $opt{script}, 0755);
	}
	add_guest($image, $peer) if $opt{guest};
	$image->file('guest/vmlinux', $peer->{vmlinux}) if $opt{vmlinux};
	my $helpers = ($opt{build} // 'build') . '/tests/system';
	$image->file('bin/physinfo', "$helpers/physinfo")
		if -e "$helpers/physinfo";
	$image->file('guest/tiny', "$helpers/tiny") if -e "$helpers/tiny";
	add_extra($image, $_) for @{$opt{extra} // []};
	for my $add (@{$opt{add}}) {
		my ($from, $to) = $add =~ /^(.*):([^:]+)$/
			or die "--add $add: want SOURCE:PATH\n";
		add_any($image, $from, $to);
	}
	$image->close_libs;
	return $image;
}

sub profile {
	return <<'END';
export PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/xen/bin:/usr/lib/xen-4.17/bin
export LD_LIBRARY_PATH=/usr/lib/x86_64-linux-gnu HOME=/root TERM=vt100
export PS1='dom0# '
# The shell would take its own, which ask an init that is not there.
poweroff() { sync; busybox poweroff -f; }
reboot() { sync; busybox reboot -f; }
END
}

sub find_bin {
	my ($peer, $name) = @_;
	for my $dir (qw(/bin /usr/bin /sbin /usr/sbin)) {
		for my $root ($peer->{root}, '') {
			return "$root$dir/$name" if -f "$root$dir/$name";
		}
	}
	die "no $name found\n";
}

sub add_any {
	my ($image, $from, $to) = @_;
	if (-d $from) {
		$image->tree_at($from, $to);
	} else {
		$image->file($to, $from);
	}
}

# Our own tree has nothing that a running dom0 does not want but headers,
# manuals and the hypervisor.  Over Debian's tools go only the parts that are
# interchangeable: the stable libraries and the daemons.
sub add_stage {
	my ($image, $stage, $over_peer) = @_;
	-d $stage or die "$stage is not there: make stage\n";
	$image->tree($stage, sub {
		my ($path) = @_;
		return 1 if $over_peer && $path =~
			m{\.so\.4\.17|/lib/xen/|/sbin/xl$|^/etc/xen};
		return $path =~ m{^/boot|^/usr/include|^/usr/share/(?:man|doc)} ||
			$path =~ m{\.a$};
	});
}

# Debian's tools: the commands that the tests use, without the wrappers that
# look for the running version.
use constant PEER_COMMANDS => qw(xl xenstored xenconsoled xenconsole
	xen-init-dom0 libxl-save-helper xentop xenperf xen-hptool xenctx
	xenstore-control xentrace xenlockprof xencov xen-livepatch xenpm lsevtchn
	xen-cpuid);

sub add_peer {
	my ($image, $peer) = @_;
	my $root = $peer->{root};

	$image->file("usr/lib/xen-4.17/bin/$_", "$root/usr/lib/xen-4.17/bin/$_")
		for PEER_COMMANDS;
	$image->symlink("usr/sbin/$_", "/usr/lib/xen-4.17/bin/$_")
		for PEER_COMMANDS;
	$image->file("usr/$_", "$root/usr/$_") for qw(sbin/xenhypfs bin/xenalyze);
	$image->tree_at("$root/etc/xen", '/etc/xen');
	for my $name (glob("$root/usr/bin/xenstore*")) {
		$image->file('usr/bin/' . basename($name), $name, 0755)
			unless -l $name;
	}
}

# Programs, their plug-ins and data; libraries are added as they are needed.
sub add_extra {
	my ($image, $root) = @_;

	$image->tree($root, sub {
		my ($path, $full) = @_;
		return !-d $full && $path =~ m{\.so[.\d]*$} &&
			$path !~ m{/libvirt_driver_libxl\.so$} ||
			$path =~ m{/libvirt_(?:part|io)helper$|/virt-|lockd} ||
			$path =~ m{/(?:doc|man|locale|systemd|init\.d|apparmor\.d)(?:/|$)};
	});
}

# There is no init to ask: poweroff and reboot act at once.
sub end_commands {
	my ($image) = @_;
	for my $name (qw(poweroff reboot)) {
		$image->text("sbin/$name",
			"#!/bin/sh\nsync\nexec busybox $name -f\n", 0755);
		delete $image->{entries}{"bin/$name"};
	}
}

sub add_guest {
	my ($image, $peer) = @_;
	my $guest = Xenolith::Image->new;

	$guest->busybox($peer->{busybox});
	$guest->modules($peer->{modules}, GUEST_MODULES);
	$guest->file('init', "$here/domu/init", 0755);
	end_commands($guest);
	my $tmp = "/tmp/xenolith-guest.$$";
	$guest->write($tmp);
	$image->file('guest/initrd', $tmp);
	unlink $tmp;
	$image->file('guest/vmlinuz', $peer->{kernel});
}

1;
