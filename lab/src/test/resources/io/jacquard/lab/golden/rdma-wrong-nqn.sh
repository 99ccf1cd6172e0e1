refused nvme connect $at -n nqn.2026-01.io.jacquard:nobody -i 1
