import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sleep } from '../../../src/wait/sleep.ts'
import { BRIDGE, makeBridge, removeBridge } from './bridge.ts'
import { runCommand } from './run-command.ts'

/** How long an engine may take to start or to stop, in milliseconds. */
const PATIENCE_MS = 30_000

export interface DockerEngine {
  /** What the docker client and testcontainers need to reach it. */
  readonly env: Readonly<Record<string, string>>
  /** Stops it where it was started here. */
  stop(): Promise<void>
}

/** The engine that runs, or one of our own, with its state in that folder. */
export async function obtainEngine(folder: string): Promise<DockerEngine> {
  if (await answers({})) return { env: {}, stop: async () => {} }
  await install()
  return startEngine(folder)
}

async function answers(env: Readonly<Record<string, string>>): Promise<boolean> {
  const version = ['version', '--format', '{{.Server.Version}}']
  return runCommand('docker', version, { env, timeoutMs: 10_000 }).then(
    () => true,
    () => false,
  )
}

async function install(): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    throw new Error(
      [
        'The container tests need a Docker engine, and none answers.',
        'Last seen: `docker version` reached no server, and only root on Debian or Ubuntu can have one installed here.',
        'Start Docker, or set DOCKER_HOST to a running engine; `npm run check` does without.',
      ].join('\n'),
    )
  }
  const printed = await runCommand(join(import.meta.dirname, 'install-docker.sh'), [])
  if (printed) console.log(printed.split('\n', 1)[0])
}

async function startEngine(folder: string): Promise<DockerEngine> {
  await mkdir(folder, { recursive: true })
  const socket = join(folder, 'docker.sock')
  const env = {
    DOCKER_HOST: `unix://${socket}`,
    // In a container testcontainers would take the bridge's gateway for the host; ports are published on loopback only.
    TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1',
  }
  // Another run's.
  if (await answers(env)) return { env, stop: async () => {} }
  await rm(join(folder, 'docker.pid'), { force: true })
  await makeBridge()
  const log = join(folder, 'dockerd.log')
  const out = openSync(log, 'w')
  const places = { 'data-root': 'data', 'exec-root': 'exec', pidfile: 'docker.pid' }
  const daemon = spawn(
    'dockerd',
    [
      ...Object.entries(places).map(([option, name]) => `--${option}=${join(folder, name)}`),
      `--host=unix://${socket}`,
      '--ip=127.0.0.1',
      `--bridge=${BRIDGE}`,
      // Published ports go through Docker's proxy: the machine's firewall and routes, and another engine's, stay as they are.
      '--iptables=false',
      '--ip-forward=false',
      '--ip-masq=false',
    ],
    { stdio: ['ignore', out, out], detached: true },
  )
  closeSync(out)
  const hasEnded = () => daemon.exitCode !== null || daemon.signalCode !== null
  const stop = async () => {
    daemon.kill('SIGTERM')
    await until(async () => hasEnded(), 'dockerd did not stop')
    await removeBridge()
  }
  try {
    await until(async () => hasEnded() || (await answers(env)), 'dockerd did not answer')
    if (hasEnded()) throw new Error('dockerd ended')
  } catch (cause) {
    await stop()
    throw new Error(`No Docker engine could be started.\n${(await readFile(log, 'utf8')).slice(-2_000)}`, { cause })
  }
  return { env, stop }
}

async function until(isSo: () => Promise<boolean>, otherwise: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`${otherwise} within ${PATIENCE_MS} ms.`)
    await sleep(100)
  }
}
