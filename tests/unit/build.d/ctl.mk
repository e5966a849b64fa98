# Host tests of control: CPU policies.
$(call unit,cpu_policy,lib/x86/test_cpu_policy.c)
