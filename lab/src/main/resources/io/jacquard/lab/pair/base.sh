# What all scripts of the lab begin with.
set -euo pipefail

fail() {
  echo "$*" >&2
  exit 1
}

# await SECONDS COMMAND...: until the command succeeds; fails when it has not after that time.
await() {
  local end=$((SECONDS + $1)) never
  shift
  # Waiting without a process: under emulation each start of one costs as much as the rest.
  exec {never}<> <(:)
  until "$@"; do
    if [ $SECONDS -ge $end ]; then
      exec {never}>&-
      echo "still not after all that time: $*" >&2
      return 1
    fi
    read -r -t 0.1 -u "$never" || true
  done
  exec {never}>&-
}

# link_nic: name of the network card of the private link.
link_nic() {
  local path mac
  for path in /sys/class/net/*; do
    read -r mac < "$path/address"
    case $mac in 52:54:00:77:*) echo "${path##*/}" && return ;; esac
  done
  fail "there is no card of the private link"
}

# load MODULE...: a kernel without any has them built in.
load() {
  [ ! -d "/lib/modules/$(uname -r)" ] || modprobe -a "$@"
}

# own_address ADDRESS: the card of the private link must have it, given or by DHCP. Prints both.
own_address() {
  local shown
  shown=$(ip -br -4 address show dev "$(link_nic)" | tr -s ' ')
  [[ $shown == *" $1/24"* ]] || fail "the private link's card has not got $1: $shown"
  echo "$shown"
}
