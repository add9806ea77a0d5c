#!/usr/bin/env bash
# packetdrill.sh FINWAIT PLUGIN SOURCE: the original packetdrill, through the plug-in, on each script
# of tests/packetdrill, against what `finwait packetdrill` says. 5: packetdrill is not installed.
set -euo pipefail
finwait=$1 plugin=$(realpath "$2") scripts=$3/tests/packetdrill
command -v packetdrill >/dev/null || { echo "skipped: no packetdrill"; exit 5; }
packetdrill --help 2>&1 | grep -q so_filename || { echo "skipped: it has no --so_filename"; exit 5; }

# Scripts with %{ }% read the kernel's TCP_INFO: the original cannot ask a plug-in for it. They are
# played without these lines.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
agreed=0 failed=0
for profile in rfc9293 linux freebsd; do
  for script in "$scripts"/*.pkt; do
    name=$(basename "$script" .pkt)
    case $name in
      *.$profile) ;;
      *.*) continue ;;
      *) [ ! -e "$scripts/$name.$profile.pkt" ] || continue ;;
    esac
    grep -v '%{' "$script" >"$work/$name.pkt"
    ours=0 theirs=0
    "$finwait" packetdrill --profile "$profile" "$work/$name.pkt" >/dev/null 2>&1 || ours=1
    packetdrill --so_filename="$plugin" --so_flags="$profile" --ip_version=ipv4 \
      --local_ip=192.168.0.1 --remote_ip=192.0.2.1 "$work/$name.pkt" \
      >"$work/out" 2>&1 </dev/null || theirs=1
    if [ $ours = $theirs ]; then agreed=$((agreed + 1)); else
      failed=$((failed + 1))
      echo "$name on $profile: finwait packetdrill ends with $ours, packetdrill with $theirs"
      head -n 5 "$work/out"
    fi
  done
done
echo "$agreed agree, $failed differ"
[ $failed = 0 ]
