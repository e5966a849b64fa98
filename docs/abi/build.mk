# Which operations of the public interface work, from the tables in the source.
docs-status: $(B)/docs/abi/status.md
.PHONY: docs-status
$(B)/docs/abi/status.md: docs/abi/status.pl xen/arch/x86/hypercall.c \
		$(wildcard xen/common/control/*ctl.c xen/arch/x86/control/*.c)
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)$(PERL) $< > $@
