/** The user or role to which policies are attached: by its ARN, or by a role name whose ARN has to be looked up. */
export type Principal = { readonly arn: string } | { readonly roleName: string } | 'unknown'

/**
 * The user or role whose policies apply to an identity as STS names it. For the session of a role,
 * `assumed-role/tests/vaf-3f9c2`, that is the role, whose path is not in the ARN. For the root user and federated users IAM
 * cannot simulate policies.
 */
export function principalOf(identity: string): Principal {
  const [, , service, , , what = ''] = identity.split(':')
  const [kind, name] = what.split('/')
  if (service === 'iam' && kind === 'user') return { arn: identity }
  if (service === 'sts' && kind === 'assumed-role' && name) return { roleName: name }
  return 'unknown'
}
