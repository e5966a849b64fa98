/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libxl.h: the toolstack as a library.
 *
 * Every function takes a libxl_ctx; one context may be used by one thread at
 * a time.  Results are 0 or one of ERROR_*; the reason goes to the context's
 * logger where it is found.  Functions block until they are done.  With an
 * ao_how the result is reported through it as well, before the return.
 *
 * Structures are initialised with their _init(), released with _dispose();
 * their layout is that of Xen 4.17's libxl.
 */
#ifndef LIBXL_H
#define LIBXL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdarg.h>
#include <string.h>
#include <errno.h>
#include <sys/wait.h>

#include <xentoollog.h>

#pragma GCC visibility push(default)

typedef struct libxl__ctx libxl_ctx;

#include <libxl_uuid.h>

#ifndef LIBXL_EXTERNAL_CALLERS_ONLY
#define LIBXL_EXTERNAL_CALLERS_ONLY
#endif

/* --- simple types --- */

typedef uint8_t libxl_mac[6];
#define LIBXL_MAC_FMT	     "%02hhx:%02hhx:%02hhx:%02hhx:%02hhx:%02hhx"
#define LIBXL_MAC_FMTLEN     ((2 * 6) + 5)
#define LIBXL_MAC_BYTES(mac) mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]
void libxl_mac_copy(libxl_ctx *ctx, libxl_mac *dst, const libxl_mac *src);

/* NULL-terminated; each string and the list itself are owned. */
typedef char **libxl_string_list;
void libxl_string_list_dispose(libxl_string_list *sl);
int libxl_string_list_length(const libxl_string_list *sl);
void libxl_string_list_copy(libxl_ctx *ctx, libxl_string_list *dst,
			    const libxl_string_list *src);

/* Key, value, key, value, ..., NULL. */
typedef char **libxl_key_value_list;
void libxl_key_value_list_dispose(libxl_key_value_list *kvl);
int libxl_key_value_list_length(const libxl_key_value_list *kvl);
void libxl_key_value_list_copy(libxl_ctx *ctx, libxl_key_value_list *dst,
			       const libxl_key_value_list *src);

typedef uint32_t libxl_hwcap[8];

typedef uint64_t libxl_ev_user;

typedef struct {
	uint32_t size; /* bytes */
	uint8_t *map;  /* owned */
} libxl_bitmap;
void libxl_bitmap_init(libxl_bitmap *map);
void libxl_bitmap_dispose(libxl_bitmap *map);

struct libxl__cpu_policy;
typedef struct libxl__cpu_policy *libxl_cpuid_policy_list;
void libxl_cpuid_dispose(libxl_cpuid_policy_list *cpuid_list);
int libxl_cpuid_policy_list_length(const libxl_cpuid_policy_list *l);
void libxl_cpuid_policy_list_copy(libxl_ctx *ctx, libxl_cpuid_policy_list *dst,
				  const libxl_cpuid_policy_list *src);
/* "feature=0"; 1: unknown name, 2: no value, 3: bad value. */
int libxl_cpuid_parse_config(libxl_cpuid_policy_list *cpuid, const char *str);
/* "leaf[,subleaf]:reg=32 characters,..."; not 0: what is wrong. */
int libxl_cpuid_parse_config_xend(libxl_cpuid_policy_list *cpuid,
				  const char *str);

/*
 * Not in Xen's: CPU models and features by name.  Feature n is bit n % 32 of
 * word n / 32.
 */
#define LIBXL_CPUID_WORDS 16
/* All that a model of QEMU's or libvirt's has; ERROR_NOTFOUND. */
int libxl_cpuid_parse_model(libxl_cpuid_policy_list *cpuid, const char *name);
/* Model number i, from 0 on; false: there are no more. */
bool libxl_cpuid_model_words(unsigned int i, const char **name,
			     uint32_t words[LIBXL_CPUID_WORDS]);
/* The features that a list sets to 1. */
void libxl_cpuid_list_words(const libxl_cpuid_policy_list *l,
			    uint32_t words[LIBXL_CPUID_WORDS]);
