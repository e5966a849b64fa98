/* SPDX-License-Identifier: GPL-2.0-only */
/* Names, bitmaps, whole files. */
#ifndef LIBXL_UTILS_H
#define LIBXL_UTILS_H

#include <libxl.h>

#pragma GCC visibility push(default)

int libxl_name_to_domid(libxl_ctx *ctx, const char *name, uint32_t *domid);
/* A name or a number. */
int libxl_domain_qualifier_to_domid(libxl_ctx *ctx, const char *name,
				    uint32_t *domid);
char *libxl_domid_to_name(libxl_ctx *ctx, uint32_t domid);
/* Not in Xen's: those of a whole list at once; NULL where there is none. */
char **libxl_domain_names(libxl_ctx *ctx, const libxl_dominfo *list, int nr);
void libxl_domain_names_free(char **names, int nr);
char *libxl_cpupoolid_to_name(libxl_ctx *ctx, uint32_t poolid);
int libxl_name_to_cpupoolid(libxl_ctx *ctx, const char *name, uint32_t *poolid);
int libxl_cpupoolid_is_valid(libxl_ctx *ctx, uint32_t poolid);
/* A name or a number. */
int libxl_cpupool_qualifier_to_cpupoolid(libxl_ctx *ctx, const char *p,
					 uint32_t *poolid_r, int *was_name_r);
int libxl_create_logfile(libxl_ctx *ctx, const char *name, char **full_name);
int libxl_read_file_contents(libxl_ctx *ctx, const char *filename,
			     void **data_r, int *datalen_r);
/* All sz bytes: 0 or an errno (EPROTO: the end came early), which is logged. */
int libxl_read_exactly(libxl_ctx *ctx, int fd, void *data, ssize_t sz,
		       const char *source, const char *what);
int libxl_write_exactly(libxl_ctx *ctx, int fd, const void *data, ssize_t sz,
			const char *source, const char *what);
int libxl_mac_to_device_nic(libxl_ctx *ctx, uint32_t domid, const char *mac,
			    libxl_device_nic *nic);
int libxl_devid_to_device_nic(libxl_ctx *ctx, uint32_t domid, int devid,
			      libxl_device_nic *nic);
int libxl_vdev_to_device_disk(libxl_ctx *ctx, uint32_t domid, const char *vdev,
			      libxl_device_disk *disk);
unsigned long libxl_get_required_shadow_memory(unsigned long maxmem_kb,
					       unsigned int smp_cpus);

int libxl_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *bitmap, int n_bits);
int libxl_cpu_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *cpumap, int max_cpus);
int libxl_node_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *nodemap,
			    int max_nodes);
void libxl_bitmap_copy_alloc(libxl_ctx *ctx, libxl_bitmap *dptr,
			     const libxl_bitmap *sptr);
void libxl_bitmap_copy(libxl_ctx *ctx, libxl_bitmap *dptr,
		       const libxl_bitmap *sptr);
int libxl_bitmap_is_full(const libxl_bitmap *bitmap);
int libxl_bitmap_is_empty(const libxl_bitmap *bitmap);
int libxl_bitmap_test(const libxl_bitmap *bitmap, int bit);
void libxl_bitmap_set(libxl_bitmap *bitmap, int bit);
void libxl_bitmap_reset(libxl_bitmap *bitmap, int bit);
int libxl_bitmap_count_set(const libxl_bitmap *bitmap);
char *libxl_bitmap_to_hex_string(libxl_ctx *ctx, const libxl_bitmap *bitmap);

static inline void libxl_bitmap_set_any(libxl_bitmap *bitmap)
{
	memset(bitmap->map, -1, bitmap->size);
}

static inline void libxl_bitmap_set_none(libxl_bitmap *bitmap)
{
	memset(bitmap->map, 0, bitmap->size);
}

#define libxl_for_each_bit(var, map) \
	for (var = 0; var < (int)(map).size * 8; var++)
#define libxl_for_each_set_bit(v, m)            \
	for (v = 0; v < (int)(m).size * 8; v++) \
		if (libxl_bitmap_test(&(m), v))

#pragma GCC visibility pop

#endif
