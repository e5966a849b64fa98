/*
 * errno.h: error numbers.  Functions return them negated.
 *
 * Hypercalls hand them to guests, so the values are those of Xen's public
 * interface (which are Linux's, as the host's libc has them).
 */
#ifndef XEN_ERRNO_H
#define XEN_ERRNO_H

#if __STDC_HOSTED__
#include <errno.h>
#else

#define EPERM	      1	  /* operation not permitted */
#define ENOENT	      2	  /* no such entry */
#define ESRCH	      3	  /* no such domain or vcpu */
#define EINTR	      4	  /* interrupted */
#define EIO	      5	  /* input/output error */
#define ENXIO	      6	  /* no such device or address */
#define E2BIG	      7	  /* argument list too long */
#define ENOEXEC	      8	  /* not an executable image */
#define EBADF	      9	  /* bad handle */
#define ECHILD	      10  /* no child */
#define EAGAIN	      11  /* try again */
#define ENOMEM	      12  /* out of memory */
#define EACCES	      13  /* access denied */
#define EFAULT	      14  /* bad guest address */
#define EBUSY	      16  /* busy */
#define EEXIST	      17  /* exists already */
#define EXDEV	      18  /* cross-device */
#define ENODEV	      19  /* no such device */
#define ENOTDIR	      20  /* not a directory */
#define EISDIR	      21  /* is a directory */
#define EINVAL	      22  /* invalid argument */
#define ENFILE	      23  /* table full */
#define EMFILE	      24  /* too many open */
#define ENOSPC	      28  /* no space left */
#define EROFS	      30  /* read-only */
#define EMLINK	      31  /* too many links */
#define EDOM	      33  /* out of domain */
#define ERANGE	      34  /* out of range */
#define EDEADLK	      35  /* would deadlock */
#define ENAMETOOLONG  36  /* name too long */
#define ENOLCK	      37  /* no lock */
#define ENOSYS	      38  /* not implemented */
#define ENOTEMPTY     39  /* not empty */
#define ENODATA	      61  /* no data */
#define ETIME	      62  /* timed out */
#define EBADMSG	      74  /* bad message */
#define EOVERFLOW     75  /* value too large */
#define EILSEQ	      84  /* malformed sequence */
#define ERESTART      85  /* make a continuation */
#define EUSERS	      87  /* too many users */
#define ENOTSOCK      88  /* not a socket */
#define EMSGSIZE      90  /* message too long */
#define EOPNOTSUPP    95  /* operation not supported */
#define EADDRINUSE    98  /* address in use */
#define EADDRNOTAVAIL 99  /* address not available */
#define ENOBUFS	      105 /* no buffer space */
#define EISCONN	      106 /* connected already */
#define ENOTCONN      107 /* not connected */
#define ETIMEDOUT     110 /* timed out */
#define ECONNREFUSED  111 /* refused */
#define EALREADY      114 /* in progress already */
#define EWOULDBLOCK   EAGAIN

#endif /* !__STDC_HOSTED__ */
#endif /* XEN_ERRNO_H */