/* false: no feature has this number. */
bool libxl_cpuid_feature_name(unsigned int nr, char *buf, size_t size);
/* Is it a feature by which CPUs differ, and not the platform's? */
bool libxl_cpuid_feature_counts(unsigned int nr);

typedef uint32_t libxl_domid;
typedef int libxl_devid;

typedef struct {
	const char *s;
	int v;
} libxl_enum_string_table;

struct libxl_event;
typedef struct {
	struct libxl_event *tqe_next;
	struct libxl_event **tqe_prev;
} libxl_ev_link;

/* Yes, no, or whatever the library finds best. */
typedef struct {
	int val;
} libxl_defbool;
void libxl_defbool_set(libxl_defbool *db, bool b);
void libxl_defbool_unset(libxl_defbool *db);
void libxl_defbool_setdefault(libxl_defbool *db, bool b);
bool libxl_defbool_is_default(libxl_defbool db);
bool libxl_defbool_val(libxl_defbool db); /* false if still default */
const char *libxl_defbool_to_string(libxl_defbool b);

#define LIBXL_TIMER_MODE_DEFAULT	  -1
#define LIBXL_MEMKB_DEFAULT		  ~0ULL
#define LIBXL_MAX_GRANT_DEFAULT		  (~(uint32_t)0)
#define LIBXL_MAX_GRANT_VERSION_DEFAULT	  (-1)
#define LIBXL_MAX_GRANT_FRAMES_DEFAULT	  32
#define LIBXL_MAX_MAPTRACK_FRAMES_DEFAULT 1024
#define LIBXL_INVALID_GFN		  (~(uint64_t)0)
#define LIBXL_PCI_FUNC_ALL		  (~0U)

#define LIBXL_MS_VM_GENID_LEN 16
typedef struct {
	uint8_t bytes[LIBXL_MS_VM_GENID_LEN];
} libxl_ms_vm_genid;

#include <_libxl_types.h>

typedef libxl_psr_cbm_type libxl_psr_type;

#define INVALID_DOMID ~0
#define RANDOM_DOMID  (INVALID_DOMID - 1)

/* --- context --- */

#define LIBXL_VERSION 0
int libxl_ctx_alloc(libxl_ctx **pctx, int version, unsigned int flags,
		    xentoollog_logger *lg);
int libxl_ctx_free(libxl_ctx *ctx);

typedef struct {
	void (*callback)(libxl_ctx *ctx, int rc, void *for_callback);
	union {
		libxl_ev_user for_event;
		void *for_callback;
	} u;
} libxl_asyncop_how;

typedef struct {
	void (*callback)(libxl_ctx *ctx, libxl_event *, void *for_callback);
	libxl_ev_user for_event;
	void *for_callback;
} libxl_asyncprogress_how;

/* --- life of a domain --- */

/*
 * The domain is left paused.  Either it is complete or nothing of it remains,
 * even if the caller is killed in the middle.
 */
int libxl_domain_create_new(libxl_ctx *ctx, libxl_domain_config *d_config,
			    uint32_t *domid, const libxl_asyncop_how *ao_how,
			    const libxl_asyncprogress_how *aop_console_how);
int libxl_retrieve_domain_configuration(libxl_ctx *ctx, uint32_t domid,
					libxl_domain_config *d_config,
					const libxl_asyncop_how *ao_how);
int libxl_domain_shutdown(libxl_ctx *ctx, uint32_t domid,
			  const libxl_asyncop_how *ao_how);
int libxl_domain_reboot(libxl_ctx *ctx, uint32_t domid,
			const libxl_asyncop_how *ao_how);
int libxl_domain_destroy(libxl_ctx *ctx, uint32_t domid,
			 const libxl_asyncop_how *ao_how);
int libxl_domain_preserve(libxl_ctx *ctx, uint32_t domid,
			  libxl_domain_create_info *info,
			  const char *name_suffix, libxl_uuid new_uuid);
int libxl_domain_rename(libxl_ctx *ctx, uint32_t domid, const char *old_name,
			const char *new_name);
