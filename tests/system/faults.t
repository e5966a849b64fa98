#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# What comes from outside a program: NMIs of the chipset, machine checks, a
# CPU that hangs.  Each has its message; what can go on goes on, the rest ends
# the machine with a symbolised backtrace.  Fails if an entry path is wrong (the
# machine resets), if dom0 is not told, or if a hang goes unseen.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Time::HiRes 'sleep';
use Xenolith::Talk;

my $trace = qr/Call trace:\n(?:.*\n)*?\(XEN\).*\[<[0-9a-f]{16}>\] hang\+0x/;

sub start {
	my ($name, $args, @more) = @_;
	my $t = Xenolith::Talk->new(name => $name, xen_args => $args, @more);
	ok($t->expect(qr/^dom0 holds/m, 60), "$name: dom0 runs")
		or BAIL_OUT('no dom0');
	return $t;
}

# A machine whose CPU met two machine checks in the guest; none if one of them
# came when the hypervisor ran, which is rightly the end.
sub meet_guest {
	my $t = start('mce-guest', '', cpus => 1);
	my $at = $t->{at};

	for (1 .. 2) {
		sleep(0.3);
		$t->monitor('mce 0 3 0xbc00000000000000 0x5 0x1234000 0x77');
		return undef unless $t->expect(qr/Machine check on CPU 0, in (?:a guest|the hypervisor)/)
			&& $t->{match} =~ /a guest/;
		return undef unless $t->expect(qr/^dom0 got a machine check/m, 3);
	}
	$t->{at} = $at;
	return $t;
}

{
	my $t = start('nmi', '');
	$t->monitor('nmi');
	ok($t->expect(qr/NMI for unknown reason, dom0 is told/), 'a message');
	ok($t->expect(qr/^dom0 got an NMI, reason 4/m), 'dom0 got it');
	# CPU 1 in a guest or idle, CPU 0 alike.
	$t->monitor('nmi') for 1 .. 20;
	ok($t->expect(qr/^dom0 got an NMI/m), 'and more of them');
	$t->type("\x01" x 3 . 'n');
	ok($t->expect(qr/'n' pressed/) && $t->expect(qr/NMI for unknown/),
		'and one by debug key');
}
{
	# One CPU, which is in the guest nearly always, but for when it has just
	# said something: uncorrected, the processor's context is not corrupt.
	my $t = meet_guest() // meet_guest() // meet_guest() // meet_guest();
	ok($t, 'a machine check in a guest, and a second one') or BAIL_OUT('');
	ok($t->expect(qr/bank 3: bc00000000000000 \(uncorrected\) address 0000000001234000 misc 0000000000000077/),
		'its bank');
	ok($t->expect(qr/^dom0 got a machine check/m), 'dom0 is told');
}
{
	my $t = start('mce', 'noreboot');
	$t->monitor('mce 1 2 0xbe00000000000000 0x5 0xabc000 0x0');
	ok($t->expect(qr/Machine check on CPU 1/), 'a fatal machine check');
	ok($t->expect(qr/bank 2: be00000000000000 \(uncorrected, context corrupt\) address 0000000000abc000/),
		'its bank');
	ok($t->expect(qr/Fatal machine check/), 'is the end');
	ok($t->expect(qr/Manual reset required/), 'and the backtrace has an end');
}
{
	my $t = start('nmi-fatal', 'nmi=fatal noreboot');
	$t->monitor('nmi');
	ok($t->expect(qr/NMI for unknown reason$/m), 'nmi=fatal ends the machine');
}
{
	my $t = start('nmi-ignore', 'nmi=ignore');
	$t->monitor('nmi');
	unlike($t->rest(2), qr/NMI/, 'nmi=ignore does nothing');
	$t->type('z');
	ok($t->expect(qr/dom0 got 'z'/), 'and dom0 lives');
}
{
	my $t = start('watchdog', 'watchdog_timeout=2');
	like($t->{text}, qr/Watchdog: CPUs watch each other, 2 s/, 'is on');
	unlike($t->rest(4), qr/stuck/, 'nobody hangs');
	$t->type("\x01" x 3 . 'W');
	ok($t->expect(qr/CPU (\d+) is stuck: no timers for 2 s/, 20),
		'the hang is seen');
	ok($t->expect(qr/RIP: e008:.*\n.*\[<[0-9a-f]+>\] \w+\+0x/), 'where');
	ok($t->expect($trace), 'its backtrace');
	ok($t->expect(qr/Watchdog: CPU \d+ is stuck/), 'is the end');
	ok($t->gone(15), 'the machine restarts');
}
{
	my $t = start('watchdog-1', 'watchdog', cpus => 1);
	like($t->{text}, qr/Watchdog: off, there is no other CPU/,
		'one CPU is not watched, and says so');
}
done_testing;
