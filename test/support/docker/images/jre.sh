#!/usr/bin/env bash
# build-jre.sh IMAGE WORK-FOLDER
# The base of both images: a small Debian with a Java runtime, of packages only, as the machine's own apt reaches them.
set -euo pipefail
image=$1 work=$2

# The mirror of this machine where it is one of Debian's; else Debian's own.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 -E '/debian/?$' || echo http://deb.debian.org/debian)
mkdir -p "$work"
# No documentation, but the folder in which Java's packages link theirs; the mirror's address does not stay in the image.
mmdebstrap --mode=root --variant=minbase \
  --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
  --include=openjdk-17-jre-headless,iproute2,perl-base,procps,curl \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --essential-hook='mkdir -p "$1/usr/share/man/man1"' \
  --customize-hook='ln -s java-17-openjdk-$(dpkg --print-architecture) "$1/usr/lib/jvm/java-17"' \
  --customize-hook='rm -rf "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d/*' \
  bookworm "$work/jre.tar" "$mirror"
docker import --change 'ENV JAVA_HOME=/usr/lib/jvm/java-17' "$work/jre.tar" "$image"
rm "$work/jre.tar"
