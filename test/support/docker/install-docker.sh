#!/usr/bin/env bash
# Installs what a private Docker engine and the building of images need, as far as it is missing. Root on Debian or Ubuntu.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

missing=()
need() { command -v "$1" >/dev/null || missing+=("$2"); }
need dockerd docker.io
need iptables iptables # dockerd looks for it, though it is told to leave it alone
need ip iproute2
need mmdebstrap mmdebstrap
need mvn maven
need unzip unzip
[ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing+=(debian-archive-keyring)
[ ${#missing[@]} -eq 0 ] && exit 0

echo "Installing ${missing[*]}"
apt-get update -q
apt-get install -y -q --no-install-recommends "${missing[@]}"
