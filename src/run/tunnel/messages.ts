/** The wording about tunnels. `option` is the one that the user has set: `aws.neptune.tunnel`. */

/** Nobody listens at the address that the option gives. */
export const noTunnel = (end: string, option: string, cause: string) => [
  `No tunnel is open at ${end}, the address in '${option}'.`,
  `Last seen: ${cause}`,
  'Open the tunnel before the run and keep it open until the run ends, or correct the option.',
]

/** Nobody listens at the address that the user's function has returned. */
export const tunnelNotOpen = (end: string, option: string, waited: { readonly cause: string; readonly ms: number }) => [
  `No tunnel is open at ${end}, the address that the function '${option}' returned.`,
  `Last seen: ${waited.cause}, for ${waited.ms / 1_000} s`,
  'Let the function return only when the tunnel accepts connections, and keep it open until its close() is called.',
]

/** The user's function failed, or returned nothing in time. */
export const notOpened = (
  host: string,
  option: string,
  failure: { readonly isLate: boolean; readonly cause: string },
) => [
  `No tunnel to ${host} was opened: the function '${option}' ${failure.isLate ? 'took too long' : 'failed'}.`,
  `Last seen: ${failure.cause}`,
  "Open the tunnel in the function, and return the address of its near end, such as 'https://127.0.0.1:9200', when it accepts connections.",
]

/** The cause where the function returned nothing in time. */
export const nothingReturned = (ms: number): string => `the function returned nothing within ${ms / 1_000} s`

/** The user's function returned something other than an address. */
export const notAnEnd = (option: string, returned: string) => [
  `The function '${option}' returned something other than the near end of a tunnel.`,
  `Last seen: ${returned}`,
  "Return its address, such as 'https://127.0.0.1:9200', or { url, close() }.",
]

/** The tunnel that the user's function opened, or may have opened, was not closed. */
export const notClosed = (host: string, option: string, cause: string) => [
  `The tunnel to ${host}, from the function '${option}', was not closed.`,
  `Last seen: ${cause}`,
  'Close it by hand, and let its close() resolve when it is closed.',
]

/** The cause where close() did not resolve in time. */
export const closeTooSlow = (ms: number): string => `close() did not resolve within ${ms / 1_000} s`

/** The cause where no connection was accepted in time. */
export const noConnection = (ms: number): string => `no connection within ${ms / 1_000} s`

/** As steps of the cleanup, and events, name a tunnel. */
export const tunnelTo = (host: string): string => `tunnel to ${host}`
export const tunnelAt = (end: string): string => `the tunnel at ${end}`
export const openAt = (end: string): string => `open at ${end}`
