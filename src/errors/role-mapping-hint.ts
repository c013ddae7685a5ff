/** What a run does on a domain, as roles of fine-grained access control grant it. */
const NEEDED =
  "the cluster permissions 'cluster_monitor' and 'cluster_composite_ops' and the index permission 'indices_all' on 'vaf-*'"

/**
 * What to map where fine-grained access control refused who the access policy has let in. It says what is missing and
 * for whom: `no permissions for [indices:admin/create] and User [name=…, backend_roles=[arn:…], requestedTenant=null]`.
 */
export function roleMappingHint(message: string): string {
  const missing = /no permissions for \[([^\]]+)\]/.exec(message)?.[1]
  const role = /backend_roles=\[\s*([^\],\s]+)/.exec(message)?.[1]
  const user = /User \[name=([^,\]]+)/.exec(message)?.[1]
  const who = role ? `the backend role ${role}` : user ? `the user ${user}` : "the ARN of this identity's IAM role"
  return (
    `The access policy let it in, and fine-grained access control rejected it: map ${who} to a role that has ` +
    `${missing ?? 'this permission'}; a run needs ${NEEDED}.`
  )
}
