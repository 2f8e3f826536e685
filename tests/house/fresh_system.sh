#!/usr/bin/env bash
# Tries README's two commands in a Debian 12 base system that has neither a compiler nor a library of ours.
#
#   sudo tests/house/fresh_system.sh FOLDER [COMMAND...]
#
# FOLDER becomes the base system (debootstrap, minbase) unless it is one already; what was installed in it stays, so
# take a new folder for a first use. COMMAND replaces the two commands. Packages come from wherever this machine's apt
# takes them: its sources, credentials, proxies and certificates are copied. Needs root, debootstrap, about 2 GB.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
if (($# == 0 || EUID != 0)); then
  sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 64
fi
mkdir -p -- "$1"
fresh=$(cd -- "$1" && pwd)
shift
release=bookworm

bootstrap() {
  local mirror proxy
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' |
    awk -v release=$release '$2 == release { print $1; exit }')
  proxy=$(apt-config shell proxy Acquire::http::Proxy)
  eval "$proxy"
  http_proxy=${proxy:-${http_proxy-}} debootstrap --variant=minbase $release "$fresh" "$mirror"
}

copy_apt_settings() {
  local item
  for item in sources.list sources.list.d auth.conf auth.conf.d trusted.gpg trusted.gpg.d keyrings; do
    if [[ -e /etc/apt/$item ]]; then cp -aT "/etc/apt/$item" "$fresh/etc/apt/$item"; fi
  done
  # Of apt.conf only how packages are reached: the rest may call programs that a base system lacks.
  apt-config dump | grep '^Acquire::' >"$fresh/etc/apt/apt.conf.d/99-as-the-host"
  for item in /usr/share/keyrings /usr/local/share/ca-certificates /etc/ssl/certs/ca-certificates.crt /etc/resolv.conf \
    /etc/hosts; do
    if [[ -e $item ]]; then
      mkdir -p "$fresh${item%/*}"
      cp -LRT "$item" "$fresh$item"
    fi
  done
}

copy_checkout() {
  mkdir -p "$fresh/souk"
  find "$fresh/souk" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
  git -C "$root" ls-files -z --cached --others --exclude-standard |
    tar -C "$root" --null --ignore-failed-read -T - -c | tar -C "$fresh/souk" -x --no-same-owner
}

# in_fresh [--no-network] COMMAND...: in the checkout there, as its root, with nothing of this machine's environment.
in_fresh() {
  local prefix=()
  if [[ $1 == --no-network ]]; then
    prefix=(unshare --net)
    shift
  fi
  "${prefix[@]}" env -i HOME=/root TERM="${TERM-dumb}" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    http_proxy="${http_proxy-}" https_proxy="${https_proxy-}" \
    chroot "$fresh" /bin/bash -c 'cd /souk && "$@"' souk "$@"
}

timed() {
  local start=$EPOCHREALTIME status=0
  printf '\n$ %s\n' "$*"
  in_fresh "$@" || status=$?
  printf '# exit %d after %s s\n' "$status" "$(awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f", b - a }')"
  return "$status"
}

if [[ ! -e $fresh/etc/debian_version ]]; then bootstrap; fi
copy_apt_settings
copy_checkout
mount --bind /proc "$fresh/proc"
trap 'umount "$fresh/proc"' EXIT
if (($#)); then
  timed "$@"
else
  timed ./souk run scenarios/campus.toml
  timed --no-network ./souk run scenarios/campus.toml
  timed ./souk test
fi
