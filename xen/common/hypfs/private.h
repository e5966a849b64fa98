/*
 * private.h: nodes of hypfs.
 *
 * There is no tree in memory: a directory names its children one by one, in
 * the order of their names, and a node is a small value that says who it is
 * (`ops`) and which one of these (`data`, `id`).  So nothing has to be kept
 * true when pools come and go.
 *
 * All functions run under the lock of hypercall.c.
 */
#ifndef HYPFS_PRIVATE_H
#define HYPFS_PRIVATE_H

#include <xen/types.h>
#include <public/hypfs.h>

/* Room for the longest value of a file. */
#define HYPFS_MAX_VALUE 256

struct hypfs_node {
	char name[40];
	uint8_t type;	    /* XEN_HYPFS_TYPE_* */
	uint32_t max_write; /* bytes that may be written; 0: read only */
	const struct hypfs_ops *ops;
	const void *data;
	unsigned int id;
};

struct hypfs_ops {
	/* A directory's child `i`, *child zeroed before; false: none. */
	bool (*child)(const struct hypfs_node *dir, unsigned int i,
		      struct hypfs_node *child);
	/*
	 * A file's value, a string with its NUL; its size in bytes, at most
	 * HYPFS_MAX_VALUE.
	 */
	size_t (*get)(const struct hypfs_node *file, void *buf);
	/* A new value; -EINVAL, -EBUSY.  Only if max_write is not 0. */
	int (*set)(const struct hypfs_node *file, const char *value);
};

void hypfs_root(struct hypfs_node *node);
/* 0; -EINVAL: not absolute, -ENOENT. */
int hypfs_find(const char *path, struct hypfs_node *node);

/* Fills in a child. */
void hypfs_node_set(struct hypfs_node *node, const char *name, uint8_t type,
		    const struct hypfs_ops *ops);

extern const struct hypfs_ops hypfs_buildinfo_ops, hypfs_params_ops,
	hypfs_cpupool_ops;

#endif /* HYPFS_PRIVATE_H */
