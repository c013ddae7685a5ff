import { expect, test } from 'vitest'
import type { ContainersOptions } from '../../src/config/resolve.ts'
import { resolveOptions } from '../../src/config/resolve.ts'
import { thisProcess } from '../../src/lifecycle/process-identity.ts'
import { containersOfHost } from '../../src/target/left-in-docker.ts'

const signal = new AbortController().signal
const options = resolveOptions({ target: 'containers', neptune: true }, '/project', {}) as ContainersOptions

test.for(['running', 'one that may run, where the system does not tell since when'])(
  'the containers of a host are left to it: %s',
  async (which) => {
    const { started, ...unknown } = thisProcess()
    const host = which === 'running' ? { ...unknown, ...(started && { started }) } : unknown
    expect(await containersOfHost(options, host, signal).removeLeft()).toEqual([])
  },
)
