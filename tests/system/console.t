#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# The hypervisor's console: input between it and dom0, debug keys, what guests
# may provoke, time stamps, a UART on a PCI card, sixty-four CPUs and fewer, W^X.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Time::HiRes qw(time sleep);
use Xenolith::Talk;

sub start {
	my ($name, $args, @more) = @_;
	my $t = Xenolith::Talk->new(name => $name, xen_args => $args, @more);
	ok($t->expect(qr/^dom0 holds/m, 90), "$name: dom0 runs")
		or BAIL_OUT('no dom0');
	return $t;
}

# What stands on a VGA's 80x25 text screen.
sub screen_text {
	my ($t) = @_;
	my $file = "/tmp/xenolith-screen.$$";

	$t->monitor("pmemsave 0xb8000 4000 \"$file\"");
	for (1 .. 100) {
		last if (-s $file // 0) == 4000;
		sleep 0.1;
	}
	open(my $fh, '<:raw', $file) or return '';
	local $/;
	my @cells = unpack('v*', <$fh>);
	unlink $file;
	return join('', map {chr($_ & 0x7f)} @cells) =~ s/(.{80})/$1\n/gr;
}

{
	my $t = start('input', 'conswitch=b');
	$t->type('q');
	ok($t->expect(qr/^dom0 got 'q'/m), 'input goes to dom0');
	$t->type("\x02\x02w");
	ok($t->expect(qr/^dom0 got '\x02'/m) && $t->expect(qr/^dom0 got 'w'/m),
		'two Ctrl-b are dom0\'s');
	$t->type("\x02" x 3);
	ok($t->expect(qr/input to Xen \(type 'CTRL-b'/), 'three switch');
	$t->type('h');
	ok($t->expect(qr/'h' pressed/), 'a debug key');
	my $help = $t->rest(1);
	like($help, qr/  $_  \S/, "help names $_") for qw(d e g h i n r u R);
	unlike($help, qr/dom0 got/, 'dom0 does not see it');
	$t->type('u');
	ok($t->expect(qr/Node 0: \d+ MiB free, distances 10, CPUs 0 1$/m),
		'NUMA node by key');
	$t->type("\x02" x 3);
	ok($t->expect(qr/input to DOM0/), 'and back');
	# What a guest provokes: ten at once, two a second.
	my $from = time;
	$t->type('m');
	my $text = $t->rest(3);
	my $told = () = $text =~ /unknown MSR 0x1234 read/g;
	my $most = 10 + 2 * (time - $from) + 1;
	cmp_ok($told, '>=', 5, 'messages of guests come');
	cmp_ok($told, '<=', $most, "but $told of 200");
	$t->type('m');
	ok($t->expect(qr/(\d+) guest messages dropped/), 'the rest are counted');
	$t->type('x');
	ok($t->gone(10), 'power off');
}

my %stamp = (none => qr/\(XEN\) Xenolith is up/,
	boot => qr/\(XEN\) \[ +\d+\.\d{6}\] Xenolith is up/,
	raw => qr/\(XEN\) \[[0-9a-f]{16}\] Xenolith is up/,
	date => qr/\(XEN\) \[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\] Xenolith is up/,
	datems => qr/\(XEN\) \[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\] Xenolith is up/);
for my $mode (sort keys %stamp) {
	my $t = start("stamps-$mode", "console_timestamps=$mode",
		qemu_args => ['-rtc', 'base=2031-02-03T04:05:06']);
	like($t->{text}, $stamp{$mode}, "console_timestamps=$mode");
	like($t->{text}, qr/\[2031-02-03 04:05:[01]\d/, 'the RTC\'s time')
		if $mode eq 'date';
}
{
	my $t = start('pci', 'com1=115200,8n1,pci', serial => 'none',
		qemu_args => ['-device', 'pci-serial,chardev=con']);
	$t->type("\x01" x 3 . 'h');
	ok($t->expect(qr/Debug keys:/), 'a PCI card, input as well');
}
{
	my $t = start('pc-pci', 'com1=dev=pci,baud=115200', serial => 'none',
		machine => 'pc',
		qemu_args => ['-device', 'pci-serial-2x,chardev1=con']);
	$t->type('k');
	ok($t->expect(qr/^dom0 got 'k'/m), 'one of two on a card, i440fx');
}
{
	my $t = start('cpus', '', cpus => 64, mem => 512);
	like($t->{text}, qr/SMP: 64 CPUs online/, '64 CPUs');
	like($t->{text}, qr/Xenolith is up: 64 CPUs/, 'all of them up');
	$t->type("\x01" x 3 . 'u');
	ok($t->expect(qr/CPUs 0 1 .* 62 63$/m), 'counted one by one');
}
{
	my $t = start('rights', '', cpu => 'max,-monitor');
	like($t->{text}, qr/CPU protection: NX SMEP SMAP UMIP/, 'protection');
	like($t->{text}, qr/Rights: nothing is writable and executable; the image is at 0xf[0-9a-f]{6}$/m,
		'W^X, guard pages, the image at the top of memory');
}
{
	my $t = start('screen', 'console=com1,vga vga=text-80x25,keep',
		qemu_args => ['-vga', 'std']);
	$t->type("\x01" x 3 . 'h');
	ok($t->expect(qr/Debug keys:/), 'a screen: help is asked for');
	$t->rest(2);
	like(screen_text($t), qr/^\(XEN\) \[ *[\d.]+\]   \w  \w+/m,
		'the screen has what the line has: vga=keep');
}
{
	my $t = start('screen-left', 'console=com1,vga',
		qemu_args => ['-vga', 'std']);
	my $text = screen_text($t);
	like($text, qr/SMP: 2 CPUs online/, 'by default it has the boot');
	unlike($text, qr/Serial input to DOM0/, 'and is then left to dom0');
}
{
	my $t = start('maxcpus', 'maxcpus=3', cpus => 6);
	like($t->{text}, qr/SMP: 3 CPUs are left out/, 'maxcpus leaves three');
	like($t->{text}, qr/Xenolith is up: 3 CPUs/, 'and takes three');
}
{
	my $t = start('keys', 'crash-debug-panic=mq+t tbuf_size=4 noreboot');
	like($t->{text}, qr/Trace buffers: 4 pages for each CPU/, 'tbuf_size=');
	my %shows = (0 => qr/d0v0.*\n.*RIP: /, a => qr/CPU 1: \d+ timers/,
		m => qr/pages of RAM/, q => qr/d0: PV control.*\n.* handle /,
		t => qr/CPU 1: system time \d+ ns/, w => qr/End of the log/);
	$t->type("\x01" x 3);
	for my $key (sort keys %shows) {
		$t->type($key);
		ok($t->expect($shows{$key}), "key $key");
	}
	$t->type('*');
	ok($t->expect(qr/'\*' pressed/) && $t->expect(qr/d0v0/) &&
		$t->expect(qr/NUMA/), 'all of them by one');
	$t->type('em');
	ok($t->expect(qr/pages of RAM/) || $t->expect(qr/Event channels/),
		'two long ones at once');
	$t->rest(1);
	# Two steps from "all": informational messages are not shown.
	$t->type('--');
	ok($t->expect(qr/shown up to: warning/), 'less of the log');
	$t->{at} = length $t->{text};
	$t->type('h');
	unlike($t->rest(1), qr/Debug keys/, 'the key tells nothing');
	$t->type('++h');
	ok($t->expect(qr/Debug keys/), 'and more');
	$t->type('C');
	ok($t->expect(qr/Crash by debug key/), 'a panic by key');
	ok($t->expect(qr/pages of RAM/) && $t->expect(qr/d0: PV control/) &&
		$t->expect(qr/system time/), 'runs the keys of crash-debug-panic=');
	ok($t->expect(qr/Manual reset required/), 'and ends');
}
{
	# An ELF file for 32 bits is no dom0: the log says so, and what to take.
	my $kernel = "/tmp/xenolith-elf32.$$";
	open(my $fh, '>:raw', $kernel) or die "$kernel: $!\n";
	print $fh "\x7fELF\x01\x01\x01" . "\0" x 505;
	close($fh);
	my $t = Xenolith::Talk->new(name => 'elf32', kernel => $kernel);
	ok($t->expect(qr/Dom0: the kernel is one for 32 bits: .* take an x86-64 kernel/, 60),
		'a 32-bit dom0 is refused by name');
	ok($t->expect(qr/Dom0 can't be built/), 'and that is the end');
	unlink $kernel;
}
done_testing;
