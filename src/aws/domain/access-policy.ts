import { EVERY_DOMAIN_ACTION } from '../actions/iam-actions.ts'
import type { PolicyPlace } from '../permissions/grant.ts'
import * as messages from './messages.ts'
import type { DomainSpec } from './spec.ts'

/** A statement of a policy as people write it, where a single item may stand for a list. */
interface Statement {
  readonly Effect?: unknown
  readonly Principal?: unknown
  readonly NotPrincipal?: unknown
  readonly Condition?: unknown
  readonly [field: string]: unknown
}

export const domainArn = ({ partition, region, account }: PolicyPlace, name: string): string =>
  `arn:${partition}:es:${region}:${account}:domain/${name}`

/**
 * The domain's access policy in JSON. By default it lets the account in, whose IAM policies then decide. It is part of the
 * request that creates the domain: a later one would race with the propagation of the domain.
 */
export function accessPolicy(access: DomainSpec['access'], place: PolicyPlace, name: string): string {
  if (access !== 'account' && 'policy' in access) return access.policy
  const principals = access === 'account' ? [`arn:${place.partition}:iam::${place.account}:root`] : access.principals
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: principals },
        Action: EVERY_DOMAIN_ACTION,
        Resource: `${domainArn(place, name)}/*`,
      },
    ],
  })
}

/** Whether two policies mean the same, whatever the order, the spelling and the names of their statements. */
export function isSamePolicy(one: string | undefined, other: string): boolean {
  if (one === undefined || one === '') return false
  return canonicalPolicy(one) === canonicalPolicy(other)
}

/** The issues with a policy that AWS is known to reject, some of them only minutes after the request for the domain. */
export function policyIssues(policy: string, isInVpc: boolean): string[] {
  const statements = readStatements(policy)
  if (!statements) return [messages.noPolicy()]
  const issues: string[] = []
  if (!isInVpc && statements.some(isOpen)) issues.push(messages.openPolicy())
  if (isInVpc && statements.some(({ Condition }) => /aws:SourceIp/i.test(JSON.stringify(Condition ?? '')))) {
    issues.push(messages.policyByAddress())
  }
  return issues
}

function readStatements(policy: string): readonly Statement[] | undefined {
  try {
    const { Statement } = JSON.parse(policy) as { Statement?: Statement | readonly Statement[] }
    const statements = listOf(Statement)
    return statements.every((each): each is Statement => typeof each === 'object' && each !== null)
      ? statements
      : undefined
  } catch {
    return undefined
  }
}

function isOpen({ Effect, Principal, NotPrincipal, Condition }: Statement): boolean {
  if (Effect !== 'Allow' || isFilled(Condition)) return false
  return NotPrincipal !== undefined || principalsOf(Principal).includes('*')
}

const isFilled = (condition: unknown): boolean => JSON.stringify(condition ?? {}) !== '{}'

const principalsOf = (principal: unknown): readonly unknown[] =>
  typeof principal === 'object' && principal !== null ? Object.values(principal).flatMap(listOf) : listOf(principal)

function canonicalPolicy(policy: string): string {
  const statements = readStatements(policy)
  return statements ? JSON.stringify(statements.map(canonicalStatement).sort()) : policy
}

function canonicalStatement({ Sid: _name, Principal, Action, ...rest }: Statement): string {
  return JSON.stringify(
    canonical({
      ...rest,
      ...(Principal !== undefined && { Principal: Principal === '*' ? { AWS: '*' } : Principal }),
      // Only in actions does the case of letters not matter.
      ...(Action !== undefined && { Action: listOf(Action).map((action) => String(action).toLowerCase()) }),
    }),
  )
}

/** The same with sorted keys and lists, lists for single items, and accounts as their numbers. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map(canonicalItem))].sort()
  if (typeof value !== 'object' || value === null) return [canonicalItem(value)]
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, below]) => [key, canonical(below)]),
  )
}

const canonicalItem = (item: unknown): string => String(item).replace(/^arn:[^:]+:iam::(\d{12}):root$/, '$1')

const listOf = <Item>(value: Item | readonly Item[]): readonly Item[] =>
  Array.isArray(value) ? value : [value as Item]
