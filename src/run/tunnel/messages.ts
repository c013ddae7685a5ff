/** The wording of what is said of tunnels. `option` is the user's: `aws.neptune.tunnel`. */

/** When nobody listens where an option says that a tunnel of the user's is. */
export const noTunnel = (end: string, option: string, cause: string) => [
  `No tunnel is open at ${end}, where '${option}' says that there is one.`,
  `Last seen: ${cause}`,
  'Open it before the run, and keep it open until the run ends; or correct the option.',
]

/** When nobody listens where the user's function says that it has opened a tunnel. */
export const tunnelNotOpen = (end: string, option: string, waited: { readonly cause: string; readonly ms: number }) => [
  `No tunnel is open at ${end}, where the function '${option}' says that it has opened one.`,
  `Last seen: ${waited.cause}, for ${waited.ms / 1_000} s`,
  'Let the function return once one can connect there, and keep the tunnel open until its close() is called.',
]

/** When the user's function failed, or returned nothing in time. */
export const notOpened = (
  host: string,
  option: string,
  failure: { readonly isLate: boolean; readonly cause: string },
) => [
  `No tunnel to ${host} was opened: the function '${option}' ${failure.isLate ? 'took too long' : 'failed'}.`,
  `Last seen: ${failure.cause}`,
  "Open the tunnel in the function, and return the address of its near end once one can connect there: 'https://127.0.0.1:9200'.",
]

/** The cause where the function returned nothing in time. */
export const nothingReturned = (ms: number): string => `it had returned nothing after ${ms / 1_000} s`

/** When the user's function returned what is no address. */
export const notAnEnd = (option: string, returned: string) => [
  `The function '${option}' returned something other than the near end of a tunnel.`,
  `Last seen: ${returned}`,
  "Return its address, 'https://127.0.0.1:9200', or { url, close() }.",
]

/** When what the user's function opened, or may have opened, could not be closed. */
export const notClosed = (host: string, option: string, cause: string) => [
  `The tunnel to ${host}, from the function '${option}', was not closed.`,
  `Last seen: ${cause}`,
  'End it by hand, and let its close() resolve once it has ended.',
]

/** The cause where close() did not resolve in time. */
export const closeTooSlow = (ms: number): string => `no end after ${ms / 1_000} s`

/** The cause where nobody accepted a connection in time. */
export const noConnection = (ms: number): string => `no connection within ${ms / 1_000} s`
