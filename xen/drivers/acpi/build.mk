# tables.o and aml.o are pure (unit-tested on the host).
obj-y += tables.o aml.o acpi.o
