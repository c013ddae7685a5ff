/** A run's mark on a resource that several runs use. It says that the run lives, and how it uses the resource. */
export interface Mark {
  readonly run: string
  /** Whether the run needs the resource alone, or shares it with others that share. */
  readonly level: 'alone' | 'shared'
  /** Whether the run uses the resource, waits for other runs that use it, or is about to stop it. */
  readonly state: 'holds' | 'waits' | 'stops'
  /** Shows whether a ledger on this machine is this run's; see `proofOf`. */
  readonly proof?: string
  /** Until when the run counts as alive, in milliseconds since the Unix epoch. */
  readonly until: number
}

/** How a run uses a resource that other runs may use too. */
export interface Use {
  readonly level: Mark['level']
  /** The runs of this process that hold a resource. They end together, so none of them may wait for another. */
  readonly here: Set<string>
  /** Whether a run has certainly ended, by its ledger on this machine, which must have this proof. */
  readonly isDead: (run: string, proof: string | undefined) => Promise<boolean>
}

const levels: readonly string[] = ['alone', 'shared'] satisfies Mark['level'][]
const states: readonly string[] = ['holds', 'waits', 'stops'] satisfies Mark['state'][]

/** As the value of a tag: `holds=alone proof=0f3a… until=2026-11-25T08:00:00.000Z`. */
export function packMark({ level, state, proof, until }: Mark): string {
  return [`${state}=${level}`, ...(proof ? [`proof=${proof}`] : []), `until=${new Date(until).toISOString()}`].join(' ')
}

/** Reads a mark from the value of a tag. One that cannot be parsed counts as the mark of a live run that needs the resource alone. */
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

/** The runs of these marks, each as `run vaf-3f9c2, until 2026-11-25T08:00:00.000Z`. */
export function namesOf(marks: readonly Mark[]): string {
  const until = ({ until }: Mark) =>
    Number.isFinite(until) ? `until ${new Date(until).toISOString()}` : 'for how long cannot be read'
  return marks.map((mark) => `run ${mark.run}, ${until(mark)}`).join('; ')
}
