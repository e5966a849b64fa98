$(call prog,xenstore,bin,main.o value.o cmd_node.o cmd_ls.o cmd_chmod.o \
	cmd_watch.o cmd_control.o,xenstore xentoolcore,)

# Its other names.
xenstore-names := chmod control exists list ls read rm watch write
xenstore-links := $(addprefix $(T)/bin/xenstore-,$(xenstore-names))
tools-progs += $(xenstore-links)
$(xenstore-links): $(prog-xenstore)
	@ln -sf xenstore $@
