import type { NamedObject, PluginKind } from './plugin-kind.ts'

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
        // What is reserved nobody can have made by the API.
        .filter(([, object]) => (object as Answer)?.reserved !== true)
        .map(([id]) => ({ id })),
    ...details,
  }
}

/** Before a job or a model is deleted, it is stopped. */
export const by = (verb: string) => (path: string) => ({ method: 'POST' as const, path: `${path}/${verb}` })
