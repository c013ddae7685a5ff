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
  /** What the answer to that has. */
  readonly read: (answer: unknown) => readonly NamedObject[]
  /** Whether one that is made is answered with 201, and one that is changed with another status; default: nobody knows. */
  readonly tellsMaking?: true
  /** Whether the client gives the id in the body, and not in the path, of the request that makes one; default no. */
  readonly namedInBody?: true
  /** Whether the plugin brings some along, or makes some by itself; default none. */
  readonly hasOwn?: true
  /** What has to end before one can be deleted; that there was nothing to end is no failure. */
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
