# How the tests are built.  Each kind of test has its own fragment:
# tests/unit/build.mk, tests/guest/build.mk, ...
#
#   $(call unit,NAME,SOURCES)	a host test: SOURCES (below tests/unit) linked
#				with cmocka and the host build of lib + common

unit-tests :=
define unit-rule
unit-tests += $(B)/tests/unit/$(1)
$(B)/tests/unit/$(1): $(addprefix tests/unit/,$(2)) $(B)/host/libxen.a $(wildcard tests/unit/*.h)
	$$(call say,UNIT,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(HOSTCC) $$(host-cflags) -Itests/unit -o $$@ $$(filter %.c,$$^) $(B)/host/libxen.a -lcmocka $(3)
endef
unit = $(eval $(call unit-rule,$(strip $(1)),$(strip $(2)),$(strip $(3))))

$(foreach f,$(sort $(wildcard tests/*/build.mk tests/unit/build.d/*.mk)),$(eval include $(f)))
