// SPDX-License-Identifier: GPL-2.0-only
/* Bytes and records of a stream. */
#include "stream.h"

#include <limits.h>

static const char *const names[] = {
	[XG_REC_END] = "END",
	[XG_REC_PAGE_DATA] = "PAGE_DATA",
	[XG_REC_X86_PV_INFO] = "X86_PV_INFO",
	[XG_REC_X86_PV_P2M_FRAMES] = "X86_PV_P2M_FRAMES",
	[XG_REC_X86_PV_VCPU_BASIC] = "X86_PV_VCPU_BASIC",
	[XG_REC_X86_PV_VCPU_EXTENDED] = "X86_PV_VCPU_EXTENDED",
	[XG_REC_X86_PV_VCPU_XSAVE] = "X86_PV_VCPU_XSAVE",
	[XG_REC_SHARED_INFO] = "SHARED_INFO",
	[XG_REC_X86_TSC_INFO] = "X86_TSC_INFO",
	[XG_REC_HVM_CONTEXT] = "HVM_CONTEXT",
	[XG_REC_HVM_PARAMS] = "HVM_PARAMS",
	[XG_REC_TOOLSTACK] = "TOOLSTACK",
	[XG_REC_X86_PV_VCPU_MSRS] = "X86_PV_VCPU_MSRS",
	[XG_REC_VERIFY] = "VERIFY",
	[XG_REC_CHECKPOINT] = "CHECKPOINT",
	[XG_REC_CHECKPOINT_DIRTY_PFN_LIST] = "CHECKPOINT_DIRTY_PFN_LIST",
	[XG_REC_STATIC_DATA_END] = "STATIC_DATA_END",
	[XG_REC_X86_CPUID_POLICY] = "X86_CPUID_POLICY",
	[XG_REC_X86_MSR_POLICY] = "X86_MSR_POLICY",
};

const char *xg_record_name(uint32_t type, char buf[24])
{
	if (type < sizeof(names) / sizeof(names[0]) && names[type])
		return names[type];
	snprintf(buf, 24, "record 0x%x", type);
	return buf;
}

/* Take `n` bytes off the front; what is left begins at the result. */
static struct iovec *advance(struct iovec *iov, unsigned int *nr, size_t n)
{
	while (*nr && n >= iov->iov_len) {
		n -= iov->iov_len;
		iov++;
		--*nr;
	}
	if (*nr) {
		iov->iov_base = (char *)iov->iov_base + n;
		iov->iov_len -= n;
	}
	return iov;
}

int xg_writev(struct xg_io *io, struct iovec *iov, unsigned int nr)
{
	ssize_t n;

	iov = advance(iov, &nr, 0);
	while (nr) {
		n = writev(io->fd, iov, nr < IOV_MAX ? nr : IOV_MAX);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EPIPE)
			return xg_fail(io->err, EPIPE,
				       "the other side has closed the stream "
				       "(after %llu KiB)",
				       (unsigned long long)io->bytes >> 10);
		if (n <= 0)
			return xg_fail(io->err, errno ? errno : EIO,
				       "cannot write the stream (after %llu "
				       "KiB): %s",
				       (unsigned long long)io->bytes >> 10,
				       strerror(errno));
		io->bytes += n;
		iov = advance(iov, &nr, n);
	}
	return 0;
}

int xg_readv(struct xg_io *io, struct iovec *iov, unsigned int nr,
	     const char *what)
{
	ssize_t n;

	iov = advance(iov, &nr, 0);
	while (nr) {
		n = readv(io->fd, iov, nr < IOV_MAX ? nr : IOV_MAX);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return xg_fail(io->err, errno,
				       "cannot read the stream (%s): %s", what,
				       strerror(errno));
		if (!n)
			return xg_fail(io->err, EPIPE,
				       "the stream ends in its %s, after %llu "
				       "bytes: it is truncated",
				       what, (unsigned long long)io->bytes);
		io->bytes += n;
		iov = advance(iov, &nr, n);
	}
	return 0;
}

int xg_read(struct xg_io *io, void *buf, size_t len, const char *what)
{
	struct iovec iov = { buf, len };

	return xg_readv(io, &iov, 1, what);
}

int xg_write_record(struct xg_io *io, uint32_t type, const void *head,
		    size_t head_len, const void *tail, size_t tail_len)
{
	static const uint64_t zero;
	struct xg_record_header h = { type, head_len + tail_len };
	struct iovec iov[] = {
		{ &h, sizeof(h) },
		{ (void *)head, head_len },
		{ (void *)tail, tail_len },
		{ (void *)&zero, XG_PADDED(h.length) - h.length },
	};

	return xg_writev(io, iov, 4);
}
