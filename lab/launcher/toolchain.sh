# shellcheck shell=bash
# Finds JDK 25 and Maven; on Debian and Ubuntu installs what is missing.
# shellcheck disable=SC2034 # JAVA and MVN are for the scripts that source this one

readonly JDK=25

# Sets JAVA to the java command of a JDK 25.
find_java() {
  local home
  while IFS= read -r home; do
    if is_jdk "$home"; then
      JAVA=$home/bin/java
      return
    fi
  done < <(java_homes)
  [[ -z ${1-} ]] || missing_java
  install_package "openjdk-$JDK-jdk-headless" || missing_java
  find_java installed
}

# Sets MVN to the Maven command.
find_maven() {
  if [[ -n ${MAVEN_HOME-} && -x $MAVEN_HOME/bin/mvn ]]; then
    MVN=$MAVEN_HOME/bin/mvn
  elif ! MVN=$(command -v mvn); then
    install_package maven || missing_maven
    MVN=$(command -v mvn) || missing_maven
  fi
}

java_homes() {
  local found
  [[ -z ${JAVA_HOME-} ]] || printf '%s\n' "$JAVA_HOME"
  printf '%s\n' /usr/lib/jvm/*"$JDK"* /opt/*"$JDK"* "${HOME-}"/.sdkman/candidates/java/"$JDK"* \
    "${HOME-}"/.jdks/*"$JDK"* /Library/Java/JavaVirtualMachines/*"$JDK"*/Contents/Home
  if found=$(command -v java); then
    found=$(readlink -f "$found")
    printf '%s\n' "${found%/bin/java}"
  fi
  if [[ -r ${HOME-}/.m2/toolchains.xml ]]; then
    sed -n 's:.*<jdkHome>\(.*\)</jdkHome>.*:\1:p' "$HOME/.m2/toolchains.xml"
  fi
}

# Whether the directory holds a JDK (not only a JRE) of the version that the build needs.
is_jdk() {
  local line
  [[ -x $1/bin/java && -x $1/bin/javac && -r $1/release ]] || return 1
  while IFS= read -r line; do
    [[ $line != JAVA_VERSION=* ]] || break
  done < "$1/release"
  [[ $line == "JAVA_VERSION=\"$JDK"[.\"]* || $line == "JAVA_VERSION=\"$JDK\"" ]]
}

# Installs a Debian package when that is possible without asking; false when it is not.
install_package() {
  local package=$1 sudo=()
  command -v apt-get > /dev/null || return 1
  if ((EUID != 0)); then
    command -v sudo > /dev/null && sudo -n true 2> /dev/null || return 1
    sudo=(sudo -n)
  fi
  mkdir -p "$STATE"
  note "installing $package with apt (log: $STATE/apt.log)"
  {
    is_available "$package" || "${sudo[@]}" apt-get update -q
    is_available "$package" || return 1
    DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -q --no-install-recommends "$package"
  } > "$STATE/apt.log" 2>&1 < /dev/null
}

is_available() { apt-cache show "$1" > /dev/null 2>&1; }

missing_java() {
  note "JDK $JDK was not found, and it could not be installed from here."
  note "Looked at JAVA_HOME, /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks, java on the PATH and ~/.m2/toolchains.xml."
  note "Install it in one of these ways, then run this command again:"
  note "  Debian 13 and later, Ubuntu 25.10 and later:  sudo apt-get install openjdk-$JDK-jdk-headless"
  note "  Debian 12 and others:  unpack Eclipse Temurin $JDK (adoptium.net) below /usr/lib/jvm, or set JAVA_HOME to it"
  exit 1
}

missing_maven() {
  note "Maven (mvn) was not found, and it could not be installed from here."
  note "Install Maven 3.8.6 or later, then run this command again:"
  note "  Debian, Ubuntu:  sudo apt-get install maven"
  note "  others:          unpack it and set MAVEN_HOME, or put its bin directory on the PATH"
  exit 1
}
