# How the tools are built.
#
# A directory's build.mk calls
#
#   $(call lib,NAME,SOVERSION,OBJS,USES,SYSLIBS)
#	lib/NAME.so.SOVERSION from OBJS, whose symbols are limited by the
#	version script NAME.map beside it (if there is one).  The SONAME has
#	the major number, or the whole version where it is that of the release.
#	Public headers stand in the directory's include/.
#   $(call prog,NAME,INSTALLDIR,OBJS,USES,SYSLIBS)
#	a program.
#
# with `d` set to the directory.  USES names our own libraries without "lib";
# their include/ directories and their -l come from it, transitively only for
# the linker.  Who may use whom is data: tools/libs/deps.mk, checked by lint.

tools-cflags := -std=gnu11 -g -O2 $(WARN) -fPIC -D_GNU_SOURCE -fvisibility=hidden \
	-fstack-protector-strong -D_FORTIFY_SOURCE=2 -I$(B)/include
T := $(B)/tools

# Installed as xen/*.h, as on any Xen system.
$(B)/include/xen:
	@mkdir -p $(@D)
	$(Q)ln -sfn $(CURDIR)/xen/include/public $@

tools-libs :=
tools-progs :=

define tools-objs # NAME,OBJS,USES: per-directory compile rules
$(foreach o,$(2),$(T)/$(d)/$(o)): tools-inc := -I$(d) $(addprefix -I,$(wildcard $(d)/include)) $(foreach u,$(3),-I$(dir-$(u))/include)
$(foreach o,$(2),$(T)/$(d)/$(o)): | $(B)/include/xen $(tools-generated-$(1))
-include $(patsubst %.o,$(T)/$(d)/%.d,$(2))
endef

define lib-rule
dir-$(1) := $(d)
so-$(1) := $(T)/lib/lib$(1).so.$(2)
soname-$(1) := lib$(1).so.$(if $(filter 4.17%,$(2)),4.17,$(firstword $(subst ., ,$(2))))
tools-libs += $$(so-$(1))
$(call tools-objs,$(1),$(3),$(4))
$$(so-$(1)): $(foreach o,$(3),$(T)/$(d)/$(o)) $(wildcard $(d)/lib$(1).map) $(foreach u,$(4),$$(so-$(u)))
	$$(call say,LD,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(CC) -shared -Wl,-soname,$$(soname-$(1)) -Wl,-z,defs -Wl,-z,relro,-z,now \
		-Wl,-Bsymbolic-functions \
		$(addprefix -Wl$(comma)--version-script=,$(wildcard $(d)/lib$(1).map)) \
		-o $$@ $$(filter %.o,$$^) -L$$(@D) -Wl,-rpath-link,$$(@D) $(addprefix -l,$(4)) $(5)
	@ln -sf $$(@F) $$(@D)/$$(soname-$(1)) && ln -sf $$(@F) $$(@D)/lib$(1).so
endef

define prog-rule
prog-$(1) := $(T)/$(2)/$(1)
tools-progs += $$(prog-$(1))
$(call tools-objs,$(1),$(3),$(4))
$$(prog-$(1)): $(foreach o,$(3),$(T)/$(d)/$(o)) $(foreach u,$(4),$$(so-$(u)))
	$$(call say,LD,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(CC) -pie -Wl,-z,relro,-z,now -o $$@ $$(filter %.o,$$^) -L$(T)/lib \
		-Wl,-rpath-link,$(T)/lib $(addprefix -l,$(4)) $(5)
endef

comma := ,
lib  = $(eval $(call lib-rule,$(strip $(1)),$(strip $(2)),$(strip $(3)),$(strip $(4)),$(strip $(5))))
prog = $(eval $(call prog-rule,$(strip $(1)),$(strip $(2)),$(strip $(3)),$(strip $(4)),$(strip $(5))))

$(T)/%.o: %.c
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(tools-cflags) $(tools-inc) $(CFLAGS) -MMD -MP -c -o $@ $<

# Libraries first, in the order of tools/libs/deps.mk; then everything else.
-include tools/libs/deps.mk
tools-dirs := $(addprefix tools/libs/,$(lib-order)) \
	$(filter-out tools/libs/%,$(patsubst %/build.mk,%,$(sort $(shell find tools -name build.mk))))
define tools-read-one
d := $(1)
include $(1)/build.mk
endef
$(foreach d_,$(tools-dirs),$(if $(wildcard $(d_)/build.mk),$(eval $(call tools-read-one,$(d_)))))

tools: $(tools-libs) $(tools-progs) ## build the libraries, daemons and commands
