// SPDX-License-Identifier: GPL-2.0-only
/* Devices from their specifications, one table a kind. */
#include "specs.h"

#include <limits.h>
#include <stddef.h>

#define NR(table) (sizeof(table) / sizeof((table)[0]))

void *grow(void **array, int *nr, size_t size)
{
	char *p = realloc(*array, (*nr + 1) * size);

	if (!p)
		die("out of memory");
	*array = p;
	p += *nr * size;
	memset(p, 0, size);
	++*nr;
	return p;
}

static char *skip_spaces(char *s)
{
	char *end = s + strlen(s);

	while (*s == ' ' || *s == '\t')
		s++;
	while (end > s && (end[-1] == ' ' || end[-1] == '\t'))
		*--end = 0;
	return s;
}

static int number(const char *s, long *l)
{
	char *end;

	errno = 0;
	*l = strtol(s, &end, 0);
	return *s && !*end && !errno && *l >= INT_MIN && *l <= UINT_MAX
		       ? 0
		       : EINVAL;
}

static int store(const struct spec_key *k, void *device, const char *value)
{
	char *at = (char *)device + k->offset;
	long l;

	switch (k->kind) {
	case SPEC_STRING:
		free(*(char **)at);
		*(char **)at = xstrdup(value);
		return 0;
	case SPEC_OWN:
		return k->set(device, value);
	default:
		break;
	}
	if (number(value, &l))
		return EINVAL;
	if (k->kind == SPEC_INT)
		*(int *)at = l;
	else if (k->kind == SPEC_BOOL)
		*(bool *)at = l;
	else
		libxl_defbool_set((libxl_defbool *)at, l);
	return 0;
}

int spec_set(XLU_Config *cfg, const char *what, const char *key,
	     const char *value, const struct spec_key *keys, unsigned int nr,
	     void *device)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (strcmp(keys[i].name, key))
			continue;
		if (!store(&keys[i], device, value))
			return 0;
		xlu_cfg_report(cfg, NULL, "%s: '%s' is no value of %s", what,
			       value, key);
		return EINVAL;
	}
	xlu_cfg_report(cfg, NULL, "%s: unknown parameter '%s'", what, key);
	return EINVAL;
}

int spec_parse(XLU_Config *cfg, const char *what, const char *spec, char sep,
	       const struct spec_key *keys, unsigned int nr, void *device)
{
	const char seps[] = { sep, 0 };
	char *copy = xstrdup(spec), *p = copy, *tok, *eq;
	const struct device_default *def;
	int rc = 0;

	for (def = conf.defaults; def && !rc; def = def->next)
		if (!strcmp(def->kind, what))
			rc = spec_set(cfg, what, def->key, def->value, keys, nr,
				      device);
	while (!rc && (tok = strsep(&p, seps))) {
		tok = skip_spaces(tok);
		if (!*tok)
			continue;
		eq = strchr(tok, '=');
		if (!eq) {
			xlu_cfg_report(cfg, NULL, "%s: '=' is missing in '%s'",
				       what, tok);
			rc = EINVAL;
			break;
		}
		*eq = 0;
		rc = spec_set(cfg, what, skip_spaces(tok), skip_spaces(eq + 1),
			      keys, nr, device);
	}
	free(copy);
	return rc;
}

/* Calls add() for each string of the list k->name. */
static int each(XLU_Config *cfg, const struct key *k, libxl_domain_config *d,
		int (*add)(XLU_Config *cfg, const char *spec,
			   libxl_domain_config *d))
{
	XLU_ConfigList *list;
	const char *s;
	int i, nr, rc = xlu_cfg_get_list(cfg, k->name, &list, &nr, 0);

	for (i = 0; i < nr && !rc; i++) {
		s = xlu_cfg_get_listitem(list, i);
		rc = s ? add(cfg, s, d) : EINVAL;
		if (rc)
			xlu_cfg_report(cfg, k->name,
				       "entry %d of '%s' is not understood",
				       i + 1, k->name);
	}
	return rc;
}

/* --- disks and network cards --- */

