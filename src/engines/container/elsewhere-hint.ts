import type { EngineAddress } from '../../base/engine-address.ts'
import type { Docker } from './docker.ts'
import { isByNetwork } from './docker.ts'

/** What may keep from reaching a container where Docker is elsewhere, a line, or nothing. */
export function elsewhereHint(docker: Docker, { host }: EngineAddress): readonly string[] {
  if (!isByNetwork(docker)) return []
  return [
    host === '127.0.0.1'
      ? 'Where that is only the near end of a tunnel to Docker, name the Docker host in TESTCONTAINERS_HOST_OVERRIDE.'
      : `Docker publishes its port on ${host}: a firewall there has to let this machine in.`,
  ]
}
