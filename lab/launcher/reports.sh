# shellcheck shell=bash
# Reads the JUnit XML reports of the stages and sums them up.

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

# Turns Maven's log into a line for each module and each test class.
show_tests() {
  awk '
    /^\[INFO\] Building Jacquard :: / { printf "   %s\n", $5; fflush(); next }
    /^\[(INFO|WARNING|ERROR)\] Tests run:.* -- in / {
      gsub(/,/, "")
      outcome = $6 + $8 > 0 ? "FAILED" : "ok"
      skipped = $10 > 0 ? " (" $10 " skipped)" : ""
      printf "     %-6s %4d tests %8.1f s  %s%s\n", outcome, $4, $13, $NF, skipped
      fflush()
    }'
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
