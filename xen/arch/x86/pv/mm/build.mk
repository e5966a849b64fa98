# Page tables of PV guests.
obj-y += types.o access.o walk.o root.o domain.o descriptor.o
obj-y += mmu_update.o mmuext.o update_va.o replica.o log_dirty.o grant_map.o ptwr.o ptwr_decode.o
