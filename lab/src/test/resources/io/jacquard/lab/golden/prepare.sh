# The target that all captures talk to, and what their scripts are written with.
# Everything that the kernel would make up at random is given, so that captures differ little.
set -e
nqn=nqn.2026-01.io.jacquard:golden
target=/sys/kernel/config/nvmet
modprobe null_blk nr_devices=0
for n in 0 1; do
  mkdir /sys/kernel/config/nullb/nullb$n
  cd /sys/kernel/config/nullb/nullb$n
  echo 4 > size
  echo 512 > blocksize
  echo 1 > memory_backed
  echo 1 > discard
  echo 1 > power
done

cd $target
mkdir subsystems/$nqn
echo 1 > subsystems/$nqn/attr_allow_any_host
echo JACQUARD00000001 > subsystems/$nqn/attr_serial
echo "Jacquard golden" > subsystems/$nqn/attr_model
for n in 1 2; do
  namespace=subsystems/$nqn/namespaces/$n
  mkdir $namespace
  printf %s /dev/nullb$((n - 1)) > $namespace/device_path
  echo "6a616371-7561-4264-8c61-62000000010$n" > $namespace/device_uuid
  echo "6a616371-7561-4264-8c61-62000000020$n" > $namespace/device_nguid
done
echo 1 > subsystems/$nqn/namespaces/1/enable
mkdir ports/1
echo ipv4 > ports/1/addr_adrfam
echo tcp > ports/1/addr_trtype
echo 127.0.0.1 > ports/1/addr_traddr
echo 4420 > ports/1/addr_trsvcid
# Small, so that a small write already goes by R2T.
echo 1024 > ports/1/param_inline_data_size
ln -s $target/subsystems/$nqn ports/1/subsystems/

# Where the target is, and what is captured.
cat > /run/golden.at <<END
export nqn=$nqn
at="-t tcp -a 127.0.0.1 -s 4420"
captured="-i lo tcp port 4420"
END
echo 'set -e; source /run/golden.at' > /run/golden.sh
cat >> /run/golden.sh <<'END'
step() {
  echo "$EPOCHREALTIME $*" >> /run/golden.steps
  "$@"
}

# For commands which the target refuses: the answer is what the capture is for.
refused() {
  if step "$@"; then echo "not refused: $*"; return 1; fi
}

await() {
  local tries=0
  until "$@"; do
    tries=$((tries + 1))
    [ $tries -lt 200 ] || { echo "still not: $*"; return 1; }
    sleep 0.05
  done
}

# Connects and waits until the first namespace is there and nothing scans it any more.
connect() {
  step nvme connect $at -n $nqn -i 1 -Q 32 "$@"
  await test -b /dev/nvme0n1
  exec 5< /dev/nvme0n1 5<&-
}

# Ends the capture once the file has stopped growing.
end_capture() {
  local size=-1
  until [ "$(stat -c %s /run/golden.pcap)" = $size ]; do
    size=$(stat -c %s /run/golden.pcap)
    sleep 0.5
  done
  kill -INT $tcpdump
  wait $tcpdump
}

: > /run/golden.steps
tcpdump --immediate-mode -U -s 262144 -B 16384 -w /run/golden.pcap $captured 2> /run/tcpdump.txt &
tcpdump=$!
await grep -q listening /run/tcpdump.txt
END
