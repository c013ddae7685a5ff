import { OwnershipError } from '../../errors/errors.ts'
import { isSameOwner, ownedBy } from '../../resource/ownership-tag.ts'
import type { Owner, OwnershipTags } from '../../resource/resource.ts'
import { NAME_PREFIX } from '../../resource/resource-name.ts'
import { type DomainControl, orAbsent } from './calls.ts'
import * as messages from './messages.ts'

/** The owner of a domain that exists, by its tag; `undefined`: there is no domain. */
export function findOwner(
  { calls }: DomainControl,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly owner: OwnershipTags | undefined } | undefined> {
  return orAbsent(calls.owner(id, signal).then((owner) => ({ owner })))
}

/** The names of the domains that carry the tag of a run, in the whole account and region. */
export async function domainsOf(
  { calls }: DomainControl,
  run: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return ownedBy(run, await calls.list(signal), (id) => orAbsent(calls.owner(id, signal)))
}

/** Makes sure that the name is one of this package's, which needs no call. Fails with OwnershipError. */
export function assertOurName({ account }: DomainControl, id: string): void {
  if (!id.startsWith(NAME_PREFIX)) throw notOurs(id, messages.otherName(), account.region)
}

/**
 * Makes sure before a deletion that a domain belongs to the run: by its engine, because domains of Elasticsearch have names of
 * the same service, and by its tag. Returns whether the domain still exists. Fails with OwnershipError.
 */
export async function assertOwned(
  control: DomainControl,
  id: string,
  engine: string | undefined,
  signal: AbortSignal,
  wanted: Owner,
): Promise<boolean> {
  const { region } = control.account
  if (engine !== undefined && !engine.startsWith('OpenSearch_')) {
    throw notOurs(id, messages.otherEngine(engine), region)
  }
  const found = await findOwner(control, id, signal)
  if (!found) return false
  if (!found.owner) throw notOurs(id, messages.noTag(), region)
  if (!isSameOwner(found.owner, wanted)) throw notOurs(id, messages.otherRun(found.owner.run, wanted.run), region)
  return true
}

/** The commands with which a person deletes a domain, in their order. */
export const domainRemoval = (id: string, region: string): readonly string[] => [
  `aws opensearch delete-domain --domain-name ${id} --region ${region}`,
]

const notOurs = (id: string, why: string, region: string): OwnershipError =>
  new OwnershipError(messages.notDeleted(id, why, domainRemoval(id, region)), { resource: id })
