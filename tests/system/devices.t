#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Devices with dom0's own drivers, one for each way to interrupt: NVMe (MSI-X,
# a vector for each CPU), AHCI (MSI), virtio without vectors (a level-triggered
# IOAPIC pin).  What is read is what was on the disk, what is written is there
# when read past the cache, counts grow on the CPU that Linux chose.  Fails if
# a message is misaddressed, a vector is lost, or an EOI is missed.
here=$(dirname "$0")
if [ ! -e /lib/xt.sh ]; then
	dir=$(mktemp -d)
	trap 'rm -rf "$dir"' EXIT
	for disk in nvme ahci virtio; do
		head -c 8388608 /dev/urandom >"$dir/$disk"
		(cd "$dir" && sha256sum "$disk") >>"$dir/sums"
	done
	"$here/boot" -q --name devices --tools none --timeout 240 --cpus 2 \
		--module nvme --module ahci --module sd_mod \
		--module virtio_pci --module virtio_blk \
		--add "$dir/sums:/sums" --script "$0" \
		--qemu-arg=-drive \
		--qemu-arg="if=none,id=d0,format=raw,file=$dir/nvme" \
		--qemu-arg=-device --qemu-arg=nvme,drive=d0,serial=1 \
		--qemu-arg=-drive \
		--qemu-arg="if=none,id=d1,format=raw,file=$dir/ahci" \
		--qemu-arg=-device --qemu-arg=ide-hd,drive=d1 \
		--qemu-arg=-drive \
		--qemu-arg="if=none,id=d2,format=raw,file=$dir/virtio" \
		--qemu-arg=-device \
		--qemu-arg=virtio-blk-pci,drive=d2,vectors=0
	exit
fi
. /lib/xt.sh

# count PATTERN [CPU]: interrupts so far of the lines that match.
count() {
	grep -E -e "$1" /proc/interrupts | awk -v cpu="$2" '
		{ n += cpu == "" ? $2 + $3 : $(cpu + 2) } END { print n + 0 }'
}

# lines PATTERN: how many interrupts there are of a kind.
lines() {
	grep -cE -e "$1" /proc/interrupts
}

at_least() {
	grep pirq /proc/interrupts
	[ "$1" -ge "$2" ]
}

# reads DISK DEVICE PATTERN: the sum is right and interrupts told of it.
reads() {
	before=$(count "$3")
	want=$(sed -n "s/ *$1//p" /sums)
	got=$(dd if="$2" bs=64k iflag=direct 2>/dev/null | sha256sum | cut -c 1-64)
	after=$(count "$3")
	echo "want $want got $got; $before interrupts, then $after"
	[ "$want" = "$got" ] && [ $((after - before)) -ge 20 ]
}

writes() {
	dd if=/dev/urandom of=/tmp/data bs=64k count=32 2>/dev/null
	dd if=/tmp/data of="$1" bs=64k seek=7 oflag=direct 2>/dev/null
	dd if="$1" bs=64k skip=7 count=32 iflag=direct 2>/dev/null |
		cmp - /tmp/data
}

# moves DEVICE PATTERN CPU: with that affinity, only that CPU is interrupted.
moves() {
	irq=$(grep -E -e "$2" /proc/interrupts | head -n 1 | sed 's/:.*//; s/ //g')
	echo $((1 << $3)) >"/proc/irq/$irq/smp_affinity" || return 1
	here=$(count "$2" "$3") there=$(count "$2" $((1 - $3)))
	dd if="$1" of=/dev/null bs=64k iflag=direct 2>/dev/null
	here=$(($(count "$2" "$3") - here))
	there=$(($(count "$2" $((1 - $3))) - there))
	echo "irq $irq to CPU $3: $here there, $there elsewhere"
	[ $here -ge 20 ] && [ $there -le 2 ]
}

# Not there before its interrupts work: the drivers identify the disks by them.
ok "NVMe disk" wait_for 20 [ -b /dev/nvme0n1 ]
ok "AHCI disk" wait_for 20 [ -b /dev/sda ]
ok "virtio disk" wait_for 20 [ -b /dev/vda ]
nvme='-msi-x .*nvme0q[1-9]' ahci='-msi .*ahci' virtio='-ioapic-level .*virtio'
ok "MSI-X: a vector for each CPU" at_least "$(lines "$nvme")" 2
ok "MSI" at_least "$(lines "$ahci")" 1
ok "a level-triggered pin" at_least "$(lines "$virtio")" 1
ok "NVMe reads" reads nvme /dev/nvme0n1 "$nvme"
ok "AHCI reads" reads ahci /dev/sda "$ahci"
ok "virtio reads" reads virtio /dev/vda "$virtio"
ok "NVMe writes" writes /dev/nvme0n1
ok "AHCI writes" writes /dev/sda
ok "virtio writes" writes /dev/vda
ok "MSI moves to CPU 1" moves /dev/sda "$ahci" 1
ok "MSI moves to CPU 0" moves /dev/sda "$ahci" 0
ok "the pin moves to CPU 1" moves /dev/vda "$virtio" 1
ok "the pin moves to CPU 0" moves /dev/vda "$virtio" 0
# Ends and makes the MSI-X entries anew.
rebind() {
	dev=$(basename "$(readlink -f /sys/block/nvme0n1/device/device)")
	echo "$dev" >/sys/bus/pci/drivers/nvme/unbind
	[ "$(lines nvme)" = 0 ] || return 1
	echo "$dev" >/sys/bus/pci/drivers/nvme/bind
	wait_for 20 [ -b /dev/nvme0n1 ]
}
ok "unbind and bind" rebind
ok "NVMe reads again" dd if=/dev/nvme0n1 of=/dev/null bs=64k iflag=direct
done_testing
