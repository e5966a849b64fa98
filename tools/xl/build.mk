tools-generated-xl := $(xenlight-gen)
$(call prog,xl,sbin,main.o commands.o help.o explain.o common.o xl_conf.o keys.o config.o specs.o \
	monitor.o cmd_create.o cmd_list.o cmd_control.o cmd_info.o cmd_vcpu.o \
	cmd_memory.o cmd_device.o cmd_sched.o \
	cmd_pool.o cmd_flask.o cmd_cpuid.o cmd_save.o cmd_restore.o \
	cmd_migrate.o cmd_migrate_receive.o image.o filter.o progress.o,\
	xlutil xenlight xentoollog,-lyajl -lz)

# The list of keys in xl.cfg(5) is that of the parser.
$(B)/man/xl.cfg.5: tools/xl/keys_man.pl tools/xl/keys.c docs/man/xl.cfg.5.in
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)$(PERL) $^ >$@

# Completion knows what the table of commands knows.
$(B)/completion/xl: $(prog-xl)
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)LD_LIBRARY_PATH=$(T)/lib $< help --completion >$@

tools: $(B)/man/xl.cfg.5 $(B)/completion/xl

install-files += \
	$(B)/man/xl.cfg.5:$(MANDIR)/man5/xl.cfg.5 \
	$(B)/completion/xl:$(PREFIX)/share/bash-completion/completions/xl \
	tools/xl/etc/xl.conf:$(ETCDIR)/xl.conf \
	tools/xl/etc/example.pv.cfg:$(ETCDIR)/example.pv.cfg \
	$(B)/include/_libxl_types.h:$(INCDIR)/_libxl_types.h \
	$(B)/include/_libxl_types_json.h:$(INCDIR)/_libxl_types_json.h
