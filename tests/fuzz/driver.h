/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * driver.h: what a fuzz target for hostile input defines.
 *
 * The functions have libFuzzer's names, so that a target can be linked with
 * clang's -fsanitize=fuzzer; without it driver.c feeds them: it damages the
 * files of the target's corpus for some seconds.
 *
 *	TARGET [SECONDS [SEED]]		(a corpus: tests/fuzz/corpus/TARGET)
 */
#ifndef TESTS_FUZZ_DRIVER_H
#define TESTS_FUZZ_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Printed at the end: how far inputs came, to see that the corpus is alive.
 * false: they came nowhere, which is a failure. */
bool fuzz_report(void);

#endif
