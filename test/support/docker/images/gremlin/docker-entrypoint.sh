#!/bin/bash
# docker-entrypoint.sh CONFIGURATION
# Listens on the container's own address, whatever the configuration says, and as the official image does it: by editing
# the configuration in its place, which therefore must be a file in a folder of the user gremlin.
set -e
address=$(ip -o -4 address show eth0 | awk '{ sub("/.*", "", $4); print $4 }')
sed -i "s|^host:.*|host: $address|" "$1"

/opt/gremlin-server/bin/gremlin-server.sh "$@" &
server=$!
trap 'kill -TERM $server' TERM INT
wait $server