int libxl_domain_pause(libxl_ctx *ctx, uint32_t domid,
		       const libxl_asyncop_how *ao_how);
int libxl_domain_unpause(libxl_ctx *ctx, uint32_t domid,
			 const libxl_asyncop_how *ao_how);

/* --- saving, restoring, migrating --- */

#define LIBXL_SUSPEND_DEBUG 1 /* send everything twice and compare */
#define LIBXL_SUSPEND_LIVE  2 /* copy while the guest runs */

/*
 * Write the domain to fd.  After success it is suspended, to be destroyed or
 * resumed; after failure it runs as before.
 */
int libxl_domain_suspend(libxl_ctx *ctx, uint32_t domid, int fd, int flags,
			 const libxl_asyncop_how *ao_how)
	__attribute__((warn_unused_result));
/* Only make it suspend. */
int libxl_domain_suspend_only(libxl_ctx *ctx, uint32_t domid,
			      const libxl_asyncop_how *ao_how)
	__attribute__((warn_unused_result));
/* suspend_cancel must be set.  A domain that is not suspended is left alone. */
int libxl_domain_resume(libxl_ctx *ctx, uint32_t domid, int suspend_cancel,
			const libxl_asyncop_how *ao_how)
	__attribute__((warn_unused_result));
/* ERROR_NI: checkpointed streams are not supported. */
int libxl_domain_remus_start(libxl_ctx *ctx, libxl_domain_remus_info *info,
			     uint32_t domid, int send_fd, int recv_fd,
			     const libxl_asyncop_how *ao_how)
	__attribute__((warn_unused_result));
/*
 * As libxl_domain_create_new(), with the contents from restore_fd, which is
 * read exactly to the end of the stream.  The UUID may be that of another
 * domain: of the one that is just moving here from this very host.
 */
int libxl_domain_create_restore(libxl_ctx *ctx, libxl_domain_config *d_config,
				uint32_t *domid, int restore_fd,
				int send_back_fd,
				const libxl_domain_restore_params *params,
				const libxl_asyncop_how *ao_how,
				const libxl_asyncprogress_how *aop_console_how);

/*
 * Not in Xen's libxl.
 *
 * With a guarding context, a domain that libxl_domain_suspend() has left
 * suspended is resumed if this process dies, and one that
 * libxl_domain_create_restore() made is removed, until the next call that
 * resumes, unpauses or destroys it, or libxl_ctx_free().  Off: that is now the
 * business of a process that was forked in the meantime.
 */
void libxl_ctx_guard(libxl_ctx *ctx, bool on);
/* It is as it shall be. */
void libxl_ctx_guard_end(libxl_ctx *ctx, uint32_t domid);
/* From now on leave that domain as it is: another host may run it. */
void libxl_domain_guard_leave(libxl_ctx *ctx, uint32_t domid);

struct libxl_save_progress {
	unsigned int round; /* 0: the guest is suspended already */
	uint64_t total_pages, sent_pages, round_pages, round_sent;
	uint64_t dirty_pages, dirty_pages_per_s;
	unsigned int downtime_ms;  /* expected, if it were stopped now */
	unsigned int suspended_ms; /* since the guest stopped; 0: it runs */
};
/* Called often while a domain is saved; not 0 interrupts that. */
typedef int libxl_save_progress_fn(const struct libxl_save_progress *p,
				   void *arg);
void libxl_set_save_progress(libxl_ctx *ctx, libxl_save_progress_fn *fn,
			     void *arg);

int libxl_send_trigger(libxl_ctx *ctx, uint32_t domid, libxl_trigger trigger,
		       uint32_t vcpuid, const libxl_asyncop_how *ao_how);
int libxl_send_sysrq(libxl_ctx *ctx, uint32_t domid, char sysrq);

/* --- lists --- */

