install-files += \
	tools/hotplug/Linux/block:$(ETCDIR)/scripts/block:755 \
	tools/hotplug/Linux/vif-bridge:$(ETCDIR)/scripts/vif-bridge:755 \
	tools/hotplug/Linux/xen-hotplug-common.sh:$(ETCDIR)/scripts/xen-hotplug-common.sh \
	tools/hotplug/Linux/xencommons:/etc/init.d/xencommons:755
