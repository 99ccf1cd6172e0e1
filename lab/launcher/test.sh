# shellcheck shell=bash
# ./jacquard test: every test of the project, then what ran, what did not and why.

readonly DEAD_JVM='The forked VM terminated|timeout (or other error )?in the fork|Crashed tests:'

test_usage() {
  cat << 'USAGE'
Usage: ./jacquard test [--only unit|vm] [--quick] [NAME...]
       ./jacquard test --fuzz DURATION [TARGET]

Builds from clean, checks format, static analysis and architecture, runs the unit, contract,
loopback and fuzz-corpus tests, then the tests with a real Linux kernel in virtual machines.
The last line is "N passed, N failed, N skipped"; the exit status is 0 when nothing failed.

  --only unit        leave out the tests with virtual machines
  --only vm          only those
  --quick            leave out virtual machines, formatting, Error Prone and the architecture's rules
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
        [[ ${2-} == unit || ${2-} == vm ]] || usage_error "--only takes unit or vm, not '${2-}'"
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
  [[ $quick != yes || $only != vm ]] || usage_error "--quick leaves out what --only vm asks for"
  # shellcheck source=lab/launcher/reports.sh
  source "$ROOT/lab/launcher/reports.sh"
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
  local only=$1 quick=$2 unit=run vm=run
  shift 2
  [[ $only != vm ]] || unit='left out: --only vm'
  [[ $only != unit ]] || vm='left out: --only unit'
  [[ $quick != yes ]] || vm='left out: --quick'

  # A stage is a row: title, outcome, seconds; broken counts stages that failed otherwise than by a test.
  STAGES=() BROKEN=0
  REPORTS=$(mktemp -d)
  # shellcheck disable=SC2064 # the directory of now
  trap "rm -rf '$REPORTS'" EXIT
  if [[ $unit == run ]]; then
    stage 'Build, checks and unit tests' unit_tests "$quick" "$@"
  else
    STAGES+=("Build, checks and unit tests|$unit|")
  fi
  if [[ $vm == run ]]; then
    stage 'Tests with the Linux kernel' vm_tests "$@"
  else
    STAGES+=("Tests with the Linux kernel|$vm|")
  fi
  summary
}

# stage TITLE COMMAND...: runs a stage of the tests and notes how it went and how long it took.
stage() {
  local title=$1 started=$SECONDS status=0 outcome=ok
  shift
  printf '\n== %s\n' "$title"
  "$@" || status=$?
  if ((status != 0)); then
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

# The lab's own command: it builds the guest image when there is none and boots the machines.
vm_tests() {
  local log=$STATE/vm-test.log status=0
  if [[ ! -x $ROOT/lab/vm-tests ]]; then
    echo '   lab/vm-tests is missing'
    BROKEN=$((BROKEN + 1))
    return 1
  fi
  printf '   log: %s\n' "$log"
  rm -rf "$ROOT/lab/target/failsafe-reports"
  mkdir -p "$STATE"
  : > "$log"
  run_child vm_tests_logged "$log" "$@"
  tail -n +1 -f -s 0.2 --pid="$CHILD" "$log" | show_tests &
  local reader=$!
  wait_child || status=$?
  wait "$reader" || true
  collect_reports vm "$ROOT/lab/target/failsafe-reports"
  if ((status == 0 && $#)) && ! has_reports vm; then
    return
  fi
  if ! has_reports vm || { ((status != 0)) && ! has_failures vm; }; then
    echo "   lab/vm-tests ended with status $status; its last lines:"
    tail -n 20 "$log" | sed 's/^/   | /'
    BROKEN=$((BROKEN + 1))
    return 1
  fi
  ((status == 0))
}

vm_tests_logged() {
  local log=$1
  shift
  cd "$ROOT" || exit
  JAVA_HOME=${JAVA%/bin/java} MAVEN=$MVN exec lab/vm-tests ${1+"$(IFS=, && echo "$*")"} >> "$log" 2>&1 < /dev/null
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

show_executions() { awk '/^#[0-9]+/ { last = $0 } END { if (last != "") print "   " last }'; }

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