/* disk.default.* of xl.conf: what an entry does not say. */
static int disk_default(XLU_Config *cfg, libxl_device_disk *disk,
			const struct device_default *def)
{
	char **to = !strcmp(def->key, "script")	   ? &disk->script
		    : !strcmp(def->key, "backend") ? &disk->backend_domname
						   : NULL;

	if (to) {
		if (!*to)
			*to = xstrdup(def->value);
		return 0;
	}
	if (!strcmp(def->key, "backendtype"))
		return disk->backend ? 0
				     : libxl_disk_backend_from_string(
					       def->value, &disk->backend);
	xlu_cfg_report(cfg, NULL,
		       "xl.conf: disk.default has script, backend and "
		       "backendtype, not '%s'",
		       def->key);
	return EINVAL;
}

int parse_disk(XLU_Config *cfg, const char *const *specs, int nr,
	       libxl_device_disk *disk)
{
	const struct device_default *def;
	int rc;

	libxl_device_disk_init(disk);
	rc = xlu_disk_parse(cfg, nr, specs, disk);
	for (def = conf.defaults; def && !rc; def = def->next)
		if (!strcmp(def->kind, "disk"))
			rc = disk_default(cfg, disk, def);
	return rc;
}

static int add_disk(XLU_Config *cfg, const char *spec, libxl_domain_config *d)
{
	libxl_device_disk *disk = GROW(d->disks, d->num_disks);

	return parse_disk(cfg, &spec, 1, disk);
}

int set_disks(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	return each(cfg, k, d, add_disk);
}

static int add_nic(XLU_Config *cfg, const char *spec, libxl_domain_config *d)
{
	libxl_device_nic *nic = GROW(d->nics, d->num_nics);

	libxl_device_nic_init(nic);
	nic->devid = d->num_nics - 1;
	return parse_nic(cfg, spec, nic);
}

int set_nics(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	return each(cfg, k, d, add_nic);
}

/* --- framebuffers and keyboards --- */

/* What older files have, and nobody needs. */
static int ignored(void *device, const char *v)
{
	return 0;
}

#define VFB(f) offsetof(libxl_device_vfb, f)
static const struct spec_key vfb_keys[] = {
	{ "type", SPEC_OWN, 0, ignored },
	{ "vnc", SPEC_DEFBOOL, VFB(vnc.enable), NULL },
	{ "vnclisten", SPEC_STRING, VFB(vnc.listen), NULL },
	{ "vncpasswd", SPEC_STRING, VFB(vnc.passwd), NULL },
	{ "vncdisplay", SPEC_INT, VFB(vnc.display), NULL },
	{ "vncunused", SPEC_DEFBOOL, VFB(vnc.findunused), NULL },
	{ "keymap", SPEC_STRING, VFB(keymap), NULL },
	{ "sdl", SPEC_DEFBOOL, VFB(sdl.enable), NULL },
	{ "opengl", SPEC_DEFBOOL, VFB(sdl.opengl), NULL },
	{ "display", SPEC_STRING, VFB(sdl.display), NULL },
	{ "xauthority", SPEC_STRING, VFB(sdl.xauthority), NULL },
};

/* Each brings a keyboard and mouse with it. */
static int add_vfb(XLU_Config *cfg, const char *spec, libxl_domain_config *d)
{
	libxl_device_vfb *vfb = GROW(d->vfbs, d->num_vfbs);
	libxl_device_vkb *vkb = GROW(d->vkbs, d->num_vkbs);

	libxl_device_vfb_init(vfb);
	libxl_device_vkb_init(vkb);
	vfb->devid = d->num_vfbs - 1;
	vkb->devid = d->num_vkbs - 1;
	return spec_parse(cfg, "vfb", spec, ',', vfb_keys, NR(vfb_keys), vfb);
}

int set_vfbs(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	return each(cfg, k, d, add_vfb);
}

static int set_vkb_backend(void *device, const char *v)
{
	libxl_device_vkb *vkb = device;

	return libxl_vkb_backend_from_string(v, &vkb->backend_type);
}

