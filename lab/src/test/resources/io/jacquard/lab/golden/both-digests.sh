connect --hdr-digest --data-digest

step nvme id-ns /dev/nvme0 -n 1
seq 1000 9999 > /run/data
step nvme write $namespace -s 0 -c 0 -z 512 -d /run/data
step nvme write $namespace -s 8 -c 3 -z 2048 -d /run/data
step nvme read $namespace -s 0 -c 0 -z 512 -d /run/back
step nvme read $namespace -s 8 -c 3 -z 2048 -d /run/back
head -c 2048 /run/data | cmp - /run/back
step nvme flush $namespace -n 1
step nvme dsm $namespace -n 1 --ad -s 0 -b 8
refused nvme read $namespace -s 0xffffff -c 0 -z 512 -d /run/back
step nvme disconnect -n $nqn
