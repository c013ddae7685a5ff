import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { ownFolder } from './filled-cache.ts'
import { awaitPrepared, prepareMeanwhile, sharedByProjects } from './prepared.ts'

test('a test file that waits goes on when all is prepared, with the variables that come with it', async () => {
  vi.stubEnv('VAF_TEST_PREPARED', undefined)
  const file = join(await ownFolder(), 'prepared.json')
  const waiting = awaitPrepared('Docker engine', file)
  await prepareMeanwhile(file, async () => ({ VAF_TEST_PREPARED: 'yes' }))
  await waiting
  expect(process.env.VAF_TEST_PREPARED).toBe('yes')
  vi.unstubAllEnvs()
})

test('a test file that waits fails with what the preparation failed with', async () => {
  const file = join(await ownFolder(), 'prepared.json')
  await prepareMeanwhile(file, () => Promise.reject(new Error('No space is left.')))
  await expect(awaitPrepared('installed package', file)).rejects.toThrow(/installed package[\s\S]*No space is left\./)
})

test('what projects share is made once', () => {
  const make = vi.fn(() => ({}))
  expect(sharedByProjects('a test', make)).toBe(sharedByProjects('a test', make))
  expect(make).toHaveBeenCalledOnce()
})
