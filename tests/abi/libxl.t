#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# libxl's types against libxen-dev's: every structure, field, enumerator and
# constant of the reference's libxl headers that concerns layout must be in
# ours and be the same, so that programs built with one run with the other.
# Functions are not compared: what we have is in libxl.h.
#
# XEN_REF_INCLUDE: where the reference's libxl.h is (default /usr/include).

import os
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
import abidump  # noqa: E402

ref = os.environ.get("XEN_REF_INCLUDE", "/usr/include")
build = os.path.join(here, "../..", os.environ.get("B", "build"))
ours = os.path.join(here, "../../tools/libs")

HEADERS = ["libxl.h", "libxl_utils.h", "libxl_uuid.h", "libxl_event.h",
           "libxl_json.h", "_libxl_types.h", "_libxl_types_json.h",
           "_libxl_list.h"]
# The version of the interface and what it implies is not compared, nor are
# macros that are code.
SKIP = ("LIBXL_HAVE_", "LIBXL_API_VERSION", "LIBXL_EXTERNAL_CALLERS_ONLY",
        "LIBXL_LIST_", "LIBXL_SLIST_", "LIBXL_STAILQ_", "LIBXL_SIMPLEQ_",
        "LIBXL_TAILQ_", "LIBXL_CIRCLEQ_", "LIBXL__")

# Of functions that are not there: an application's own event loop, CDs.
ABSENT = ("libxl_osevent_hooks", "libxl_event_hooks", "libxl_childproc_hooks",
          "libxl_sigchld_owner", "libxl_evgen_disk_eject")


def tree(into, folders):
    os.makedirs(into)
    for name in HEADERS:
        for folder in folders:
            path = os.path.join(folder, name)
            if os.path.exists(path):
                shutil.copy(path, into)
    return into


def facts(view, folder, includes):
    abidump.VIEWS[view] = ["-D_GNU_SOURCE", "-D__XEN_TOOLS__", "-fhosted",
                           "-I" + folder] + ["-I" + i for i in includes]
    bad = abidump.usable(folder, ["libxl.h"], view)
    if bad:
        sys.exit("libxl.h: " + str(bad))
    return abidump.dump(folder, ["libxl.h"], view)


def main():
    if not os.path.isfile(os.path.join(ref, "libxl.h")):
        print("1..0 # SKIP no libxl.h in %s (libxen-dev)" % ref)
        return 0
    top = tempfile.mkdtemp()
    libs = [os.path.join(ours, d, "include")
            for d in sorted(os.listdir(ours))
            if os.path.isdir(os.path.join(ours, d, "include"))]
    theirs = facts("theirs", tree(top + "/theirs", [ref]), [ref])
    mine = facts("ours", tree(top + "/ours", libs +
                              [os.path.join(build, "include")]), libs)
    shutil.rmtree(top)
    wrong, compared = [], 0
    for name, (_, fact) in sorted(theirs.items()):
        plain = name.split()[-1]
        if plain.startswith(SKIP + ABSENT) or name not in mine and \
                not name.startswith(("struct", "union", "enum", "field",
                                     "type")):
            continue
        compared += 1
        if name not in mine:
            wrong.append("%s: missing (%s)" % (name, fact))
        elif mine[name][1] != fact:
            wrong.append("%s: ours %s, reference %s"
                         % (name, mine[name][1], fact))
    print("1..2")
    print("%s 1 - libxl's types" % ("not ok" if wrong else "ok"))
    for w in wrong:
        print("# " + w)
    print("%s 2 - %d facts were compared"
          % ("ok" if compared > 900 else "not ok", compared))
    return 1 if wrong or compared <= 900 else 0


sys.exit(main())
