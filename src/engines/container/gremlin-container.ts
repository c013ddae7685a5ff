import type { EngineImage } from '../../config/resolved-options.ts'
import { askVersion } from '../ask-version.ts'
import { graphProperties, initScript, serverYaml } from '../gremlin/configuration.ts'
import { gremlinHeap } from '../process/jvm-options.ts'
import { ENGINE_SECRET_VARIABLE, launcher, newEngineSecret } from '../process/launcher-jar.ts'
import { onlyGuarded } from './assert-guarded.ts'
import type { ContainerEngineSpec } from './container-engine.ts'

/** Where the official image has the server. */
const HOME = '/opt/gremlin-server'

const CONFIGURATION = `${HOME}/conf/vitest-aws-fixtures`

const PORT = 8182

/**
 * Gremlin Server configured like Neptune, with a graph for the run and one for each worker. Our jar brings its guard. Whoever
 * may look into containers can read its secret there, and has the power of root anyway.
 */
export function gremlinContainer(
  { name, platform }: EngineImage,
  { graphs, heapMb }: { readonly graphs: number; readonly heapMb: number },
): Omit<ContainerEngineSpec, 'labels'> {
  const authorization = newEngineSecret()
  return {
    image: name,
    platform,
    port: PORT,
    authorization,
    variables: {
      JAVA_OPTIONS: gremlinHeap(heapMb).join(' '),
      [ENGINE_SECRET_VARIABLE]: authorization,
    },
    copies: { [`${HOME}/lib/vitest-aws-fixtures.jar`]: launcher },
    files: {
      [`${CONFIGURATION}/server.yaml`]: serverYaml({ host: '0.0.0.0', port: PORT, directory: CONFIGURATION }, graphs),
      [`${CONFIGURATION}/graph.properties`]: graphProperties,
      [`${CONFIGURATION}/init.groovy`]: initScript(graphs),
    },
    // The image's own script would write the container's address into our configuration.
    entrypoint: [`${HOME}/bin/gremlin-server.sh`],
    command: [`${CONFIGURATION}/server.yaml`],
    askVersion: onlyGuarded(askVersion.neptune),
  }
}
