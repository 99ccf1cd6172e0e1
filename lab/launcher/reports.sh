# shellcheck shell=bash
# Reads the JUnit XML reports of the stages and sums them up.

# Of each failure the log shows so much at once; the reports have all of it.
readonly SHOWN_LINES=12 SHOWN_CHARACTERS=400

# Keeps a stage's reports: collect_reports STAGE DIRECTORY...
collect_reports() {
  local stage=$1 directory
  shift
  mkdir -p "$REPORTS/$stage"
  for directory in "$@"; do
    find "$directory" -maxdepth 1 -name 'TEST-*.xml' -exec cp {} "$REPORTS/$stage/" \; 2> /dev/null || true
  done
}

has_reports() { [[ -n $(find "$REPORTS/$1" -name '*.xml' -print -quit) ]]; }

has_failures() { (($(counts "$1" | awk '{ print $2 }') > 0)); }

# Prints "PASSED FAILED SKIPPED" of one stage, or of all when none is named.
counts() {
  find "$REPORTS/${1-}" -name '*.xml' -exec cat {} + 2> /dev/null | awk '
    function attribute(name) {
      return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0
    }
    /<testsuite / {
      failed = attribute("errors") + attribute("failures")
      sum_failed += failed
      sum_skipped += attribute("skipped")
      sum_passed += attribute("tests") - failed - attribute("skipped")
    }
    END { print sum_passed + 0, sum_failed + 0, sum_skipped + 0 }'
}

# Prints "Class.test: message" for each test case that holds the element (skipped, failure or error).
cases_with() {
  find "$REPORTS" -name '*.xml' -exec cat {} + 2> /dev/null | awk -v element="$1" '
    function text(name) {
      if (!match($0, " " name "=\"[^\"]*\"")) return ""
      found = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
      gsub(/&#10;.*/, "", found); gsub(/&lt;/, "<", found); gsub(/&gt;/, ">", found)
      gsub(/&quot;/, "\"", found); gsub(/&apos;/, "\047", found); gsub(/&amp;/, "\\&", found)
      return found
    }
    /<testcase / { name = text("classname") "." text("name") }
    $0 ~ "^ *<" element "[ >/]" {
      message = text("message")
      print name ": " substr(message == "" ? text("type") : message, 1, 700)
    }'
}

# Turns Maven's log into a line for each module and each test class, with what failed below it. Not by
# awk: mawk does not begin with a line before some kilobytes of them have come.
show_tests() {
  local line left=0
  local class='^\[(INFO|WARNING|ERROR)\] Tests run: ([0-9]+), Failures: ([0-9]+), Errors: ([0-9]+), Skipped: ([0-9]+), Time elapsed: ([0-9.,]+) s.* -- in (.*)$'
  local failure='^\[ERROR\] (.*) -- Time elapsed: .* <<< (FAILURE|ERROR)!$'
  local frame='^[[:space:]]+at |^\[|^[[:space:]]*$'
  while IFS= read -r line; do
    if [[ $line == '[INFO] Building Jacquard :: '* ]]; then
      read -r _ _ _ _ line _ <<< "$line"
      printf '   %s\n' "$line"
    elif [[ $line == 'lab image ['* || $line == 'lab oci ['* ]]; then
      printf '   %s\n' "$line"
    elif [[ $line =~ $class ]]; then
      show_class "${BASH_REMATCH[@]:2}"
    elif [[ $line =~ $failure ]]; then
      printf '            %s\n' "${BASH_REMATCH[1]}"
      left=$SHOWN_LINES
    elif ((left > 0)) && [[ ! $line =~ $frame ]]; then
      printf '            | %.*s\n' "$SHOWN_CHARACTERS" "$line"
      left=$((left - 1))
    elif [[ $line == '['* ]]; then
      left=0
    fi
  done
}

# show_class RUN FAILURES ERRORS SKIPPED SECONDS NAME
show_class() {
  local outcome=ok skipped='' LC_ALL=C
  (($2 + $3 == 0)) || outcome=FAILED
  (($4 == 0)) || skipped=" ($4 skipped)"
  printf '     %-6s %4d tests %8.1f s  %s%s\n' "$outcome" "$1" "${5//,/}" "$6" "$skipped"
}

# Prints what ran and what did not, then the totals, and returns false when anything failed.
summary() {
  local row title outcome seconds passed failed skipped
  read -r passed failed skipped < <(counts)
  failed=$((failed + BROKEN))
  if ((passed + failed + skipped == 0)); then
    note 'no test ran: no class has such a name, or what was asked for was left out'
    failed=1
  fi
  printf '\n== Summary\n'
  for row in "${STAGES[@]}"; do
    IFS='|' read -r title outcome seconds <<< "$row"
    printf '   %-32s %s%s\n' "$title" "$outcome" "${seconds:+, $((seconds / 60)) min $((seconds % 60)) s}"
  done
  { cases_with failure && cases_with error; } | sed 's/^/   failed: /'
  ((failed == 0)) || echo '   details: */target/*-reports/, .jacquard/*.log'
  cases_with skipped | sed 's/^/   skipped: /'
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  ((failed == 0))
}
