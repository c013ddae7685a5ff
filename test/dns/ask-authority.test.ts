import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { askAuthority } from '../../src/dns/dns-servers.ts'
import { isInHostsFile } from '../../src/dns/name-lookup.ts'
import { type DnsAnswer, startDnsServer } from '../support/network/dns-server.ts'

const host = 'search-a.es.example'
const { signal } = new AbortController()

/** A DNS server of this machine that knows the servers of `es.example`, a server of that zone, and a function to ask both. */
async function startServers(ofZone: readonly DnsAnswer[], ofMachine: DnsAnswer = 'NXDOMAIN') {
  const zone = await startDnsServer(ofZone)
  const machine = await startDnsServer((question) => {
    if (question.endsWith(' NS')) return question === 'es.example NS' ? { ns: 'ns1.example' } : 'NODATA'
    return question === 'ns1.example A' ? '127.0.0.1' : ofMachine
  })
  const port = Number(zone.address.split(':')[1])
  const ask = askAuthority({ servers: [machine.address], port, timeoutMs: 200 })
  return { zone, machine, ask: () => ask(host, signal) }
}

test('a lookup asks the servers of the zone for the name, and the servers of this machine once, for the zone only', async () => {
  const { zone, machine, ask } = await startServers(['NXDOMAIN', '127.0.0.1'])
  expect([(await ask()).says, (await ask()).says]).toEqual(['unknown', 'known'])
  expect(machine.questions).toEqual(['es.example NS', 'ns1.example A'])
  expect(zone.questions).toEqual([`${host} A`, `${host} A`])
})

test('a lookup searches the zones above the name until it finds one', async () => {
  const { machine } = await startServers(['127.0.0.1'])
  const ask = askAuthority({ servers: [machine.address], port: 1, timeoutMs: 50 })
  await ask('search-a.eu-west-1.es.example', signal)
  expect(machine.questions.slice(0, 2)).toEqual(['eu-west-1.es.example NS', 'es.example NS'])
})

test.for(['silence', 'SERVFAIL'] as const)(
  'a lookup asks the servers of this machine from then on when the servers of the zone answer with %s',
  async (answer) => {
    const { zone, machine, ask } = await startServers([answer], '127.0.0.1')
    expect([await ask(), await ask()]).toMatchObject([{ says: 'known' }, { says: 'known' }])
    expect(new Set(zone.questions).size).toBe(1)
    expect(machine.questions.filter((question) => question === `${host} A`)).toHaveLength(2)
  },
)

test.for(['silence', 'SERVFAIL', 'NXDOMAIN'] as const)(
  'a lookup without a zone reports %s from the servers of this machine',
  async (answer) => {
    const machine = await startDnsServer([answer])
    const ask = askAuthority({ servers: [machine.address], timeoutMs: 100 })
    expect((await ask(host, signal)).says).toBe(answer === 'NXDOMAIN' ? 'unknown' : 'nothing')
  },
)

test('a host in the hosts file is known, in any case and beside other names, but not in a comment', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vaf-hosts-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'hosts')
  await writeFile(path, '127.0.0.1 localhost\n127.0.0.1\t other Search-A.es.example # ours\n#127.0.0.1 off.example\n')
  const asked = [host, 'off.example', 'es.example', '127.0.0.1'].map((name) => isInHostsFile(name, path))
  expect(await Promise.all(asked)).toEqual([true, false, false, false])
  expect(await isInHostsFile(host, join(folder, 'none'))).toBe(false)
})
