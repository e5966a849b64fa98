# steer.o and epoch.o are pure (unit-tested on the host).
obj-y += clock.o epoch.o lapic_timer.o pvclock.o rtc.o source.o steer.o vtsc.o
