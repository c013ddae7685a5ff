/** How domains behave, in milliseconds of the simulator's clock. A test changes what its scenario is about. */
export interface DomainScript {
  /** From the call to the endpoint; twelve minutes by default. */
  createMs: number
  /** How long a new domain is not found yet. */
  hiddenMs: number
  /** Whether DescribeDomainConfig knows it meanwhile. */
  hiddenIsConfigured: boolean
  /** From the call until DescribeDomain no longer finds it; eight minutes by default. */
  deleteMs: number
  /** How long DescribeDomainConfig knows it after that. */
  lingerMs: number
  /** Whether DescribeDomainConfig knows it only every other time while it lingers. */
  lingerFlaps: boolean
  /** Whether a deletion never ends. */
  deletionSticks: boolean
  /** What CreateDomain says of a name that is taken: the documented error, or nothing, as it used to. */
  nameTaken: 'refused' | 'upsert'
  /** How many domains the account may have. */
  quota: number
  /** Put after a domain's host name, for a test in which something listens there. */
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
