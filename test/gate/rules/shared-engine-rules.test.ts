import { expect, test } from 'vitest'
import { ChangesOutsidePrefix } from '../../../src/gate/changes/changes-outside-prefix.ts'
import { openSearchRules, sharedEngineRules } from '../../../src/gate/rules/opensearch-rules.ts'

const OWN = 'vaf-aaaaa-w1-films'

async function askedFor(...targets: readonly string[]) {
  const outside = new ChangesOutsidePrefix()
  const rules = sharedEngineRules(openSearchRules, { prefix: 'vaf-aaaaa-', isShared: () => true }, outside)
  for (const target of targets) {
    const request = { method: 'PUT', target, headers: [], bodySha256: '', body: Buffer.alloc(0), worker: 1 }
    expect(await rules.plan(request)).toHaveProperty('forward')
  }
  return outside
}

test.each(['_clone', '_split', '_shrink', '_rollover'])(
  'an index that %s makes from an index of the run is noted where its name is outside of the prefix',
  async (verb) => {
    const outside = await askedFor(`/${OWN}/${verb}/stray`, `/${OWN}/${verb}/${OWN}-2`, `/${OWN}/_doc/elsewhere`)
    expect(['stray', `${OWN}-2`, 'elsewhere'].map((name) => outside.canHaveMade(name))).toEqual([true, false, false])
  },
)
