# shellcheck shell=bash
# Sourced by the scripts beside it: where the project is, how to speak, how to install.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

say() { printf '==> %s\n' "$*"; }
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# Runs a command and shows every ten quiet seconds that it is still at work.
with_heartbeat() {
    local label=$1 begin=$SECONDS line
    shift
    "$@" 2>&1 </dev/null | while true; do
        if IFS= read -r -t 10 line; then
            printf '%s\n' "$line"
        elif (($? > 128)); then
            # Timed out; a part of a line may have come.
            [[ -z $line ]] || printf '%s\n' "$line"
            printf '    ... still %s (%d s)\n' "$label" "$((SECONDS - begin))"
        else
            [[ -z $line ]] || printf '%s\n' "$line"
            break
        fi
    done
    # The command's own exit status, not the loop's.
    return "${PIPESTATUS[0]}"
}

require_swift() {
    command -v swift >/dev/null ||
        fail "Swift 6.3 or later is needed and 'swift' is not in PATH. Get it from https://www.swift.org/install/linux/ and try again."
    local version
    version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p' | head -n 1)
    local major=${version% *} minor=${version#* }
    ((${major:-0} > 6 || (${major:-0} == 6 && ${minor:-0} >= 3))) ||
        fail "Swift 6.3 or later is needed; this is ${version/ /.}. Get a newer one from https://www.swift.org/install/linux/."
}

# Root, or sudo that needs no password or has a terminal to ask for it.
can_be_root() {
    ((EUID != 0)) || return 0
    command -v sudo >/dev/null || return 1
    sudo -n true 2>/dev/null || [[ -t 0 ]]
}

# apt_install REASON PACKAGE...: as root, or through sudo; otherwise says what is needed.
apt_install() {
    local reason=$1 sudo=()
    shift
    command -v apt-get >/dev/null ||
        fail "$reason needs the equivalent of these Debian packages, and there is no apt-get here: $*"
    if ((EUID != 0)); then
        can_be_root || fail "$reason needs packages that only root can install. Run this, then try again:
    apt-get update && apt-get install --no-install-recommends $*"
        sudo=(sudo)
    fi
    say "Installing for $reason: $*"
    with_heartbeat "updating the package lists" \
        "${sudo[@]}" apt-get update -q || say "The package lists could not be updated; trying with those at hand"
    with_heartbeat "installing" \
        "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
        -o Dpkg::Options::=--force-confold "$@" ||
        fail "apt-get could not install: $*. Its messages above say why."
}

# make_venv NAME REQUIREMENT...: a Python environment under .venv/, made again when its list changes.
make_venv() {
    local folder=.venv/$1 wanted
    shift
    wanted=$(printf '%s\n' "$@"; for word in "$@"; do [[ ! -f $word ]] || cat "$word"; done)
    [[ $(cat "$folder/requirements.stamp" 2>/dev/null) != "$wanted" ]] || return 0
    python3 -c 'import ensurepip, venv' 2>/dev/null || apt_install "the Python tools" python3 python3-venv
    say "Making the Python environment $folder"
    rm -rf "$folder"
    python3 -m venv "$folder"
    with_heartbeat "installing Python packages" "$folder/bin/pip" install -q --disable-pip-version-check "$@" ||
        fail "pip could not install: $*. Its messages above say why."
    printf '%s' "$wanted" >"$folder/requirements.stamp"
}
