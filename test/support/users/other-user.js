// What another user of the machine tries against a run. It is run as that user, behind a line `const given = …`.
import {
  closeSync,
  constants,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'

const WAIT_MS = 2_000
const succeeded = []
let tried = 0

function attempt(what, act) {
  tried += 1
  try {
    act()
    succeeded.push(what)
  } catch {
    // Refused.
  }
}

/** Succeeds with what is answered, but for a refusal by status. */
function ask(port, { path, method = 'GET', headers = {}, body }) {
  return new Promise((resolve) => {
    tried += 1
    const asked = request({ host: '127.0.0.1', port, path, method, headers, timeout: WAIT_MS, agent: false })
    asked.on('response', (response) => {
      response.resume()
      resolve(response.statusCode < 400 ? response.statusCode : undefined)
    })
    asked.on('upgrade', (_, socket) => {
      socket.destroy()
      resolve(101)
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', () => resolve(undefined))
    asked.end(body)
  })
}

function reach(path) {
  return new Promise((resolve) => {
    tried += 1
    const socket = connect(path)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

/** Bytes that OpenSearch's transport protocol answers in some way where it believes strangers. */
function transport(port) {
  return new Promise((resolve) => {
    tried += 1
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\n\r\n'))
    socket.setTimeout(WAIT_MS, () => socket.destroy())
    socket.on('data', (data) => {
      answer += data
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer.includes('This is not an HTTP port')))
  })
}

for (const { role, port } of given.ports) {
  const script = (name) => `new File('${given.marks}/${port}-${name}').text = 'x'`
  const origin = { origin: 'https://evil.example' }
  const upgrade = {
    ...origin,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  }
  const requests = {
    'a script in the query': { path: `/gremlin?gremlin=${encodeURIComponent(script('query'))}`, headers: origin },
    'a script in a body': { path: '/gremlin', method: 'POST', body: JSON.stringify({ gremlin: script('body') }) },
    'a script with another Host': {
      path: `/gremlin?gremlin=${encodeURIComponent(script('host'))}`,
      headers: { host: 'rebind.example' },
    },
    'a WebSocket': { path: '/gremlin', headers: upgrade },
    'the root': { path: '/' },
    'the indices': { path: '/_cat/indices' },
    'a search': { path: '/_search' },
    'a new index': { path: '/planted-by-another-user', method: 'PUT' },
  }
  for (const [what, options] of Object.entries(requests)) {
    const status = await ask(port, options)
    if (status) succeeded.push(`${role}: ${what}: ${status}`)
  }
  if (await transport(port)) succeeded.push(`${role}: the transport protocol`)
}

for (const path of given.sockets) if (await reach(path)) succeeded.push(`connected to ${path}`)

for (const path of given.paths) {
  // Everybody sees the names in a folder that all share, and nobody those in these.
  if (!given.folders.includes(path)) attempt(`found ${path}`, () => statSync(path))
  attempt(`listed or read ${path}`, () => {
    try {
      readdirSync(path)
    } catch {
      readFileSync(path)
    }
  })
  attempt(`opened ${path} to write`, () => closeSync(openSync(path, constants.O_WRONLY)))
  attempt(`made a file in ${path}`, () => writeFileSync(`${path}/planted`, ''))
}

for (const { pid, role } of given.pids) {
  for (const file of ['environ', 'maps', 'mem']) {
    attempt(`${role}: read ${file}`, () => {
      if (file === 'mem') closeSync(openSync(`/proc/${pid}/mem`, 'r'))
      else readFileSync(`/proc/${pid}/${file}`)
    })
  }
  attempt(`${role}: listed its files`, () => readdirSync(`/proc/${pid}/fd`))
  attempt(`${role}: saw its folder`, () => readlinkSync(`/proc/${pid}/cwd`))
  attempt(`${role}: sent a signal`, () => process.kill(pid, 0))
  const arguments_ = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  for (const secret of given.secrets)
    if (arguments_.includes(secret)) succeeded.push(`${role}: a secret in its arguments`)
}

console.log(JSON.stringify({ succeeded, tried }))
