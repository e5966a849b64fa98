# The x86-64 image: see xen/arch/x86/boot/xen.lds.S for its shape.

xen-cflags := $(xen-cflags-common) -ffreestanding -nostdinc -D_LIBC_LIMITS_H_ \
	-isystem $(shell $(CC) -print-file-name=include) \
	-fpie -fvisibility=hidden -mno-red-zone -mgeneral-regs-only -m64 \
	-fno-stack-protector -fno-asynchronous-unwind-tables -fcf-protection=none \
	-fno-jump-tables -mno-direct-extern-access \
	-Ixen/arch/x86/include

# What looks into all code but what it calls itself (common/debug).
xen-cflags-probes := $(if $(filter y,$(COVERAGE)),-fprofile-arcs -ftest-coverage \
	-fprofile-update=single) $(if $(filter y,$(UBSAN)),-fsanitize=undefined)
$(B)/xen/common/debug/coverage.o $(B)/xen/common/debug/ubsan.o: xen-cflags-probes :=

$(B)/xen/%.o: xen/%.c
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(xen-cflags) $(xen-cflags-probes) $(xen-version-flags) -MMD -MP -c -o $@ $<

$(B)/xen/%.o: xen/%.S
	$(call say,AS,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(xen-cflags) -D__ASSEMBLER__ -D__ASSEMBLY__ -MMD -MP -c -o $@ $<

$(B)/include/asm-offsets.h: xen/arch/x86/asm-offsets.c
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(xen-cflags) -MMD -MP -MT $@ -MF $(@:.h=.d) -S -o $(@:.h=.s) $<
	$(Q)sed -n 's/.*"==>\([A-Za-z0-9_]*\) \$$\{0,1\}\([-0-9]*\)".*/#define \1 \2/p' \
		$(@:.h=.s) > $@
-include $(B)/include/asm-offsets.d

$(patsubst %,$(B)/%,$(filter %.o,$(xen-objs))): $(B)/include/asm-offsets.h
$(B)/xen/arch/x86/asm-offsets.o: ;

$(B)/xen/arch/x86/boot/xen.lds: xen/arch/x86/boot/xen.lds.S xen/arch/x86/include/asm/layout.h
	@mkdir -p $(@D)
	$(Q)$(CC) -E -P -x assembler-with-cpp -D__ASSEMBLER__ -Ixen/arch/x86/include -o $@ $<

xen-link = $(LD) $(XEN_LDFLAGS) -nostdlib -static --build-id=sha1 --no-warn-rwx-segments \
	-z max-page-size=4096 -z noexecstack -T $(B)/xen/arch/x86/boot/xen.lds
xen-obj-files = $(addprefix $(B)/,$(xen-objs))

# The symbol table is part of the image: linked twice, the second time with
# the addresses that the first gave.
$(B)/boot/xen-syms: $(xen-obj-files) $(B)/xen/arch/x86/boot/xen.lds xen/arch/x86/boot/symbols.pl
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(PERL) xen/arch/x86/boot/symbols.pl </dev/null > $(B)/xen/symbols.0.S
	$(Q)$(CC) -c -o $(B)/xen/symbols.0.o $(B)/xen/symbols.0.S
	$(Q)$(xen-link) -o $@.0 $(xen-obj-files) $(B)/xen/symbols.0.o
	$(Q)$(NM) -n $@.0 | $(PERL) xen/arch/x86/boot/symbols.pl > $(B)/xen/symbols.1.S
	$(Q)$(CC) -c -o $(B)/xen/symbols.1.o $(B)/xen/symbols.1.S
	$(Q)$(xen-link) -o $@.1 $(xen-obj-files) $(B)/xen/symbols.1.o
	$(Q)$(NM) -n $@.1 | $(PERL) xen/arch/x86/boot/symbols.pl > $(B)/xen/symbols.2.S
	$(Q)$(CC) -c -o $(B)/xen/symbols.2.o $(B)/xen/symbols.2.S
	$(Q)$(xen-link) -o $@ $(xen-obj-files) $(B)/xen/symbols.2.o
	$(Q)rm -f $@.0 $@.1

# What loaders get: a 32-bit ELF with one segment at 2 MiB.
$(B)/boot/xen: $(B)/boot/xen-syms xen/arch/x86/boot/wrap.pl
	$(call say,WRAP,$@)
	$(Q)$(OBJCOPY) -O binary $< $(B)/xen/xen.bin
	$(Q)$(PERL) xen/arch/x86/boot/wrap.pl $(B)/xen/xen.bin \
		0x$$($(NM) $< | sed -n 's/ A start_pa$$//p;s/ [tT] start_pa$$//p') \
		0x$$($(NM) $< | sed -n 's/ [A-Za-z] _end$$//p') > $@

$(B)/boot/xen.gz: $(B)/boot/xen
	$(Q)gzip -9nc $< > $@

xen: $(B)/boot/xen $(B)/boot/xen.gz ## the hypervisor
