import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { gremlinServer37 } from '../../../../src/engines/releases/engine-releases.ts'
import { runCommand } from '../run-command.ts'
import type { ImageRecipe } from './image-recipe.ts'

const { version } = gremlinServer37

/** Gremlin Server of the same distribution that the official image is made of. */
export const gremlinImage: ImageRecipe = {
  image: `tinkerpop/gremlin-server:${version}`,
  context: 'gremlin',
  wanted: { gremlin: [`org.apache.tinkerpop:gremlin-server:${version}:zip:distribution`] },
  async layOut(brought, target) {
    await runCommand('unzip', [
      '-q',
      '-o',
      join(brought, 'gremlin', `gremlin-server-${version}-distribution.zip`),
      '-d',
      target,
    ])
    await rename(join(target, `apache-tinkerpop-gremlin-server-${version}`), join(target, 'dist'))
  },
}
