# Jacquard's target, as a process of its own.

log=/run/jacquard-target.log

# target_up NQN DEVICE ADDRESS: exports a device on port 4420 over RDMA and over TCP.
target_up() {
  target_down "$1"
  local ports=() transport
  for transport in ${TRANSPORTS:-rdma tcp}; do ports+=(--port "$transport://$3:4420"); done
  setsid jacquard target --namespace "$2" --nqn "$1" "${ports[@]}" --discovery-port none \
    --allow-any-host > "$log" 2>&1 < /dev/null &
  echo $! > /run/jacquard-target.pid
  await 300 target_ready || fail "jacquard target does not listen: $(cat "$log")"
}

target_ready() {
  target_runs || fail "jacquard target has ended: $(cat "$log")"
  [[ $(< "$log") == *'Ctrl-C stops'* ]]
}

target_runs() { kill -0 "$(< /run/jacquard-target.pid)" 2> /dev/null; }
target_gone() { ! target_runs; }

# target_kill: ends it at once, as a failure would.
target_kill() {
  kill -KILL "$(< /run/jacquard-target.pid)"
  await 120 target_gone
}

# target_down NQN: ends it in good order.
target_down() {
  [ -e /run/jacquard-target.pid ] || return 0
  if target_runs; then kill "$(< /run/jacquard-target.pid)"; fi
  await 120 target_gone
  rm -f /run/jacquard-target.pid
}
