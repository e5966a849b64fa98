# The public headers and libxl's types against libxen-dev's
# (XEN_REF_INCLUDE), as TAP.

.PHONY: abi-test
abi-test: ## compare the public headers with the reference's
	$(Q)tests/abi/abi.t
	$(Q)tests/abi/behave.t
	$(Q)tests/abi/libxl.t