#define VKB(f) offsetof(libxl_device_vkb, f)
static const struct spec_key vkb_keys[] = {
	{ "unique-id", SPEC_STRING, VKB(unique_id), NULL },
	{ "backend", SPEC_STRING, VKB(backend_domname), NULL },
	{ "backend-type", SPEC_OWN, 0, set_vkb_backend },
	{ "feature-disable-keyboard", SPEC_BOOL, VKB(feature_disable_keyboard),
	  NULL },
	{ "feature-disable-pointer", SPEC_BOOL, VKB(feature_disable_pointer),
	  NULL },
	{ "feature-abs-pointer", SPEC_BOOL, VKB(feature_abs_pointer), NULL },
	{ "feature-raw-pointer", SPEC_BOOL, VKB(feature_raw_pointer), NULL },
	{ "feature-multi-touch", SPEC_BOOL, VKB(feature_multi_touch), NULL },
	{ "width", SPEC_INT, VKB(width), NULL },
	{ "height", SPEC_INT, VKB(height), NULL },
	{ "multi-touch-width", SPEC_INT, VKB(multi_touch_width), NULL },
	{ "multi-touch-height", SPEC_INT, VKB(multi_touch_height), NULL },
	{ "multi-touch-num-contacts", SPEC_INT, VKB(multi_touch_num_contacts),
	  NULL },
};

static int add_vkb(XLU_Config *cfg, const char *spec, libxl_domain_config *d)
{
	libxl_device_vkb *vkb = GROW(d->vkbs, d->num_vkbs);

	libxl_device_vkb_init(vkb);
	vkb->devid = d->num_vkbs - 1;
	return spec_parse(cfg, "vkb", spec, ',', vkb_keys, NR(vkb_keys), vkb);
}

int set_vkbs(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	return each(cfg, k, d, add_vkb);
}

/* --- channels, TPMs, 9pfs, sockets --- */

/* The path is of a socket; the arm of the union is known in the end only. */
struct channel_spec {
	char *backend, *name, *connection, *path; /* owned */
};
#define CHANNEL(f) offsetof(struct channel_spec, f)
static const struct spec_key channel_keys[] = {
	{ "backend", SPEC_STRING, CHANNEL(backend), NULL },
	{ "name", SPEC_STRING, CHANNEL(name), NULL },
	{ "connection", SPEC_STRING, CHANNEL(connection), NULL },
	{ "path", SPEC_STRING, CHANNEL(path), NULL },
};

static int add_channel(XLU_Config *cfg, const char *spec,
		       libxl_domain_config *d)
{
	libxl_device_channel *c = GROW(d->channels, d->num_channels);
	struct channel_spec s = { 0 };
	libxl_channel_connection kind;
	int rc;

	libxl_device_channel_init(c);
	c->devid = d->num_channels - 1;
	rc = spec_parse(cfg, "channel", spec, ',', channel_keys,
			NR(channel_keys), &s);
	if (!rc && (!s.connection || libxl_channel_connection_from_string(
					     s.connection, &kind))) {
		xlu_cfg_report(cfg, NULL,
			       "channel: connection= must be pty or socket");
		rc = EINVAL;
	}
	if (!rc && !s.name) {
		xlu_cfg_report(cfg, NULL, "channel: name= is missing");
		rc = EINVAL;
	}
	if (!rc && kind == LIBXL_CHANNEL_CONNECTION_SOCKET && !s.path) {
		xlu_cfg_report(cfg, NULL, "channel: a socket needs path=");
		rc = EINVAL;
	}
	if (!rc) {
		libxl_device_channel_init_connection(c, kind);
		c->backend_domname = s.backend;
		c->name = s.name;
		s.backend = s.name = NULL;
		if (kind == LIBXL_CHANNEL_CONNECTION_SOCKET) {
			c->u.socket.path = s.path;
			s.path = NULL;
		}
	}
	free(s.backend);
	free(s.name);
	free(s.connection);
	free(s.path);
	return rc;
}

int set_channels(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	return each(cfg, k, d, add_channel);
}

static int set_vtpm_uuid(void *device, const char *v)
{
	return libxl_uuid_from_string(&((libxl_device_vtpm *)device)->uuid, v);
}

