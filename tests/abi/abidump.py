# SPDX-License-Identifier: GPL-2.0-only
"""What a tree of public headers defines, as the compiler sees it.

dump(tree, headers, view) returns {name: (header, fact)}.  A fact is a string:
the size of a structure, the place and type of a field, the value of an
enumerator or of a macro, the number of a macro's arguments.  One translation
unit includes all headers; structures come from its debug information, macros
from the preprocessor, values of macros from the code generated for a table.
"""

import os
import re
import subprocess
import tempfile

# The world that headers may expect: fixed-width types and two functions.
PROLOGUE = """
#include <stdint.h>
#include <stddef.h>
void *memcpy(void *, const void *, size_t);
void *memset(void *, int, size_t);
"""

VIEWS = {
    "tools": ["-D__XEN_TOOLS__"],
    "guest": ["-D__XEN_INTERFACE_VERSION__=0x00040e00"],
    "oldest": [],
    "tools32": ["-D__XEN_TOOLS__", "-m32"],
}

CC = os.environ.get("CC", "gcc").split() + [
    "-std=gnu11", "-ffreestanding", "-w", "-fno-strict-aliasing"]


def run(args, text=None):
    return subprocess.run(args, input=text, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def headers_of(tree):
    found = []
    for base, dirs, files in os.walk(tree):
        dirs.sort()
        found += [os.path.relpath(os.path.join(base, f), tree)
                  for f in sorted(files) if f.endswith(".h")]
    # Parts that another header includes come after it.
    return sorted(found, key=lambda h: (h.startswith("arch-"), h))


def usable(tree, headers, view):
    """{header: message} of those that cannot be included in this view."""
    bad = {}
    for h in headers:
        src = PROLOGUE + '#include "%s/%s"\n' % (tree, h)
        r = run(CC + VIEWS[view] + ["-E", "-o", os.devnull, "-"], src)
        if r.returncode:
            bad[h] = r.stderr.strip().splitlines()[0]
    return bad


# --- macros ---------------------------------------------------------------

def relative(path, tree):
    path = os.path.normpath(path)
    return path[len(tree) + 1:] if path.startswith(tree + "/") else None


def macros(tree, source, view):
    """{name: (header, number of arguments or None)} that are still defined."""
    r = run(CC + VIEWS[view] + ["-E", "-dD", "-"], source)
    here, defs = None, {}
    for line in r.stdout.splitlines():
        m = re.match(r'# \d+ "(.*?)"', line)
        if m:
            here = relative(m.group(1), tree)
            continue
        m = re.match(r"#undef (\w+)", line)
        if m:
            defs.pop(m.group(1), None)
            continue
        m = re.match(r"#define (\w+)(\(([^)]*)\))?", line)
        if m and here:
            nargs = m.group(3).count(",") + 1 if m.group(2) else None
            defs[m.group(1)] = (here, nargs)
    return defs


TYPES = set("""sizeof offsetof unsigned signed int long short char void
int8_t uint8_t int16_t uint16_t int32_t uint32_t int64_t uint64_t size_t
xen_ulong_t xen_pfn_t struct union""".split())


def looks_integer(text):
    """May the expansion of a macro be an integer constant expression?"""
    if not text or '"' in text or "{" in text or ";" in text:
        return False
    if "sizeof" in text:
        return True
    words = re.findall(r"[A-Za-z_]\w*", re.sub(r"\b\d\w*", "0", text))
    return bool(re.search(r"\d", text)) and set(words) <= TYPES


def table(source, names, view):
    """Values of the macros as the compiler puts them into an array."""
    text = source + "const unsigned long long abi_table[] = {\n"
    first = text.count("\n") + 1
    text += "".join("(unsigned long long)(%s),\n" % n for n in names)
    text += "};\n"
    r = run(CC + VIEWS[view] + ["-S", "-fmax-errors=0", "-o", "-",
                                "-xc", "-"], text)
    if r.returncode:
        lines = {int(n) for n in re.findall(r"^<stdin>:(\d+):\d+: error",
                                            r.stderr, re.M)}
        bad = {names[n - first] for n in lines
               if first <= n < first + len(names)}
        if not bad:
            raise RuntimeError("cannot evaluate macros:\n" + r.stderr)
        return table(source, [n for n in names if n not in bad], view)
    data, on = b"", False
    for line in r.stdout.splitlines():
        if line.startswith("abi_table:"):
            on = True
        elif on:
            m = re.match(r"\s+\.(quad|long|zero|value|byte)\s+(-?\w+)", line)
            if not m:
                break
            size = {"quad": 8, "long": 4, "value": 2, "byte": 1}
            kind, num = m.group(1), int(m.group(2), 0)
            if kind == "zero":
                data += bytes(num)
            else:
                n = size[kind]
                data += (num & ((1 << 8 * n) - 1)).to_bytes(n, "little")
    values = [int.from_bytes(data[i:i + 8], "little")
              for i in range(0, len(data), 8)]
    if len(values) != len(names):
        raise RuntimeError("table has %d values for %d macros"
                           % (len(values), len(names)))
    return dict(zip(names, values))


def macro_facts(tree, source, view):
    defs = macros(tree, source, view)
    plain = [n for n, (_, nargs) in defs.items() if nargs is None]
    r = run(CC + VIEWS[view] + ["-E", "-P", "-"],
            source + "".join("\n@@%s@@ %s\n" % (n[0] + "@" + n[1:], n)
                             for n in plain))
    text = {}
    for m in re.finditer(r"^@@(.*?)@@(.*?)(?=^@@|\Z)", r.stdout, re.M | re.S):
        text[m.group(1).replace("@", "", 1)] = " ".join(m.group(2).split())
    ints = [n for n in plain if looks_integer(text.get(n, ""))]
    values = table(source, ints, view) if ints else {}
    facts = {}
    for n, (header, nargs) in defs.items():
        if nargs is not None:
            facts["macro " + n] = (header, "takes %d arguments" % nargs)
        elif n in values:
            facts["macro " + n] = (header, "is %#x" % values[n])
        elif text.get(n, "") == "" and re.search(r"_H_*$", n):
            continue            # include guard
        elif '"' in text.get(n, ""):
            joined = re.sub(r'"\s*"', "", text[n])
            facts["macro " + n] = (header, "is %s"
                                   % re.sub(r"[\s]+", "", joined))
        else:
            facts["macro " + n] = (header, "is %s"
                                   % re.sub(r"\s+", "", text.get(n, "")))
    return facts


# --- types ----------------------------------------------------------------

def dies(obj):
    """Entries of the debug information: {offset: entry}, top level first."""
    out = run(["readelf", "--debug-dump=info", obj]).stdout
    all_, stack, cur = {}, [], None
    head = re.compile(r" <(\w+)><(\w+)>: Abbrev Number: (\d+)(?: \((\w+)\))?")
    attr = re.compile(r"    <\w+>\s+(DW_AT_\w+)\s*: (.*)")
    for line in out.splitlines():
        m = head.match(line)
        if m:
            if m.group(4) is None:
                continue
            level = int(m.group(1), 16)
            cur = {"tag": m.group(4)[7:], "kids": []}
            all_[int(m.group(2), 16)] = cur
            del stack[level:]
            if stack:
                stack[-1]["kids"].append(cur)
            stack.append(cur)
            continue
        m = attr.match(line)
        if m and cur is not None:
            val = m.group(2).strip()
            t = re.match(r"\(indirect (?:line )?string, offset: \w+\): (.*)",
                         val)
            cur[m.group(1)[6:]] = t.group(1) if t else val
    return all_


def number(entry, key, default=0):
    val = entry.get(key)
    if val is None:
        return default
    return int(re.match(r"-?\w+", val).group(0), 0)


class Types:
    def __init__(self, obj, tree):
        self.all = dies(obj)
        self.tree = tree
        self.files = self.file_names(obj)

    @staticmethod
    def file_names(obj):
        raw = run(["readelf", "--debug-dump=rawline", obj]).stdout
        dirs, files, mode = {}, {}, None
        for line in raw.splitlines():
            if "Directory Table" in line:
                mode = dirs
            elif "File Name Table" in line:
                mode = files
            m = re.match(r"\s+(\d+)\t(.*)", line)
            if not m or mode is None:
                continue
            name = m.group(2).split("): ")[-1]
            if mode is files:
                d = re.match(r"(\d+)\t", m.group(2))
                name = os.path.join(dirs.get(int(d.group(1)), ""), name)
            mode[int(m.group(1))] = name
        return files

    def header(self, entry):
        return relative(self.files.get(number(entry, "decl_file", -1), ""),
                        self.tree)

    def target(self, entry):
        ref = entry.get("type")
        return self.all[int(ref.strip("<>"), 16)] if ref else None

    def size(self, entry):
        if entry is None:
            return 0
        if "byte_size" in entry:
            return number(entry, "byte_size")
        if entry["tag"] == "array_type":
            n = 1
            for k in entry["kids"]:
                n *= self.count(k)
            return n * self.size(self.target(entry))
        return self.size(self.target(entry))

    @staticmethod
    def count(sub):
        if "count" in sub:
            return number(sub, "count")
        if "upper_bound" not in sub:
            return 0
        bound = number(sub, "upper_bound")
        return 0 if bound in (-1, 0xffffffffffffffff, 0xffffffff) \
            else bound + 1

    def kind(self, entry):
        """A type without the typedef names in between."""
        if entry is None:
            return "void"
        tag = entry["tag"]
        if tag in ("typedef", "const_type", "volatile_type"):
            return self.kind(self.target(entry))
        if tag == "base_type":
            signed = re.search(r"\b(signed|signed char)\b",
                               entry.get("encoding", ""))
            return "%s%d" % ("s" if signed else "u",
                             8 * number(entry, "byte_size"))
        if tag == "pointer_type":
            return "pointer%d" % (8 * number(entry, "byte_size"))
        if tag == "array_type":
            dims = "".join("[%d]" % self.count(k) for k in entry["kids"])
            return self.kind(self.target(entry)) + dims
        if tag == "enumeration_type":
            return "enum%d" % (8 * self.size(entry))
        if tag in ("structure_type", "union_type"):
            return "%s of %d" % (tag[:-5], self.size(entry))
        return tag

    def members(self, entry, path, base, facts, header):
        for k in entry["kids"]:
            if k["tag"] != "member":
                continue
            target = self.target(k)
            at = base + number(k, "data_member_location")
            name = path + "." + k["name"] if "name" in k else path
            if "name" in k:
                if "data_bit_offset" in k:
                    place = "bits %d+%s" % (8 * base +
                                            number(k, "data_bit_offset"),
                                            k["bit_size"])
                elif "bit_size" in k:
                    place = "bits of %d+%s" % (at, k["bit_size"])
                else:
                    place = "at %d" % at
                facts[name] = (header, "%s, %s" % (place, self.kind(target)))
            while target and target["tag"] in ("typedef", "const_type",
                                               "array_type"):
                target = self.target(target)
            if target and target["tag"] in ("structure_type", "union_type") \
                    and "name" not in target:
                self.members(target, name, at, facts, header)

    def facts(self):
        facts = {}
        for e in self.all.values():
            header = self.header(e)
            if header is None:
                continue
            tag, name = e["tag"], e.get("name")
            if tag in ("structure_type", "union_type") and name:
                if "declaration" in e:
                    continue
                full = "%s %s" % (tag[:-5], name)
                facts[full] = (header, "has %d bytes" % self.size(e))
                self.members(e, full, 0, facts, header)
            elif tag == "enumeration_type":
                for k in e["kids"]:
                    facts["enumerator " + k["name"]] = (
                        header, "is %d" % number(k, "const_value"))
            elif tag == "typedef":
                t = self.target(e)
                facts["type " + name] = (header, self.kind(t))
                if t and t["tag"] in ("structure_type", "union_type") \
                        and "name" not in t:
                    self.members(t, "type " + name, 0, facts, header)
        return facts


def type_facts(tree, source, view):
    with tempfile.TemporaryDirectory() as tmp:
        obj = os.path.join(tmp, "abi.o")
        r = run(CC + VIEWS[view] + ["-gdwarf-5", "-O0", "-c", "-o", obj,
                                    "-fno-eliminate-unused-debug-types",
                                    "-xc", "-"], source)
        if r.returncode:
            raise RuntimeError("%s does not compile (%s):\n%s"
                               % (tree, view, r.stderr))
        return Types(obj, tree).facts()


def dump(tree, headers, view):
    source = PROLOGUE + "".join('#include "%s/%s"\n' % (tree, h)
                                for h in headers)
    facts = type_facts(tree, source, view)
    facts.update(macro_facts(tree, source, view))
    return facts
