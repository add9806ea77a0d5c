#!/bin/sh
# mermaid.sh FOLDER: fetches mermaid (MIT) with npm into FOLDER/mermaid-VERSION.js, once, and prints
# that path. It judges our sequence diagrams (./dev test --rest); nothing of ours needs it. The
# package is a single pinned file; its SHA-512 is that of the registry.
set -eu
version=10.9.3
integrity=V80X1isSEvAewIL3xhmz/rVmc27CVljcsbWxkxlWJWY/1kQa4XOABqpDl2qQLGKzpKm6WbTfUEKImBlUfFYArw==
folder=$1
file=$folder/mermaid-$version.js
if [ ! -e "$file" ]; then
  mkdir -p "$folder"
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  (cd "$scratch" && npm pack --silent --ignore-scripts "mermaid@$version" >/dev/null 2>&1) || {
    echo "mermaid.sh: npm cannot fetch mermaid $version" >&2
    exit 1
  }
  found=$(openssl dgst -sha512 -binary "$scratch/mermaid-$version.tgz" | base64 -w 0)
  [ "$found" = "$integrity" ] || {
    echo "mermaid.sh: mermaid $version is not what was pinned" >&2
    exit 2
  }
  tar xzf "$scratch/mermaid-$version.tgz" -C "$scratch" package/dist/mermaid.min.js
  mv "$scratch/package/dist/mermaid.min.js" "$file"
fi
echo "$file"
