# Which operations of the public interface work, from the tables in the source;
# tests/lint/status.t sees that the copy in the tree is the current one.
.PHONY: docs-status
docs-status: ## docs/abi/status.md anew, from the hypercall tables
	$(Q)$(PERL) docs/abi/status.pl >docs/abi/status.md
