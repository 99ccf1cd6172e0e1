# Captures what goes over the loopback interface.

begin_capture() {
  : > "$steps"
  tcpdump --immediate-mode -U -s 262144 -B 16384 -w /run/golden.pcap -i lo tcp port 4420 2> /run/tcpdump.txt &
  tcpdump=$!
  await 60 grep -q listening /run/tcpdump.txt
}

# end_capture: once the file has stopped growing.
end_capture() {
  local size=-1
  until [ "$(stat -c %s /run/golden.pcap)" = $size ]; do
    size=$(stat -c %s /run/golden.pcap)
    sleep 0.5
  done
  kill -INT $tcpdump
  wait $tcpdump
}
