/* fake_grant.c (host): domains without grants. */
#include <xen/grant.h>
#include <asm/host.h>

HOST_WEAK int grant_table_create(struct domain *d, int max_frames,
				 int max_maptrack, unsigned int max_version)
{
	return 0;
}

HOST_WEAK int grant_release_mappings(struct domain *d)
{
	return 0;
}

HOST_WEAK void grant_table_destroy(struct domain *d)
{
}
