obj-y += log.o log_level.o log_stamp.o console.o keyhandler.o trace.o dump.o gdb.o
obj-y += $(if $(filter y,$(COVERAGE)),coverage.o,coverage_none.o)
obj-$(UBSAN) += ubsan.o
obj-y += $(if $(filter y,$(PERFC)),perfc.o,perfc_none.o)
