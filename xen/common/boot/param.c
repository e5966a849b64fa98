/*
 * param.c: the command line.
 *
 * Words are separated by blanks; each is handed to the parameter of its
 * name.  "no-name" and "noname" mean name=no for booleans.  What nobody knows
 * or takes is warned about, by name, once the console works.  Those that may
 * change later are files of hypfs (common/hypfs/params.c).
 */
#include <xen/ctype.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/string.h>

__init int param_set_bool(const char *s, bool *var)
{
	int b = *s ? parse_bool(s, NULL) : 1;

	if (b < 0)
		return -EINVAL;
	*var = b;
	return 0;
}

int param_set_uint(const char *s, unsigned int *var)
{
	const char *end;
	unsigned long long v = simple_strtoull(s, &end, 0);

	if (end == s || *end || v > UINT32_MAX)
		return -EINVAL;
	*var = v;
	return 0;
}

__init int param_set_size(const char *s, uint64_t *var)
{
	const char *end;
	unsigned long long v = parse_size(s, &end);

	if (end == s || *end)
		return -EINVAL;
	*var = v;
	return 0;
}

__init int param_set_string(const char *s, char *var, size_t size)
{
	return strlcpy(var, s, size) < size ? 0 : -EINVAL;
}

static __init const struct param *find(const char *name)
{
	for (const struct param *p = __start_params; p < __stop_params; p++)
		if (!strcmp(p->name, name))
			return p;
	return NULL;
}

static __init void parse_word(char *word)
{
	char *value = strchr(word, '=');
	const struct param *p;
	const char *arg = "";

	if (value) {
		*value = '\0';
		arg = value + 1;
	}
	p = find(word);
	if (!p && !value && !strncmp(word, "no", 2)) {
		p = find(word + (word[2] == '-' ? 3 : 2));
		arg = "no";
	}
	if (!p)
		log_warn("Unknown option \"%s\" on the command line\n", word);
	else if (p->fn(arg))
		log_warn("Option \"%s\": can't use the value \"%s\"\n", word,
			 arg);
}

__init void param_parse(const char *cmdline)
{
	char buf[256];

	while (*cmdline) {
		size_t len = 0;

		while (cmdline[len] && !char_is_space(cmdline[len]))
			len++;
		if (len >= sizeof(buf)) {
			log_warn("An option of more than %zu characters is "
				 "ignored\n",
				 sizeof(buf) - 1);
		} else if (len) {
			memcpy(buf, cmdline, len);
			buf[len] = '\0';
			parse_word(buf);
		}
		cmdline += len;
		while (char_is_space(*cmdline))
			cmdline++;
	}
}
