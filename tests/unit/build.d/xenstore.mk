# Host tests of the daemons' pure parts.
xsd-core := $(addprefix tools/xenstored/,tree.c children.c merge.c)
xsd-store := $(xsd-core) $(addprefix tools/xenstored/,store.c transaction.c \
	pathset.c quota.c record.c log.c)
xsd-wire := $(xsd-store) $(addprefix tools/xenstored/,conn.c watch.c request.c \
	control.c domain.c ring.c daemon.c socket.c state.c journal.c update.c)
xsd-wrap := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=strndup

$(call tool-unit,xsd_tree,tools/xenstored/test_tree.c,$(xsd-core),\
	tools/xenstored)
$(call tool-unit,xsd_transaction,tools/xenstored/test_transaction.c,\
	$(xsd-store),tools/xenstored)
$(call tool-unit,xsd_nomem,tools/xenstored/test_nomem.c,$(xsd-store),\
	tools/xenstored,$(xsd-wrap))
$(call tool-unit,xsd_wire,tools/xenstored/test_wire.c,$(xsd-wire),\
	tools/xenstored)
$(call tool-unit,xsd_domain,tools/xenstored/test_domain.c,$(xsd-wire),\
	tools/xenstored)
$(call tool-unit,consoled,tools/xenconsoled/test_console.c,\
	$(addprefix tools/xenconsoled/,ring.c textbuf.c logfile.c),\
	tools/xenconsoled)
$(call tool-unit,toollog,tools/libs/toollog/test_toollog.c,\
	$(addprefix tools/libs/toollog/,logger.c stdiostream.c) \
	tools/libs/toolcore/active.c,$(tool-incs))
$(call tool-unit,xsd_state,tools/xenstored/test_state.c,$(xsd-wire),\
	tools/xenstored)
# Their corpora: tests/fuzz/corpus/NAME.
$(call tool-unit,fuzz_xsd_wire,../fuzz/xsd_wire.c ../fuzz/driver.c,$(xsd-wire),\
	tools/xenstored)
$(call tool-unit,fuzz_xsd_state,../fuzz/xsd_state.c ../fuzz/driver.c,\
	$(xsd-wire),tools/xenstored)