static const struct spec_key vtpm_keys[] = {
	{ "backend", SPEC_STRING, offsetof(libxl_device_vtpm, backend_domname),
	  NULL },
	{ "uuid", SPEC_OWN, 0, set_vtpm_uuid },
};

static int add_vtpm(XLU_Config *cfg, const char *spec, libxl_domain_config *d)
{
	libxl_device_vtpm *t = GROW(d->vtpms, d->num_vtpms);

	libxl_device_vtpm_init(t);
	t->devid = d->num_vtpms - 1;
	return spec_parse(cfg, "vtpm", spec, ',', vtpm_keys, NR(vtpm_keys), t);
}

int set_vtpms(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	return each(cfg, k, d, add_vtpm);
}

#define P9(f) offsetof(libxl_device_p9, f)
static const struct spec_key p9_keys[] = {
	{ "backend", SPEC_STRING, P9(backend_domname), NULL },
	{ "tag", SPEC_STRING, P9(tag), NULL },
	{ "path", SPEC_STRING, P9(path), NULL },
	{ "security_model", SPEC_STRING, P9(security_model), NULL },
};

static int add_p9(XLU_Config *cfg, const char *spec, libxl_domain_config *d)
{
	libxl_device_p9 *p = GROW(d->p9s, d->num_p9s);

	libxl_device_p9_init(p);
	return spec_parse(cfg, "p9", spec, ',', p9_keys, NR(p9_keys), p);
}

int set_p9s(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	return each(cfg, k, d, add_p9);
}

static const struct spec_key pvcalls_keys[] = {
	{ "backend", SPEC_STRING,
	  offsetof(libxl_device_pvcallsif, backend_domname), NULL },
};

static int add_pvcalls(XLU_Config *cfg, const char *spec,
		       libxl_domain_config *d)
{
	libxl_device_pvcallsif *p = GROW(d->pvcallsifs, d->num_pvcallsifs);

	libxl_device_pvcallsif_init(p);
	p->devid = d->num_pvcallsifs - 1;
	return spec_parse(cfg, "pvcalls", spec, ',', pvcalls_keys,
			  NR(pvcalls_keys), p);
}

int set_pvcalls(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	return each(cfg, k, d, add_pvcalls);
}

/* --- displays --- */

/* "ID:WxH;ID:WxH" */
static int set_connectors(void *device, const char *v)
{
	libxl_device_vdispl *d = device;
	char *copy = xstrdup(v), *p = copy, *tok, *colon;
	libxl_connector_param *c;
	int rc = 0, n;

	while (!rc && (tok = strsep(&p, ";"))) {
		c = GROW(d->connectors, d->num_connectors);
		libxl_connector_param_init(c);
		colon = strchr(tok, ':');
		n = 0;
		if (!colon || colon == tok ||
		    sscanf(colon + 1, "%" SCNu32 "x%" SCNu32 "%n", &c->width,
			   &c->height, &n) != 2 ||
		    colon[1 + n])
			rc = EINVAL;
		else
			c->unique_id =
				xasprintf("%.*s", (int)(colon - tok), tok);
	}
	free(copy);
	return rc;
}

static const struct spec_key vdispl_keys[] = {
	{ "backend", SPEC_STRING,
	  offsetof(libxl_device_vdispl, backend_domname), NULL },
	{ "be-alloc", SPEC_BOOL, offsetof(libxl_device_vdispl, be_alloc),
	  NULL },
	{ "connectors", SPEC_OWN, 0, set_connectors },
};

static int add_vdispl(XLU_Config *cfg, const char *spec, libxl_domain_config *d)
{
	libxl_device_vdispl *v = GROW(d->vdispls, d->num_vdispls);

	libxl_device_vdispl_init(v);
	v->devid = d->num_vdispls - 1;
	return spec_parse(cfg, "vdispl", spec, ',', vdispl_keys,
			  NR(vdispl_keys), v);
}

int set_vdispls(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	return each(cfg, k, d, add_vdispl);
}

/* --- sound: a list a card, with entries "card, ...", "pcm, ...", ... --- */

