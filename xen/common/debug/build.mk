obj-y += log.o console.o keyhandler.o perfc.o
