# Locks.
obj-y += spinlock.o rwlock.o $(if $(filter y,$(DEBUG)),lockcheck.o,lockcheck_none.o)
