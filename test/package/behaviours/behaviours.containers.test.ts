import { test } from 'vitest'
import { ourContainers } from '../../support/docker-containers.ts'
import { behaviourProjects } from './behaviours.ts'
import { expectBehaviours } from './run-behaviours.ts'

test.for(behaviourProjects)('target containers shows the behaviours of project $folder', async (project, context) => {
  const left = async () => (await ourContainers()).map(({ Image, Id }) => `${Image} ${Id}`)
  await expectBehaviours(project, { target: 'containers', run: {}, left }, context)
})
