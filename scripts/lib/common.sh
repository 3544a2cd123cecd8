# What the scripts share; sourced, never run by itself.
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$project"

# Rebuilds share compiled objects through ccache; two presets of the whole tree fit.
export CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-5G}

say() { printf '==> %s\n' "$*" >&2; }
fail() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "to install Debian packages, run as root or install sudo"
    fi
}

# The packages of the lists (files of one name a line, # begins a comment) that are not installed.
missing_packages() {
    local package
    sed -e 's/#.*//' -e 's/[[:space:]]//g' "$@" | sed '/^$/d' | sort -u | while read -r package; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            printf '%s\n' "$package"
    done
}

install_packages() {
    command -v dpkg-query >/dev/null ||
        fail "this script installs Debian packages; elsewhere install what packages.txt names, then use cmake"
    local missing
    mapfile -t missing < <(missing_packages "$@")
    if [ ${#missing[@]} -eq 0 ]; then
        say "packages: all there"
        return
    fi
    say "packages to install: ${missing[*]}"
    # Tests start servers of their own: their packages must not leave any running.
    local policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
        printf '#!/bin/sh\nexit 101\n' | as_root install -m 755 /dev/stdin "$policy"
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null >&2
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        "${missing[@]}" </dev/null >&2
    if [ -n "$(trap -p EXIT)" ]; then
        trap - EXIT
        as_root rm -f "$policy"
    fi
}

build_preset() { # preset [target…]
    local preset=$1
    shift
    say "build: preset $preset"
    cmake --preset "$preset" >&2
    if [ $# -gt 0 ]; then
        cmake --build "build/$preset" --target "$@" >&2
    else
        cmake --build "build/$preset" >&2
    fi
}
