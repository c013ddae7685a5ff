import { ClientRejectedError } from '../../errors/errors.ts'
import { rejectionOf } from '../../errors/service-rejection.ts'

/**
 * The step that ends `iterate()`: up to 3.7 a server knows it as `none`, from 3.8 on as `discard` (and `none` is another
 * step). It has to be that of the server, and not that of the driver.
 */
export type IterateStep = 'none' | 'discard'

/**
 * Which step the server knows, by the version it reports; asked once, and again after a failure. A server that does not
 * say, since it has no Neptune's `/status` or keeps it from this identity, is taken for one of the 3.7 line, as Neptune is.
 */
export function iterateStep(askVersion: () => Promise<string>): () => Promise<IterateStep> {
  let asked: Promise<IterateStep> | undefined
  const ask = async () => {
    try {
      return stepOf(await askVersion())
    } catch (error) {
      const isNotNeptune = error instanceof ClientRejectedError && (error.status === 200 || error.status === 404)
      if (isNotNeptune || rejectionOf(error)?.name === 'AccessDeniedException') return 'none'
      asked = undefined
      throw error
    }
  }
  return () => {
    asked ??= ask()
    return asked
  }
}

/** `3.7.1`, or `tinkerpop-3.7.1`. */
function stepOf(version: string): IterateStep {
  const [, major = 3, minor = 7] = /(\d+)\.(\d+)/.exec(version)?.map(Number) ?? []
  return major > 3 || minor >= 8 ? 'discard' : 'none'
}
