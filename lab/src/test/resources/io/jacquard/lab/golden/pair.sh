connect
step nvme id-ctrl "$controller"
step nvme id-ns "$controller" -n 1
step nvme ns-descs "$controller" -n 1
step nvme smart-log "$controller"
step nvme get-feature "$controller" -f 0x07
step nvme set-feature "$controller" -f 0x0b -V 0x100

blocks
step nvme write "$namespace" -s 0 -c 0 -z 512 -d /run/data
step nvme write "$namespace" -s 8 -c 7 -z 4096 -d /run/data
step nvme write "$namespace" -s 16 -c 31 -z 16384 -d /run/data --force-unit-access
step nvme read "$namespace" -s 0 -c 0 -z 512 -d /run/back
step nvme read "$namespace" -s 16 -c 31 -z 16384 -d /run/back
cmp /run/data /run/back
step nvme flush "$namespace" -n 1
step nvme dsm "$namespace" -n 1 --ad -s 0,16 -b 8,1
step nvme write-zeroes "$namespace" -s 8 -c 7
refused nvme compare "$namespace" -s 0 -c 0 -z 512 -d /run/data
refused nvme read "$namespace" -s 0xffffff -c 0 -z 512 -d /run/back
step nvme disconnect -n $nqn
