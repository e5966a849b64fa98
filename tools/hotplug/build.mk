install-files += \
	tools/hotplug/Linux/block:$(ETCDIR)/scripts/block:755 \
	tools/hotplug/Linux/vif-bridge:$(ETCDIR)/scripts/vif-bridge:755 \
	tools/hotplug/Linux/vif-route:$(ETCDIR)/scripts/vif-route:755 \
	tools/hotplug/Linux/xen-hotplug-common.sh:$(ETCDIR)/scripts/xen-hotplug-common.sh \
	tools/hotplug/Linux/xencommons:/etc/init.d/xencommons:755 \
	tools/hotplug/Linux/xendomains:/etc/init.d/xendomains:755 \
	$(foreach u,$(wildcard tools/hotplug/Linux/systemd/*),\
		$(u):/usr/lib/systemd/system/$(notdir $(u)))
