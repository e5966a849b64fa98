/* SPDX-License-Identifier: MIT */

/* The formatter would wrap a list of macro calls. */
/* clang-format off */
/*
 * Error numbers of hypercalls: results are -XEN_E*, the same for all guests
 * whatever their own numbering.
 *
 * Included plainly it gives enum xen_errno.  With XEN_ERRNO(name, value)
 * defined before, it is a list for that macro, which is undefined at the end.
 */
#if !defined(XEN_ERRNO) && !defined(__XEN_PUBLIC_ERRNO_H__)
#define __XEN_PUBLIC_ERRNO_H__
#ifndef __ASSEMBLY__
#define XEN_ERRNO_OPEN_ENUM
#define XEN_ERRNO(name, value) XEN_##name = value,
enum xen_errno {
#elif __XEN_INTERFACE_VERSION__ < 0x00040700
#define XEN_ERRNO(name, value) .equ XEN_##name, value
#endif
#endif

#ifdef XEN_ERRNO
XEN_ERRNO(EPERM, 1)
XEN_ERRNO(ENOENT, 2)
XEN_ERRNO(ESRCH, 3)
#ifdef __XEN__
XEN_ERRNO(EINTR, 4)		/* never reaches a guest */
#endif
XEN_ERRNO(EIO, 5)
XEN_ERRNO(ENXIO, 6)
XEN_ERRNO(E2BIG, 7)
XEN_ERRNO(ENOEXEC, 8)
XEN_ERRNO(EBADF, 9)
XEN_ERRNO(ECHILD, 10)
XEN_ERRNO(EAGAIN, 11)
XEN_ERRNO(EWOULDBLOCK, 11)
XEN_ERRNO(ENOMEM, 12)
XEN_ERRNO(EACCES, 13)
XEN_ERRNO(EFAULT, 14)
XEN_ERRNO(EBUSY, 16)
XEN_ERRNO(EEXIST, 17)
XEN_ERRNO(EXDEV, 18)
XEN_ERRNO(ENODEV, 19)
XEN_ERRNO(ENOTDIR, 20)
XEN_ERRNO(EISDIR, 21)
XEN_ERRNO(EINVAL, 22)
XEN_ERRNO(ENFILE, 23)
XEN_ERRNO(EMFILE, 24)
XEN_ERRNO(ENOSPC, 28)
XEN_ERRNO(EROFS, 30)
XEN_ERRNO(EMLINK, 31)
XEN_ERRNO(EDOM, 33)
XEN_ERRNO(ERANGE, 34)
XEN_ERRNO(EDEADLK, 35)
XEN_ERRNO(EDEADLOCK, 35)
XEN_ERRNO(ENAMETOOLONG, 36)
XEN_ERRNO(ENOLCK, 37)
XEN_ERRNO(ENOSYS, 38)
XEN_ERRNO(ENOTEMPTY, 39)
XEN_ERRNO(ENODATA, 61)
XEN_ERRNO(ETIME, 62)
XEN_ERRNO(EBADMSG, 74)
XEN_ERRNO(EOVERFLOW, 75)
XEN_ERRNO(EILSEQ, 84)
#ifdef __XEN__
/* run the hypercall again; never reaches a guest */
XEN_ERRNO(ERESTART, 85)
#endif
XEN_ERRNO(ENOTSOCK, 88)
XEN_ERRNO(EMSGSIZE, 90)
XEN_ERRNO(EOPNOTSUPP, 95)
XEN_ERRNO(EADDRINUSE, 98)
XEN_ERRNO(EADDRNOTAVAIL, 99)
XEN_ERRNO(ENOBUFS, 105)
XEN_ERRNO(EISCONN, 106)
XEN_ERRNO(ENOTCONN, 107)
XEN_ERRNO(ETIMEDOUT, 110)
XEN_ERRNO(ECONNREFUSED, 111)
#undef XEN_ERRNO
#endif

#ifdef XEN_ERRNO_OPEN_ENUM
#undef XEN_ERRNO_OPEN_ENUM
};
#endif
