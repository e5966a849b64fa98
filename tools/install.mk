# `make install DESTDIR=...`: where each thing goes.
#
# A program's INSTALLDIR (see tools/rules.mk) is sbin, bin or libexec, the last
# meaning $(LIBEXEC)/bin.  Other files are named by the fragment that has them:
#
#   install-files += SOURCE:DESTINATION[:MODE]
#
# with SOURCE from the top of the tree and an absolute DESTINATION.  A
# library's headers are all of its include/; manual pages are docs/man/*.[1-8].

instdir-sbin    := $(SBINDIR)
instdir-bin     := $(BINDIR)
instdir-libexec := $(LIBEXEC)/bin

INSTALL ?= install

define install-prog # PATH
	$(Q)$(INSTALL) -D -m 755 $(1) $(DESTDIR)$(or $(instdir-$(patsubst $(T)/%/,%,$(dir $(1)))),\
		$(error $(1): INSTALLDIR must be sbin, bin or libexec))/$(notdir $(1))

endef

define install-file # SOURCE DESTINATION [MODE]
	$(Q)$(INSTALL) -D -m $(or $(word 3,$(1)),644) $(word 1,$(1)) $(DESTDIR)$(word 2,$(1))

endef

man-pages = $(wildcard docs/man/*.[1-8])

.PHONY: install install-xen install-tools stage
install: install-xen install-tools ## lay everything out below DESTDIR

install-xen: xen-release ## the hypervisor only
	$(call say,INSTALL,$(DESTDIR)/boot)
	$(Q)for f in xen xen.gz xen-syms; do \
		$(INSTALL) -D -m 644 $(B)/release/boot/$$f $(DESTDIR)/boot/$$f || exit; \
	done

install-tools: tools ## the libraries, daemons, commands, headers, manuals
	$(call say,INSTALL,$(DESTDIR)/)
	$(Q)$(INSTALL) -d $(addprefix $(DESTDIR),$(LIBDIR) $(SBINDIR) $(BINDIR) \
		$(INCDIR)/xen $(MANDIR) $(LIBEXEC)/bin $(ETCDIR)/scripts \
		/var/lib/xen /var/log/xen)
	$(Q)for f in $(tools-libs); do \
		cp -P $${f%.so.*}.so* $(DESTDIR)$(LIBDIR)/ || exit; \
	done
	$(Q)for d in $(wildcard $(foreach f,$(tools-dirs),$(f)/include)); do \
		(cd $$d && find . -name '*.h' -exec $(INSTALL) -D -m 644 {} \
		$(abspath $(DESTDIR))$(INCDIR)/{} \;) || exit; \
	done
	$(Q)cd xen/include/public && find . -name '*.h' -exec $(INSTALL) -D -m 644 {} \
		$(abspath $(DESTDIR))$(INCDIR)/xen/{} \;
	$(foreach p,$(tools-progs),$(call install-prog,$(p)))
	$(foreach f,$(install-files),$(call install-file,$(subst :, ,$(f))))
	$(foreach m,$(man-pages),$(call install-file,$(m) $(MANDIR)/man$(subst .,,$(suffix $(m)))/$(notdir $(m))))

stage: ## install the tools into build/stage, from where the tests take them
	$(Q)rm -rf $(B)/stage
	$(Q)$(MAKE) --no-print-directory install-tools DESTDIR=$(B)/stage
