import { toAwsError } from './to-aws-error.ts'

/** The methods of a kind that call AWS: those that take the id of a resource, or of a run, and return a promise. */
export type CallOf<Kind> = {
  [Key in keyof Kind]-?: NonNullable<Kind[Key]> extends (id: string, ...rest: never[]) => Promise<unknown> ? Key : never
}[keyof Kind] &
  string

/** The first line of the error of each of these methods, made from the id. A table that lacks one does not compile. */
export type FailureTexts<Kind> = { readonly [Key in CallOf<Kind>]: (id: string) => string }

/**
 * The same kind of resource, but its calls fail with errors of this package, which say what failed, on which resource, what AWS
 * said and what to do. The cause is the error of AWS. A call that its signal has aborted fails with the signal's reason.
 */
export function wrapErrors<Kind extends { readonly name: string }>(kind: Kind, failures: FailureTexts<Kind>): Kind {
  const wrapped = Object.entries<(id: string) => string>(failures).map(([key, what]) => {
    const method = kind[key as CallOf<Kind>] as (id: string, ...rest: readonly unknown[]) => Promise<unknown>
    const call = async (id: string, ...rest: readonly unknown[]): Promise<unknown> => {
      try {
        return await method(id, ...rest)
      } catch (error) {
        if (rest.some((argument) => argument instanceof AbortSignal && argument.aborted)) throw error
        // A list of resources is about no single one.
        throw toAwsError(error, { what: what(id), ...(key !== 'listOwned' && { resource: `${kind.name} ${id}` }) })
      }
    }
    return [key, call] as const
  })
  return { ...kind, ...Object.fromEntries(wrapped) }
}