int libxl_domain_info(libxl_ctx *ctx, libxl_dominfo *info_r, uint32_t domid);
libxl_dominfo *libxl_list_domain(libxl_ctx *ctx, int *nb_domain_out);
void libxl_dominfo_list_free(libxl_dominfo *list, int nb_domain);
libxl_vminfo *libxl_list_vm(libxl_ctx *ctx, int *nb_vm_out);
void libxl_vminfo_list_free(libxl_vminfo *list, int nb_vm);
libxl_vcpuinfo *libxl_list_vcpu(libxl_ctx *ctx, uint32_t domid, int *nb_vcpu,
				int *nr_cpus_out);
void libxl_vcpuinfo_list_free(libxl_vcpuinfo *list, int nr_vcpus);
libxl_cpupoolinfo *libxl_list_cpupool(libxl_ctx *ctx, int *nb_pool_out);
void libxl_cpupoolinfo_list_free(libxl_cpupoolinfo *list, int nb_pool);
uint32_t libxl_vm_get_start_time(libxl_ctx *ctx, uint32_t domid);

/* --- memory --- */

int libxl_domain_setmaxmem(libxl_ctx *ctx, uint32_t domid,
			   uint64_t target_memkb);
int libxl_set_memory_target(libxl_ctx *ctx, uint32_t domid,
			    int64_t target_memkb, int relative, int enforce);
int libxl_get_memory_target(libxl_ctx *ctx, uint32_t domid,
			    uint64_t *out_target);
int libxl_domain_need_memory(libxl_ctx *ctx, libxl_domain_config *config,
			     uint32_t domid_for_logging, uint64_t *need_memkb);
int libxl_get_free_memory(libxl_ctx *ctx, uint64_t *memkb);
int libxl_wait_for_free_memory(libxl_ctx *ctx, uint32_t domid,
			       uint64_t memory_kb, int wait_secs);
int libxl_wait_for_memory_target(libxl_ctx *ctx, uint32_t domid, int wait_secs);

/* --- consoles --- */

int libxl_console_exec(libxl_ctx *ctx, uint32_t domid, int cons_num,
		       libxl_console_type type, int notify_fd);
int libxl_primary_console_exec(libxl_ctx *ctx, uint32_t domid_vm,
			       int notify_fd);
int libxl_console_get_tty(libxl_ctx *ctx, uint32_t domid, int cons_num,
			  libxl_console_type type, char **path);
int libxl_primary_console_get_tty(libxl_ctx *ctx, uint32_t domid_vm,
				  char **path);

/* --- devices --- */

int libxl_device_disk_add(libxl_ctx *ctx, uint32_t domid,
			  libxl_device_disk *disk,
			  const libxl_asyncop_how *ao_how);
int libxl_device_disk_remove(libxl_ctx *ctx, uint32_t domid,
			     libxl_device_disk *disk,
			     const libxl_asyncop_how *ao_how);
int libxl_device_disk_destroy(libxl_ctx *ctx, uint32_t domid,
			      libxl_device_disk *disk,
			      const libxl_asyncop_how *ao_how);
libxl_device_disk *libxl_device_disk_list(libxl_ctx *ctx, uint32_t domid,
					  int *num);
void libxl_device_disk_list_free(libxl_device_disk *list, int num);
int libxl_device_disk_getinfo(libxl_ctx *ctx, uint32_t domid,
			      const libxl_device_disk *disk,
			      libxl_diskinfo *diskinfo);
int libxl_device_nic_add(libxl_ctx *ctx, uint32_t domid, libxl_device_nic *nic,
			 const libxl_asyncop_how *ao_how);
int libxl_device_nic_remove(libxl_ctx *ctx, uint32_t domid,
			    libxl_device_nic *nic,
			    const libxl_asyncop_how *ao_how);
int libxl_device_nic_destroy(libxl_ctx *ctx, uint32_t domid,
			     libxl_device_nic *nic,
			     const libxl_asyncop_how *ao_how);
libxl_device_nic *libxl_device_nic_list(libxl_ctx *ctx, uint32_t domid,
					int *num);
void libxl_device_nic_list_free(libxl_device_nic *list, int num);
int libxl_device_nic_getinfo(libxl_ctx *ctx, uint32_t domid,
			     const libxl_device_nic *nic,
			     libxl_nicinfo *nicinfo);

