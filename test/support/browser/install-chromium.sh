#!/usr/bin/env bash
# Installs Chromium where it is missing. Root on Debian; Ubuntu has it as a snap only, which does not start in containers.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
command -v chromium >/dev/null && exit 0
apt-get update -q
apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=120 chromium
