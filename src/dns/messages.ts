/** The wording about a host name that does not resolve. */

/** When a name did not resolve in time. `answers` is `dnsAnswers`, `hint` one of the hints below. */
export const notResolved = (host: string, elapsedMs: number, answers: string, hint: string) => [
  `${host} did not resolve on this machine within ${(elapsedMs / 1_000).toFixed(1)} s.`,
  answers,
  hint,
]

/** How often a DNS server and the operating system gave each answer: `NXDOMAIN x3`. */
export const dnsAnswers = (ofServer: string, ofSystem: string): string =>
  `A DNS server answered: ${ofServer}. The operating system's resolver answered: ${ofSystem || 'nothing'}.`

/** The last line where the DNS server resolves the name, and the operating system does not. */
export const systemIsBehind = (): string =>
  "The operating system's resolver does not know a name that the DNS server knows. Empty its cache, and check the hosts file and the DNS settings of a VPN."

/** The last line where the DNS server knows no such name. */
export const unknownName = (): string =>
  'Check the name. A new name can take longer. A name in a private network resolves only there, or through its VPN.'

/** The last line where no DNS server answered. */
export const noAnswer = (): string => "Check this machine's network and its DNS servers: none of them answered."
