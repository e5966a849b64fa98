obj-y += table.o send.o virq.o bind.o close.o status.o
obj-y += event_2l.o event_fifo.o fifo_control.o hypercall.o dump.o
