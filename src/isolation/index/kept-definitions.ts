import type { OpenSearchRequests } from '../../clients/opensearch/requests.ts'
import type { ThingKind } from './thing-kinds.ts'
import { pathOfThings } from './thing-kinds.ts'

/** Where the definition of a thing is in the answer to a request for it: what a request that makes it again takes. */
type Definition = (answer: Readonly<Record<string, unknown>>, name: string) => unknown

const listed =
  (list: string, field: string): Definition =>
  (answer) =>
    (answer[list] as readonly Readonly<Record<string, unknown>>[] | undefined)?.[0]?.[field]
const byName: Definition = (answer, name) => answer[name]

/** Kinds of things whose definition is all there is of them. */
const definitions = {
  'index template': listed('index_templates', 'index_template'),
  'component template': listed('component_templates', 'component_template'),
  'legacy template': byName,
  'ingest pipeline': byName,
  'search pipeline': byName,
  'stored script': ({ script }) => script && { script },
  'snapshot repository': byName,
} as const satisfies Partial<Record<ThingKind, Definition>>

/** A kind of things that can be made again from their definitions. */
export type DefinedKind = keyof typeof definitions

export const isDefined = (kind: ThingKind): kind is DefinedKind => kind in definitions

/** The definition of a thing, as the engine tells it; `undefined` where there is none of that name. Fails with the client's error. */
export async function readDefinition(
  client: OpenSearchRequests,
  kind: DefinedKind,
  name: string,
): Promise<object | undefined> {
  const asked = { method: 'GET', path: pathOfThings(kind, [name]) } as const
  const { body } = await client.transport.request(asked, { ignore: [404] })
  return definitions[kind](body, name) as object | undefined
}

/** Makes a thing again, or what it was, from its definition. Fails with the client's error. */
export async function writeDefinition(
  client: OpenSearchRequests,
  kind: DefinedKind,
  name: string,
  body: object,
): Promise<void> {
  // A repository is not asked whether it answers: it need not have, when it was made.
  const querystring: Record<string, boolean> = kind === 'snapshot repository' ? { verify: false } : {}
  await client.transport.request({ method: 'PUT', path: pathOfThings(kind, [name]), querystring, body })
}