static int set_rates(void *params, const char *v)
{
	libxl_vsnd_params *p = params;
	char *copy = xstrdup(v), *rest = copy, *tok;
	int rc = 0;
	long l;

	while (!rc && (tok = strsep(&rest, ";"))) {
		rc = number(skip_spaces(tok), &l);
		if (!rc)
			*GROW(p->sample_rates, p->num_sample_rates) = l;
	}
	free(copy);
	return rc;
}

static int set_formats(void *params, const char *v)
{
	libxl_vsnd_params *p = params;
	char *copy = xstrdup(v), *rest = copy, *tok;
	libxl_vsnd_pcm_format f;
	int rc = 0;

	while (!rc && (tok = strsep(&rest, ";"))) {
		rc = libxl_vsnd_pcm_format_from_string(skip_spaces(tok), &f);
		if (!rc)
			*GROW(p->sample_formats, p->num_sample_formats) = f;
	}
	free(copy);
	return rc;
}

#define PARAMS(f) offsetof(libxl_vsnd_params, f)
static const struct spec_key params_keys[] = {
	{ "sample-rates", SPEC_OWN, 0, set_rates },
	{ "sample-formats", SPEC_OWN, 0, set_formats },
	{ "channels-min", SPEC_INT, PARAMS(channels_min), NULL },
	{ "channels-max", SPEC_INT, PARAMS(channels_max), NULL },
	{ "buffer-size", SPEC_INT, PARAMS(buffer_size), NULL },
};

static int set_stream_type(void *device, const char *v)
{
	libxl_vsnd_stream *s = device;

	return libxl_vsnd_stream_type_from_string(v, &s->type);
}

#define VSND(f) offsetof(libxl_device_vsnd, f)
static const struct spec_key card_keys[] = {
	{ "backend", SPEC_STRING, VSND(backend_domname), NULL },
	{ "short-name", SPEC_STRING, VSND(short_name), NULL },
	{ "long-name", SPEC_STRING, VSND(long_name), NULL },
};
static const struct spec_key pcm_keys[] = {
	{ "name", SPEC_STRING, offsetof(libxl_vsnd_pcm, name), NULL },
};
static const struct spec_key stream_keys[] = {
	{ "unique-id", SPEC_STRING, offsetof(libxl_vsnd_stream, unique_id),
	  NULL },
	{ "type", SPEC_OWN, 0, set_stream_type },
};

static bool is_of(const struct spec_key *keys, unsigned int nr, const char *k)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (!strcmp(keys[i].name, k))
			return true;
	return false;
}

/* The words after the first: the element's own keys, or its parameters'. */
static int sound_words(XLU_Config *cfg, char *rest, const struct spec_key *own,
		       unsigned int nr, void *element, libxl_vsnd_params *p)
{
	char *tok, *eq;
	int rc = 0;

	while (!rc && (tok = strsep(&rest, ","))) {
		tok = skip_spaces(tok);
		eq = strchr(tok, '=');
		if (!eq) {
			xlu_cfg_report(cfg, NULL,
				       "vsnd: '=' is missing in '%s'", tok);
			return EINVAL;
		}
		*eq = 0;
		tok = skip_spaces(tok);
		if (is_of(own, nr, tok))
			rc = spec_set(cfg, "vsnd", tok, skip_spaces(eq + 1),
				      own, nr, element);
		else
			rc = spec_set(cfg, "vsnd", tok, skip_spaces(eq + 1),
				      params_keys, NR(params_keys), p);
	}
	return rc;
}

static int sound_entry(XLU_Config *cfg, char *entry, libxl_device_vsnd *v)
{
	char *rest = entry, *kind = skip_spaces(strsep(&rest, ","));
	libxl_vsnd_pcm *pcm =
		v->num_vsnd_pcms ? &v->pcms[v->num_vsnd_pcms - 1] : NULL;
	libxl_vsnd_stream *s;

	if (!strcasecmp(kind, "card"))
		return sound_words(cfg, rest, card_keys, NR(card_keys), v,
				   &v->params);
	if (!strcasecmp(kind, "pcm")) {
		pcm = GROW(v->pcms, v->num_vsnd_pcms);
		libxl_vsnd_pcm_init(pcm);
		return sound_words(cfg, rest, pcm_keys, NR(pcm_keys), pcm,
				   &pcm->params);
	}
	if (!strcasecmp(kind, "stream") && pcm) {
		s = GROW(pcm->streams, pcm->num_vsnd_streams);
		libxl_vsnd_stream_init(s);
		return sound_words(cfg, rest, stream_keys, NR(stream_keys), s,
				   &s->params);
	}
	xlu_cfg_report(cfg, NULL,
		       "vsnd: an entry begins with card, pcm or (after a pcm) "
		       "stream, not '%s'",
		       kind);
	return EINVAL;
}

