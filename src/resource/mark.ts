/** A run's mark on a resource that several runs use: that it lives, and how it uses it. */
export interface Mark {
  readonly run: string
  /** Whether nobody else may use the resource beside it, or those may who share. */
  readonly level: 'alone' | 'shared'
  /** Whether it uses the resource, waits for those who do, or is about to stop it. */
  readonly state: 'holds' | 'waits' | 'stops'
  /** See `proofOf`: what tells whether a ledger on this machine is this run's. */
  readonly proof?: string
  /** Until when the run is taken for alive, in milliseconds since the Unix epoch. */
  readonly until: number
}

/** How a run uses a resource that others may use as well. */
export interface Use {
  readonly level: Mark['level']
  /** The runs of this process that hold something: they end together, so that none can wait for another. */
  readonly here: Set<string>
  /** Whether a run is known to have ended: by its ledger on this machine, of which `proof` is the proof. */
  readonly isDead: (run: string, proof: string | undefined) => Promise<boolean>
}

const levels: readonly string[] = ['alone', 'shared'] satisfies Mark['level'][]
const states: readonly string[] = ['holds', 'waits', 'stops'] satisfies Mark['state'][]

/** As the value of a tag: `holds=alone proof=0f3a… until=2026-11-25T08:00:00.000Z`. */
export function packMark({ level, state, proof, until }: Mark): string {
  return [`${state}=${level}`, ...(proof ? [`proof=${proof}`] : []), `until=${new Date(until).toISOString()}`].join(' ')
}

/** Reads it back. One that cannot be read is of a run that lives, and needs the resource alone. */
export function unpackMark(run: string, value: string): Mark {
  const pairs = value.split(' ').map((pair): readonly [string, string] => {
    const [key = '', part = ''] = pair.split('=', 2)
    return [key, part]
  })
  const [state = '', level = ''] = pairs[0] ?? []
  const rest = new Map(pairs.slice(1))
  const until = Date.parse(rest.get('until') ?? '')
  if (!states.includes(state) || !levels.includes(level) || Number.isNaN(until)) {
    return { run, level: 'alone', state: 'holds', until: Number.POSITIVE_INFINITY }
  }
  const proof = rest.get('proof')
  return { run, level, state, until, ...(proof ? { proof } : {}) } as Mark
}

/** `run vaf-3f9c2, until 2026-11-25T08:00:00.000Z`, for each. */
export function namesOf(marks: readonly Mark[]): string {
  const until = ({ until }: Mark) =>
    Number.isFinite(until) ? `until ${new Date(until).toISOString()}` : 'for how long cannot be read'
  return marks.map((mark) => `run ${mark.run}, ${until(mark)}`).join('; ')
}
