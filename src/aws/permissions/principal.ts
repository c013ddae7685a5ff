/** Who signs, as IAM knows them: a name to look up where the ARN alone does not say it all. */
export type Principal = { readonly arn: string } | { readonly roleName: string } | 'unknown'

/**
 * Whose policies hold for an identity as STS names it. The session of a role, `assumed-role/tests/vaf-3f9c2`, is the role's,
 * whose path is not in it; the root user and federated ones have no policies that IAM could be asked about.
 */
export function principalOf(identity: string): Principal {
  const [, , service, , , what = ''] = identity.split(':')
  const [kind, name] = what.split('/')
  if (service === 'iam' && kind === 'user') return { arn: identity }
  if (service === 'sts' && kind === 'assumed-role' && name) return { roleName: name }
  return 'unknown'
}
