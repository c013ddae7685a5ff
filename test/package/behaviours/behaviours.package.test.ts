import { test } from 'vitest'
import { simulatedAccount } from '../../support/simulated-account.ts'
import { simulatedEngines } from '../../support/simulated-engines.ts'
import { behaviourProjects } from './behaviours.ts'
import { expectBehaviours } from './run-behaviours.ts'

const engines = simulatedEngines()

test.for(behaviourProjects)('target local shows the behaviours of project $folder', async (project, context) => {
  await expectBehaviours(project, { target: 'local', run: {}, left: async () => [] }, context)
})

test.for(behaviourProjects)('target aws shows the behaviours of project $folder', async (project, context) => {
  const account = await simulatedAccount({ engines: engines() })
  const { env, machine } = account
  await expectBehaviours(
    project,
    { target: 'aws', run: { env, machine }, left: async () => account.running() },
    context,
  )
})
