import { test } from 'vitest'
import { busyHost, expectTurns } from './busy-host.ts'

busyHost()

test(
  'fifty runs that come at once with a dataset are all served, in turns, and told that they wait',
  {
    timeout: 900_000,
  },
  () => expectTurns(50),
)
