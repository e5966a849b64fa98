# Xenolith: one non-recursive make.  Every directory with something to build
# has a `build.mk`; the rules that they use stand in {xen,tools,tests}/rules.mk.
# Everything that is made goes under $(B).

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules --no-builtin-variables

include Config.mk

.PHONY: all xen tools clean help
all: xen tools ## build the hypervisor and the tools

include xen/rules.mk
include tools/rules.mk
include tools/install.mk
include tests/rules.mk
include tests/check.mk
-include docs/rules.mk

clean: ## remove everything that was built
	rm -rf $(B)

help: ## list the targets
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | \
		sort -u | expand -t 18
