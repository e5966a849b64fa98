/* version.c: who built this, when and from what (XENVER_*), and the banner. */
#include <xen/boot.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/arch/boot.h>

const char xen_extra_version[] = XEN_EXTRAVERSION;
const char xen_compiler[] = "gcc " __VERSION__;
const char xen_compile_by[] = "xenolith";
const char xen_compile_domain[] = "";
const char xen_compile_date[] = XEN_COMPILE_DATE;
const char xen_changeset[] = XEN_CHANGESET;
const char xen_build_config[] = XEN_BUILD_CONFIG;

__init void boot_banner(void)
{
	log_info("Xenolith 4.17%s (%s) %s\n", xen_extra_version, xen_compiler,
		 xen_compile_date);
	log_info("Boot loader: %s\n", boot_info.loader_name);
	log_info("Command line: %s\n", boot_info.cmdline);
}
