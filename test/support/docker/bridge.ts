import { runCommand } from './run-command.ts'

/** A bridge of its own, for two engines on `docker0` would give the same addresses to their containers. */
export const BRIDGE = 'vaf-docker'

/** Of the block for benchmarks between networks, which hardly any machine uses. */
const ADDRESS = '198.18.213.1/24'

/** Makes the bridge, anew where a run that was killed has left it. */
export async function makeBridge(): Promise<void> {
  await removeBridge()
  await runCommand('ip', ['link', 'add', 'name', BRIDGE, 'type', 'bridge'])
  await runCommand('ip', ['address', 'add', ADDRESS, 'dev', BRIDGE])
  await runCommand('ip', ['link', 'set', BRIDGE, 'up'])
}

/** Removes the bridge where it is there. */
export async function removeBridge(): Promise<void> {
  const links = JSON.parse(await runCommand('ip', ['-json', 'link', 'show', 'type', 'bridge'])) as { ifname?: string }[]
  if (links.some(({ ifname }) => ifname === BRIDGE)) await runCommand('ip', ['link', 'delete', BRIDGE])
}
