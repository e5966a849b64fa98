obj-y += cpu_policy.o cpu_policy_serial.o features.o
