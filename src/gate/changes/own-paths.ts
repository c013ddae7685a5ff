/** What a worker asks its gate itself, and not the service behind it; see the contract of `Gate`. */
export const ownPaths = {
  changes: '/_aws_fixtures/changes',
  loss: '/_aws_fixtures/loss',
  /** And the level. */
  kept: '/_aws_fixtures/kept/',
} as const
