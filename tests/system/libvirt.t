#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Debian's unmodified libvirt (driver libxl) on our hypervisor: a PV guest's
# life by virsh.  Fails if the driver refuses the host or a call of its kind
# goes wrong; HYPERVISOR=peer shows what it ought to be.  The CPU model is one
# that libvirt's own table of CPUs knows.
[ -e /lib/xt.sh ] || exec "$(dirname "$0")/boot" -q --tools peer --guest \
	--vmlinux --with libvirt --cpu Skylake-Client,-smap,-monitor \
	--mem 3072 --dom0-mem 1280 --name libvirt --timeout 900 --script "$0"
. /lib/xt.sh

export LIBVIRT_DEFAULT_URI=xen:///system

start_libvirt() {
	mkdir -p /etc/libvirt /var/lib/libvirt /var/log/libvirt /run/libvirt \
		/var/cache/libvirt
	cat >/etc/libvirt/libvirtd.conf <<-END
		auth_unix_ro = "none"
		auth_unix_rw = "none"
		host_uuid = "11111111-2222-3333-4444-555555555555"
		log_outputs = "2:file:/var/log/libvirt/libvirtd.log"
	END
	libvirtd -d --config /etc/libvirt/libvirtd.conf || return 1
	wait_for 60 virsh version && return
	tail -n 30 /var/log/libvirt/libvirtd.log /var/log/libvirt/libxl/*.log
	return 1
}

# xml NAME NUMBER: the guest of guest_cfg, as libvirt describes it.
xml() {
	guest_cfg "$1" "$2"
	cat >"/tmp/$1.xml" <<END
<domain type="xen">
  <name>$1</name>
  <memory unit="MiB">128</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch="x86_64" machine="xenpv">linux</type>
    <kernel>/guest/vmlinux</kernel>
    <initrd>/guest/initrd</initrd>
    <cmdline>$(sed -n 's/^extra = "\(.*\)"/\1/p' "/etc/xen/$1.cfg")</cmdline>
  </os>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <disk type="file" device="disk">
      <driver name="phy" type="raw"/>
      <source file="/var/tmp/$1.img"/>
      <target dev="xvda" bus="xen"/>
    </disk>
    <interface type="bridge">
      <mac address="00:16:3e:00:00:$(printf %02x "$2")"/>
      <source bridge="xenbr0"/>
    </interface>
    <console type="pty"><target type="xen"/></console>
  </devices>
</domain>
END
}

state_is() {
	now=$(virsh domstate "$1")
	echo "state: $now"
	[ "$now" = "$2" ]
}

# A failing command's reason is in the driver's log.
v() {
	virsh "$@" && return
	tail -n 12 /var/log/libvirt/libxl/libxl-driver.log
	return 1
}

ok "tools start" start_tools
ok "bridge" start_bridge
ok "libvirtd starts" start_libvirt
ok "capabilities name the host as Xen's" \
	sh -c 'virsh capabilities | grep -q "<os_type>xen</os_type>"'
ok "nodeinfo counts the CPUs" sh -c 'virsh nodeinfo | grep -q "CPU(s): *2$"'
xml g 2
ok "define" v define /tmp/g.xml
ok "start" v start g
ok "the guest is ready" wait_guest g ready 300
ok "it is listed as running" state_is g running
ok "dominfo" sh -c 'virsh dominfo g | tee /dev/stderr | grep -q "^Used memory: *131072 KiB"'
ok "dom0 pings it" ping -c 2 -W 5 10.0.0.2
ok "console" sh -c '{ sleep 2; echo; sleep 2; } |
	timeout 10 xenconsole "$(virsh domid g)" --interactive | grep -q "#"'
ok "suspend" v suspend g
ok "paused" state_is g paused
ok "resume" v resume g
ok "it answers" wait_for 20 ping -c 1 -W 2 10.0.0.2
ok "setmem" v setmem g 110M --live
ok "vcpupin" v vcpupin g 0 1
ok "save" v save g /var/tmp/g.save
ok "shut off" state_is g "shut off"
ok "restore" v restore /var/tmp/g.save
ok "running again" state_is g running
ok "and answers" wait_for 60 ping -c 1 -W 2 10.0.0.2
ok "reboot" v reboot g
ok "it comes back" wait_for 300 sh -c \
	'[ "$(grep -c "@guest ready" /var/log/xen/console/guest-g.log)" -ge 2 ]'
ok "destroy" v destroy g
ok "shut off" state_is g "shut off"
ok "undefine" v undefine g
ok "no nodes left" wait_for 20 no_nodes
done_testing
