import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('bench/README.md names every bench that npm run bench knows, and no other', () => {
  const named = [...readFileSync('bench/README.md', 'utf8').matchAll(/^\| `(\w+)/gm)].map(([, name]) => name)
  const benches = globSync('*.ts', { cwd: 'bench', exclude: ['run.ts'] }).map((file) => file.replace(/\.ts$/, ''))
  expect(named.toSorted()).toEqual(benches.toSorted())
})
