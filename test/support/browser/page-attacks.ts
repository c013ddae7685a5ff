import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Browser, startChromium } from './chromium.ts'

/** What a page saw of one attempt: a text that starts with `read` or `nothing`. */
export interface Attempt {
  /** From where to where, and what: `http://evil.localhost → http://127.0.0.1:1234 image`. */
  readonly what: string
  /** The name of what it would have left: a file in the folder for marks. */
  readonly mark: string
  readonly outcome: string
}

export interface PageAttacks {
  /** Tries everything against a port of 127.0.0.1, from all pages; `folder` is where executed scripts leave their marks. */
  on(port: number, folder: string): Promise<Attempt[]>
}

const PAGE = '<!doctype html><title>page</title><body></body>'

/** A browser with three kinds of page: of another name on this machine, of the internet, and one that rebinds its name. */
export async function pageAttacks(): Promise<PageAttacks> {
  const port = await servePage()
  const browser = await startChromium({
    hosts: { 'rebind.example': '127.0.0.1', 'evil.example': '127.0.0.2' },
    publicServers: [`127.0.0.2:${port}`],
  })
  const script = await readFile(join(import.meta.dirname, 'attack-page.js'), 'utf8')
  const pages = { local: `http://evil.localhost:${port}/`, public: `http://evil.example:${port}/` }
  let count = 0
  return {
    async on(target, folder) {
      const attempts: Attempt[] = []
      for (const scheme of ['http', 'https']) {
        for (const [page, url] of Object.entries(pages)) {
          attempts.push(
            ...(await tryAll(
              { browser, script, folder, label: `${++count}-${page}` },
              url,
              `${scheme}://127.0.0.1:${target}`,
            )),
          )
        }
        const own = `${scheme}://rebind.example:${target}`
        attempts.push(
          ...(await tryAll({ browser, script, folder, label: `${++count}-rebind` }, `${own}/planted-page`, own)),
        )
      }
      return attempts
    },
  }
}

interface Means {
  readonly browser: Browser
  readonly script: string
  readonly folder: string
  readonly label: string
}

async function tryAll({ browser, script, folder, label }: Means, page: string, server: string): Promise<Attempt[]> {
  const isOwn = page.startsWith(`${server}/`)
  const seen = (await browser.evaluate(
    page,
    `${script}\nattack(${JSON.stringify({ server, folder, label })})`,
    // Whoever rebinds a name has served the page before the name led to the victim.
    isOwn ? { url: page, html: PAGE } : undefined,
  )) as [string, string][]
  return seen.map(([name, outcome]) => ({
    what: `${new URL(page).hostname} → ${server} ${name}`,
    mark: `${label}-${name}`,
    outcome,
  }))
}

/** Serves the page on 127.0.0.1 and 127.0.0.2; on Linux all of 127.0.0.0/8 is this machine. */
async function servePage(): Promise<number> {
  const servers = [createServer(), createServer()]
  let port = 0
  for (const [n, server] of servers.entries()) {
    server.on('request', (_, response) => response.setHeader('content-type', 'text/html').end(PAGE))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, `127.0.0.${n + 1}`, resolve)
    })
    port = (server.address() as AddressInfo).port
  }
  onTestFinished(() => {
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
  })
  return port
}
