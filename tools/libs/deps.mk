# Our libraries, each after those that it uses (lint checks the `USES` of every
# build.mk against this).
lib-order := toolcore toollog call evtchn gnttab foreignmemory devicemodel \
	ctrl guest store light util

may-use-toolcore      :=
may-use-toollog       :=
may-use-call          := toolcore toollog
may-use-evtchn        := toolcore toollog
may-use-gnttab        := toolcore toollog
may-use-foreignmemory := toolcore toollog
may-use-devicemodel   := toolcore toollog call foreignmemory
may-use-ctrl          := toolcore toollog call evtchn gnttab foreignmemory devicemodel
may-use-guest         := $(may-use-ctrl) ctrl
may-use-store         := toolcore
may-use-light         := $(may-use-guest) guest store
may-use-util          := $(may-use-light) light