static int add_vsnd(XLU_Config *cfg, XLU_ConfigList *entries,
		    libxl_domain_config *d)
{
	libxl_device_vsnd *v = GROW(d->vsnds, d->num_vsnds);
	const char *s;
	char *copy;
	int i, rc = 0;

	libxl_device_vsnd_init(v);
	v->devid = d->num_vsnds - 1;
	for (i = 0; !rc && (s = xlu_cfg_get_listitem(entries, i)); i++) {
		copy = xstrdup(s);
		rc = sound_entry(cfg, copy, v);
		free(copy);
	}
	return rc;
}

/* A list of lists: calls add() for each of them. */
static int each_list(XLU_Config *cfg, const struct key *k,
		     libxl_domain_config *d,
		     int (*add)(XLU_Config *cfg, XLU_ConfigList *list,
				libxl_domain_config *d))
{
	XLU_ConfigList *list, *inner;
	XLU_ConfigValue *v;
	int i, nr, rc = xlu_cfg_get_list(cfg, k->name, &list, &nr, 0);

	for (i = 0; i < nr && !rc; i++) {
		v = xlu_cfg_get_listitem2(list, i);
		rc = v && !xlu_cfg_value_get_list(cfg, v, &inner, 1)
			     ? add(cfg, inner, d)
			     : EINVAL;
		if (rc)
			xlu_cfg_report(cfg, k->name,
				       "entry %d of '%s' is not understood",
				       i + 1, k->name);
	}
	return rc;
}

int set_vsnds(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	return each_list(cfg, k, d, add_vsnd);
}

/* --- PCI --- */

static int global_bool(XLU_Config *cfg, const char *name, bool *b)
{
	long l;
	int rc = xlu_cfg_get_long(cfg, name, &l, 0);

	if (!rc)
		*b = l;
	return rc == ESRCH ? 0 : rc;
}

static int add_pci(XLU_Config *cfg, const char *spec, libxl_domain_config *d)
{
	libxl_device_pci *p = GROW(d->pcidevs, d->num_pcidevs);

	libxl_device_pci_init(p);
	if (global_bool(cfg, "pci_msitranslate", &p->msitranslate) ||
	    global_bool(cfg, "pci_power_mgmt", &p->power_mgmt) ||
	    global_bool(cfg, "pci_permissive", &p->permissive) ||
	    global_bool(cfg, "pci_seize", &p->seize))
		return EINVAL;
	/* Like the bus, the library takes strictness for the rule. */
	p->rdm_policy = d->b_info.type == LIBXL_DOMAIN_TYPE_HVM
				? d->b_info.u.hvm.rdm.policy
				: LIBXL_RDM_RESERVE_POLICY_STRICT;
	return xlu_pci_parse_spec_string(cfg, p, spec);
}

int set_pcis(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	int rc = each(cfg, k, d, add_pci);

	/* A PV guest with devices needs to know where RAM is not. */
	if (!rc && d->num_pcidevs && d->c_info.type == LIBXL_DOMAIN_TYPE_PV)
		libxl_defbool_set(&d->b_info.u.pv.e820_host, true);
	return rc;
}

int set_rdm(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	libxl_rdm_reserve rdm = { 0 };
	const char *s;
	int rc = xlu_cfg_get_string(cfg, k->name, &s, 0);

	libxl_rdm_reserve_init(&rdm);
	if (!rc)
		rc = xlu_rdm_parse(cfg, &rdm, s);
	if (!rc && d->c_info.type == LIBXL_DOMAIN_TYPE_HVM)
		d->b_info.u.hvm.rdm = rdm;
	return rc;
}

