import { expect, test } from 'vitest'
import { openTunnel, type Tunnel } from '../../support/network/tunnel.ts'
import { ownClientsFile, ownClientsProject } from '../../support/own-clients.ts'
import { projectWith, usesGraph, usesIndex } from '../../support/project-with.ts'
import { runVitest } from '../../support/run-vitest.ts'
import { simulatedAccount } from '../../support/simulated-account.ts'
import { simulatedEngines } from '../../support/simulated-engines.ts'

const engines = simulatedEngines()

/** A domain and a cluster that are there, and whose names nobody here resolves: only tunnels lead to them. */
async function behindTunnels() {
  const account = await simulatedAccount({ engines: engines() })
  const { opensearch, neptune } = await account.addTheirs()
  const tunnels = {
    opensearch: await openTunnel(Number(new URL(opensearch.url).port)),
    neptune: await openTunnel(Number(new URL(neptune.url).port)),
  }
  const near = ({ port }: Tunnel) => `https://127.0.0.1:${port}`
  const aws = {
    opensearch: { endpoint: opensearch.url, tunnel: near(tunnels.opensearch) },
    neptune: { clusterIdentifier: neptune.name, tunnel: `127.0.0.1:${tunnels.neptune.port}` },
  }
  return { account, tunnels, aws }
}

test.for([
  [5, 'threads'],
  [5, 'forks'],
] as const)("a user's own unmodified clients work through tunnels, with Vitest %i in %s", async ([vitest, pool]) => {
  const { account, tunnels, aws } = await behindTunnels()
  const files = { 'one.test.js': ownClientsFile('one'), 'two.test.js': ownClientsFile('two') }
  const run = await runVitest({
    vitest,
    files: ownClientsProject({ region: 'eu-west-1', aws }, files),
    args: ['--pool', pool, '--maxWorkers', '2'],
    env: account.env,
  })
  expect(run.output).toContain('4 passed')
  expect(run.output).toMatch(/✓ cleanup proved/)
  expect(run.exitCode).toBe(0)
  expect(tunnels.opensearch.connections()).toBeGreaterThan(0)
  expect(tunnels.neptune.connections()).toBeGreaterThan(0)
  expect(await account.contents()).toEqual({ indices: [], vertices: 0 })
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})

test('a function opens a tunnel to what was made for the run, as a process that ends with it', async () => {
  const account = await simulatedAccount({ engines: engines() })
  // Its far end is the port that it is told, on this machine: names of the account lead here.
  const tunnel = `import { connect, createServer } from 'node:net'
    const far = Number(process.argv[2])
    const server = createServer((near) => {
      const end = connect(far, '127.0.0.1')
      for (const socket of [near, end]) socket.on('error', () => {}).once('close', () => { near.destroy(); end.destroy() })
      near.pipe(end).pipe(near)
    }).listen(0, '127.0.0.1', () => console.log(server.address().port))`
  const opensTunnel = `async (target, signal) => {
    console.log('a tunnel is asked for to', JSON.stringify(target))
    const child = spawn(process.execPath, ['tunnel.mjs', String(target.port)], { signal, stdio: ['ignore', 'pipe', 'inherit'] })
    const [port] = await once(child.stdout, 'data')
    return {
      url: '127.0.0.1:' + String(port).trim(),
      async close() {
        child.kill()
        await once(child, 'exit')
        console.log('the tunnel is closed')
      },
    }
  }`
  const options = `{ neptune: true, region: 'eu-west-1', aws: { allowedAccounts: ['111122223333'], neptune: { tunnel: ${opensTunnel} } } }`
  const files = projectWith(options)
  const run = await runVitest({
    vitest: 5,
    files: {
      ...files,
      'vitest.config.js': `import { spawn } from 'node:child_process'\nimport { once } from 'node:events'\n${files['vitest.config.js']}`,
      'tunnel.mjs': tunnel,
    },
    env: account.env,
    machine: account.machine,
  })
  expect(run.output).toContain('1 passed')
  expect(run.output).toMatch(
    /a tunnel is asked for to \{"service":"neptune","host":"vaf-\S+\.neptune\.amazonaws\.com","port":\d+,"region":"eu-west-1"\}/,
  )
  expect(run.output).toMatch(/tunnel to vaf-\S+: open at 127\.0\.0\.1:\d+ in /)
  expect(run.output).toContain('the tunnel is closed')
  expect(run.output).toMatch(/✓ cleanup proved/)
  expect(run.exitCode).toBe(0)
  expect(account.running()).toEqual([])
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})

