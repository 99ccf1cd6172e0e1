# shellcheck shell=bash
# ./jacquard test: every test of the project, then what ran, what did not and why.

readonly DEAD_JVM='The forked VM terminated|timeout (or other error )?in the fork|Crashed tests:'

test_usage() {
  cat << 'USAGE'
Usage: ./jacquard test [--only unit|vm|containers] [--quick] [NAME...]
       ./jacquard test --fuzz DURATION [TARGET]

Builds from clean, checks format, static analysis and architecture, runs the unit, contract,
loopback and fuzz-corpus tests, then the tests with a real Linux kernel in virtual machines, then
those with target and initiator in containers (with the Docker engine that runs, else one of their
own that ends with them; the summary says when neither can be).
The last line is "N passed, N failed, N skipped"; the exit status is 0 when nothing failed.

  --only unit        leave out the tests with virtual machines and containers
  --only vm          only those with virtual machines
  --only containers  only those with containers
  --quick            leave out virtual machines, containers, formatting, Error Prone and the architecture's rules
  NAME...            only test classes of these names (with * as wildcard)
  --fuzz DURATION    fuzz for this long (60s, 5m) instead: every target, or those named TARGET
                     (a class, or class#method); prints the input of each finding
USAGE
}

test_main() {
  local only='' quick='' fuzz='' names=()
  while (($#)); do
    case $1 in
      --only)
        [[ ${2-} =~ ^(unit|vm|containers)$ ]] || usage_error "--only takes unit, vm or containers, not '${2-}'"
        only=$2
        shift
        ;;
      --quick) quick=yes ;;
      --fuzz)
        [[ ${2-} =~ ^[1-9][0-9]*[smh]$ ]] || usage_error "--fuzz takes a duration such as 60s or 5m, not '${2-}'"
        fuzz=$2
        shift
        ;;
      -h | --help)
        test_usage
        return
        ;;
      -*) usage_error "unknown option '$1'" ;;
      *) names+=("$1") ;;
    esac
    shift
  done
  [[ $quick != yes || $only == '' || $only == unit ]] || usage_error "--quick leaves out what --only $only asks for"
  # shellcheck source=lab/launcher/reports.sh
  source "$ROOT/lab/launcher/reports.sh"
  # shellcheck source=lab/launcher/names.sh
  source "$ROOT/lab/launcher/names.sh"
  find_java
  find_maven
  if [[ -n $fuzz ]]; then
    fuzz "$fuzz" "${names[@]}"
  else
    run_tests "$only" "$quick" "${names[@]}"
  fi
}

usage_error() {
  note "$*"
  test_usage >&2
  exit 2
}

run_tests() {
  local only=$1 quick=$2
  shift 2

  # A stage is a row: title, outcome, seconds; broken counts stages that failed otherwise than by a test.
  STAGES=() BROKEN=0
  REPORTS=$(mktemp -d)
  # shellcheck disable=SC2064 # the directory of now
  trap "rm -rf '$REPORTS'" EXIT
  stage unit 'Build, checks and unit tests' unit_tests "$quick" "$@"
  stage vm 'Tests with the Linux kernel' vm_tests "$@"
  stage containers 'Tests in containers' container_tests "$@"
  summary
}

# stage NAME TITLE COMMAND...: runs a stage of the tests, unless run_tests is told not to, and notes how
# it went and how long it took. A stage that cannot run here returns 77 and says in WHY why.
stage() {
  local name=$1 title=$2 started=$SECONDS status=0 outcome=ok WHY=
  shift 2
  if [[ -n $only && $only != "$name" ]]; then
    STAGES+=("$title|left out: --only $only|")
    return
  elif [[ $quick == yes && $name != unit ]]; then
    STAGES+=("$title|left out: --quick|")
    return
  fi
  printf '\n== %s\n' "$title"
  "$@" || status=$?
  if ((status == 77)); then
    outcome="left out: $WHY"
  elif ((status != 0)); then
    outcome=failed
  fi
  STAGES+=("$title|$outcome|$((SECONDS - started))")
}

