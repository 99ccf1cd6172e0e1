# shellcheck shell=bash
# Names of tests, as the commands take them: Class, Class#method, Class$Nested, with * as wildcard.

# has_test KIND [NAME...]: whether one of the names is a class of the tests of a kind, or none is named.
has_test() {
  local directory kind=$1 name
  shift
  (($#)) || return 0
  directory=$(dirname "${BASH_SOURCE[0]}")/../src/test/java/io/jacquard/lab/$kind
  for name; do
    if [[ -n $(find "$directory" -name "${name%%[#$]*}.java" -name '*Test.java' -print -quit) ]]; then
      return 0
    fi
  done
  return 1
}

# require_test KIND NAMES: ends with a word about it if none of the names, with commas between, is a test.
require_test() {
  local names
  IFS=, read -r -a names <<< "$2"
  has_test "$1" "${names[@]}" && return
  note "no test has the name '$2'; there are: $(
    find lab/src/test/java/io/jacquard/lab/"$1" -name '*Test.java' -printf '%f\n' | sort | sed 's/\.java$//' | paste -s -d ' '
  )"
  exit 2
}

# may_include NAMES CLASS: whether the class may be among the tests of these names, with commas between,
# or with wildcards. What leaves others out, or is a regular expression, may include any.
may_include() {
  local names name
  IFS=, read -r -a names <<< "$1"
  for name in "${names[@]}"; do
    [[ $name != [%!]* ]] || return 0
    name=${name%%[#$]*}
    name=${name%.java}
    # shellcheck disable=SC2053 # a pattern
    [[ $2 != ${name##*[/.]} ]] || return 0
  done
  return 1
}
