// SPDX-License-Identifier: GPL-2.0-only
/*
 * stream.c (fuzz): libFuzzer against the reader of migration streams, on the
 * fake machine of the unit test.  The input is a list of edits of a good
 * stream, so that most of it passes the outer checks: pairs of a place (3
 * bytes, from the records' heads on) and a byte.  An input that begins with 0
 * is a stream itself.
 *
 * Found wanting is whatever ASan or UBSan sees, and a mapping that stays.
 */
#include <stdlib.h>
#include <string.h>

#include "fake_xen.h"
#include "stream_guest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t *good, *copy;
static size_t good_size;

static void make_good(void)
{
	struct xc_save_params par = { 0 };
	struct xc_dom_error err;

	fake_reset();
	guest_make(1, false);
	if (guest_save(&par, &err))
		abort();
	good_size = stream_size;
	good = malloc(good_size);
	copy = malloc(good_size);
	memcpy(good, stream_bytes, good_size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xc_restore_params par = { 0 };
	struct xc_dom_error err;
	size_t i, at;

	if (!good)
		make_good();
	if (size && !data[0]) {
		guest_restore(data + 1, size - 1, &par, &err);
	} else {
		memcpy(copy, good, good_size);
		for (i = 1; i + 4 <= size; i += 4) {
			at = data[i] | data[i + 1] << 8 | data[i + 2] << 16;
			/* Far places: at the end, where the vCPUs are. */
			if (data[i + 2] & 0x80)
				at = good_size - 1 - (at & 0x3fff);
			copy[at % good_size] = data[i + 3];
		}
		guest_restore(copy, good_size, &par, &err);
	}
	if (fake_mappings)
		abort();
	return 0;
}
