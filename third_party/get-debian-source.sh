#!/bin/sh
# get-debian-source.sh DEST SOURCE "SUITE=VERSION=SHA256" ["SUITE=VERSION=SHA256" ...]
#
# Fetches one pinned upstream tarball (orig.tar.*) of a Debian *source* package into DEST/src,
# on any Debian machine, without root and without touching the system's apt configuration:
#  - the archive's address is read from the machine's own enabled apt sources
#    (apt-get indextargets understands one-line and deb822 files alike);
#  - lists, cache and state live in a private directory;
#  - the tarball must have the pinned SHA-256, whatever apt says.
# Candidates are tried in order; the first that downloads AND matches wins.
# SUITE=MINVERSION=apt accepts whatever version >= MINVERSION the suite has now, trusting apt's own
# chain (signed Release -> Sources -> SHA-256); meant as the last candidate, it says so loudly.
set -eu
dest=$1; src=$2; shift 2
command -v apt-get >/dev/null || { echo "apt-get not found" >&2; exit 3; }
mkdir -p "$dest"; dest=$(cd "$dest" && pwd)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
signed=; [ -r $keyring ] && signed="[signed-by=$keyring] "
uri=$(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(CREATED_BY)|$(REPO_URI)' |
      awk -F'|' '$1=="Debian" && $2=="Debian" && $3=="Packages" {print $4; exit}')
[ -n "$uri" ] || { echo "no Debian archive among this machine's apt sources" >&2; exit 3; }
for want in "$@"; do
  suite=${want%%=*}; rest=${want#*=}; version=${rest%%=*}; sha=${rest#*=}
  if [ "$sha" = apt ]; then anyver=1; else anyver=; fi
  up=${version%-*}                                   # upstream part of the version
  have=$(ls "$dest/${src}_$up".orig.tar.* 2>/dev/null | head -n 1 || true)
  if [ -n "$anyver" ] || [ -z "$have" ] || ! echo "$sha  $have" | sha256sum -c --status; then
    p=$dest/.apt-$suite; mkdir -p "$p/lists/partial" "$p/cache/archives/partial" "$p/etc"
    echo "deb-src ${signed}$uri $suite main" > "$p/etc/sources.list"
    # A pinned SHA-256 says all there is to say about freshness; without one, apt's dates count.
    valid=false; [ -z "$anyver" ] || valid=true
    apt_private() {
      apt-get -q -o Acquire::Check-Valid-Until=$valid \
        -o Dir::Etc::sourcelist="$p/etc/sources.list" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::Etc::preferencesparts=/dev/null -o Dir::Etc::preferences=/dev/null \
        -o Dir::State::lists="$p/lists" -o Dir::Cache="$p/cache" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
        -o Acquire::Languages=none -o APT::Get::List-Cleanup=0 -o Debug::NoLocking=1 -o APT::Sandbox::User="$(id -un)" "$@"; }
    apt_private update >"$p/update.log" 2>&1 || { tail -n 3 "$p/update.log" >&2; continue; }
    if [ -n "$anyver" ]; then
      min=$version
      version=$(apt_private --print-uris --only-source source "$src" 2>/dev/null | awk '$2 ~ /\.dsc$/ {print $2}' | sed "s/^${src}_//; s/\.dsc$//" | head -n 1)
      dpkg --compare-versions "${version:-0}" ge "$min" || { echo "$src in $suite is '${version}', older than $min" >&2; continue; }
      echo "warning: $src $version from $suite: authenticated by apt, not by a pinned hash" >&2
      up=${version%-*}
    fi
    (cd "$dest" && apt_private --download-only --only-source --tar-only source "$src=$version") >"$p/source.log" 2>&1 ||
      { echo "$src $version is not in $suite any more:" >&2; tail -n 2 "$p/source.log" >&2; continue; }
    have=$(ls "$dest/${src}_$up".orig.tar.* | head -n 1)
    [ -z "$anyver" ] || sha=$(sha256sum "$have" | cut -d' ' -f1)
    rm -rf "$p"
  fi
  echo "$sha  $have" | sha256sum -c --status || { echo "SHA-256 mismatch: $have" >&2; rm -f "$have"; continue; }
  rm -rf "$dest/src"; mkdir "$dest/src"; tar -C "$dest/src" --strip-components=1 -xf "$have"
  echo "$version" > "$dest/src/.version"; echo "$src $version ($suite) -> $dest/src"; exit 0
done
exit 1
