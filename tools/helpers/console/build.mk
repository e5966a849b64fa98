$(call prog,xenconsole,libexec,main.o,xenstore,)
