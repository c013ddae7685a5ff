#!/bin/bash
# Keeps the contract of the official entry point, its strictness included: variables with a dot in their name are
# settings; the demo configuration of the security plugin is installed unless DISABLE_INSTALL_DEMO_CONFIG is true, and wants
# OPENSEARCH_INITIAL_ADMIN_PASSWORD, with DISABLE_SECURITY_PLUGIN too. Any other command is run instead.
[[ $# -eq 0 || $1 == -* ]] && set -- opensearch "$@"
[[ $1 == opensearch ]] || exec "$@"

cd /usr/share/opensearch || exit 1
umask 0002
export OPENSEARCH_HOME=$PWD OPENSEARCH_PATH_CONF=$PWD/config
export OPENSEARCH_JAVA_OPTS="-Dopensearch.cgroups.hierarchy.override=/ $OPENSEARCH_JAVA_OPTS"

settings=()
while IFS='=' read -r -d '' name value; do
  [[ ($name =~ ^[a-z0-9_]+\.[a-z0-9_]+ || $name == processors) && -n $value ]] && settings+=("-E$name=$value")
done < <(env -0)

if [[ $DISABLE_INSTALL_DEMO_CONFIG != true ]]; then
  bash plugins/opensearch-security/tools/install_demo_configuration.sh -y -i -s || exit 1
fi
[[ $DISABLE_SECURITY_PLUGIN == true ]] && settings+=(-Eplugins.security.disabled=true)

# Not by exec: as in the official image the shell stays the first process, and a signal to it does not reach the server.
"$@" "${settings[@]}"
