import { test } from 'vitest'
import { daemonOfFile } from '../daemon/own-daemons.ts'
import { besideAHostileRun } from './beside-a-hostile-run.ts'
import { ROOM_MB } from './hostile-acts.ts'

const own = daemonOfFile({ roomMb: ROOM_MB })

const seeds = Array.from({ length: 100 }, (_, at) => at + 1)

test.for(seeds)('a run beside a hostile one works, and ends proved: seed %i', (seed) => besideAHostileRun(own, seed))
