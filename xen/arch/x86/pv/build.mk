obj-y += bounce.o hypercall_page.o callback.o debugreg.o emul_priv.o iret.o segment.o
