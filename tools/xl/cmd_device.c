// SPDX-License-Identifier: GPL-2.0-only
/* block-* and network-*; lists of devices that no guest has yet. */
#include "xl.h"

/* --- disks --- */

static void print_disk(uint32_t domid, const libxl_device_disk *d)
{
	libxl_diskinfo i;

	if (libxl_device_disk_getinfo(ctx, domid, d, &i))
		return;
	printf("%-5d %-3d %-6d %-5d %-6d %-8d %-30s\n", i.devid, i.backend_id,
	       i.frontend_id, i.state, i.evtch, i.rref, i.backend);
	libxl_diskinfo_dispose(&i);
}

COMMAND(block_list)
{
	libxl_device_disk *list;
	uint32_t domid;
	int i, nr;

	next_option(argc, argv, "h", NULL, 1);
	printf("%-5s %-3s %-6s %-5s %-6s %-8s %-30s\n", "Vdev", "BE", "handle",
	       "state", "evt-ch", "ring-ref", "BE-path");
	for (; optind < argc; optind++) {
		domid = find_domain(argv[optind]);
		list = libxl_device_disk_list(ctx, domid, &nr);
		for (i = 0; i < nr; i++)
			print_disk(domid, &list[i]);
		libxl_device_disk_list_free(list, nr);
	}
	return 0;
}

COMMAND(block_attach)
{
	libxl_device_disk disk;
	XLU_Config *cfg;
	uint32_t domid;
	char *json;
	int rc;

	next_option(argc, argv, "h", NULL, 2);
	domid = find_domain(argv[optind]);
	cfg = xlu_cfg_init(stderr, "command line");
	rc = parse_disk(cfg, (const char *const *)argv + optind + 1,
			argc - optind - 1, &disk);
	if (!rc && dryrun_only) {
		json = libxl_device_disk_to_json(ctx, &disk);
		printf("disk: %s\n", json ? json : "");
		free(json);
	} else if (!rc) {
		rc = libxl_device_disk_add(ctx, domid, &disk, NULL);
		if (rc)
			fprintf(stderr, "libxl_device_disk_add failed.\n");
	}
	libxl_device_disk_dispose(&disk);
	xlu_cfg_destroy(cfg);
	return rc ? 1 : 0;
}

static bool forced(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "force", 0, 0, 'f' },
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	bool force = false;
	int opt;

	while ((opt = next_option(argc, argv, "fh", longs, 2)) != -1)
		force |= opt == 'f';
	return force;
}

COMMAND(block_detach)
{
	bool force = forced(argc, argv);
	uint32_t domid = find_domain(argv[optind]);
	libxl_device_disk disk;
	int rc;

	if (libxl_vdev_to_device_disk(ctx, domid, argv[optind + 1], &disk)) {
		fprintf(stderr, "Error: Device %s not connected.\n",
			argv[optind + 1]);
		return 1;
	}
	rc = (force ? libxl_device_disk_destroy
		    : libxl_device_disk_remove)(ctx, domid, &disk, NULL);
	if (rc)
		fprintf(stderr, "libxl_device_disk_remove failed.\n");
	libxl_device_disk_dispose(&disk);
	return rc ? 1 : 0;
}

/* --- network cards --- */

static void print_nic(uint32_t domid, const libxl_device_nic *n)
{
	libxl_nicinfo i;

	if (libxl_device_nic_getinfo(ctx, domid, n, &i))
		return;
	printf("%-3d %-2d " LIBXL_MAC_FMT " %6d %5d %6d %5d/%-11d %-30s\n",
	       i.devid, i.backend_id, LIBXL_MAC_BYTES(n->mac), i.devid, i.state,
	       i.evtch, i.rref_tx, i.rref_rx, i.backend);
	libxl_nicinfo_dispose(&i);
}

COMMAND(network_list)
{
	libxl_device_nic *list;
	uint32_t domid;
	int i, nr;

	next_option(argc, argv, "h", NULL, 1);
	printf("%-3s %-2s %-17s %-6s %-5s %-6s %5s/%-5s %-30s\n", "Idx", "BE",
	       "Mac Addr.", "handle", "state", "evt-ch", "tx-", "rx-ring-ref",
	       "BE-path");
	for (; optind < argc; optind++) {
		domid = find_domain(argv[optind]);
		list = libxl_device_nic_list(ctx, domid, &nr);
		for (i = 0; i < nr; i++)
			print_nic(domid, &list[i]);
		libxl_device_nic_list_free(list, nr);
	}
	return 0;
}

COMMAND(network_attach)
{
	libxl_device_nic nic;
	XLU_Config *cfg;
	uint32_t domid;
	char *spec = xstrdup(""), *old, *json;
	int rc;

	next_option(argc, argv, "h", NULL, 1);
	domid = find_domain(argv[optind]);
	while (++optind < argc) {
		old = spec;
		spec = xasprintf("%s%s%s", old, *old ? "," : "", argv[optind]);
		free(old);
	}
	cfg = xlu_cfg_init(stderr, "command line");
	libxl_device_nic_init(&nic);
	rc = parse_nic(cfg, spec, &nic);
	if (!rc && dryrun_only) {
		json = libxl_device_nic_to_json(ctx, &nic);
		printf("vif: %s\n", json ? json : "");
		free(json);
	} else if (!rc) {
		rc = libxl_device_nic_add(ctx, domid, &nic, NULL);
		if (rc)
			fprintf(stderr, "libxl_device_nic_add failed.\n");
	}
	libxl_device_nic_dispose(&nic);
	xlu_cfg_destroy(cfg);
	free(spec);
	return rc ? 1 : 0;
}

COMMAND(network_detach)
{
	bool force = forced(argc, argv);
	uint32_t domid = find_domain(argv[optind]);
	const char *id = argv[optind + 1];
	libxl_device_nic nic;
	int rc;

	rc = strchr(id, ':')
		     ? libxl_mac_to_device_nic(ctx, domid, id, &nic)
		     : libxl_devid_to_device_nic(ctx, domid, atoi(id), &nic);
	if (rc) {
		fprintf(stderr, "Unknown device %s.\n", id);
		return 1;
	}
	rc = (force ? libxl_device_nic_destroy
		    : libxl_device_nic_remove)(ctx, domid, &nic, NULL);
	if (rc)
		fprintf(stderr, "libxl_device_nic_del failed.\n");
	libxl_device_nic_dispose(&nic);
	return rc ? 1 : 0;
}

/* --- devices that no guest can have yet: a header, and nothing below --- */

static int no_devices(int argc, char **argv, const char *header)
{
	next_option(argc, argv, "h", NULL, 1);
	for (; optind < argc; optind++)
		find_domain(argv[optind]);
	fputs(header, stdout);
	return 0;
}

COMMAND(channel_list)
{
	return no_devices(argc, argv,
			  "Idx BE state evt-ch ring-ref connection             "
			  "                  \n");
}

COMMAND(vtpm_list)
{
	return no_devices(argc, argv,
			  "Idx BE Uuid                                 handle "
			  "state evt-ch ring-ref BE-path   \n");
}

COMMAND(vkb_list)
{
	return no_devices(
		argc, argv,
		"Idx BE handle state evt-ch    ref ID         BE-type "
		"   BE-path                       \n");
}

COMMAND(vdispl_list)
{
	return no_devices(argc, argv, "");
}

COMMAND(vsnd_list)
{
	return no_devices(argc, argv, "");
}

COMMAND(usb_list)
{
	return no_devices(argc, argv, "");
}

COMMAND(pci_list)
{
	return no_devices(argc, argv, "");
}
