/* asm/pv_env.h of the page-type engine's test: answered by test_types.c. */
#ifndef ASM_PV_ENV_H
#define ASM_PV_ENV_H

#include <xen/domain.h>
#include <asm/mm.h>

uint16_t pv_env_stamp(void);
void pv_env_flush(const struct domain *d, uint16_t stamp);
bool pv_env_preempt(void);
struct spinlock *pv_env_lock(struct domain *d);
bool pv_env_iomem(const struct domain *d, unsigned long mfn);
bool pv_env_cache_bits(const struct domain *d);
bool pv_env_is_io(const struct domain *d);
bool pv_env_alive(const struct domain *d);
void pv_env_fill_l4(struct domain *d, uint64_t *l4);
void pv_env_drop_ldts(struct domain *d);
struct pv_log;
struct spinlock *pv_env_log_lock(struct domain *d);
struct pv_log *pv_env_log(const struct domain *d);
void pv_env_flush_all(const struct domain *d);
unsigned long pv_env_root(const struct vcpu *v);
unsigned long pv_env_hw_root(const struct vcpu *v);
bool pv_env_root_in_use(const struct domain *d, unsigned long frame);
void pv_env_entry_written(struct domain *d, const uint64_t *slot);
void pv_env_table_changed(struct domain *d, const struct page_info *pg);
void pv_env_page_changed(const struct page_info *pg);
void pv_env_exposed(const struct page_info *pg, int by);

#endif /* ASM_PV_ENV_H */
