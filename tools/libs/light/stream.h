/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libxl's migration stream, version 2: a header in network order, then records
 * in the sender's order, padded to 8 bytes.  For a PV domain it is
 *	LIBXC_CONTEXT (empty; libxenguest's stream follows), END
 */
#ifndef LIBXL_STREAM_H
#define LIBXL_STREAM_H

#include <stdint.h>

#define XL_STREAM_ID	  0x4c6962786c466d74ULL /* "LibxlFmt" */
#define XL_STREAM_VERSION 2
#define XL_STREAM_BE	  (1U << 0)
#define XL_STREAM_LEGACY  (1U << 1) /* converted from what came before v2 */

struct xl_stream_header {
	uint64_t id;
	uint32_t version;
	uint32_t options;
};

enum xl_stream_record_type {
	XL_REC_END,
	XL_REC_LIBXC_CONTEXT,
	XL_REC_EMULATOR_XENSTORE_DATA,
	XL_REC_EMULATOR_CONTEXT,
	XL_REC_CHECKPOINT_END,
	XL_REC_CHECKPOINT_STATE,
};

struct xl_stream_record {
	uint32_t type;
	uint32_t length; /* of the body, without padding */
};

#endif
