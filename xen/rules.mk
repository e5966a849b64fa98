# How the hypervisor is built.
#
# A directory's build.mk says `obj-y += file.o ...`; it is found by its name.
# xen/lib, xen/common and xen/drivers belong to every arch, xen/arch/$(ARCH)
# to one.  The same lib + common sources, compiled with xen/arch/host for the
# build machine, form $(B)/host/libxen.a for the unit tests and fuzzers.

xen-generic := xen/lib xen/common xen/drivers

# $(call xen-read,DIRS,VAR): append to VAR the objects that the fragments
# below DIRS name, with their directory.
define xen-read-one
obj-y :=
obj-n :=
include $(1)/build.mk
$(2) += $$(addprefix $(1)/,$$(obj-y))
endef
xen-read = $(foreach f,$(sort $(shell find $(1) -name build.mk)),\
	$(eval $(call xen-read-one,$(patsubst %/build.mk,%,$(f)),$(2))))

xen-objs :=
xen-host-objs :=
$(call xen-read,$(xen-generic) xen/arch/$(ARCH),xen-objs)
$(call xen-read,xen/lib xen/common xen/arch/host,xen-host-objs)
# On the build machine libc has these.
xen-host-objs := $(filter-out $(addprefix xen/lib/,$(lib-libc)),$(xen-host-objs))
# Messages of tests are the fake arch's, which need no serial port, and nobody
# gives them a command line or presses debug keys.
xen-host-objs := $(filter-out xen/common/boot/main.o xen/common/boot/param.o \
	$(addprefix xen/common/debug/,log.o console.o keyhandler.o dump.o gdb.o),\
	$(xen-host-objs))
# The fakes last: the linker takes the first member that has a symbol.
xen-host-objs := $(filter-out xen/arch/host/%,$(xen-host-objs)) \
	$(filter xen/arch/host/%,$(xen-host-objs))

xen-cflags-common := -std=gnu11 -g -O2 $(WARN) -fno-common \
	-fno-strict-aliasing -fwrapv -include xen/include/xen/compiler.h \
	-Ixen/include -D__XEN__ -I$(B)/include
ifeq ($(DEBUG),y)
# Locals begin as 0xfe...: what reaches a guest without having been set is
# seen there (tests/guest/canary).
xen-cflags-common += -DCONFIG_DEBUG -ftrivial-auto-var-init=pattern
endif
xen-cflags-common += -DCONFIG_PERFC=$(if $(filter y,$(PERFC)),1,0)

-include xen/arch/$(ARCH)/rules.mk

host-cflags := $(xen-cflags-common) -Ixen/arch/host/include \
	-fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer

$(B)/host/%.o: %.c
	$(call say,HOSTCC,$<)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(host-cflags) $(xen-version-flags) -MMD -MP -c -o $@ $<

$(B)/host/libxen.a: $(addprefix $(B)/host/,$(xen-host-objs))
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

-include $(patsubst %.o,$(B)/host/%.d,$(xen-host-objs))
-include $(patsubst %.o,$(B)/%.d,$(xen-objs))

xen-changeset := $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
$(B)/xen/common/boot/version.o $(B)/host/xen/common/boot/version.o: xen-version-flags = \
	-DXEN_EXTRAVERSION='"$(XENOLITH_EXTRA)"' \
	-DXEN_COMPILE_DATE='"$(shell date -u +%Y-%m-%d)"' \
	-DXEN_CHANGESET='"$(xen-changeset)"' \
	-DXEN_BUILD_CONFIG='"$(subst \n ,\n,$(foreach o,$(xen-options),CONFIG_$(o)=$($(o))\n))"'

# The build without its checks of itself (lock order, assertions), which is
# what is installed and measured: $(B)/release/boot.
.PHONY: xen-release
xen-release: ## the hypervisor without assertions, as it is installed
	$(Q)$(MAKE) --no-print-directory xen B=$(B)/release DEBUG=n
