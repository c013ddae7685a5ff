import type { Dispatcher, Response } from 'undici'

/** The dispatcher, which keeps connections open from file to file, and the settings that it was made for. */
let known: { readonly settings: string; readonly dispatcher: Dispatcher } | undefined

/** Uses the proxies that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, as npm does. Node's own `fetch` has no proxies on 22.19. */
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

/** Sends one GET by the user's proxy, and trusts the authorities that Node trusts. Fails as `fetch` does; any status is an answer. */
export async function fetchUrl(url: string, { headers = {}, signal }: FetchUrl): Promise<Response> {
  const { fetch } = await import('undici')
  const dispatcher = await proxies()
  // The credentials of a mirror stand in its URL. `fetch` rejects such a URL.
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

/** The URL as messages show it, without its password. */
export function shownUrl(url: string): string {
  const shown = new URL(url)
  if (shown.password) shown.password = '***'
  return shown.href
}
