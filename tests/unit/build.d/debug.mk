# Host tests of the hypervisor's parts for who looks into it.
comma := ,
$(call unit,hypfs,common/hypfs/test_hypfs.c,-Wl$(comma)--defsym=__stop_params=__start_params+96)
$(call unit,debug_trace,common/debug/test_trace.c)
$(call unit,debug_log_options,common/debug/test_log_options.c)
$(call unit,debug_gdb,common/debug/test_gdb.c)
$(call unit,kexec_image,common/kexec/test_image.c)
