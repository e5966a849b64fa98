$(call prog,xenstored,sbin,main.o xen.o socket.o control.o request.o domain.o \
	ring.o watch.o conn.o daemon.o log.o quota.o transaction.o store.o \
	pathset.o merge.o tree.o children.o \
	record.o state.o journal.o update.o supervise.o,\
	xencall xenevtchn xengnttab xenforeignmemory xentoollog xentoolcore,)
