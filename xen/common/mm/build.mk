# Page frames, the heap, small objects, pages of domains, XENMEM.
obj-y += page_list.o heap.o slab.o domain_page.o
obj-y += memory_op.o reservation.o exchange.o
