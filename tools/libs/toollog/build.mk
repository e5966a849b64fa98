$(call lib,xentoollog,1.0,logger.o stdiostream.o,,)
