import { expect, test } from 'vitest'
import { runIdOf } from '../../../src/base/run-id.ts'
import { nameUnder, ownIndexName } from '../../../src/gate/views/own-index-name.ts'
import { isUnder } from '../../../src/isolation/index/under-prefix.ts'

const prefix = 'vaf-abcde-w1-t3-'

test.for(['films', '.films', '.ds-films-000001', 'vaf-films', 'a.b-c'])(
  'what a view makes of %s is under its prefix, belongs to its run, and has that name in the view',
  (name) => {
    const physical = ownIndexName(prefix, name)
    expect(isUnder(physical, ['vaf-abcde-w1-t2-', prefix])).toBe(true)
    expect(runIdOf(physical)).toBe('vaf-abcde')
    expect(nameUnder(physical, prefix)).toBe(name)
  },
)

test.for(['films', '.films', 'x-vaf-abcde-w1-t3-films', 'vaf-abcde-w1-t33-films'])(
  '%s is not under the prefix',
  (name) => {
    expect(isUnder(name, prefix)).toBe(false)
    expect(nameUnder(name, prefix)).toBeUndefined()
  },
)