/* --- USB --- */

static int set_usbctrl_type(void *device, const char *v)
{
	return libxl_usbctrl_type_from_string(
		v, &((libxl_device_usbctrl *)device)->type);
}

#define USBCTRL(f) offsetof(libxl_device_usbctrl, f)
static const struct spec_key usbctrl_keys[] = {
	{ "type", SPEC_OWN, 0, set_usbctrl_type },
	{ "version", SPEC_INT, USBCTRL(version), NULL },
	{ "ports", SPEC_INT, USBCTRL(ports), NULL },
	{ "backend", SPEC_STRING, USBCTRL(backend_domname), NULL },
};

static int add_usbctrl(XLU_Config *cfg, const char *spec,
		       libxl_domain_config *d)
{
	libxl_device_usbctrl *u = GROW(d->usbctrls, d->num_usbctrls);

	libxl_device_usbctrl_init(u);
	u->devid = d->num_usbctrls - 1;
	return spec_parse(cfg, "usbctrl", spec, ',', usbctrl_keys,
			  NR(usbctrl_keys), u);
}

int set_usbctrls(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	return each(cfg, k, d, add_usbctrl);
}

static int set_usbdev_type(void *device, const char *v)
{
	libxl_usbdev_type t;

	return libxl_usbdev_type_from_string(v, &t);
}

static int set_hostbus(void *device, const char *v)
{
	long l;

	if (number(v, &l) || l < 1 || l > 255)
		return EINVAL;
	((libxl_device_usbdev *)device)->u.hostdev.hostbus = l;
	return 0;
}

static int set_hostaddr(void *device, const char *v)
{
	long l;

	if (number(v, &l) || l < 1 || l > 255)
		return EINVAL;
	((libxl_device_usbdev *)device)->u.hostdev.hostaddr = l;
	return 0;
}

static const struct spec_key usbdev_keys[] = {
	{ "type", SPEC_OWN, 0, set_usbdev_type },
	{ "hostbus", SPEC_OWN, 0, set_hostbus },
	{ "hostaddr", SPEC_OWN, 0, set_hostaddr },
	{ "controller", SPEC_INT, offsetof(libxl_device_usbdev, ctrl), NULL },
	{ "port", SPEC_INT, offsetof(libxl_device_usbdev, port), NULL },
};

static int add_usbdev(XLU_Config *cfg, const char *spec, libxl_domain_config *d)
{
	libxl_device_usbdev *u = GROW(d->usbdevs, d->num_usbdevs);

	libxl_device_usbdev_init(u);
	libxl_device_usbdev_init_type(u, LIBXL_USBDEV_TYPE_HOSTDEV);
	return spec_parse(cfg, "usbdev", spec, ',', usbdev_keys,
			  NR(usbdev_keys), u);
}

int set_usbdevs(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	return each(cfg, k, d, add_usbdev);
}

/* --- parts of the host --- */

static int add_dtdev(XLU_Config *cfg, const char *spec, libxl_domain_config *d)
{
	libxl_device_dtdev *t = GROW(d->dtdevs, d->num_dtdevs);

	libxl_device_dtdev_init(t);
	t->path = xstrdup(spec);
	return 0;
}

int set_dtdevs(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	return each(cfg, k, d, add_dtdev);
}

/* "FIRST" or "FIRST-LAST", hexadecimal. */
static int add_ioports(XLU_Config *cfg, const char *spec,
		       libxl_domain_config *d)
{
	libxl_ioport_range *r;
	unsigned long a, b;
	char *end;

	a = b = strtoul(spec, &end, 16);
	if (end != spec && *end == '-')
		b = strtoul(end + 1, &end, 16);
	if (end == spec || *end || a > b || b > 0xffff) {
		xlu_cfg_report(cfg, NULL,
			       "ioports: '%s' is no range like 3f8-3ff", spec);
		return EINVAL;
	}
	r = GROW(d->b_info.ioports, d->b_info.num_ioports);
	r->first = a;
	r->number = b - a + 1;
	return 0;
}

int set_ioports(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	return each(cfg, k, d, add_ioports);
}

