// What a page of another origin tries against one server. It is evaluated in the browser, and returns what it has seen:
// `[attack, outcome]`, where an outcome that says `read` is one in which the page learnt something or was let in.

/** How long one attempt may take, in milliseconds. */
const ATTEMPT_MS = 4_000

/** @param {{ server: string, folder: string, label: string }} target */
// biome-ignore lint/correctness/noUnusedVariables: what is evaluated after it calls it.
async function attack({ server, folder, label }) {
  const isSameOrigin = location.origin === server
  const marker = (name) => `${folder}/${label}-${name}`
  const groovy = (name) => `new File('${marker(name)}').text = 'x'`
  const asQuery = (name) => `${server}/gremlin?gremlin=${encodeURIComponent(groovy(name))}`
  const asJson = (name) => JSON.stringify({ gremlin: groovy(name) })
  const document_ = encodeURIComponent('{"planted":true}')
  const planted = (name) =>
    `${server}/planted-${label}-${name}/_doc?refresh=true&source_content_type=application/json&source=${document_}`

  async function fetching(url, options) {
    const response = await fetch(url, options)
    if (response.type === 'opaque') return 'nothing: opaque'
    const text = await response.text()
    return isSameOrigin && response.status >= 400
      ? `nothing: refused with ${response.status}`
      : `read: ${response.status} ${text.slice(0, 80)}`
  }

  const posting = (name, type, mode, body = asJson(name)) =>
    fetching(`${server}/gremlin`, { method: 'POST', mode, headers: { 'content-type': type }, body })

  function multipart(name) {
    const form = new FormData()
    form.append('gremlin', groovy(name))
    return form
  }

  function element(name, attributes) {
    return new Promise((resolve) => {
      const made = Object.assign(document.createElement(name), attributes)
      made.onload = () => resolve(`read: ${name} loaded, width ${made.naturalWidth}`)
      made.onerror = () => resolve('nothing: error')
      document.body.append(made)
    })
  }

  function form(name, method, enctype, action, field = 'gremlin', value = groovy(name)) {
    return new Promise((resolve) => {
      const frame = Object.assign(document.createElement('iframe'), { name: `frame-${name}` })
      document.body.append(frame)
      const made = Object.assign(document.createElement('form'), { method, enctype, action, target: frame.name })
      made.append(Object.assign(document.createElement('input'), { name: field, value }))
      document.body.append(made)
      frame.onload = () => {
        let text
        try {
          text = frame.contentDocument?.body?.innerText
        } catch {
          // Of another origin.
        }
        resolve(text && !isSameOrigin ? `read: ${text.slice(0, 80)}` : 'nothing: not readable')
      }
      made.submit()
    })
  }

  function socket(name, path, isBinary) {
    return new Promise((resolve) => {
      const made = new WebSocket(`${server.replace(/^http/, 'ws')}${path}`)
      made.binaryType = 'arraybuffer'
      const request = JSON.stringify({
        requestId: { '@type': 'g:UUID', '@value': crypto.randomUUID?.() ?? '41d2e28a-20a4-4ab0-b379-d810dede3786' },
        op: 'eval',
        processor: '',
        args: { '@type': 'g:Map', '@value': ['gremlin', groovy(name), 'language', 'gremlin-groovy'] },
      })
      const mime = 'application/vnd.gremlin-v3.0+json'
      made.onopen = () =>
        made.send(isBinary ? new TextEncoder().encode(String.fromCharCode(mime.length) + mime + request) : request)
      made.onmessage = ({ data }) => resolve(`read: ${String(data).slice(0, 80)}`)
      made.onerror = () => resolve('nothing: not opened')
      made.onclose = () => resolve('read: opened, then closed')
    })
  }

  function events(name) {
    return new Promise((resolve) => {
      const source = new EventSource(asQuery(name))
      const end = (outcome) => {
        source.close()
        resolve(outcome)
      }
      source.onopen = () => end('read: opened')
      source.onerror = () => end('nothing: error')
    })
  }

  const attempts = {
    'get-cors': (name) => fetching(asQuery(name), { mode: 'cors' }),
    'get-no-cors': (name) => fetching(asQuery(name), { mode: 'no-cors' }),
    'post-text-cors': (name) => posting(name, 'text/plain', 'cors'),
    'post-text-no-cors': (name) => posting(name, 'text/plain', 'no-cors'),
    'post-form-cors': (name) => posting(name, 'application/x-www-form-urlencoded', 'cors'),
    'post-form-no-cors': (name) => posting(name, 'application/x-www-form-urlencoded', 'no-cors'),
    'post-multipart-cors': (name) => fetching(`${server}/gremlin`, { method: 'POST', body: multipart(name) }),
    'post-multipart-no-cors': (name) =>
      fetching(`${server}/gremlin`, { method: 'POST', mode: 'no-cors', body: multipart(name) }),
    'post-json': (name) => posting(name, 'application/json', 'cors'),
    'read-indices': () => fetching(`${server}/_cat/indices`, { mode: 'cors' }),
    'read-root': () => fetching(`${server}/`, { mode: 'cors' }),
    'write-no-cors': (name) => fetching(planted(name), { method: 'POST', mode: 'no-cors' }),
    'write-json': (name) =>
      fetching(`${server}/planted-${label}-${name}/_doc`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }),
    'form-get': (name) => form(name, 'GET', '', `${server}/gremlin`),
    'form-post': (name) => form(name, 'POST', 'application/x-www-form-urlencoded', `${server}/gremlin`),
    'form-multipart': (name) => form(name, 'POST', 'multipart/form-data', `${server}/gremlin`),
    // The name and the value of the only field make one JSON text, with the equals sign within a string.
    'form-text': (name) =>
      form(name, 'POST', 'text/plain', `${server}/gremlin`, `{"gremlin":"${groovy(name)}","ignored":"`, '"}'),
    'form-write': (name) => form(name, 'POST', 'text/plain', planted(name)),
    'socket-gremlin-text': (name) => socket(name, '/gremlin', false),
    'socket-gremlin-binary': (name) => socket(name, '/gremlin', true),
    'socket-root-text': (name) => socket(name, '/', false),
    'socket-root-binary': (name) => socket(name, '/', true),
    image: (name) => element('img', { src: asQuery(name) }),
    script: (name) => element('script', { src: asQuery(name) }),
    events: (name) => events(name),
    beacon: async (name) => {
      navigator.sendBeacon(`${server}/gremlin`, asJson(name))
      return 'nothing: never told'
    },
  }
  const bounded = (attempt, name) =>
    Promise.race([
      Promise.resolve()
        .then(() => attempt(name))
        .catch((error) => `nothing: ${error.message}`),
      new Promise((resolve) => setTimeout(resolve, ATTEMPT_MS, 'nothing: no answer')),
    ])
  return Promise.all(Object.entries(attempts).map(async ([name, attempt]) => [name, await bounded(attempt, name)]))
}
