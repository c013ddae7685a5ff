import type { FailedCall } from './to-aws-error.ts'
import { toAwsError } from './to-aws-error.ts'

/** What has failed, by the method of a kind that fails; what is not listed is only looked at. */
const failures: Readonly<Record<string, string>> = {
  create: 'could not be created',
  continueCreate: 'could not be created whole',
  delete: 'could not be deleted',
  continueDelete: 'could not be deleted whole',
  owner: 'could not be asked whose it is',
  retag: 'could not be tagged',
  putMark: 'could not be marked as used',
  removeMark: 'could not be freed of a mark',
  listMarks: 'could not be asked who uses it',
  start: 'could not be started',
  stop: 'could not be stopped',
}

/**
 * The same kind of resource, which fails in the words of this package: for whoever makes and removes resources of it. The
 * kind itself goes by AWS's own names, and so does `classify`, which finds them in the cause.
 */
export function inOurWords<Kind extends { readonly name: string }>(kind: Kind): Kind {
  return new Proxy(kind, {
    get(_, key) {
      const member: unknown = Reflect.get(kind, key, kind)
      if (typeof member !== 'function') return member
      return (...args: readonly unknown[]) => {
        const result: unknown = member.apply(kind, args)
        return result instanceof Promise
          ? result.catch((error: unknown) => {
              // Then the error is why somebody has stopped it, whatever it looks like.
              if (args.some((argument) => argument instanceof AbortSignal && argument.aborted)) throw error
              throw toAwsError(error, failedCall(kind.name, String(key), args))
            })
          : result
      }
    },
  })
}

function failedCall(name: string, method: string, [id]: readonly unknown[]): FailedCall {
  // The only one that is not about one resource.
  if (method === 'listOwned') return { what: `What is tagged with run ${id} could not be looked for: ${name}.` }
  const resource = `${name} ${id}`
  return { what: `${resource} ${failures[method] ?? 'could not be seen'}.`, resource }
}