test('what is made for the run is bridged without a tunnel, and gone at its end', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const aws = { allowedAccounts: ['111122223333'], insideVpc: true, bridge: true }
  const reads = `test.for([1, 2, 3])('reads %i', async (_, { g }) => {
    expect((await g.V().count().next()).value).toBe(0)
  })`
  const run = await runVitest({
    vitest: 5,
    files: projectWith(
      JSON.stringify({ opensearch: true, neptune: true, region: 'eu-west-1', aws }),
      `${usesIndex}\n${usesGraph}\n${reads}`,
    ),
    env: account.env,
    machine: account.machine,
  })
  expect(run.output).toContain('5 passed')
  expect(run.output).toMatch(/bridge to search-vaf-\S+: open at https:\/\/127\.0\.0\.1:\d+ in /)
  expect(run.output).toMatch(/bridge to vaf-\S+: open at https:\/\/127\.0\.0\.1:\d+ in /)
  expect(run.output).toMatch(/✓ cleanup proved/)
  expect(run.exitCode).toBe(0)
  expect(account.running()).toEqual([])
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})

test('a tunnel that is not open ends the run before AWS is asked for anything', async () => {
  const { account, tunnels, aws } = await behindTunnels()
  tunnels.neptune.close()
  const run = await runVitest({
    vitest: 5,
    files: projectWith(JSON.stringify({ neptune: true, region: 'eu-west-1', aws })),
    env: account.env,
  })
  expect(run.output).toMatch(
    new RegExp(
      `127.0.0.1:${tunnels.neptune.port}, .*'aws.neptune.tunnel'.*\nLast seen: connect ECONNREFUSED 127.0.0.1:${tunnels.neptune.port}\n`,
    ),
  )
  expect(run.exitCode).toBe(1)
  expect(account.aws.lines()).toEqual([])
})

test('tunnels that are closed during a test are told to the client, with what to check, and the run ends in order', async () => {
  const { account, tunnels, aws } = await behindTunnels()
  const body = `import { existsSync } from 'node:fs'
    test('loses its tunnels', async ({ opensearch, g }) => {
      await g.addV('kept').next()
      console.log('the tunnels may go')
      for (let look = 0; look < 400 && !existsSync('gone'); look += 1) await new Promise((go) => setTimeout(go, 25))
      await opensearch.info({}, { maxRetries: 0 }).catch(({ message }) => console.log(message))
      await g.V().count().next().catch(({ message }) => console.log(message))
    })`
  const run = await runVitest({
    vitest: 5,
    files: projectWith(JSON.stringify({ opensearch: true, neptune: true, region: 'eu-west-1', aws }), body),
    env: account.env,
    reactions: [
      {
        on: 'the tunnels may go',
        async act(running) {
          tunnels.opensearch.close()
          tunnels.neptune.close()
          await running.write({ gone: '' })
        },
      },
    ],
  })
  const gone = (host: string, { port }: Tunnel) =>
    new RegExp(
      `${host}\\S+, reached at 127\\.0\\.0\\.1:${port}, is gone: connect ECONNREFUSED \\S+ Check that the tunnel is up`,
    )
  const left = run.output.slice(run.output.indexOf('The cleanup could not be proved'))
  for (const said of [gone('search-orders-live-', tunnels.opensearch), gone('routes-live\\.', tunnels.neptune)]) {
    expect(run.output).toMatch(said)
    // What could not be removed is told with the same reason.
    expect(left).toMatch(said)
  }
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})
