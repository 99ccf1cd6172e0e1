# shellcheck shell=bash
# shellcheck disable=SC2034 # WHY is for the script that sources this one
# A Docker engine for the tests: the one that runs already, or one of their own while they last.
#
# One of their own lives in namespaces of its own. Its networks, firewall rules, mounts and processes
# are not the machine's, and are gone when it is, however it ends.

ENGINE='' ENGINE_HOME=''

# Sets DOCKER_HOST for this process's children; false, with the reason in WHY, if there is no engine.
use_engine() {
  ENGINE_LOG=$STATE/engine.log
  if engine_answers; then
    DOCKER_HOST=$(docker context inspect --format '{{.Endpoints.docker.Host}}')
    export DOCKER_HOST
    note "using the Docker engine at $DOCKER_HOST"
    return
  fi
  if [[ -n ${DOCKER_HOST-} ]]; then
    WHY="no Docker engine answers at DOCKER_HOST=$DOCKER_HOST"
    return 1
  fi
  if ((EUID != 0)); then
    WHY='no Docker engine answers, and only root may start one'
    return 1
  fi
  command -v dockerd > /dev/null || install_engine || return 1
  start_engine
}

engine_answers() { timeout 20 docker version > /dev/null 2>&1; }

install_engine() {
  install_package docker.io || {
    WHY="there is no Docker engine, and docker.io could not be installed (see $STATE/apt.log)"
    return 1
  }
  # It was installed for the tests: it does not become a service of this machine.
  if [[ -d /run/systemd/system ]]; then
    systemctl disable --quiet --now docker.socket docker.service containerd.service \
      || note "docker.io was installed, and runs as a service now"
  fi
}

start_engine() {
  exec 7> "$STATE/engine.lock"
  flock -n 7 || {
    WHY="other tests of this checkout run with an engine of their own"
    return 1
  }
  ENGINE_HOME=$STATE/engine
  ENGINE_GROUP=jacquard-tests-$(cksum <<< "$STATE" | cut -d' ' -f1)
  # The path of a socket must be short.
  ENGINE_SOCKET=$(mktemp -d)/docker.sock
  # What a run that was killed has left.
  remove_engine_files
  mkdir -p "$ENGINE_HOME"
  printf '{}\n' > "$ENGINE_HOME/daemon.json"
  [[ -d /etc/docker ]] || {
    mkdir /etc/docker
    touch "$ENGINE_HOME/made-etc-docker"
  }
  note "starting a Docker engine for the tests (log: $ENGINE_LOG)"
  setpriv --pdeathsig KILL unshare --mount --net --pid --fork --kill-child --mount-proc --propagation slave \
    bash -c "$ENGINE_START" engine "$ENGINE_HOME" "$ENGINE_SOCKET" "/$ENGINE_GROUP" \
    > "$ENGINE_LOG" 2>&1 < /dev/null 7>&- &
  ENGINE=$!
  export DOCKER_HOST=unix://$ENGINE_SOCKET
  await_engine || {
    WHY="the Docker engine does not start here: $(engine_complaint)"
    return 1
  }
}

# In the namespaces. Its files outside of its home are hidden from the machine by file systems in memory.
# shellcheck disable=SC2016 # for the shell there
readonly ENGINE_START='
  set -e
  mount -t tmpfs tmpfs /run
  mount -t tmpfs tmpfs /etc/docker
  exec dockerd --config-file "$1/daemon.json" --data-root "$1/data" --exec-root /run/docker \
    --pidfile /run/docker.pid --host "unix://$2" \
    --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "$3"'

await_engine() {
  local end=$((SECONDS + 60))
  until engine_answers; do
    if ! kill -0 "$ENGINE" 2> /dev/null || ((SECONDS > end)); then
      return 1
    fi
    sleep 0.2
  done
}

# What it said last that may be a reason.
engine_complaint() {
  local line
  line=$(grep -v -E 'level=(info|debug|warning)' "$ENGINE_LOG" | grep -i -E 'fail|error|denied|cannot' | tail -n 1) || true
  echo "${line:-no answer within a minute}"
}

# Ends the engine of this process, if there is one, and with it all that it ran.
end_engine() {
  [[ -n $ENGINE_HOME ]] || return 0
  if [[ -n $ENGINE ]]; then
    kill -KILL "$ENGINE" 2> /dev/null || true
    wait "$ENGINE" 2> /dev/null || true
    ENGINE=''
  fi
  rm -rf "$(dirname "$ENGINE_SOCKET")"
  remove_engine_files
  ENGINE_HOME=''
  exec 7>&-
}

remove_engine_files() {
  local group
  # A group is busy until the last of its processes is gone, and a paused one does not go.
  for _ in {1..50}; do
    while IFS= read -r group; do
      thaw "$group"
      rmdir "$group" 2> /dev/null || true
    done < <(engine_groups)
    [[ -n $(engine_groups) ]] || break
    sleep 0.1
  done
  if [[ -e $ENGINE_HOME/made-etc-docker && -d /etc/docker ]]; then
    rmdir /etc/docker
  fi
  rm -rf "$ENGINE_HOME"
}

# thaw GROUP: of control groups version 1 or 2.
thaw() {
  [[ ! -w $1/freezer.state ]] || echo THAWED > "$1/freezer.state"
  [[ ! -w $1/cgroup.freeze ]] || echo 0 > "$1/cgroup.freeze"
}

engine_groups() { find /sys/fs/cgroup -depth -type d -path "*/$ENGINE_GROUP*" 2> /dev/null || true; }
