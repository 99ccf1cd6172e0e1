# The same address and port as the kernel's target, which leaves them.
rm /sys/kernel/config/nvmet/ports/2/subsystems/$nqn
jacquard target --nqn $nqn --allow-any-host --namespace mem:16M --discovery-port none \
  --port rdma://10.78.0.2:4420 > /run/target.txt 2>&1 &
until grep -q Ctrl-C /run/target.txt; do
  kill -0 $! || { cat /run/target.txt; exit 1; }
  sleep 0.1
done
connect
namespace=/dev/nvme0n1

seq 1000 9999 > /run/data
step nvme write $namespace -s 0 -c 0 -z 512 -d /run/data
step nvme write $namespace -s 16 -c 31 -z 16384 -d /run/data
step nvme read $namespace -s 0 -c 0 -z 512 -d /run/back
step nvme read $namespace -s 16 -c 31 -z 16384 -d /run/back
head -c 16384 /run/data | cmp - /run/back
step nvme flush $namespace -n 1
refused nvme read $namespace -s 0xffffff -c 0 -z 512 -d /run/back
step nvme disconnect -n $nqn
