import type { Dispatcher, Response } from 'undici'

/** The settings a dispatcher was made for, and the dispatcher; it keeps connections open from file to file. */
let known: { readonly settings: string; readonly dispatcher: Dispatcher } | undefined

/** Goes by the proxies that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, as npm does; Node's own fetch knows none on 22.19. */
async function proxies(): Promise<Dispatcher> {
  const names = ['http_proxy', 'https_proxy', 'no_proxy']
  const settings = names.map((name) => process.env[name] ?? process.env[name.toUpperCase()]).join(' ')
  if (known?.settings !== settings) {
    const { EnvHttpProxyAgent } = await import('undici')
    known = { settings, dispatcher: new EnvHttpProxyAgent() }
  }
  return known.dispatcher
}

export interface FetchUrl {
  readonly headers?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** One GET, by the user's proxy and with Node's authorities. Fails as `fetch` does; an answer of any status is an answer. */
export async function fetchUrl(url: string, { headers = {}, signal }: FetchUrl): Promise<Response> {
  const { fetch } = await import('undici')
  const dispatcher = await proxies()
  // A user name in the address is how mirrors ask for a password; `fetch` refuses such an address.
  const { username, password } = new URL(url)
  if (!username) return fetch(url, { headers, signal, redirect: 'follow', dispatcher })
  const bare = new URL(url)
  bare.username = bare.password = ''
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  return fetch(bare, {
    headers: { ...headers, authorization: `Basic ${basic}` },
    signal,
    redirect: 'follow',
    dispatcher,
  })
}

/** An address as it may be shown: without the password in it. */
export function shownUrl(url: string): string {
  const shown = new URL(url)
  if (shown.password) shown.password = '***'
  return shown.href
}
