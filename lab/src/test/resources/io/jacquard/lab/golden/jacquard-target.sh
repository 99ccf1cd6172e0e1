connect
blocks
step nvme write "$namespace" -s 0 -c 0 -z 512 -d /run/data
step nvme write "$namespace" -s 16 -c 31 -z 16384 -d /run/data
step nvme read "$namespace" -s 0 -c 0 -z 512 -d /run/back
step nvme read "$namespace" -s 16 -c 31 -z 16384 -d /run/back
cmp /run/data /run/back
step nvme flush "$namespace" -n 1
refused nvme read "$namespace" -s 0xffffff -c 0 -z 512 -d /run/back
step nvme disconnect -n $nqn