static int add_irq(XLU_Config *cfg, const char *spec, libxl_domain_config *d)
{
	long l;

	if (number(spec, &l) || l < 0) {
		xlu_cfg_report(cfg, NULL, "irqs: '%s' is no interrupt", spec);
		return EINVAL;
	}
	*GROW(d->b_info.irqs, d->b_info.num_irqs) = l;
	return 0;
}

int set_irqs(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	return each(cfg, k, d, add_irq);
}

/* "FIRST,NUMBER[@GFN]" in pages, hexadecimal; without GFN: at FIRST. */
static int add_iomem(XLU_Config *cfg, const char *spec, libxl_domain_config *d)
{
	libxl_iomem_range *r = GROW(d->b_info.iomem, d->b_info.num_iomem);
	int n = 0;

	libxl_iomem_range_init(r);
	if (sscanf(spec, "%" SCNx64 ",%" SCNx64 "%n", &r->start, &r->number,
		   &n) == 2 &&
	    (!spec[n] ||
	     (sscanf(spec + n, "@%" SCNx64, &r->gfn) == 1 &&
	      !spec[n + 1 + strspn(spec + n + 1, "0123456789abcdefABCDEFx")])))
		return 0;
	xlu_cfg_report(cfg, NULL, "iomem: '%s' is no range like fed00,1@1000",
		       spec);
	return EINVAL;
}

int set_iomem(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	return each(cfg, k, d, add_iomem);
}

/* --- virtual NUMA: a list a node --- */

static int set_pnode(void *device, const char *v)
{
	long l;

	if (number(v, &l) || l < 0)
		return EINVAL;
	((libxl_vnode_info *)device)->pnode = l;
	return 0;
}

static int set_vnode_size(void *device, const char *v)
{
	long l;

	if (number(v, &l) || l < 1)
		return EINVAL;
	((libxl_vnode_info *)device)->memkb = (uint64_t)l << 10;
	return 0;
}

static int set_vnode_vcpus(void *device, const char *v)
{
	libxl_vnode_info *n = device;

	libxl_bitmap_dispose(&n->vcpus);
	libxl_bitmap_alloc(ctx, &n->vcpus, 512);
	return parse_cpus(v, &n->vcpus);
}

static int set_distances(void *device, const char *v)
{
	libxl_vnode_info *n = device;
	char *copy = xstrdup(v), *p = copy, *tok;
	int rc = 0;
	long l;

	while (!rc && (tok = strsep(&p, ","))) {
		rc = number(skip_spaces(tok), &l);
		if (!rc)
			*GROW(n->distances, n->num_distances) = l;
	}
	free(copy);
	return rc;
}

static const struct spec_key vnode_keys[] = {
	{ "pnode", SPEC_OWN, 0, set_pnode },
	{ "size", SPEC_OWN, 0, set_vnode_size },
	{ "vcpus", SPEC_OWN, 0, set_vnode_vcpus },
	{ "vdistances", SPEC_OWN, 0, set_distances },
};

static int add_vnode(XLU_Config *cfg, XLU_ConfigList *words,
		     libxl_domain_config *d)
{
	libxl_vnode_info *n =
		GROW(d->b_info.vnuma_nodes, d->b_info.num_vnuma_nodes);
	char *copy, *eq;
	const char *s;
	int i, rc = 0;

	libxl_vnode_info_init(n);
	for (i = 0; !rc && (s = xlu_cfg_get_listitem(words, i)); i++) {
		copy = xstrdup(s);
		eq = strchr(copy, '=');
		if (eq) {
			*eq = 0;
			rc = spec_set(cfg, "vnuma", copy, eq + 1, vnode_keys,
				      NR(vnode_keys), n);
		} else {
			xlu_cfg_report(cfg, NULL,
				       "vnuma: '=' is missing in '%s'", s);
			rc = EINVAL;
		}
		free(copy);
	}
	return rc;
}

int set_vnuma(XLU_Config *cfg, const struct key *k, libxl_domain_config *d)
{
	libxl_defbool_set(&d->b_info.numa_placement, false);
	return each_list(cfg, k, d, add_vnode);
}
