# SPDX-License-Identifier: GPL-2.0-only
#
# The stock parts that the system tests run with and against: Debian's kernel,
# Debian's Xen 4.17 and its tools, busybox.  They are downloaded by apt-get and
# unpacked below the cache directory ($XENOLITH_CACHE, else build/cache); they
# are never installed on the build machine, whose boot files stay as they are.
package Xenolith::Peer;
use strict;
use warnings;
use Cwd 'abs_path';
use Fcntl ':flock';
use File::Path 'make_path';

# apt-get resolves these names; a library not named here is taken from the
# build machine if it is there, else Xenolith::Image says which one misses.
use constant PACKAGES => qw(
	linux-image-amd64 busybox-static bash util-linux libtinfo6
	xen-hypervisor-4.17-amd64 xen-utils-4.17 xen-utils-common
	xenstore-utils libxenmisc4.17 libxencall1 libxendevicemodel1
	libxenevtchn1 libxenforeignmemory1 libxengnttab1 libxenhypfs1
	libxenstore4 libxentoolcore1 libxentoollog1 libyajl2 libncurses6
	libnl-3-200 libnl-route-3-200 libuuid1 libfdt1 liblzo2-2 libzstd1
	libbz2-1.0 liblzma5 zlib1g libsmartcols1 libmount1 libblkid1
	libgcc-s1 libselinux1 libpcre2-8-0 libcap-ng0 libxml2 libicu72);

# More stock parts, for the tests that ask for them by name: extra().
use constant EXTRA => {
	libvirt => [qw(libvirt-daemon libvirt-daemon-driver-xen libvirt0
		libvirt-clients libacl1 libapparmor1 libaudit1 libbrotli1
		libcom-err2 libcurl3-gnutls libffi8 libglib2.0-0 libgmp10
		libgnutls30 libgssapi-krb5-2 libhogweed6 libidn2-0 libk5crypto3
		libkeyutils1 libkrb5-3 libkrb5support0 libldap-2.5-0 libnettle8
		libnghttp2-14 libnuma1 libp11-kit0 libpsl5 libreadline8
		librtmp1 libsasl2-2 libssh-4 libssh2-1 libssl3 libtasn1-6
		libtirpc3 libunistring2)],
};

# What of the kernel package is worth unpacking.
use constant KERNEL_PARTS => qw(./boot/vmlinuz-* ./boot/config-*
	./lib/modules/*/kernel/drivers/xen/* ./lib/modules/*/kernel/net/bridge/*.ko
	./lib/modules/*/kernel/net/802/* ./lib/modules/*/kernel/net/llc/*
	./lib/modules/*/kernel/drivers/block/*
	./lib/modules/*/kernel/drivers/net/xen-* ./lib/modules/*/kernel/drivers/net/tun.ko
	./lib/modules/*/kernel/lib/* ./lib/modules/*/kernel/crypto/*
	./lib/modules/*/kernel/arch/x86/crypto/*
	./lib/modules/*/kernel/fs/ext4/* ./lib/modules/*/kernel/fs/jbd2/*
	./lib/modules/*/kernel/fs/mbcache.ko
	./lib/modules/*/kernel/drivers/virtio/* ./lib/modules/*/kernel/drivers/net/virtio_net.ko
	./lib/modules/*/kernel/drivers/net/net_failover.ko
	./lib/modules/*/kernel/net/core/*);

# Drivers of real devices, added to an unpacked tree that lacks them.
use constant DRIVER_PARTS => map {"./lib/modules/*/kernel/$_"} qw(
	block/t10-pi.ko drivers/ata/ahci.ko drivers/ata/libahci.ko
	drivers/ata/libata.ko drivers/nvme/host/* drivers/nvme/common/*
	drivers/scsi/scsi_common.ko drivers/scsi/scsi_mod.ko
	drivers/scsi/sd_mod.ko drivers/net/ethernet/intel/e1000e/*);

sub cache_dir {
	my $dir = $ENV{XENOLITH_CACHE} // (($ENV{B} // 'build') . '/cache');
	make_path($dir);
	return abs_path($dir);
}

# get(PROGRESS): fetches and unpacks what is not there yet.  Returns a hash:
# root (unpacked tree), kernel, modules, xen (32-bit ELF), busybox.
sub get {
	my ($say) = @_;
	my $cache = cache_dir();
	my $root = "$cache/peer";

	open(my $lock, '>', "$cache/.lock") or die "$cache/.lock: $!\n";
	flock($lock, LOCK_EX);
	my $stamp = "$root/.unpacked";
	my $want = join(' ', PACKAGES, KERNEL_PARTS);
	if (!-e $stamp || slurp($stamp) ne $want) {
		$say->('fetching the stock kernel and Xen (once, 90 MB)');
		fetch("$cache/debs", PACKAGES);
		$say->('unpacking them');
		unpack_all("$cache/debs", $root);
		unpack_xen($root);
		spew($stamp, $want);
	}
	add_drivers("$cache/debs", $root);
	my ($kernel) = glob("$root/boot/vmlinuz-*");
	my ($modules) = glob("$root/lib/modules/*/kernel");
	my $vmlinux = "$root/boot/vmlinux";
	unpack_kernel($kernel, $vmlinux) unless -e $vmlinux;
	return {root => $root, kernel => $kernel, modules => $modules,
		vmlinux => $vmlinux,
		xen => "$root/boot/xen", busybox => "$root/bin/busybox"};
}

