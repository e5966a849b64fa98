# Another kernel in the machine's place.
obj-y += area.o image.o notes.o hypercall.o
