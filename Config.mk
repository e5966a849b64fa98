# Settings shared by every fragment.  Override on the command line or in a
# local, uncommitted `.config.mk`.

XENOLITH_VERSION := 4.17
XENOLITH_EXTRA   := .0-xenolith

B       ?= build
ARCH    ?= x86
DEBUG   ?= y
V       ?= 0
# The hypervisor's parts that are chosen when it is built (docs/dev/building.md).
PERFC   ?= $(DEBUG)
COVERAGE ?= n
UBSAN   ?= n
xen-options := DEBUG PERFC COVERAGE UBSAN

# make's own defaults for these vanish with --no-builtin-variables.
ifneq ($(filter undefined default,$(origin CC)),)
CC      := gcc
endif
ifneq ($(filter undefined default,$(origin LD)),)
LD      := ld
endif
HOSTCC  ?= gcc
OBJCOPY ?= objcopy
NM      ?= nm
PERL    ?= perl

PREFIX  ?= /usr
LIBDIR  ?= $(PREFIX)/lib/x86_64-linux-gnu
SBINDIR ?= $(PREFIX)/sbin
BINDIR  ?= $(PREFIX)/bin
INCDIR  ?= $(PREFIX)/include
MANDIR  ?= $(PREFIX)/share/man
LIBEXEC ?= $(PREFIX)/lib/xen
ETCDIR  ?= /etc/xen

WARN := -Wall -Wextra -Wno-unused-parameter -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wundef -Werror

-include .config.mk

ifeq ($(V),0)
Q := @
say = @printf '  %-8s%s\n' '$(1)' '$(2)'
else
Q :=
say =
endif
