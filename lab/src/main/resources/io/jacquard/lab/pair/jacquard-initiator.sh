# Jacquard's initiator: each of its commands connects, does its work and disconnects.

# An emulated machine on a busy one may be fifty times slower than a real one.
patience=(--timeout 120000)

# discover TRANSPORT ADDRESS NQN: it must be found.
discover() {
  jacquard discover -t "$1" -a "$2" -s 4420 "${patience[@]}" | grep -c "^subnqn: *$3\$"
}

# connect TRANSPORT ADDRESS NQN: shows that a controller is there.
connect() {
  jacquard id-ctrl -t "$1" -a "$2" -s 4420 -n "$3" "${patience[@]}" | grep -c '^subnqn'
}

# verify TRANSPORT ADDRESS NQN: writes random data, reads it back and compares. Prints the bytes.
verify() {
  local size=16777216
  head -c $size /dev/urandom > /run/written
  jacquard write -t "$1" -a "$2" -s 4420 -n "$3" "${patience[@]}" --start-block 2048 \
    --data /run/written > /dev/null
  jacquard read -t "$1" -a "$2" -s 4420 -n "$3" "${patience[@]}" --start-block 2048 \
    --data-size $size --data /run/read 2> /run/read.log || fail "$(cat /run/read.log)"
  cmp /run/written /run/read || fail "what was read is not what was written"
  rm /run/written /run/read
  echo $size
}
