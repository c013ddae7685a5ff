import type { WireHeader } from '../../sigv4/canonical-request.ts'

/** Node's and undici's flat list of names and values as pairs. */
export function pairs(rawHeaders: readonly (Buffer | string)[]): WireHeader[] {
  const found: WireHeader[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) found.push([textOf(rawHeaders[at]), textOf(rawHeaders[at + 1])])
  return found
}

/** Each character stands for one byte. */
const textOf = (bytes: Buffer | string = ''): string => (typeof bytes === 'string' ? bytes : bytes.toString('latin1'))
