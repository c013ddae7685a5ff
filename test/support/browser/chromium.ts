import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { withTimeout } from '../../../src/wait/sleep.ts'
import { DevTools } from './dev-tools.ts'
import { obtainChromium } from './obtain-chromium.ts'

/** A document that the browser takes for one that came from that address. */
export interface PlantedPage {
  readonly url: string
  readonly html: string
}

export interface BrowserOptions {
  /** Names and the loopback addresses they resolve to. No other name resolves. */
  readonly hosts: Readonly<Record<string, string>>
  /** `address:port` of servers that the browser takes for some of the internet. */
  readonly publicServers: readonly string[]
}

export interface Browser {
  /** Opens the page, which comes from its server, or from `planted`; evaluates an expression there and returns its value. */
  evaluate(url: string, expression: string, planted?: PlantedPage): Promise<unknown>
}

/** Bounds all that one page does, in milliseconds. */
const PAGE_MS = 30_000

/**
 * The browser's own protection of local networks. It is switched off: browsers without it are in use, and the gate and
 * the engines have to hold without it.
 */
const LOCAL_NETWORK_CHECKS = [
  'LocalNetworkAccessChecks',
  'LocalNetworkAccessChecksWebSockets',
  'BlockInsecurePrivateNetworkRequests',
  'PrivateNetworkAccessSendPreflights',
  'PrivateNetworkAccessRespectPreflightResults',
  'HttpsUpgrades',
]

/** Starts a headless Chromium with a profile of its own. It ends with the test. Fails as `obtainChromium` does. */
export async function startChromium({ hosts, publicServers }: BrowserOptions): Promise<Browser> {
  const program = await obtainChromium()
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'))
  onTestFinished(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }))
  const rules = [
    ...Object.entries(hosts).map(([name, address]) => `MAP ${name} ${address}`),
    'MAP * ~NOTFOUND',
    'EXCLUDE 127.0.0.1',
    'EXCLUDE 127.0.0.2',
    'EXCLUDE ::1',
    'EXCLUDE *.localhost',
  ]
  const child = spawn(
    program,
    [
      '--headless',
      // Its sandbox refuses to start as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      `--host-resolver-rules=${rules.join(', ')}`,
      `--ip-address-space-overrides=${publicServers.map((server) => `${server}=public`).join(',')}`,
      `--disable-features=${LOCAL_NETWORK_CHECKS.join(',')}`,
      '--ignore-certificate-errors',
      '--no-proxy-server',
      '--no-first-run',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-default-apps',
      '--disable-extensions',
      '--disable-sync',
      '--disable-popup-blocking',
      'about:blank',
    ],
    { env: { PATH: process.env.PATH, HOME: profile }, stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  )
  onTestFinished(() => endProcess(child))
  const tools = new DevTools(child)
  return {
    evaluate: (url, expression, planted) =>
      withTimeout(
        tools.evaluate(url, expression, planted),
        PAGE_MS,
        () => new Error(`The page ${url} did not finish within ${PAGE_MS} ms.`),
      ),
  }
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}