# Everything that Maven runs. A test that fails does not keep the rest from running.
unit_tests() {
  local quick=$1 log=$STATE/test.log status=0 options=(-fae -Dmaven.test.failure.ignore=true)
  shift
  [[ -z $quick ]] || options+=(-Pquick)
  if (($#)); then
    options+=("-Dtest=$(IFS=, && echo "$*")" -Dsurefire.failIfNoSpecifiedTests=false)
  fi
  lock_build
  touch "$STATE/stamp.next"
  printf '   log: %s\n' "$log"
  rm -rf "$ROOT"/*/target/surefire-reports
  run_maven "$log" show_tests clean verify "${options[@]}" || status=$?
  collect_reports unit "$ROOT"/*/target/surefire-reports
  if ((status == 0)); then
    make_release
  fi
  unlock_build
  # A JVM that dies takes its tests' reports with it, and Maven goes on.
  if ((status != 0)) || grep -q -E "$DEAD_JVM" "$log"; then
    BROKEN=$((BROKEN + 1))
    grep -E "^\[ERROR\]|$DEAD_JVM" "$log" | grep -v -E 'Tests run|^\[ERROR\] *$|Help 1|re-run Maven|Re-run Maven|For more information|After correcting|mvn <args>' | head -n 40
    return 1
  fi
  ! has_failures unit
}

# The lab's own commands: they build the guest image when there is none.
vm_tests() { lab_tests vm "$@"; }

container_tests() {
  local status=0
  lab_tests container "$@" || status=$?
  if ((status == 77)); then
    WHY=${WHY:-$(sed -n 's/^lab.container-tests: left out: //p' "$STATE/container-test.log")}
    printf '   left out: %s\n' "$WHY"
  fi
  return "$status"
}

# lab_tests KIND [NAME...]: runs lab/KIND-tests; 77 if there are none, or if it says that it cannot run here.
lab_tests() {
  local kind=$1 log=$STATE/$1-test.log status=0
  shift
  if [[ ! -x $ROOT/lab/$kind-tests ]]; then
    echo "   lab/$kind-tests is missing"
    BROKEN=$((BROKEN + 1))
    return 1
  fi
  has_test "$kind" "$@" || {
    WHY='no test of such a name'
    return 77
  }
  printf '   log: %s\n' "$log"
  rm -rf "$ROOT/lab/target/failsafe-reports"
  mkdir -p "$STATE"
  : > "$log"
  run_child lab_tests_logged "$kind" "$log" "$@"
  tail -n +1 -f -s 0.2 --pid="$CHILD" "$log" | show_tests &
  local reader=$!
  wait_child || status=$?
  wait "$reader" || true
  collect_reports "$kind" "$ROOT/lab/target/failsafe-reports"
  ((status != 77)) || return 77
  if ! has_reports "$kind" || { ((status != 0)) && ! has_failures "$kind"; }; then
    echo "   lab/$kind-tests ended with status $status; its last lines:"
    tail -n 20 "$log" | sed 's/^/   | /'
    BROKEN=$((BROKEN + 1))
    return 1
  fi
  ((status == 0))
}

lab_tests_logged() {
  local kind=$1 log=$2
  shift 2
  cd "$ROOT" || exit
  JAVA_HOME=${JAVA%/bin/java} MAVEN=$MVN exec "lab/$kind-tests" ${1+"$(IFS=, && echo "$*")"} >> "$log" 2>&1 < /dev/null
}

# Real fuzzing, one target after the other: Jazzer allows one in a JVM.
fuzz() {
  local duration=$1 target failed=0 targets
  shift
  mapfile -t targets < <(fuzz_targets "$@")
  ((${#targets[@]})) || die "no fuzz target matches '$*': targets are the methods with @FuzzTest"
  lock_build
  for target in "${targets[@]}"; do
    printf '== Fuzzing %s for %s\n' "${target#*:}" "$duration"
    fuzz_target "${target%%:*}" "${target#*:}" "$duration" || failed=$((failed + 1))
  done
  unlock_build
  printf '%d fuzzed, %d with findings\n' "${#targets[@]}" "$failed"
  ((failed == 0))
}

fuzz_target() {
  local module=$1 test=$2 log=$STATE/fuzz.log status=0
  touch "$STATE/fuzz.stamp"
  export JAZZER_FUZZ=1 JAZZER_MAX_DURATION=$3
  run_maven "$log" show_executions -q -Pquick -Djazzer.hooks=true -pl "$module" -am "-Dtest=$test" \
    -Dsurefire.failIfNoSpecifiedTests=false test || status=$?
  if ! grep -q 'INITED' "$log"; then
    echo "   did not run; the log is $log:"
    tail -n 20 "$log" | sed 's/^/   | /'
    return 1
  fi
  if ((status != 0)); then
    awk '/^Caused by: /, /^$/ { print "   " $0 }' "$log"
    find "$ROOT/$module" -name 'crash-*' -newer "$STATE/fuzz.stamp" ! -path '*/target/*' -printf '   input: %p\n'
  fi
  return "$status"
}

# Writes the last count of executions; on a terminal each, in one line that changes.
show_executions() {
  local line last=
  while IFS= read -r line; do
    [[ $line =~ ^\#[0-9]+ ]] || continue
    last=$line
    [[ ! -t 2 ]] || printf '\r\033[K   %.76s' "$line" >&2
  done
  [[ ! -t 2 ]] || printf '\r\033[K' >&2
  [[ -z $last ]] || printf '   %s\n' "$last"
}

# Prints MODULE:Class#method for each @FuzzTest whose class or class#method is among the arguments.
fuzz_targets() {
  local file class method wanted
  cd "$ROOT" || exit
  while IFS= read -r file; do
    class=$(basename "$file" .java)
    while IFS= read -r method; do
      for wanted in "${@:-$class}"; do
        if [[ $class == "$wanted" || "$class#$method" == "$wanted" ]]; then
          printf '%s:%s#%s\n' "${file%%/*}" "$class" "$method"
        fi
      done
    done < <(awk '/@FuzzTest/ { found = 1 } found && match($0, /void +[A-Za-z0-9_]+ *\(/) {
      name = substr($0, RSTART, RLENGTH); gsub(/void +| *\(/, "", name); print name; found = 0 }' "$file")
  done < <(grep -rl --include='*.java' '@FuzzTest' ./*/src/test | sed 's:^\./::' | sort)
}
