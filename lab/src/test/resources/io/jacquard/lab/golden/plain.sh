connect --keep-alive-tmo=2

step nvme id-ctrl $controller
step nvme list-ns $controller
step nvme id-ns $controller -n 1
step nvme ns-descs $controller -n 1
step nvme id-ns $controller -n 7
step nvme error-log $controller -e 1
step nvme smart-log $controller
step nvme fw-log $controller
step nvme effects-log $controller
step nvme ana-log $controller
step nvme get-feature $controller -f 0x07
step nvme get-feature $controller -f 0x0b
step nvme get-feature $controller -f 0x0f
step nvme set-feature $controller -f 0x0b -V 0x100
step nvme show-regs $controller
step nvme admin-passthru $controller --opcode=0x08 --cdw10=0x00070000

seq 1000 9999 > /run/data
step nvme write $namespace -s 0 -c 0 -z 512 -d /run/data
step nvme write $namespace -s 8 -c 7 -z 4096 -d /run/data
step nvme write $namespace -s 16 -c 0 -z 512 -d /run/data --force-unit-access
step nvme read $namespace -s 0 -c 0 -z 512 -d /run/back
step nvme read $namespace -s 8 -c 7 -z 4096 -d /run/back
head -c 4096 /run/data | cmp - /run/back
step dd if=/run/data of=$namespace bs=1024 count=1 oflag=direct
step nvme flush $namespace -n 1
step nvme dsm $namespace -n 1 --ad -s 0,16 -b 8,1
step nvme write-zeroes $namespace -s 8 -c 7
refused nvme compare $namespace -s 0 -c 0 -z 512 -d /run/data
refused nvme read $namespace -s 0xffffff -c 0 -z 512 -d /run/back

step sleep 1.5
step eval 'echo 1 > /sys/kernel/config/nvmet/subsystems/$nqn/namespaces/2/enable'
await 60 test -b /dev/nvme0n2
step nvme changed-ns-list-log $controller
step nvme disconnect -n $nqn
