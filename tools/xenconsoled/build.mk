$(call prog,xenconsoled,sbin,main.o guests.o console.o ring.o textbuf.o \
	logfile.o tty.o hvlog.o,\
	xenstore xenctrl xenevtchn xengnttab xenforeignmemory xentoollog xentoolcore,)
