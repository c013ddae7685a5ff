/** The wording at the end of a run on stand-ins. */

/** Something of the run is left after the removal; `left` are the lines of the functions below. */
export const leftOnMachine = (left: readonly string[]) => [
  'Something of this run is still on this machine:',
  ...left.map((line) => `- ${line}`),
]

/** A process, port, folder or container that is left, and how to remove it. */
export const leftProcess = (pid: number, name: string): string => `process ${pid} (${name}): kill ${pid}`
export const leftPort = (port: number, name: string): string => `port ${port} (${name}) is open`
export const leftFolder = (folder: string): string => `folder ${folder}: rm -r ${folder}`
export const leftContainer = (name: string, image: string): string =>
  `container ${name} (${image}): docker rm -f ${name}`

/** A container that a daemon left and this run has removed. */
export const removedContainer = (name: string, image: string): string =>
  `container ${name} (${image}), left by its daemon`

/** Engines that stay for the next run; `idleTimeoutMs` in milliseconds. */
export const enginesStay = (idleTimeoutMs: number): string =>
  `The engines stay for the next run, for ${Math.max(1, Math.round(idleTimeoutMs / 60_000))} min; 'npx vitest-aws-fixtures down' ends them.`

/** As the cleanup names its steps. */
export const tracesOnMachine = (): string => 'processes, ports and folders'
export const containersOfKilled = (): string => 'containers of a daemon that was killed'
export const daemonOf = (run: string): string => `daemon ${run}`
export const runOf = (run: string, services: readonly string[]): string => `run ${run} (${services.join(', ')})`
