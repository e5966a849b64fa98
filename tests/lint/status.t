#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# docs/abi/status.md says what the hypercall tables say now.
echo 1..1
if diff=$(perl docs/abi/status.pl | diff docs/abi/status.md -); then
	echo "ok 1 - docs/abi/status.md is current"
else
	echo "not ok 1 - docs/abi/status.md is old: make docs-status"
	printf '%s\n' "$diff" | sed 's/^/# /'
	exit 1
fi
