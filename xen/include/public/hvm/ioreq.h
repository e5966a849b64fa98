/* SPDX-License-Identifier: MIT */
/*
 * Requests to a device model, in pages it shares with the hypervisor: one
 * slot a VCPU for those that wait for an answer, and a ring for writes that
 * do not.
 */
#ifndef _IOREQ_H_
#define _IOREQ_H_

#include <stdint.h>

#define IOREQ_READ  1
#define IOREQ_WRITE 0

/*
 * A slot's life: the hypervisor sets READY, the device model INPROCESS and
 * RESP_READY, the hypervisor NONE.
 */
#define STATE_IOREQ_NONE      0
#define STATE_IOREQ_READY     1
#define STATE_IOREQ_INPROCESS 2
#define STATE_IORESP_READY    3

#define IOREQ_TYPE_PIO	      0 /* ports */
#define IOREQ_TYPE_COPY	      1 /* memory */
#define IOREQ_TYPE_PCI_CONFIG 2 /* addr: sbdf << 32 | register */
#define IOREQ_TYPE_TIMEOFFSET 7
#define IOREQ_TYPE_INVALIDATE 8 /* forget mappings of guest memory */

struct ioreq {
	uint64_t addr;	   /* guest physical or port */
	uint64_t data;	   /* value, or where it is in guest memory */
	uint32_t count;	   /* repetitions */
	uint32_t size;	   /* bytes of one */
	uint32_t vp_eport; /* port for the answer */
	uint16_t _pad0;
	uint8_t state : 4;	 /* STATE_* */
	uint8_t data_is_ptr : 1; /* data is a guest physical address */
	uint8_t dir : 1;	 /* IOREQ_READ or IOREQ_WRITE */
	uint8_t df : 1;		 /* repetitions go downwards */
	uint8_t _pad1 : 1;
	uint8_t type; /* IOREQ_TYPE_* */
};
typedef struct ioreq ioreq_t;

/* By VCPU, to the page's end. */
struct shared_iopage {
	struct ioreq vcpu_ioreq[1];
};
typedef struct shared_iopage shared_iopage_t;

/* A buffered write; 8 bytes take two slots, the second with the high half. */
struct buf_ioreq {
	uint8_t type; /* IOREQ_TYPE_* */
	uint8_t pad : 1;
	uint8_t dir : 1;
	uint8_t size : 2; /* 2^size bytes */
	uint32_t addr : 20;
	uint32_t data;
};
typedef struct buf_ioreq buf_ioreq_t;

#define IOREQ_BUFFER_SLOT_NUM 511

/*
 * One page. The device model moves read_pointer, the hypervisor the other; the
 * hypervisor also reads both at once.
 */
struct buffered_iopage {
#ifdef __XEN__
	union bufioreq_pointers {
		struct {
			uint32_t read_pointer;
			uint32_t write_pointer;
		};
		uint64_t full;
	} ptrs;
#else
	uint32_t read_pointer;
	uint32_t write_pointer;
#endif
	buf_ioreq_t buf_ioreq[IOREQ_BUFFER_SLOT_NUM];
};
typedef struct buffered_iopage buffered_iopage_t;

/* ACPI ports of a guest, by HVM_PARAM_ACPI_IOPORTS_LOCATION. */
#define ACPI_PM1A_EVT_BLK_ADDRESS_V0 0x1f40
#define ACPI_PM1A_CNT_BLK_ADDRESS_V0 (ACPI_PM1A_EVT_BLK_ADDRESS_V0 + 0x04)
#define ACPI_PM_TMR_BLK_ADDRESS_V0   (ACPI_PM1A_EVT_BLK_ADDRESS_V0 + 0x08)
#define ACPI_GPE0_BLK_ADDRESS_V0     (ACPI_PM_TMR_BLK_ADDRESS_V0 + 0x20)
#define ACPI_GPE0_BLK_LEN_V0	     0x08
#define ACPI_PM1A_EVT_BLK_ADDRESS_V1 0xb000
#define ACPI_PM1A_CNT_BLK_ADDRESS_V1 (ACPI_PM1A_EVT_BLK_ADDRESS_V1 + 0x04)
#define ACPI_PM_TMR_BLK_ADDRESS_V1   (ACPI_PM1A_EVT_BLK_ADDRESS_V1 + 0x08)
#define ACPI_GPE0_BLK_ADDRESS_V1     0xafe0
#define ACPI_GPE0_BLK_LEN_V1	     0x04
#define ACPI_PM1A_EVT_BLK_ADDRESS    ACPI_PM1A_EVT_BLK_ADDRESS_V0
#define ACPI_PM1A_CNT_BLK_ADDRESS    ACPI_PM1A_CNT_BLK_ADDRESS_V0
#define ACPI_PM_TMR_BLK_ADDRESS	     ACPI_PM_TMR_BLK_ADDRESS_V0
#define ACPI_GPE0_BLK_ADDRESS	     ACPI_GPE0_BLK_ADDRESS_V0
#define ACPI_GPE0_BLK_LEN	     ACPI_GPE0_BLK_LEN_V0

#endif /* _IOREQ_H_ */
