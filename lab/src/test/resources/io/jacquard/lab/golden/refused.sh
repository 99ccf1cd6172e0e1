jacquard_tests LinuxTargetRulesInGuest "jacquard.rdma.address=$address" jacquard.rdma.linux.port=4420
