# The fake arch of the unit tests.  Objects named fake_*.o stand in for parts
# of common/ or arch/ that a test does not link: all their symbols are weak,
# and one object stands for one part, so that the real one wins as a whole.
obj-y += cpu.o smp.o time.o memory.o log.o guest_copy.o domain.o params.o kexec.o
obj-y += fake_heap.o fake_slab.o fake_event.o fake_grant.o fake_pirq.o
