# Timers.
obj-y += timer.o
