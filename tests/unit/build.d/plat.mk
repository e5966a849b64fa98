# Host tests of the pure parts of platform code.
$(call unit,acpi_tables,drivers/acpi/test_tables.c ../../xen/drivers/acpi/tables.c ../../xen/drivers/acpi/aml.c)
$(call unit,x86_clock,arch/x86/time/test_clock.c ../../xen/arch/x86/time/steer.c ../../xen/arch/x86/time/epoch.c,-idirafter xen/arch/x86/include)
