# Locks.
obj-y += spinlock.o rwlock.o lockcheck.o
