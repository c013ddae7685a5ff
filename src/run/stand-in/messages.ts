/** The wording of what is said at the end of a run on stand-ins. */

/** When something of the run is still there after everything was removed; `left` are the lines of the functions below. */
export const leftOnMachine = (left: readonly string[]) => [
  'Something of this run is still on this machine:',
  ...left.map((line) => `- ${line}`),
]

/** A process, container, port or folder that is left, and how a person removes it. */
export const leftProcess = (pid: number, name: string): string => `process ${pid} (${name}): kill ${pid}`
export const leftPort = (port: number, name: string): string => `port ${port} (${name}) is open`
export const leftFolder = (folder: string): string => `folder ${folder}: rm -r ${folder}`
export const leftContainer = (name: string, image: string): string =>
  `container ${name} (${image}): docker rm -f ${name}`

/** The name of a container that a daemon left and this run removed. */
export const removedContainer = (name: string, image: string): string =>
  `container ${name} (${image}), which its daemon had left`

/** When engines stay for the next run. */
export const enginesStay = (idleTimeoutMs: number): string =>
  `The engines stay for the next run, for ${Math.max(1, Math.round(idleTimeoutMs / 60_000))} min; 'npx vitest-aws-fixtures down' ends them.`