/* --- the machine --- */

const libxl_version_info *libxl_get_version_info(libxl_ctx *ctx);
int libxl_get_physinfo(libxl_ctx *ctx, libxl_physinfo *physinfo);
int libxl_get_max_cpus(libxl_ctx *ctx);
int libxl_get_online_cpus(libxl_ctx *ctx);
int libxl_get_max_nodes(libxl_ctx *ctx);
#define LIBXL_CPUTOPOLOGY_INVALID_ENTRY (~(uint32_t)0)
libxl_cputopology *libxl_get_cpu_topology(libxl_ctx *ctx, int *nb_cpu_out);
void libxl_cputopology_list_free(libxl_cputopology *list, int nb_cpu);
#define LIBXL_NUMAINFO_INVALID_ENTRY (~(uint32_t)0)
libxl_numainfo *libxl_get_numainfo(libxl_ctx *ctx, int *nr);
void libxl_numainfo_list_free(libxl_numainfo *list, int nr);
int libxl_send_debug_keys(libxl_ctx *ctx, char *keys);
/* "name=value no-name ...": as on the hypervisor's command line. */
int libxl_set_parameters(libxl_ctx *ctx, char *params);
/* -1 with errno ENOSYS: the hypervisor has no such module. */
int libxl_flask_getenforce(libxl_ctx *ctx);
int libxl_flask_setenforce(libxl_ctx *ctx, int mode);
int libxl_flask_loadpolicy(libxl_ctx *ctx, void *policy, uint32_t size);
typedef struct libxl__xen_console_reader libxl_xen_console_reader;
libxl_xen_console_reader *libxl_xen_console_read_start(libxl_ctx *ctx,
						       int clear);
/* 1: *line_r is valid until the next call; 0: the end; else ERROR_*. */
int libxl_xen_console_read_line(libxl_ctx *ctx, libxl_xen_console_reader *cr,
				char **line_r);
void libxl_xen_console_read_finish(libxl_ctx *ctx,
				   libxl_xen_console_reader *cr);

/* What a domain sees, or (INVALID_DOMID) what a PV guest could see here. */
int libxl_cpuid_get_words(libxl_ctx *ctx, uint32_t domid,
			  uint32_t words[LIBXL_CPUID_WORDS]);

/* --- vCPUs and schedulers --- */

int libxl_set_vcpuaffinity(libxl_ctx *ctx, uint32_t domid, uint32_t vcpuid,
			   const libxl_bitmap *cpumap_hard,
			   const libxl_bitmap *cpumap_soft);
int libxl_set_vcpuaffinity_force(libxl_ctx *ctx, uint32_t domid,
				 uint32_t vcpuid,
				 const libxl_bitmap *cpumap_hard,
				 const libxl_bitmap *cpumap_soft);
int libxl_set_vcpuaffinity_all(libxl_ctx *ctx, uint32_t domid,
			       unsigned int max_vcpus,
			       const libxl_bitmap *cpumap_hard,
			       const libxl_bitmap *cpumap_soft);
int libxl_set_vcpuonline(libxl_ctx *ctx, uint32_t domid, libxl_bitmap *cpumap,
			 const libxl_asyncop_how *ao_how);
/* nodemap is the caller's, of the size of libxl_node_bitmap_alloc(). */
int libxl_domain_get_nodeaffinity(libxl_ctx *ctx, uint32_t domid,
				  libxl_bitmap *nodemap);
int libxl_domain_set_nodeaffinity(libxl_ctx *ctx, uint32_t domid,
				  libxl_bitmap *nodemap);
int libxl_get_scheduler(libxl_ctx *ctx);
int libxl_sched_credit_params_get(libxl_ctx *ctx, uint32_t poolid,
				  libxl_sched_credit_params *scinfo);
int libxl_sched_credit_params_set(libxl_ctx *ctx, uint32_t poolid,
				  libxl_sched_credit_params *scinfo);
int libxl_sched_credit2_params_get(libxl_ctx *ctx, uint32_t poolid,
				   libxl_sched_credit2_params *scinfo);
