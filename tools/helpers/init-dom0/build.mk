$(call prog,xen-init-dom0,libexec,main.o,xenctrl xenstore xentoollog,)
