printf 'io.jacquard.lab.rdma.LinuxTargetRulesInGuest\tjacquard.rdma.address=10.78.0.2\tjacquard.rdma.linux.port=4420\n' > /run/plan
jacquard-tests /run/plan
