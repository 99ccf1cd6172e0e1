# Makes the target of prepare.sh listen at the far end of a RoCE link, too.
roce_link
port=/sys/kernel/config/nvmet/ports/2
mkdir $port
echo ipv4 > $port/addr_adrfam
echo rdma > $port/addr_trtype
echo $far_address > $port/addr_traddr
echo 4420 > $port/addr_trsvcid
ln -s /sys/kernel/config/nvmet/subsystems/nqn.2026-01.io.jacquard:golden $port/subsystems/

cat > /run/golden.at <<END
export nqn=nqn.2026-01.io.jacquard:golden
at="-t rdma -a $far_address -s 4420 -w $near_address"
captured="-i near udp port 4791"
END
