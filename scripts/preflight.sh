#!/usr/bin/env bash
# Says in one line what is missing and the command that installs it.
set -euo pipefail

need() { # what, minimum, found, command
  if [ -z "$3" ]; then
    printf 'interlock: %s >= %s is needed and was not found. Install it: %s\n' "$1" "$2" "$4" >&2
    exit 1
  fi
  if [ "$3" -lt "$2" ]; then
    printf 'interlock: %s >= %s is needed, %s was found. Install it: %s\n' "$1" "$2" "$3" "$4" >&2
    exit 1
  fi
}

case "${1:?node, java or ssh}" in
  node) # To install with: what then runs in a clone is the Node.js that comes with the packages.
    found=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || true)
    need Node.js 20 "$found" 'apt-get install -y nodejs npm (or https://nodejs.org), then run the command again'
    command -v npm >/dev/null || { echo 'interlock: npm is needed and was not found. Install it: apt-get install -y npm' >&2; exit 1; }
    ;;
  java)
    found=$(java -version 2>&1 | sed -n 's/.*version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' | head -1 || true)
    need Java 11 "$found" 'apt-get install -y openjdk-17-jdk-headless'
    java --list-modules 2>/dev/null | grep -q '^jdk.compiler' || {
      echo 'interlock: a JDK is needed, only a JRE was found. Install it: apt-get install -y openjdk-17-jdk-headless' >&2
      exit 1
    }
    ;;
  ssh)
    for tool in ssh-keygen ssh-agent; do
      command -v "$tool" >/dev/null || {
        echo "interlock: $tool is needed, as an outside verifier of signatures, and was not found. Install it: apt-get install -y openssh-client" >&2
        exit 1
      }
    done
    ;;
esac
