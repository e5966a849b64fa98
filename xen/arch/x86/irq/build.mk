obj-y += apic.o ioapic.o irq.o msi.o physdev.o pirq.o vector.o
