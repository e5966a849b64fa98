/*
 * hypercall.c: hypfs_op (public/hypfs.h): reads and writes the nodes of the
 * file system of build information and parameters.
 *
 * Lock: `hypfs_lock`, LOCK_DOMCTL: one call at a time, since parameters have no
 * lock of their own.
 */
#include "private.h"

#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/spinlock.h>
#include <xen/string.h>

static struct spinlock hypfs_lock = SPINLOCK_INIT(LOCK_DOMCTL);

/*
 * Size of an entry of a directory: it is the name that is padded, as in Xen, so
 * that the next entry is not aligned.
 */
static size_t dirlist_size(const char *name)
{
	return offsetof(struct xen_hypfs_dirlistentry, name) +
	       ROUNDUP(strlen(name) + 1,
		       __alignof__(struct xen_hypfs_direntry));
}

static size_t dir_size(const struct hypfs_node *dir)
{
	struct hypfs_node child;
	size_t size = 0;

	for (unsigned int i = 0;; i++) {
		memset(&child, 0, sizeof(child));
		if (!dir->ops->child(dir, i, &child))
			return size;
		size += dirlist_size(child.name);
	}
}

/* What is told of a node; `value`, HYPFS_MAX_VALUE bytes, gets a file's. */
static void describe(const struct hypfs_node *node, void *value,
		     struct xen_hypfs_direntry *e)
{
	memset(e, 0, sizeof(*e));
	e->type = node->type;
	e->encoding = XEN_HYPFS_ENC_PLAIN;
	e->max_write_len = node->max_write;
	e->content_len = node->type == XEN_HYPFS_TYPE_DIR
				 ? dir_size(node)
				 : node->ops->get(node, value);
}

static int put_dir(const struct hypfs_node *dir, guest_ptr_t buf, size_t size)
{
	struct {
		struct xen_hypfs_dirlistentry d;
		char name[ROUNDUP(sizeof(dir->name), 8)];
	} out;
	char value[HYPFS_MAX_VALUE];
	struct hypfs_node child;

	for (unsigned int i = 0; size; i++) {
		size_t len;

		memset(&child, 0, sizeof(child));
		memset(&out, 0, sizeof(out));
		if (!dir->ops->child(dir, i, &child))
			break;
		describe(&child, value, &out.d.e);
		len = dirlist_size(child.name);
		size -= len;
		out.d.off_next = size ? len : 0;
		memcpy(out.d.name, child.name, strlen(child.name));
		if (copy_to_guest(buf, &out, len))
			return -EFAULT;
		buf = guest_ptr_at(buf, len, 1);
	}
	return 0;
}

static long node_read(const struct hypfs_node *node, guest_ptr_t buf,
		      uint64_t room)
{
	guest_ptr_t contents =
		guest_ptr_at(buf, 1, sizeof(struct xen_hypfs_direntry));
	struct xen_hypfs_direntry e;
	char value[HYPFS_MAX_VALUE];

	if (room < sizeof(e))
		return -EINVAL;
	describe(node, value, &e);
	if (put_guest(buf, &e))
		return -EFAULT;
	if (room - sizeof(e) < e.content_len)
		return -ENOBUFS;
	if (node->type == XEN_HYPFS_TYPE_DIR)
		return put_dir(node, contents, e.content_len);
	return copy_to_guest(contents, value, e.content_len) ? -EFAULT : 0;
}

static long node_write(const struct hypfs_node *node, guest_ptr_t buf,
		       uint64_t len)
{
	char value[HYPFS_MAX_VALUE];

	if (!node->max_write)
		return -EACCES;
	if (len > sizeof(value))
		return -ENOSPC;
	if (copy_from_guest(value, buf, len))
		return -EFAULT;
	/* One string, and nothing behind it. */
	if (!len || memchr(value, 0, len) != value + len - 1)
		return -EDOM;
	return node->ops->set(node, value);
}

/* The path, copied in: *path has room for XEN_HYPFS_MAX_PATHLEN. */
static int get_path(char *path, guest_ptr_t from, uint64_t len)
{
	if (len > XEN_HYPFS_MAX_PATHLEN)
		return -EINVAL;
	if (copy_from_guest(path, from, len))
		return -EFAULT;
	if (!len || memchr(path, 0, len) != path + len - 1)
		return -EINVAL;
	return 0;
}

static long access(unsigned int cmd, const struct hypercall_args *args)
{
	static char path[XEN_HYPFS_MAX_PATHLEN]; /* too large for a stack */
	guest_ptr_t buf = guest_ptr_reg(args->a[3]);
	struct hypfs_node node;
	int ret;

	ret = get_path(path, guest_ptr_reg(args->a[1]), args->a[2]);
	if (!ret)
		ret = hypfs_find(path, &node);
	if (ret)
		return ret;
	return cmd == XEN_HYPFS_OP_read ? node_read(&node, buf, args->a[4])
					: node_write(&node, buf, args->a[4]);
}

/* a[0]: XEN_HYPFS_OP_*; a[1], a[2]: path; a[3], a[4]: buffer; sizes in bytes */
long hc_hypfs_op(struct vcpu *v, struct hypercall_args *args)
{
	unsigned int cmd = args->a[0];
	long ret;

	if (!is_control_domain(v->domain))
		return -EPERM;
	switch (cmd) {
	case XEN_HYPFS_OP_get_version:
		if (args->a[1] || args->a[2] || args->a[3] || args->a[4])
			return -EINVAL;
		return XEN_HYPFS_VERSION;
	case XEN_HYPFS_OP_read:
	case XEN_HYPFS_OP_write_contents:
		if (!spin_trylock(&hypfs_lock))
			return -ERESTART;
		ret = access(cmd, args);
		spin_unlock(&hypfs_lock);
		return ret;
	default:
		return -EOPNOTSUPP;
	}
}
