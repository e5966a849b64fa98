# Host tests of the pure parts of platform code.
$(call unit,acpi_tables,drivers/acpi/test_tables.c ../../xen/drivers/acpi/tables.c ../../xen/drivers/acpi/aml.c)
$(call unit,x86_clock,arch/x86/time/test_clock.c ../../xen/arch/x86/time/steer.c ../../xen/arch/x86/time/epoch.c,-idirafter xen/arch/x86/include)
$(call unit,x86_e820,arch/x86/boot/test_e820.c ../../xen/arch/x86/boot/e820.c ../../xen/arch/x86/boot/efi_map.c,-idirafter xen/arch/x86/include)
# This one compiles what it tests itself, for the static state.
$(call unit,x86_numa,arch/x86/acpi/test_numa.c,-idirafter xen/arch/x86/include)
$(B)/tests/unit/x86_numa: $(B)/tests/unit/x86_numa.stamp
$(B)/tests/unit/x86_numa.stamp: xen/arch/x86/acpi/numa.c xen/arch/x86/mm/numa.c
	@mkdir -p $(@D)
	@touch $@
# So does this one.
$(call unit,char_ns16550,drivers/char/test_ns16550.c)
$(B)/tests/unit/char_ns16550: $(B)/tests/unit/char_ns16550.stamp
$(B)/tests/unit/char_ns16550.stamp: xen/drivers/char/ns16550.c
	@mkdir -p $(@D)
	@touch $@
$(call unit,video_text_screen,drivers/video/test_text_screen.c ../../xen/drivers/video/text_screen.c)
