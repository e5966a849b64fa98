#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# Compares xen/include/public with libxen-dev's headers: every structure, field,
# type, enumerator and macro of the reference must be in ours and be the same,
# for the tools (64 and 32 bits), for a guest of today's interface and for one
# of the oldest.  One TAP test for each of the reference's headers.
#
# Fails when a field moves, changes its type or is missing, when a constant has
# another value, when a header is missing.  Exceptions stand in tests/abi/allow,
# each with its reason; one that is no longer needed fails too.
#
# XEN_REF_INCLUDE: where the reference's xen/ is (default /usr/include).
# XEN_OUR_PUBLIC: our headers (default xen/include/public).

import concurrent.futures
import fnmatch
import os
import sys

sys.dont_write_bytecode = True
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
import abidump  # noqa: E402

ref = os.path.realpath(os.path.join(
    os.environ.get("XEN_REF_INCLUDE", "/usr/include"), "xen"))
ours = os.path.realpath(os.environ.get(
    "XEN_OUR_PUBLIC", os.path.join(here, "../../xen/include/public")))


def read_allow():
    """[(header pattern, name pattern)] from lines `header name reason`.

    The name is without its kind: that of a macro, type or field.
    """
    rules = []
    with open(os.path.join(here, "allow"), encoding="ascii") as f:
        for line in f:
            part = line.split("#")[0].split(None, 2)
            if part:
                if len(part) < 3:
                    sys.exit("tests/abi/allow: no reason in: " + line)
                rules.append((part[0], part[1]))
    return rules


used = set()


def allowed(rules, header, name):
    for rule in rules:
        if fnmatch.fnmatchcase(header, rule[0]) and \
                fnmatch.fnmatchcase(name.split()[-1], rule[1]):
            used.add(rule)
            return True
    return False


def compare(view, headers):
    """[(header, message, name)] of what differs in one view."""
    bad_ref = abidump.usable(ref, headers, view)
    headers = [h for h in headers if h not in bad_ref]
    bad_ours = abidump.usable(ours, headers, view)
    found = [(h, "%s: %s" % (view, why), "*") for h, why in bad_ours.items()]
    headers = [h for h in headers if h not in bad_ours]
    theirs = abidump.dump(ref, headers, view)
    mine = abidump.dump(ours, headers, view)
    for name, (header, fact) in sorted(theirs.items()):
        if name not in mine:
            found.append((header, "%s: %s: missing (%s)"
                          % (view, name, fact), name))
        elif mine[name][1] != fact:
            found.append((header, "%s: %s: ours %s, reference %s"
                          % (view, name, mine[name][1], fact), name))
    return found, len(theirs)


def main():
    if not os.path.isfile(os.path.join(ref, "xen.h")):
        print("1..0 # SKIP no reference headers in %s (libxen-dev)" % ref)
        return 0
    rules = read_allow()
    theirs = abidump.headers_of(ref)
    have = set(abidump.headers_of(ours))
    wanted = [h for h in theirs if not allowed(rules, h, "*")]
    common = [h for h in wanted if h in have]
    # Each view reaches the fragment of its own width through xen.h.
    included = [h for h in common if not h.startswith("arch-x86/xen-x86_")]

    problems, total = {h: [] for h in wanted}, 0
    for h in wanted:
        if h not in have:
            problems[h].append("no such header in ours")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(compare, v, included) for v in abidump.VIEWS]
        for job in jobs:
            found, count = job.result()
            total += count
            for header, message, name in found:
                if not allowed(rules, header, name):
                    problems.setdefault(header, []).append(message)

    print("1..%d" % (len(problems) + 2))
    failed = 0
    for i, (h, messages) in enumerate(sorted(problems.items()), 1):
        print("%s %d - %s" % ("not ok" if messages else "ok", i, h))
        for m in messages:
            print("# " + m)
        failed += bool(messages)
    stale = [r for r in rules if r not in used]
    print("%s %d - allow-list has no stale entries"
          % ("not ok" if stale else "ok", len(problems) + 1))
    for r in stale:
        print("# not needed: %s %s" % r)
    # A dump that finds next to nothing would let everything pass.
    print("%s %d - %d facts were compared"
          % ("ok" if total > 10000 else "not ok", len(problems) + 2, total))
    return 1 if failed or stale or total <= 10000 else 0


sys.exit(main())
