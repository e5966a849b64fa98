# Documents.  Manual pages that are kept as text are installed by
# tools/install.mk; what is generated from the code's own tables is made here
# by fragments docs/*/build.mk.

$(foreach f,$(sort $(wildcard docs/*/build.mk)),$(eval include $(f)))
