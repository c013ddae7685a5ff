import type { NeptuneAccount } from './neptune-account.ts'
import { type SimulatedCall, SimulatedError } from './simulated-service.ts'

type Input = SimulatedCall['input']

export const invalidValue = (message: string): SimulatedError =>
  new SimulatedError('InvalidParameterValue', message, 400)

export const invalidCombination = (message: string): SimulatedError =>
  new SimulatedError('InvalidParameterCombination', message, 400)

export const clusterState = (message: string): SimulatedError =>
  new SimulatedError('InvalidDBClusterStateFault', message, 400)

/** The identifier for a new cluster or instance, as it is stored. */
export function newId(text: unknown, parameter: string): string {
  if (typeof text !== 'string' || !/^[a-z](?!.*--)[a-z0-9-]{0,62}$/i.test(text) || text.endsWith('-')) {
    throw invalidValue(
      `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
    )
  }
  return text.toLowerCase()
}

export function tagsOf(input: Input): Map<string, string> {
  const tags = (input.Tags ?? []) as readonly { readonly Key: string; readonly Value?: string }[]
  for (const { Key, Value = '' } of tags) {
    if (/^(aws|rds):/i.test(Key)) throw invalidValue(`The tag key ${Key} is reserved.`)
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(Key) || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(Value)) {
      throw invalidValue(`The tag ${Key} has characters that are not allowed, or too many.`)
    }
  }
  if (tags.length > 50) throw invalidValue('A resource can have 50 tags at most.')
  return new Map(tags.map(({ Key, Value = '' }) => [Key, Value]))
}

/** Whether a version is at least another one. */
export function isAtLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split('.').map(Number)) as [number[], number[]]
  const at = b.findIndex((part, index) => (a[index] ?? 0) !== part)
  return at === -1 || (a[at] ?? 0) > b[at]!
}

/** The limits of a cluster; absent where it is not serverless. */
export function scalingOf(input: Input, engineVersion: string) {
  const given = input.ServerlessV2ScalingConfiguration as Readonly<Record<string, string>> | undefined
  if (!given) return undefined
  const [MinCapacity, MaxCapacity] = [Number(given.MinCapacity), Number(given.MaxCapacity)]
  const isHalfStep = Number.isInteger(MinCapacity * 2) && Number.isInteger(MaxCapacity * 2)
  if (!isHalfStep || !(MinCapacity >= 1 && MaxCapacity <= 128 && MinCapacity <= MaxCapacity)) {
    throw invalidValue(`Serverless v2 capacity ${given.MinCapacity} to ${given.MaxCapacity} isn't valid.`)
  }
  if (!isAtLeast(engineVersion, '1.2.0.1')) {
    throw invalidCombination(`The engine version ${engineVersion} does not support serverless instances.`)
  }
  return { MinCapacity, MaxCapacity }
}

/** The subnet group, after a check. */
export function subnetGroupOf(input: Input, { script }: NeptuneAccount): string {
  const name = String(input.DBSubnetGroupName ?? 'default')
  const zones = script.subnetGroups[name]
  if (zones === undefined) {
    throw new SimulatedError('DBSubnetGroupNotFoundFault', `DB subnet group '${name}' does not exist.`, 404)
  }
  if (zones < 2) {
    throw new SimulatedError(
      'DBSubnetGroupDoesNotCoverEnoughAZs',
      'DB Subnet Group does not meet availability zone coverage requirement. Please add subnets to cover at least 2 availability zones.',
      400,
    )
  }
  return name
}
