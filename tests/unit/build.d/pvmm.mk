# Host tests of xen/common/mm and of the PV page-type engine.
$(call unit,common_heap,common/mm/test_heap.c)
# The engine is x86's, its world the test's: asm/mm.h and asm/pv_env.h there.
$(call unit,pv_types,arch/x86/pv/mm/test_types.c $(addprefix ../../xen/arch/x86/pv/mm/,types.c replica.c),\
	-Itests/unit/arch/x86/pv/mm -Ixen/arch/x86/include)
$(call unit,pv_ptwr,arch/x86/pv/mm/test_ptwr.c ../../xen/arch/x86/pv/mm/ptwr_decode.c,\
	-Ixen/arch/x86/include)
$(call unit,pv_access,arch/x86/pv/mm/test_access.c ../../xen/arch/x86/pv/mm/access.c,\
	-Itests/unit/arch/x86/pv/mm -Ixen/arch/x86/include)