# extra(NAME, PROGRESS): the tree of that set of packages.
sub extra {
	my ($name, $say) = @_;
	my $packages = EXTRA->{$name} or die "no set of packages $name\n";
	my $dir = cache_dir() . "/$name";

	make_path($dir);
	open(my $lock, '>', "$dir/.lock") or die "$dir/.lock: $!\n";
	flock($lock, LOCK_EX);
	if (!-e "$dir/.unpacked" || slurp("$dir/.unpacked") ne "@$packages") {
		$say->("fetching $name (once)");
		fetch("$dir/debs", @$packages);
		unpack_all("$dir/debs", "$dir/root");
		spew("$dir/.unpacked", "@$packages");
	}
	return "$dir/root";
}

sub fetch {
	my ($debs, @wanted) = @_;
	make_path($debs);
	my @packages = map {$_ eq 'linux-image-amd64' ? kernel_package() : $_}
		@wanted;
	my @missing = grep {!glob("$debs/${_}_*.deb")} @packages;
	return unless @missing;
	my $log = `cd '$debs' && apt-get download @missing 2>&1`;
	if ($? != 0 && $> == 0) {
		system('apt-get update -q >/dev/null 2>&1');
		@missing = map {$_ =~ /^linux-image-/ ? kernel_package() : $_}
			@missing;
		$log = `cd '$debs' && apt-get download @missing 2>&1`;
	}
	die "apt-get download failed:\n$log" if $? != 0;
}

# linux-image-amd64 is empty and depends on the package with the kernel.
sub kernel_package {
	my $out = `apt-cache depends linux-image-amd64 2>/dev/null`;
	if ($out !~ /Depends: (linux-image-\S+)/ && $> == 0) {
		system('apt-get update -q >/dev/null 2>&1');
		$out = `apt-cache depends linux-image-amd64 2>/dev/null`;
	}
	$out =~ /Depends: (linux-image-\S+)/ or die
		"apt-cache knows no linux-image-amd64: run apt-get update\n";
	return $1;
}

sub unpack_all {
	my ($debs, $root) = @_;

	system('rm', '-rf', $root);
	make_path($root);
	for my $deb (glob("$debs/*.deb")) {
		my $filter = $deb =~ m{/linux-image-}
			? join(' ', '--wildcards', map {"'$_'"} KERNEL_PARTS)
			: "--exclude=./usr/share/doc --exclude=./usr/share/man "
			. "--exclude=./usr/share/locale";
		# tar complains of a pattern that matches nothing: harmless.
		system("dpkg-deb --fsys-tarfile '$deb' | " .
			"tar -x -C '$root' --no-same-owner $filter 2>/dev/null");
	}
}

sub unpack_xen {
	my ($root) = @_;

	system("gunzip -c '$root'/boot/xen-4.17-amd64.gz >'$root/boot/xen'")
		== 0 or die "cannot unpack Debian's Xen\n";
}

sub add_drivers {
	my ($debs, $root) = @_;
	my $stamp = "$root/.drivers";
	my $want = join(' ', DRIVER_PARTS);
	my ($deb) = glob("$debs/linux-image-*.deb");

	return if -e $stamp && slurp($stamp) eq $want;
	my $filter = join(' ', map {"'$_'"} DRIVER_PARTS);
	system("dpkg-deb --fsys-tarfile '$deb' | tar -x -C '$root' " .
		"--no-same-owner --wildcards $filter 2>/dev/null");
	spew($stamp, $want);
}

# The ELF image inside a bzImage, which xl takes too: it saves the tests the
# seconds that unpacking takes in an emulated dom0.  Debian's is XZ.
sub unpack_kernel {
	my ($bzimage, $elf) = @_;
	open(my $fh, '<:raw', $bzimage) or die "$bzimage: $!\n";
	local $/;
	my $image = <$fh>;
	my ($sects) = unpack('x497 C', $image);
	my ($offset, $length) = unpack('x584 L< L<', $image);
	my $from = ($sects + 1) * 512 + $offset;

	# The last four bytes are the length when unpacked.
	open(my $xz, '|-', "xz -dc --single-stream >'$elf.tmp'")
		or die "xz: $!\n";
	print $xz substr($image, $from, $length - 4);
	close($xz) or die "cannot unpack $bzimage\n";
	rename("$elf.tmp", $elf) or die "$elf: $!\n";
}

sub slurp {
	my ($path) = @_;
	open(my $fh, '<', $path) or die "$path: $!\n";
	local $/;
	return scalar <$fh>;
}

sub spew {
	my ($path, $text) = @_;
	open(my $fh, '>', $path) or die "$path: $!\n";
	print $fh $text;
	close($fh) or die "$path: $!\n";
}

1;
