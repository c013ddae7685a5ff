import { likeName } from '../../base/like-name.ts'
import { ConfigError } from '../../errors/errors.ts'
import * as messages from '../messages.ts'

/** The names that an index of a dataset can have. Matchers and printers ask any object for other names. */
const NAME = /^[a-z0-9][\w.-]*$/i

/** Names that promises, JSON, Vitest and Node look for on any object. */
const ASKED_OF_ALL = [
  'then',
  'toJSON',
  'asymmetricMatch',
  'nodeType',
  'tagName',
  'hasAttribute',
  'inspect',
  'isImmutable',
]

/**
 * Names of indices by the dataset's names for them. A name that the dataset has not fails with a ConfigError: a request
 * without a name means all indices there are, and its answer would look right. `lookUp` is told of the others, and may refuse.
 */
export function indicesByName(
  copies: readonly (readonly [string, string])[],
  lookUp: (name: string) => void = () => {},
): Readonly<Record<string, string>> {
  const names = copies.map(([name]) => name)
  return new Proxy<Record<string, string>>(Object.fromEntries(copies), {
    get(indices, name) {
      if (typeof name === 'string' && Object.hasOwn(indices, name)) lookUp(name)
      if (typeof name === 'symbol' || name in indices || !NAME.test(name) || ASKED_OF_ALL.includes(name)) {
        return Reflect.get(indices, name)
      }
      throw new ConfigError(messages.unknownIndex(name, names, likeName(name, names)))
    },
  })
}
