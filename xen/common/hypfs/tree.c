/* tree.c: the root of hypfs, and finding a node by its path. */
#include "private.h"

#include <xen/errno.h>
#include <xen/string.h>

static const struct {
	const char *name;
	const struct hypfs_ops *ops;
} top[] = {
	{ "buildinfo", &hypfs_buildinfo_ops },
	{ "cpupool", &hypfs_cpupool_ops },
	{ "params", &hypfs_params_ops },
};

static bool root_child(const struct hypfs_node *dir, unsigned int i,
		       struct hypfs_node *child)
{
	if (i >= ARRAY_SIZE(top))
		return false;
	hypfs_node_set(child, top[i].name, XEN_HYPFS_TYPE_DIR, top[i].ops);
	return true;
}

static const struct hypfs_ops root_ops = { .child = root_child };

void hypfs_node_set(struct hypfs_node *node, const char *name, uint8_t type,
		    const struct hypfs_ops *ops)
{
	strlcpy(node->name, name, sizeof(node->name));
	node->type = type;
	node->ops = ops;
}

void hypfs_root(struct hypfs_node *node)
{
	memset(node, 0, sizeof(*node));
	hypfs_node_set(node, "", XEN_HYPFS_TYPE_DIR, &root_ops);
}

static int find_child(struct hypfs_node *node, const char *name, size_t len)
{
	struct hypfs_node child;

	if (node->type != XEN_HYPFS_TYPE_DIR)
		return -ENOENT;
	for (unsigned int i = 0;; i++) {
		memset(&child, 0, sizeof(child));
		if (!node->ops->child(node, i, &child))
			return -ENOENT;
		if (strlen(child.name) == len &&
		    !strncmp(child.name, name, len)) {
			*node = child;
			return 0;
		}
	}
}

int hypfs_find(const char *path, struct hypfs_node *node)
{
	int ret;

	if (*path++ != '/')
		return -EINVAL;
	hypfs_root(node);
	while (*path) {
		const char *end = strchr(path, '/');
		size_t len = end ? (size_t)(end - path) : strlen(path);

		ret = find_child(node, path, len);
		if (ret)
			return ret;
		path += len + (end ? 1 : 0);
		/* "file/" is no file. */
		if (end && node->type != XEN_HYPFS_TYPE_DIR)
			return -ENOENT;
	}
	return 0;
}
