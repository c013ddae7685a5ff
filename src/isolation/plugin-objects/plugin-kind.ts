/** A kind of object that a plugin keeps for itself, so that the cluster's metadata do not tell of it. */
export interface PluginKind {
  /** As a person names one: `ISM policy`. */
  readonly kind: string
  /** The plugin, as `_cat/plugins` calls it. */
  readonly plugin: string
  /** Where objects of this kind are made; each is below it, by its id. */
  readonly path: string
  /** Further paths by which they are made. */
  readonly alsoBy?: readonly string[]
  /** Who chooses the id. One that the client chooses can have a prefix, and so can any name. */
  readonly idFrom: 'client' | 'server'
  /** How they are listed. Asking changes nothing, but that some plugins make their index for it where the server chooses ids. */
  readonly list: PluginRequest
  /** Reads the objects in the answer to `list`. */
  readonly read: (answer: unknown) => readonly NamedObject[]
  /** Whether one that is made is answered with 201, and one that is changed with another status; default: nobody knows. */
  readonly tellsMaking?: true
  /** Whether the client gives the id in the body, and not in the path, of the request that makes one; default no. */
  readonly namedInBody?: true
  /** Whether the plugin brings some along, or makes some by itself; default none. */
  readonly hasOwn?: true
  /** The request that ends an object before it is deleted; its failure is ignored, since there may be nothing to end. */
  readonly end?: (path: string) => PluginRequest
  /** The query of its deletion; default none. */
  readonly deleteQuery?: Readonly<Record<string, string>>
}

/** A request to a plugin. */
export interface PluginRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly querystring?: Readonly<Record<string, string | number>>
  readonly body?: object
}

/** An object by its id, and the name that it has besides, if any. */
export interface NamedObject {
  readonly id: string
  readonly name?: string | undefined
}

/** One object of a plugin. */
export interface PluginObject extends NamedObject {
  readonly kind: PluginKind
}

/** `alerting monitor too-hot (hXJ0…)`; the name alone where that is the id. */
export function nameOfObject({ kind, id, name }: PluginObject): string {
  return name === undefined || name === id ? `${kind.kind} ${id}` : `${kind.kind} ${name} (${id})`
}

/** Where one object is. */
export function pathOfObject({ kind, id }: PluginObject): string {
  return `${kind.path}/${encodeURIComponent(id)}`
}

type Answer = Readonly<Record<string, unknown>>
export type Details = Pick<PluginKind, 'kind' | 'plugin' | 'path'> & Partial<PluginKind>

/** How many of a kind are listed. */
export const MOST = 1_000

const textIn = (value: unknown, ...names: readonly string[]): string | undefined =>
  names.map((name) => (value as Answer | undefined)?.[name]).find((found) => typeof found === 'string') as
    | string
    | undefined

/** A member of an answer, or the answer itself. */
const partOf = (answer: unknown, member: string | undefined): unknown =>
  member === undefined ? answer : (answer as Answer)[member]

function listIn(answer: unknown, member: string | undefined): readonly Answer[] {
  const list = partOf(answer, member)
  return Array.isArray(list) ? list : []
}

/** Objects that are found by a search: the id is the document's, the name is in it, or in its only member. */
export function searched(details: Details): PluginKind {
  const query = { size: MOST, query: { match_all: {} } }
  return {
    idFrom: 'server',
    list: { method: 'POST', path: `${details.path}/_search`, body: query },
    read: (answer) =>
      ((answer as { hits?: { hits?: readonly { _id: string; _source?: Answer }[] } }).hits?.hits ?? []).map(
        ({ _id, _source = {} }) => ({
          id: _id,
          name: textIn(_source, 'name') ?? textIn(Object.values(_source)[0], 'name'),
        }),
      ),
    ...details,
  }
}

/** Objects in a list, under `member` where the answer is not the list itself. */
export function listed({
  member,
  id,
  ...details
}: Details & { readonly member?: string; readonly id: readonly string[] }): PluginKind {
  return {
    idFrom: 'client',
    list: { method: 'GET', path: details.path },
    read: (answer) =>
      listIn(answer, member).flatMap((object): NamedObject[] => {
        const inner = Object.values(object).find((value) => textIn(value, 'name'))
        const found = textIn(object, ...id) ?? textIn(inner, ...id)
        return found === undefined ? [] : [{ id: found, name: textIn(object, 'name') ?? textIn(inner, 'name') }]
      }),
    ...details,
  }
}

/** Objects by their names, in the answer itself or in its `member`. */
export function keyed({ member, ...details }: Details & { readonly member?: string }): PluginKind {
  return {
    idFrom: 'client',
    list: { method: 'GET', path: details.path },
    read: (answer) =>
      Object.entries((partOf(answer, member) ?? {}) as Answer)
        // A reserved object cannot have been made by the API.
        .filter(([, object]) => (object as Answer)?.reserved !== true)
        .map(([id]) => ({ id })),
    ...details,
  }
}

/** Before a job or a model is deleted, it is stopped. */
export const by = (verb: string) => (path: string) => ({ method: 'POST' as const, path: `${path}/${verb}` })
