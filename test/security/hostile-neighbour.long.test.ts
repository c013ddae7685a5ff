import { afterAll, beforeAll, test } from 'vitest'
import { endHost, listKnownHosts } from '../../src/host/known-hosts.ts'
import type { ObtainedHost } from '../../src/host/obtain-host.ts'
import { type OwnHosts, ownHosts } from '../host/own-hosts.ts'
import { type SmallDisk, smallDisk } from '../support/small-disk.ts'
import { besideAHostileRun } from './beside-a-hostile-run.ts'
import { ROOM_MB } from './hostile-acts.ts'

let disk: SmallDisk
let hosts: OwnHosts
let host: ObtainedHost
beforeAll(async () => {
  disk = await smallDisk(ROOM_MB)
  hosts = await ownHosts(disk.path)
  host = await hosts.obtain()
})
afterAll(async () => {
  for (const known of await listKnownHosts()) await endHost(known)
  await hosts.end()
  await disk.end()
})

const seeds = Array.from({ length: 100 }, (_, at) => at + 1)

test.for(seeds)('a run beside a hostile one works, and ends proved: seed %i', (seed) =>
  besideAHostileRun(host, hosts.base, seed),
)
