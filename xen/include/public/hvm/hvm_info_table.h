/* SPDX-License-Identifier: MIT */
/*
 * What the domain builder tells the guest's firmware, at a fixed place below
 * 1 MiB.
 */
#ifndef __XEN_PUBLIC_HVM_HVM_INFO_TABLE_H__
#define __XEN_PUBLIC_HVM_HVM_INFO_TABLE_H__

#include <stdint.h>

#define HVM_INFO_PFN	0x09F
#define HVM_INFO_OFFSET 0x800
#define HVM_INFO_PADDR	((HVM_INFO_PFN << 12) + HVM_INFO_OFFSET)

#define HVM_MAX_VCPUS 128

struct hvm_info_table {
	char signature[8]; /* "HVM INFO" */
	uint32_t length;   /* of the whole table */
	uint8_t checksum;  /* the sum of all bytes is 0 */
	uint8_t apic_mode; /* boolean: the MADT has APICs */
	uint32_t nr_vcpus;
	/* Memory: [0, low), [reserved, special pages), [4 GiB, high). */
	uint32_t low_mem_pgend; /* frame numbers */
	uint32_t reserved_mem_pgstart;
	uint32_t high_mem_pgend;		      /* 0: none above 4 GiB */
	uint8_t vcpu_online[(HVM_MAX_VCPUS + 7) / 8]; /* bitmap */
};

#endif /* __XEN_PUBLIC_HVM_HVM_INFO_TABLE_H__ */
