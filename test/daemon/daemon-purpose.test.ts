import { expect, test } from 'vitest'
import { resolveLocalOptions } from '../../src/config/resolve.ts'
import { daemonKey, daemonPurpose } from '../../src/daemon/daemon-purpose.ts'

const purposeOf = (mirror: string) =>
  daemonPurpose(resolveLocalOptions({ opensearch: true, local: { mavenMirror: mirror } }, import.meta.dirname, {}))

test("a run with another mirror gets another daemon, and the purpose of a daemon does not show the mirror's password", () => {
  const [one, other] = ['one', 'other'].map((name) => purposeOf(`https://ann:hush@${name}.example/maven`))
  expect(one?.mirror).toBe('https://ann:***@one.example/maven')
  expect(JSON.stringify(one)).not.toContain('hush')
  expect(daemonKey(one!)).not.toBe(daemonKey(other!))
})
