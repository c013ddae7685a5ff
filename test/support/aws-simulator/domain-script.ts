/** How domains behave. Durations are milliseconds of the simulator's clock. A test changes what its scenario needs. */
export interface DomainScript {
  /** From the call to the endpoint; twelve minutes by default. */
  createMs: number
  /** How long a new domain is not found yet. */
  hiddenMs: number
  /** Whether DescribeDomainConfig finds the domain during that time. */
  hiddenIsConfigured: boolean
  /** From the call until DescribeDomain no longer finds it; eight minutes by default. */
  deleteMs: number
  /** How long DescribeDomainConfig finds it after that. */
  lingerMs: number
  /** Whether DescribeDomainConfig finds it only every other time then. */
  lingerFlaps: boolean
  /** Whether a deletion never ends. */
  deletionSticks: boolean
  /** How CreateDomain answers for a taken name: by the documented error, or as an upsert, as it once did. */
  nameTaken: 'refused' | 'upsert'
  /** How many domains the account may have. */
  quota: number
  /** A port after the host name of a domain, for a test in which a server listens there. */
  port?: number
}

export const usualDomains = (): DomainScript => ({
  createMs: 12 * 60_000,
  hiddenMs: 0,
  hiddenIsConfigured: false,
  deleteMs: 8 * 60_000,
  lingerMs: 0,
  lingerFlaps: false,
  deletionSticks: false,
  nameTaken: 'refused',
  quota: 100,
})
