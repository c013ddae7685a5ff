import { test } from 'vitest'
import { daemonOfFile } from '../daemon/own-daemons.ts'
import { besideAHostileRun } from './beside-a-hostile-run.ts'
import { ROOM_MB } from './hostile-acts.ts'

const own = daemonOfFile({ roomMb: ROOM_MB })

// The long test has a hundred; those that fill the heap take seconds each.
test.for([1, 2, 3, 4])('a run beside a hostile one works, and ends proved: seed %i', (seed) =>
  besideAHostileRun(own, seed),
)