int libxl_sched_credit2_params_set(libxl_ctx *ctx, uint32_t poolid,
				   libxl_sched_credit2_params *scinfo);
/* Not in Xen's: percent of a CPU that it gets whatever others want; 0: none. */
int libxl_domain_reservation_get(libxl_ctx *ctx, uint32_t domid,
				 uint32_t *percent);
int libxl_domain_reservation_set(libxl_ctx *ctx, uint32_t domid,
				 uint32_t percent);
int libxl_domain_sched_params_get(libxl_ctx *ctx, uint32_t domid,
				  libxl_domain_sched_params *params);
int libxl_domain_sched_params_set(libxl_ctx *ctx, uint32_t domid,
				  const libxl_domain_sched_params *params);

/* Of single vCPUs, where the scheduler is rtds: those with the vcpuids given.
 */
int libxl_vcpu_sched_params_get(libxl_ctx *ctx, uint32_t domid,
				libxl_vcpu_sched_params *params);
int libxl_vcpu_sched_params_get_all(libxl_ctx *ctx, uint32_t domid,
				    libxl_vcpu_sched_params *params);
int libxl_vcpu_sched_params_set(libxl_ctx *ctx, uint32_t domid,
				const libxl_vcpu_sched_params *params);
int libxl_vcpu_sched_params_set_all(libxl_ctx *ctx, uint32_t domid,
				    const libxl_vcpu_sched_params *params);

/* --- CPU pools --- */

#define LIBXL_CPUPOOL_POOLID_ANY 0xFFFFFFFF

/* Each CPU of cpumap must be in no pool.  *poolid in: wanted, or any. */
int libxl_cpupool_create(libxl_ctx *ctx, const char *name,
			 libxl_scheduler sched, libxl_bitmap cpumap,
			 libxl_uuid *uuid, uint32_t *poolid);
/* No domain may be in it. */
int libxl_cpupool_destroy(libxl_ctx *ctx, uint32_t poolid);
int libxl_cpupool_rename(libxl_ctx *ctx, const char *name, uint32_t poolid);
int libxl_cpupool_cpuadd(libxl_ctx *ctx, uint32_t poolid, int cpu);
int libxl_cpupool_cpuremove(libxl_ctx *ctx, uint32_t poolid, int cpu);
int libxl_cpupool_cpuadd_cpumap(libxl_ctx *ctx, uint32_t poolid,
				const libxl_bitmap *cpumap);
int libxl_cpupool_cpuremove_cpumap(libxl_ctx *ctx, uint32_t poolid,
				   const libxl_bitmap *cpumap);
/* *cpus: how many it was. */
int libxl_cpupool_cpuadd_node(libxl_ctx *ctx, uint32_t poolid, int node,
			      int *cpus);
int libxl_cpupool_cpuremove_node(libxl_ctx *ctx, uint32_t poolid, int node,
				 int *cpus);
int libxl_cpupool_movedomain(libxl_ctx *ctx, uint32_t poolid, uint32_t domid);
int libxl_cpupool_info(libxl_ctx *ctx, libxl_cpupoolinfo *info,
		       uint32_t poolid);
/* The CPUs that are in no pool; the map is made here. */
int libxl_get_freecpus(libxl_ctx *ctx, libxl_bitmap *cpumap);

/* --- what callers keep beside a domain --- */

int libxl_userdata_store(libxl_ctx *ctx, uint32_t domid,
			 const char *userdata_userid, const uint8_t *data,
			 int datalen);
/* *data_r is NULL if there is none; free() it. */
int libxl_userdata_retrieve(libxl_ctx *ctx, uint32_t domid,
			    const char *userdata_userid, uint8_t **data_r,
			    int *datalen_r);
int libxl_userdata_unlink(libxl_ctx *ctx, uint32_t domid,
			  const char *userdata_userid);

int libxl_domid_valid_guest(uint32_t domid);

#pragma GCC visibility pop

#include <libxl_event.h>

#endif /* LIBXL_H */
